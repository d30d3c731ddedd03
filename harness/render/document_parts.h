/*
 * document_parts.h - a document as its renderers see it.
 */
#ifndef BENCH_DOCUMENT_PARTS_H
#define BENCH_DOCUMENT_PARTS_H

#include <jansson.h>

#include "render/document.h"

typedef enum bench__block_kind {
    BENCH__TITLE,
    BENCH__PARAGRAPH,
    BENCH__SPAN, /* a piece of the paragraph before it */
    BENCH__TABLE,
    BENCH__FINDINGS, /* text: before, detail: after */
    BENCH__NOTE,
    BENCH__FIGURE, /* text: caption, detail: path */
    BENCH__CODE,
    BENCH__FOLD,
    BENCH__END_FOLD,
    BENCH__VIEW, /* text: name, detail: what stands there without a script */
    BENCH__GAP,
    BENCH__FACT, /* text: name */
    BENCH__DATA, /* text: name */
} bench__block_kind_t;

typedef struct bench__block {
    struct bench__block *next;
    bench__block_kind_t kind;
    bench_audience_t audience; /* of facts and data 0: all programs */
    unsigned level;            /* of a title; of a paragraph, how far it is indented */
    bench_style_t style;
    bench_mark_t mark;
    const char *text;
    const char *detail;
    json_t *json;
    bench_note_t note;
    const bench_case_key_t *group; /* of a table; NULL: its rows are not the cases of one */
    bench_table_t table;
} bench__block_t;

/* This block or the next one that is for the audience; NULL: there is none. */
const bench__block_t *bench__block_for(const bench__block_t *block, bench_audience_t audience);

/* Tells whether the paragraph goes on behind this block, or this one is in none. */
bool bench__paragraph_goes_on(const bench__block_t *block);

/* The value as a new reference; NULL: out of memory, or no UTF-8. Exact numbers that are no whole
 * ones stay fractions, as texts. */
json_t *bench__json_of_value(const bench_value_t *value);

/* One renderer for each format that is not just a table; on a terminal, for one of its audiences.
 */
void bench__print_text(const bench_doc_t *doc, bench_audience_t audience, bool color, FILE *out);
void bench__print_markdown(const bench_doc_t *doc, FILE *out);
bool bench__print_json(const bench_doc_t *doc, FILE *out);
bool bench__print_html(const bench_doc_t *doc, FILE *out);

/* The facts and tables of a document for the script of an HTML page, as JSON that no text in it can
 * end: { "facts": {name: value}, "tables": {name: [[column, type, cells], ...]}, "cases":
 * [scenarios, contenders, params], "texts": [...] }. [cell, n] are n cells that are equal. Of type
 * "n" a cell is a number or null. Of type "t" it is the place of its text in "texts", where a list
 * of places is these texts with ';' between them. Of type "c" it is how much larger the row's
 * number of a case is than that of the row before; the three columns of "cases" have the places of
 * its names. */
bool bench__print_html_data(const bench_doc_t *doc, FILE *out);

#endif
