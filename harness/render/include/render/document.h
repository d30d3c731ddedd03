/*
 * document.h - what a command shows, once for all formats.
 *
 * A document has two readers:
 *
 * - People get blocks in their order: titles, paragraphs, tables, findings, figures, code, parts
 *   that are folded away. A block may be for the terminal alone, for a page alone (Markdown and
 *   HTML), or for a screen alone (HTML), where one of them has less room.
 * - Programs get facts (name and value) and one or more tables with names; the first table is the
 *   main one. CSV is the main table; JSON is all of them. The script of an HTML page is a program
 *   too: it has the same tables, and some for itself.
 *
 * Whoever has something to show builds a document and knows no format; one renderer for each format
 * knows nothing of what is shown. So a command that shows something new gets all formats, and a new
 * format gets all commands.
 *
 * A document is a value of its owner: all zero is an empty one, and bench_doc_end prints and
 * releases it. It keeps copies of the texts that are formatted here; all others, and those of the
 * cells of its tables, are borrowed. Where memory runs short it remembers that, and bench_doc_end
 * tells.
 */
#ifndef BENCH_RENDER_DOCUMENT_H
#define BENCH_RENDER_DOCUMENT_H

#include <stdio.h>

#include "model/table.h"

typedef enum bench_format {
    BENCH_FORMAT_TABLE, /* for a terminal: what is seen at a glance, where there is such a thing */
    BENCH_FORMAT_JSON,
    BENCH_FORMAT_CSV,
    BENCH_FORMAT_MARKDOWN, /* ready to paste into a pull request */
    BENCH_FORMAT_LONG,     /* for a terminal: everything */
    BENCH_FORMAT_HTML,     /* one file, which asks for nothing else */
} bench_format_t;

/* "table", "json", "csv", "markdown", "long", "html"; false for another name. */
bool bench_format_parse(const char *name, bench_format_t *format);

/* Bits: who a block is for. */
typedef enum bench_audience {
    BENCH_GLANCE = 1, /* a terminal, in BENCH_FORMAT_TABLE */
    BENCH_PAGE = 2,
    BENCH_LONG = 4, /* a terminal, in BENCH_FORMAT_LONG */
    BENCH_TERMINAL = BENCH_GLANCE | BENCH_LONG,
    BENCH_SCREEN = 8, /* HTML, which has what a page has too */
    BENCH_EVERYBODY = BENCH_TERMINAL | BENCH_PAGE,
} bench_audience_t;

typedef enum bench_style { BENCH_PLAIN, BENCH_STRONG, BENCH_CODE } bench_style_t;

/* How much a finding matters, the most serious first. */
typedef enum bench_severity {
    BENCH_SEVERITY_REGRESSION,
    BENCH_SEVERITY_UNKNOWN,
    BENCH_SEVERITY_IMPROVEMENT,
    BENCH_SEVERITY_ADDED,
    BENCH_SEVERITY_NONE, /* nothing was found: for the terminal alone */
} bench_severity_t;

/* One thing that was found of a case. A page has them in a table, the most serious first. On a
 * terminal all of a case stand below its name, a line each, behind their labels; one without a
 * label has a line of its own. */
typedef struct bench_note {
    bench_severity_t severity;
    bench_case_key_t key; /* borrowed, as all below that is not kept */
    const char *label;    /* "counts", "time"; NULL: none */
    const char *phrase;   /* on a terminal */
    const char *column;   /* on a page: what it is about, */
    const char *before;   /* its values, */
    const char *after;
    const char *says; /* and what is said of it */
} bench_note_t;

/* Who has the figures as SVG: an HTML page has them in itself. */
typedef struct bench_pictures {
    /* The text of the figure at `path`, borrowed; NULL: a page has a link to it. `find` may be
     * NULL: there are none. */
    const char *(*find)(void *context, const char *path);
    void *context;
    size_t room; /* bytes of the page for all of them; one that does not fit is a link */
} bench_pictures_t;

/* All zero: empty. */
typedef struct bench_doc {
    struct bench__block *first, *last;
    bench_table_t texts; /* keeps them */
    bench_pictures_t pictures;
    bool failed;
} bench_doc_t;

/* A copy of a formatted text that lives as long as the document; "" where memory is short. */
const char *bench_doc_keep(bench_doc_t *doc, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- for people ---- */

/* Level 1 is the document's own title. */
void bench_doc_title(bench_doc_t *doc, bench_audience_t audience, unsigned level,
                     bench_style_t style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A paragraph, to be filled with bench_doc_say. On a terminal it is indented by so many
 * places. */
void bench_doc_paragraph(bench_doc_t *doc, bench_audience_t audience, unsigned indent);
void bench_doc_say(bench_doc_t *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bench_doc_say_styled(bench_doc_t *doc, bench_style_t style, bench_mark_t mark,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The text in paragraphs of at most `width` places, parted at blanks; all but the first are
 * indented by `indent` places, in which the text has room for a sign of its own. */
void bench_doc_wrap(bench_doc_t *doc, bench_audience_t audience, unsigned width, unsigned indent,
                    const char *text);

/* A table, to be filled; its columns as in bench_table_add_columns, "" for none yet. Owned by the
 * document; where memory is short one that is not shown. A terminal shows the lines of a column's
 * name one below the other. */
bench_table_t *bench_doc_table(bench_doc_t *doc, bench_audience_t audience, const char *columns);

/* The rows of the table added last are the cases of one group; their first cells are the
 * contenders. A screen can find their data by that. The key is borrowed. */
void bench_doc_of_group(bench_doc_t *doc, const bench_case_key_t *group);

/* On a page the headings of the columns `before` and `after` of the findings from here on. */
void bench_doc_findings(bench_doc_t *doc, const char *before, const char *after);
void bench_doc_note(bench_doc_t *doc, const bench_note_t *note);

void bench_doc_figure(bench_doc_t *doc, const char *path, const char *caption);
void bench_doc_code(bench_doc_t *doc, bench_audience_t audience, const char *text);

/* On a page: how what was found is accepted; nothing for NULL. */
void bench_doc_accept(bench_doc_t *doc, const char *command);

/* What stands between them is folded away on a page, or on a screen alone. */
void bench_doc_fold(bench_doc_t *doc, const char *summary);
void bench_doc_end_fold(bench_doc_t *doc);
void bench_doc_fold_on_screen(bench_doc_t *doc, const char *summary);
void bench_doc_end_fold_on_screen(bench_doc_t *doc);

/* On a screen a place for the script of scripts/page to draw in, by the name of what it draws.
 * `text` stands there without it. */
void bench_doc_view(bench_doc_t *doc, const char *name, const char *text);

/* An empty line on a terminal; or for one of its two formats. */
void bench_doc_gap(bench_doc_t *doc);
void bench_doc_gap_for(bench_doc_t *doc, bench_audience_t audience);

/* ---- for programs ---- */

void bench_doc_fact(bench_doc_t *doc, const char *name, bench_value_t value);
void bench_doc_number(bench_doc_t *doc, const char *name, size_t number);
void bench_doc_flag(bench_doc_t *doc, const char *name, bool flag);

/* A list of texts, to be filled with bench_doc_item. */
void bench_doc_list(bench_doc_t *doc, const char *name);
void bench_doc_item(bench_doc_t *doc, const char *text);

/* As bench_doc_table. */
bench_table_t *bench_doc_data(bench_doc_t *doc, const char *name, const char *columns);

/* The same for the script of an HTML page alone. */
bench_table_t *bench_doc_screen_data(bench_doc_t *doc, const char *name, const char *columns);

/* ---- printing ---- */

/* Prints it, `color` on a terminal, and releases it. False: the document or the text did
 * not fit into memory. Errors of the stream are left to the caller. */
bool bench_doc_end(bench_doc_t *doc, bench_format_t format, bool color, FILE *out);

#endif
