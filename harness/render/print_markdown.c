/* print_markdown.c - a document as Markdown. */
#include <stdint.h>
#include <string.h>

#include "document_parts.h"
#include "markdown_text.h"
#include "text.h"

/* The findings of more cases than these are folded away. */
#define CASES_SHOWN 25

static void put_styled(FILE *out, bench_style_t style, const char *text) {
    if (style == BENCH_CODE) {
        bench__markdown_put_code(out, text);
        return;
    }
    const char *sign = style == BENCH_STRONG ? "**" : "";
    fputs(sign, out);
    bench__markdown_put(out, text);
    fputs(sign, out);
}

/* The first piece of a paragraph. */
static void put_first(FILE *out, const bench__block_t *span) {
    if (span->style == BENCH_PLAIN) {
        bench__markdown_put_first(out, span->text);
    } else {
        put_styled(out, span->style, span->text);
    }
}

/* ---- tables ---- */

static void put_cell(FILE *out, bench_style_t style, const char *text) {
    fputc(' ', out);
    put_styled(out, style, text);
    fputs(" |", out);
}

static void put_head(FILE *out, const bench_table_t *table) {
    fputc('|', out);
    for (size_t i = 0; i < table->column_count; i++) {
        put_cell(out, BENCH_PLAIN, table->columns[i].name);
    }
    fputs("\n|", out);
    for (size_t i = 0; i < table->column_count; i++) {
        fputs(bench_type_is_number(table->columns[i].type) ? " ---: |" : " --- |", out);
    }
    fputc('\n', out);
}

static void put_value(FILE *out, const bench_value_t *value) {
    char room[BENCH__CELL_MAX];
    bool text = value->type == BENCH_TYPE_TEXT;
    const char *cell = bench__cell_text(value, SIZE_MAX, "–", room);
    if (text && value->mark == BENCH_MARK_OWN) {
        fprintf(out, " %s |", cell);
    } else {
        put_cell(out, text && value->mark == BENCH_MARK_BAD ? BENCH_STRONG : BENCH_PLAIN, cell);
    }
}

static void put_table(FILE *out, const bench_table_t *table) {
    put_head(out, table);
    for (size_t row = 0; row < bench_table_row_count(table); row++) {
        fputc('|', out);
        for (size_t column = 0; column < table->column_count; column++) {
            put_value(out, bench_table_at(table, row, column));
        }
        fputc('\n', out);
    }
}

/* ---- findings ---- */

static void put_note_head(FILE *out, const bench__block_t *findings) {
    const char *const heads[] = {"case", "column", findings->text, findings->detail, "finding"};
    fputc('|', out);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        put_cell(out, BENCH_PLAIN, heads[i]);
    }
    fputs("\n| --- | --- | --- | --- | --- |\n", out);
}

static const char *or_dash(const char *text) {
    return text != NULL && text[0] != '\0' ? text : "–";
}

static void put_note(FILE *out, const bench_note_t *note) {
    char name[BENCH_CASE_NAME_MAX];
    fputc('|', out);
    put_cell(out, BENCH_PLAIN, bench_case_format(&note->key, name));
    put_cell(out, BENCH_PLAIN, or_dash(note->column));
    put_cell(out, BENCH_PLAIN, or_dash(note->before));
    put_cell(out, BENCH_PLAIN, or_dash(note->after));
    bool bad = note->severity == BENCH_SEVERITY_REGRESSION;
    put_cell(out, bad ? BENCH_STRONG : BENCH_PLAIN, note->says);
    fputc('\n', out);
}

/* The next finding of that severity after `block`; NULL: none. */
static const bench__block_t *next_note(const bench__block_t *block, bench_severity_t severity) {
    while (block != NULL && (block->kind != BENCH__NOTE || block->note.severity != severity)) {
        block = block->next;
    }
    return block;
}

/* All findings of the document, the most serious first, behind `separator`. Those of one case stay
 * together. Tells whether there is one. */
static bool put_notes(const bench_doc_t *doc, const bench__block_t *findings, const char *separator,
                      FILE *out) {
    size_t cases = 0;
    const bench_note_t *before = NULL;
    for (bench_severity_t severity = 0; severity < BENCH_SEVERITY_NONE; severity++) {
        const bench__block_t *block = next_note(doc->first, severity);
        for (; block != NULL; block = next_note(block->next, severity)) {
            bool other = before == NULL || !bench_case_equal(&before->key, &block->note.key);
            cases += other ? 1 : 0;
            if (other && cases == CASES_SHOWN + 1) {
                fputs("\n<details><summary>More findings</summary>\n\n", out);
            }
            if (other && (cases == 1 || cases == CASES_SHOWN + 1)) {
                fputs(cases == 1 ? separator : "", out);
                put_note_head(out, findings);
            }
            put_note(out, &block->note);
            before = &block->note;
        }
    }
    fputs(cases > CASES_SHOWN ? "\n</details>\n" : "", out);
    return cases > 0;
}

/* ---- the document ---- */

static void put_title(FILE *out, const bench__block_t *title) {
    for (unsigned i = 0; i < title->level; i++) {
        fputc('#', out);
    }
    fputc(' ', out);
    put_styled(out, title->style, title->text);
    fputc('\n', out);
}

static void put_block(FILE *out, const bench__block_t *block) {
    switch (block->kind) {
    case BENCH__TITLE:
        put_title(out, block);
        break;
    case BENCH__SPAN:
        put_styled(out, block->style, block->text);
        break;
    case BENCH__TABLE:
        put_table(out, &block->table);
        break;
    case BENCH__FIGURE:
        fputs("![", out);
        bench__markdown_put(out, block->text);
        fprintf(out, "](%s)\n", block->detail);
        break;
    case BENCH__CODE:
        bench__markdown_put_shell(out, block->text);
        break;
    case BENCH__FOLD:
        fputs("<details><summary>", out);
        bench__markdown_put_html(out, block->text);
        fputs("</summary>\n", out);
        break;
    case BENCH__END_FOLD:
        fputs("</details>\n", out);
        break;
    default: /* for others */
        break;
    }
}

void bench__print_markdown(const bench_doc_t *doc, FILE *out) {
    const char *separator = "";
    bench__block_kind_t before = BENCH__GAP;
    const bench__block_t *block = bench__block_for(doc->first, BENCH_PAGE);
    for (; block != NULL; block = bench__block_for(block->next, BENCH_PAGE)) {
        if (block->kind == BENCH__FINDINGS) {
            separator = put_notes(doc, block, separator, out) ? "\n" : separator;
            continue;
        }
        fputs(block->kind == BENCH__SPAN ? "" : separator, out);
        separator = "\n";
        if (before == BENCH__PARAGRAPH && block->kind == BENCH__SPAN) {
            put_first(out, block);
        } else {
            put_block(out, block);
        }
        before = block->kind;
        fputs(bench__paragraph_goes_on(block) ? "" : "\n", out);
    }
}
