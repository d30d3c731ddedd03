/* report_screen.c - what the script of an HTML page has of a run besides its cases. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "medians_text.h"
#include "report_parts.h"
#include "run_tables.h"

/* ---- what the drawer of a case shows ---- */

/* What was promised, in words; NULL: nothing. */
static const char *budget_text(bench_doc_t *doc, const bench_row_t *row) {
    char text[BENCH_FRACTION_MAX];
    switch (row->budget_kind) {
    case BENCH_BUDGET_ALLOCS:
        return bench_doc_keep(doc, "%s blocks per operation",
                              bench_fraction_format(row->budget, text));
    case BENCH_BUDGET_AT_MOST:
        return bench_doc_keep(doc, "at most %s blocks per operation",
                              bench_fraction_format(row->budget, text));
    case BENCH_BUDGET_MISSES:
        return "a block for each operation that does not complete synchronously";
    case BENCH_BUDGET_NONE:
        break;
    }
    return NULL;
}

static void add_count(bench_table_t *table, bool known, uint64_t count) {
    bench_table_add(table, known ? bench_whole_value((int64_t)count)
                                 : bench_unknown_value(BENCH_TYPE_INTEGER));
}

static void add_measured(const bench__page_t *page) {
    bench_table_t *table = bench_doc_screen_data(
        page->doc, "measured",
        "scenario|contender|params|operations:i|events_n:i|events_2n:i|arenas_n:i|arenas_2n:i|"
        "budget|failure|disagreement|medians");
    for (size_t i = 0; i < page->report->row_count; i++) {
        const bench_row_t *row = &page->report->rows[i];
        bench_table_add_case(table, &row->key);
        const bench_witnesses_t *witnesses = &row->counts.witnesses;
        add_count(table, row->counted, row->counts.operations);
        add_count(table, row->counts.witnessed, witnesses->events[0]);
        add_count(table, row->counts.witnessed, witnesses->events[1]);
        add_count(table, row->counts.witnessed, witnesses->arenas[0]);
        add_count(table, row->counts.witnessed, witnesses->arenas[1]);
        bench_table_add(table, bench_text_value(budget_text(page->doc, row)));
        bench_table_add(table, bench_text_value(row->failure));
        bench_table_add(table, bench_text_value(row->counts.disagreement));
        bench_table_add(table, bench_text_value(bench__medians_text(page->doc, row)));
    }
}

/* ---- where blocks are made ---- */

static void add_sites(const bench__page_t *page) {
    bench_table_t *table =
        bench_doc_screen_data(page->doc, "stacks",
                              "scenario|contender|params|made_by|stack|allocs_per_op:f|"
                              "bytes_per_op:f|leaked:i|line");
    for (size_t i = 0; i < page->report->row_count; i++) {
        const bench_row_t *row = &page->report->rows[i];
        for (size_t j = 0; j < row->counts.site_count; j++) {
            const bench_site_t *site = &row->counts.sites[j];
            bench_table_add_case(table, &row->key);
            bench_table_add_rest(table, site->made_by, site->stack, site->allocs_per_op,
                                 site->bytes_per_op, (int64_t)site->leaked,
                                 site->line != NULL ? site->line : "");
        }
    }
}

void bench__add_screen_data(const bench__page_t *page) {
    const char *file;
    for (size_t i = 0; (file = bench__run_table(i)) != NULL; i++) {
        if (bench__run_table_is_on_screen(i)) {
            const char *name = bench_doc_keep(page->doc, "%.*s", (int)strcspn(file, "."), file);
            bench__fill_run_table(bench_doc_screen_data(page->doc, name, ""), page->report, i);
        }
    }
    add_measured(page);
    add_sites(page);
}
