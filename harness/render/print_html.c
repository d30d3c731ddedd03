/* print_html.c - a document as one HTML page: plain elements that are readable as they are. The
 * style, and a script that adds controls, are in the template. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"
#include "html_picture.h"
#include "html_text.h"
#include "page_template.h"
#include "text.h"

/* What is shown where a document has no title of its own. */
#define TITLE_DEFAULT "vtbench"

static const bench_audience_t screen = BENCH_PAGE | BENCH_SCREEN;

/* ---- texts ---- */

static const char *mark_class(bench_mark_t mark) {
    return mark == BENCH_MARK_GOOD ? "good" : mark == BENCH_MARK_BAD ? "bad" : "";
}

static void put_styled(FILE *out, bench_style_t style, bench_mark_t mark, const char *text) {
    static const char *const elements[] = {
        [BENCH_PLAIN] = "span", [BENCH_STRONG] = "strong", [BENCH_CODE] = "code"};
    const char *class = mark_class(mark);
    if (style == BENCH_PLAIN && class[0] == '\0') {
        bench_put_markup(out, text);
        return;
    }
    fprintf(out, "<%s%s%s>", elements[style], class[0] != '\0' ? " class=" : "", class);
    bench_put_markup(out, text);
    fprintf(out, "</%s>", elements[style]);
}

static void put_attribute(FILE *out, const char *name, const char *value) {
    fprintf(out, " %s=\"", name);
    bench_put_markup(out, value);
    fputc('"', out);
}

/* ---- tables ---- */

static void put_head(FILE *out, const bench_table_t *table) {
    fputs("<thead><tr>", out);
    for (size_t i = 0; i < table->column_count; i++) {
        bool number = bench_type_is_number(table->columns[i].type);
        fputs(number ? "<th class=n>" : "<th>",
              out); /* of a column, as no cell of its row is no head */
        bench_put_markup(out, table->columns[i].name);
    }
    fputs("</thead>\n<tbody>\n", out);
}

/* A longer text may be broken within a word. */
#define LONG_TEXT 60

/* The style knows the first columns of numbers by a class of their table, n2 and so on; in others
 * each cell has a class. */
#define COLUMNS_STYLED 16

/* The classes of a cell: a number, a long text, a mark. */
static void put_classes(FILE *out, const char *text, bool number, const char *mark) {
    const char *const classes[] = {number ? "n" : "", strlen(text) > LONG_TEXT ? "long" : "", mark};
    const char *separator = " class=\"";
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (classes[i][0] != '\0') {
            fprintf(out, "%s%s", separator, classes[i]);
            separator = " ";
        }
    }
    fputs(separator[1] == '\0' ? "\"" : "", out);
}

static void put_classes_of_columns(FILE *out, const bench_table_t *table) {
    const char *separator = " class=\"";
    for (size_t i = 0; i < table->column_count && i < COLUMNS_STYLED; i++) {
        if (bench_type_is_number(table->columns[i].type)) {
            fprintf(out, "%sn%zu", separator, i + 1);
            separator = " ";
        }
    }
    fputs(separator[1] == '\0' ? "\"" : "", out);
}

static void put_value(FILE *out, const bench_table_t *table, size_t row, size_t column) {
    char room[BENCH__CELL_MAX];
    const bench_value_t *value = bench_table_at(table, row, column);
    bool number = bench_type_is_number(table->columns[column].type);
    const char *cell = bench__cell_text(value, SIZE_MAX, "–", room);
    fputs(column == 0 ? "<th scope=row" : "<td", out);
    put_classes(out, cell, number && column >= COLUMNS_STYLED, mark_class(value->mark));
    fputc('>', out);
    if (value->mark == BENCH_MARK_OWN) {
        bench__html_put_own(out, cell);
    } else {
        bench_put_markup(out, cell);
    }
}

static void put_table(FILE *out, const bench__block_t *block) {
    const bench_table_t *table = &block->table;
    fputs("<div class=scroll><table", out);
    if (block->group != NULL) {
        put_attribute(out, "data-scenario", block->group->scenario);
        put_attribute(out, "data-params", block->group->params);
    }
    put_classes_of_columns(out, table);
    fputs(">\n", out);
    put_head(out, table);
    for (size_t row = 0; row < bench_table_row_count(table); row++) {
        fputs("<tr>", out);
        for (size_t column = 0; column < table->column_count; column++) {
            put_value(out, table, row, column);
        }
        fputc('\n', out);
    }
    fputs("</table></div>\n", out);
}

/* ---- findings ---- */

static void put_note_cell(FILE *out, const char *element, const char *text) {
    const char *shown = text != NULL && text[0] != '\0' ? text : "–";
    fprintf(out, "<%s", element);
    put_classes(out, shown, false, "");
    fputc('>', out);
    bench_put_markup(out, shown);
}

static void put_note(FILE *out, const bench_note_t *note) {
    static const char *const classes[] = {[BENCH_SEVERITY_REGRESSION] = "regression",
                                          [BENCH_SEVERITY_UNKNOWN] = "unknown",
                                          [BENCH_SEVERITY_IMPROVEMENT] = "improvement",
                                          [BENCH_SEVERITY_ADDED] = "added"};
    char name[BENCH_CASE_NAME_MAX];
    fprintf(out, "<tr class=%s>", classes[note->severity]);
    put_note_cell(out, "th scope=row", bench_case_format(&note->key, name));
    put_note_cell(out, "td", note->column);
    put_note_cell(out, "td", note->before);
    put_note_cell(out, "td", note->after);
    put_note_cell(out, "td", note->says);
    fputc('\n', out);
}

static void put_note_head(FILE *out, const bench__block_t *findings) {
    const char *const heads[] = {"case", "column", findings->text, findings->detail, "finding"};
    fputs("<h2 id=findings>Findings</h2>\n<div class=scroll><table><thead><tr>", out);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        put_note_cell(out, "th", heads[i]);
    }
    fputs("</thead>\n<tbody>\n", out);
}

/* The most serious first; nothing where there is none. */
static void put_notes(const bench_doc_t *doc, const bench__block_t *findings, FILE *out) {
    bool any = false;
    for (bench_severity_t severity = 0; severity < BENCH_SEVERITY_NONE; severity++) {
        for (const bench__block_t *block = doc->first; block != NULL; block = block->next) {
            if (block->kind == BENCH__NOTE && block->note.severity == severity) {
                if (!any) {
                    put_note_head(out, findings);
                }
                any = true;
                put_note(out, &block->note);
            }
        }
    }
    fputs(any ? "</table></div>\n" : "", out);
}

/* ---- figures ---- */

/* What has been written of a page. */
typedef struct written {
    unsigned sections;
    size_t pictures; /* bytes */
} written_t;

/* The figure as the URL of an image, the caller's (free). NULL: it is not there, or has no room. */
static char *picture_of(const bench_doc_t *doc, const char *path, written_t *written) {
    const bench_pictures_t *pictures = &doc->pictures;
    const char *svg = pictures->find != NULL ? pictures->find(pictures->context, path) : NULL;
    char *url = NULL;
    size_t size = 0;
    FILE *out = svg != NULL ? open_memstream(&url, &size) : NULL;
    if (out == NULL) {
        return NULL;
    }
    bench__html_put_picture(out, svg);
    if (fclose(out) != 0 || size > pictures->room - written->pictures) {
        free(url);
        return NULL;
    }
    written->pictures += size;
    return url;
}

static void put_link(FILE *out, const char *path) {
    fputs(": <a", out);
    put_attribute(out, "href", path);
    fputc('>', out);
    bench_put_markup(out, path);
    fputs("</a>", out);
}

static void put_figure(const bench_doc_t *doc, const bench__block_t *figure, written_t *written,
                       FILE *out) {
    char *url = picture_of(doc, figure->detail, written);
    fputs("<figure>", out);
    if (url != NULL) {
        fputs("<img", out);
        put_attribute(out, "alt", figure->text);
        fprintf(out, " src='%s'>", url);
    }
    fputs("<figcaption>", out);
    bench_put_markup(out, figure->text);
    if (url == NULL) {
        put_link(out, figure->detail);
    }
    fputs("</figcaption></figure>\n", out);
    free(url);
}

/* ---- the document ---- */

/* Headings of the second level have an address: the first is s1. */
static void put_title(FILE *out, const bench__block_t *title, written_t *written) {
    unsigned level = title->level < 1 ? 1 : title->level > 6 ? 6 : title->level;
    fprintf(out, "<h%u", level);
    if (level == 2) {
        fprintf(out, " id=s%u", ++written->sections);
    }
    fputc('>', out);
    put_styled(out, title->style, BENCH_MARK_NONE, title->text);
    fprintf(out, "</h%u>\n", level);
}

static void put_fold(FILE *out, const char *summary) {
    fputs("<details><summary>", out);
    bench_put_markup(out, summary);
    fputs("</summary>\n", out);
}

static void put_view(FILE *out, const bench__block_t *view) {
    fputs("<div class=view", out);
    put_attribute(out, "data-view", view->text);
    fputs("><p>", out);
    bench_put_markup(out, view->detail);
    fputs("</p></div>\n", out);
}

static void put_code(FILE *out, const char *text) {
    fputs("<pre><code>", out);
    bench_put_markup(out, text);
    fputs("</code></pre>\n", out);
}

static void put_block(const bench_doc_t *doc, const bench__block_t *block, written_t *written,
                      FILE *out) {
    switch (block->kind) {
    case BENCH__TITLE:
        put_title(out, block, written);
        break;
    case BENCH__PARAGRAPH:
        fputs("<p>", out);
        break;
    case BENCH__SPAN:
        put_styled(out, block->style, block->mark, block->text);
        break;
    case BENCH__TABLE:
        put_table(out, block);
        break;
    case BENCH__FINDINGS:
        put_notes(doc, block, out);
        break;
    case BENCH__FIGURE:
        put_figure(doc, block, written, out);
        break;
    case BENCH__CODE:
        put_code(out, block->text);
        break;
    case BENCH__FOLD:
        put_fold(out, block->text);
        break;
    case BENCH__END_FOLD:
        fputs("</details>\n", out);
        break;
    case BENCH__VIEW:
        put_view(out, block);
        break;
    default: /* for others */
        break;
    }
}

static void put_body(const bench_doc_t *doc, FILE *out) {
    written_t written = {0};
    const bench__block_t *block = bench__block_for(doc->first, screen);
    for (; block != NULL; block = bench__block_for(block->next, screen)) {
        bool in_paragraph = block->kind == BENCH__PARAGRAPH || block->kind == BENCH__SPAN;
        put_block(doc, block, &written, out);
        fputs(in_paragraph && !bench__paragraph_goes_on(block) ? "</p>\n" : "", out);
    }
}

/* ---- the page ---- */

static const char *title_of(const bench_doc_t *doc) {
    const bench__block_t *block = bench__block_for(doc->first, screen);
    while (block != NULL && (block->kind != BENCH__TITLE || block->level != 1)) {
        block = bench__block_for(block->next, screen);
    }
    return block != NULL ? block->text : TITLE_DEFAULT;
}

/* A link to each heading of the second level that is not folded away. */
static void put_contents(const bench_doc_t *doc, FILE *out) {
    unsigned sections = 0;
    int folds = 0;
    const bench__block_t *block = bench__block_for(doc->first, screen);
    for (; block != NULL; block = bench__block_for(block->next, screen)) {
        folds += block->kind == BENCH__FOLD ? 1 : block->kind == BENCH__END_FOLD ? -1 : 0;
        bool heading = block->kind == BENCH__TITLE && block->level == 2;
        sections += heading ? 1 : 0;
        if (heading && folds == 0) {
            fprintf(out, "<a href=#s%u>", sections);
            put_styled(out, block->style, BENCH_MARK_NONE, block->text);
            fputs("</a>\n", out);
        }
    }
}

/* Writes the template up to a place, and gives what is behind that. */
static const char *put_until(FILE *out, const char *template, const char *place) {
    const char *end = strstr(template, place);
    if (end == NULL) {
        return template;
    }
    fwrite(template, 1, (size_t)(end - template), out);
    return end + strlen(place);
}

bool bench__print_html(const bench_doc_t *doc, FILE *out) {
    const char *rest = put_until(out, (const char *)bench__page_template, "{{title}}");
    bench_put_markup(out, title_of(doc));
    rest = put_until(out, rest, "{{contents}}");
    put_contents(doc, out);
    rest = put_until(out, rest, "{{body}}");
    put_body(doc, out);
    rest = put_until(out, rest, "{{data}}");
    bool good = bench__print_html_data(doc, out);
    fputs(rest, out);
    return good;
}
