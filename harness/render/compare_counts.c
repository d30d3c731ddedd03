/* compare_counts.c - which exact numbers of a case changed, and which call sites made them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_parts.h"
#include "judge/sites.h"
#include "text.h"

/* On a line there is room for so many frames of a stack, and for so many sites of a case. */
#define FRAMES_SHOWN 8
#define SITES_SHOWN  8

/* ---- columns ---- */

const char *bench__count_of(bench_doc_t *doc, const bench_row_t *row, const char *column) {
    char text[BENCH_CHANGE_TEXT_MAX];
    bench_count_text(row, column, text);
    return text[0] != '\0' ? bench_doc_keep(doc, "%s", text) : NULL;
}

/* The same of every column of a comparison. */
static const char *value_of(bench_doc_t *doc, const bench_row_t *row, const char *column) {
    char text[BENCH_FRACTION_MAX];
    if (strcmp(column, bench_metrics[BENCH_METRIC_instructions_per_op].name) != 0) {
        return bench__count_of(doc, row, column);
    }
    return bench_doc_keep(doc, "%s", bench_fraction_format(row->instructions.per_op, text));
}

static const char *signed_text(bench_doc_t *doc, bench_fraction_t number) {
    char text[BENCH_FRACTION_MAX];
    return bench_doc_keep(doc, "%s%s", number.num > 0 ? "+" : "",
                          bench_fraction_format(number, text));
}

/* "+1, +100.0 %"; "" of what has no difference. */
static const char *difference_text(bench_doc_t *doc, const bench_column_change_t *change) {
    char ratio[BENCH_TEXT_MAX];
    bench_text_change(change->relative, ratio);
    return bench_doc_keep(doc, "%s%s%s", signed_text(doc, change->difference),
                          ratio[0] != '\0' ? ", " : "", ratio);
}

/* The first column that differs says what the change is. The others follow from it, as frees from
 * allocations, and say by how much. */
static void note_column(bench_doc_t *doc, const bench_note_t *counts,
                        const bench_comparison_t *pair, const bench_column_change_t *change,
                        bool first) {
    bench_note_t note = *counts;
    const char *difference = difference_text(doc, change);
    note.label = first ? counts->label : "";
    note.column = change->column;
    note.before = bench__count_of(doc, pair->base, change->column);
    note.after = bench__count_of(doc, pair->new_row, change->column);
    note.phrase = bench_doc_keep(
        doc, "%s%s%s %s -> %s%s%s%s", first ? counts->says : "", first ? ": " : "", change->column,
        note.before != NULL ? note.before : "none", note.after != NULL ? note.after : "none",
        difference[0] != '\0' ? " (" : "", difference, difference[0] != '\0' ? ")" : "");
    note.says = bench_doc_keep(doc, "%s%s%s", first ? counts->says : "also changed",
                               difference[0] != '\0' ? ": " : "", difference);
    bench_doc_note(doc, &note);
}

void bench__note_columns(bench__view_t *view, const bench_note_t *counts,
                         const bench_comparison_t *pair) {
    bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
    size_t count = bench_counts_changes(pair->base, pair->new_row, changes);
    for (size_t i = 0; i < count; i++) {
        bool first = strcmp(changes[i].column, pair->column) == 0;
        if (!bench__is_limited(view, pair, changes[i].column)) {
            note_column(&view->doc, counts, pair, &changes[i], first);
        }
    }
}

/* ---- sites ---- */

/* "box < fetch < run": the innermost first, as it made the block. */
static const char *stack_text(bench_doc_t *doc, const char *stack) {
    const char *text = "";
    const char *end = stack + strlen(stack);
    for (size_t shown = 0; end > stack && shown < FRAMES_SHOWN; shown++) {
        const char *begin = end;
        while (begin > stack && begin[-1] != ';') {
            begin--;
        }
        text = bench_doc_keep(doc, "%s%s%.*s", text, shown > 0 ? " < " : "", (int)(end - begin),
                              begin);
        end = begin > stack ? begin - 1 : stack;
    }
    return end > stack ? bench_doc_keep(doc, "%s < ...", text) : text;
}

/* "+1 block, +48 usable bytes: made in box < fetch < run (workload)" */
static const char *site_text(bench_doc_t *doc, const bench_site_change_t *change) {
    const bench_site_t *site = bench_site_change_site(change);
    bench_fraction_t blocks = change->blocks;
    const char *made_in = stack_text(doc, site->stack);
    bool single = blocks.den == 1 && (blocks.num == 1 || blocks.num == -1);
    return bench_doc_keep(doc, "%s block%s, %s usable bytes: made in %s (%s)",
                          signed_text(doc, blocks), single ? "" : "s",
                          signed_text(doc, change->usable_bytes),
                          made_in[0] != '\0' ? made_in : "?", site->made_by);
}

static const char *blocks_text(bench_doc_t *doc, const bench_site_t *site) {
    char text[BENCH_FRACTION_MAX];
    return site != NULL
               ? bench_doc_keep(doc, "%s", bench_fraction_format(site->allocs_per_op, text))
               : NULL;
}

static bench_site_change_t *changes_of(bench_doc_t *doc, const bench_comparison_t *pair,
                                       size_t *count) {
    bool other = pair->allocs != BENCH_CHANGE_NONE || (pair->over & BENCH_LIMITS_COUNTS) != 0;
    bool changed = bench_comparison_counted(pair) && other;
    *count = 0;
    bench_site_change_t *changes =
        changed ? bench_site_changes(pair->base, pair->new_row, count) : NULL;
    doc->failed |= changes == NULL && *count != 0;
    return changes;
}

void bench__note_sites(bench_doc_t *doc, const bench_note_t *counts,
                       const bench_comparison_t *pair) {
    size_t count;
    bench_site_change_t *changes = changes_of(doc, pair, &count);
    bench_note_t note = *counts;
    note.column = "call site";
    for (size_t i = 0; changes != NULL && i < count && i < SITES_SHOWN; i++) {
        note.label = i == 0 ? "sites" : "";
        note.phrase = site_text(doc, &changes[i]);
        note.says = note.phrase;
        note.before = blocks_text(doc, changes[i].base);
        note.after = blocks_text(doc, changes[i].new_row);
        bench_doc_note(doc, &note);
    }
    if (count > SITES_SHOWN) {
        note.label = "";
        note.phrase = bench_doc_keep(doc, "%zu more sites", count - SITES_SHOWN);
        note.says = note.phrase;
        note.before = note.after = NULL;
        bench_doc_note(doc, &note);
    } else if (!bench_sites_are_known(pair->base, pair->new_row)) {
        note.label = "sites";
        note.phrase = "not known: one of the two did not follow its blocks";
        note.severity = BENCH_SEVERITY_NONE;
        bench_doc_note(doc, &note);
    }
    free(changes);
}

/* ---- for programs ---- */

void bench__add_columns(bench__view_t *view) {
    bench_doc_t *doc = &view->doc;
    bench_table_t *table = bench_doc_data(
        doc, "columns", "scenario|contender|params|column|base|new|difference:f|ratio:r");
    for (size_t i = 0; i < view->count; i++) {
        const bench_comparison_t *pair = &view->pairs[i];
        bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
        size_t count = bench_comparison_columns(pair, changes);
        for (size_t j = 0; j < count; j++) {
            bench_table_add_case(table, &pair->base->key);
            bench_table_add_rest(table, changes[j].column,
                                 value_of(doc, pair->base, changes[j].column),
                                 value_of(doc, pair->new_row, changes[j].column),
                                 changes[j].difference, changes[j].relative);
        }
    }
}

void bench__add_sites(bench__view_t *view) {
    bench_table_t *table =
        bench_doc_data(&view->doc, "sites",
                       "scenario|contender|params|made_by|stack_base|stack_new|blocks_base:f|"
                       "blocks_new:f|blocks:f|usable_bytes:f");
    const bench_fraction_t unknown = {0, 0};
    for (size_t i = 0; i < view->count; i++) {
        size_t count;
        const bench_comparison_t *pair = &view->pairs[i];
        bench_site_change_t *changes = changes_of(&view->doc, pair, &count);
        for (size_t j = 0; changes != NULL && j < count; j++) {
            const bench_site_t *base = changes[j].base;
            const bench_site_t *new_row = changes[j].new_row;
            bench_table_add_case(table, &pair->base->key);
            bench_table_add_rest(table, bench_site_change_site(&changes[j])->made_by,
                                 base != NULL ? base->stack : NULL,
                                 new_row != NULL ? new_row->stack : NULL,
                                 base != NULL ? base->allocs_per_op : unknown,
                                 new_row != NULL ? new_row->allocs_per_op : unknown,
                                 changes[j].blocks, changes[j].usable_bytes);
        }
        free(changes);
    }
}
