/* print_text.c - a document on a terminal. */
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"
#include "model/plain_text.h"
#include "text.h"

#define RED   "\033[31m"
#define GREEN "\033[32m"
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

/* A fraction that needs more is shown as a decimal number. */
#define FRACTION_PLACES 8

static const char *color_of(bench_style_t style, bench_mark_t mark) {
    static const char *const colors[] = {[BENCH_MARK_NONE] = "",
                                         [BENCH_MARK_GOOD] = GREEN,
                                         [BENCH_MARK_BAD] = RED,
                                         [BENCH_MARK_OWN] = ""};
    return mark == BENCH_MARK_NONE && style == BENCH_STRONG ? BOLD : colors[mark];
}

/* Texts of others: a terminal takes nothing in them as a command. */
static void put_text(FILE *out, const char *text) {
    while (*text != '\0') {
        bool plain;
        size_t length = bench_character(text, &plain);
        fprintf(out, "%.*s", plain ? (int)length : 1, plain ? text : "?");
        text += length;
    }
}

static void put(FILE *out, bool color, bench_style_t style, bench_mark_t mark, const char *text) {
    const char *code = color ? color_of(style, mark) : "";
    fputs(code, out);
    put_text(out, text);
    fputs(code[0] != '\0' ? PLAIN : "", out);
}

/* ---- tables ---- */

static const char *cell(const bench_value_t *value, char room[BENCH__CELL_MAX]) {
    return bench__cell_text(value, FRACTION_PLACES, "-", room);
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* That line of a column's name, cut to the room; NULL: it has fewer. */
static const char *head_line(const bench_table_t *table, size_t column, size_t line,
                             char room[BENCH__CELL_MAX]) {
    const char *name = table->columns[column].name;
    for (; line > 0; line--) {
        const char *end = strchr(name, '\n');
        if (end == NULL) {
            return NULL;
        }
        name = end + 1;
    }
    snprintf(room, BENCH__CELL_MAX, "%.*s", (int)strcspn(name, "\n"), name);
    return room;
}

static size_t width_of(const bench_table_t *table, size_t column) {
    char room[BENCH__CELL_MAX];
    size_t width = 0;
    for (size_t line = 0; head_line(table, column, line, room) != NULL; line++) {
        width = larger(width, bench_text_places(room));
    }
    width = larger(width, table->columns[column].width);
    for (size_t row = 0; row < bench_table_row_count(table); row++) {
        width = larger(width, bench_text_places(cell(bench_table_at(table, row, column), room)));
    }
    return width;
}

/* Text to the left, numbers to the right; nothing is added at the end of a line, behind the last
 * cell. */
static void put_cell(FILE *out, const bench_table_t *table, size_t column, size_t width, bool last,
                     const char *text, const char *color) {
    size_t places = bench_text_places(text);
    int pad = places < width ? (int)(width - places) : 0;
    bool number = bench_type_is_number(table->columns[column].type);
    bool behind_text = column == 0 || !bench_type_is_number(table->columns[column - 1].type);
    fprintf(out, "%s%*s%s", behind_text ? "  " : " ", number ? pad : 0, "", color);
    put_text(out, text);
    fprintf(out, "%s%*s", color[0] != '\0' ? PLAIN : "", number || last ? 0 : pad, "");
}

static void put_row(FILE *out, const bench_table_t *table, size_t row, const size_t *widths,
                    bool color) {
    for (size_t column = 0; column < table->column_count; column++) {
        char room[BENCH__CELL_MAX];
        const bench_value_t *value = bench_table_at(table, row, column);
        put_cell(out, table, column, widths != NULL ? widths[column] : 0,
                 column + 1 == table->column_count, cell(value, room),
                 color ? color_of(BENCH_PLAIN, value->mark) : "");
    }
    fputc('\n', out);
}

/* One line of the names of all columns, up to the last one that has it. False: none has. */
static bool put_head(FILE *out, const bench_table_t *table, size_t line, const size_t *widths) {
    char room[BENCH__CELL_MAX];
    size_t count = table->column_count;
    while (count > 0 && head_line(table, count - 1, line, room) == NULL) {
        count--;
    }
    for (size_t column = 0; column < count; column++) {
        const char *text = head_line(table, column, line, room);
        put_cell(out, table, column, widths != NULL ? widths[column] : 0, column + 1 == count,
                 text != NULL ? text : "", "");
    }
    fputs(count > 0 ? "\n" : "", out);
    return count > 0;
}

/* Where memory is short nothing is aligned. */
static void put_table(FILE *out, const bench_table_t *table, bool color) {
    size_t *widths = calloc(table->column_count + 1, sizeof *widths);
    for (size_t column = 0; widths != NULL && column < table->column_count; column++) {
        widths[column] = width_of(table, column);
    }
    for (size_t line = 0; put_head(out, table, line, widths); line++) {
    }
    for (size_t row = 0; row < bench_table_row_count(table); row++) {
        put_row(out, table, row, widths, color);
    }
    free(widths);
}

/* ---- findings ---- */

static bool same_case(const bench_note_t *a, const bench_note_t *b) {
    return a != NULL && bench_case_equal(&a->key, &b->key);
}

/* `before`: the finding right before it; NULL: it is the first. */
static void put_note(FILE *out, const bench_note_t *note, const bench_note_t *before, bool color) {
    static const bench_mark_t marks[] = {[BENCH_SEVERITY_REGRESSION] = BENCH_MARK_BAD,
                                         [BENCH_SEVERITY_IMPROVEMENT] = BENCH_MARK_GOOD,
                                         [BENCH_SEVERITY_NONE] = BENCH_MARK_NONE};
    char name[BENCH_CASE_NAME_MAX];
    if (note->label == NULL) {
        put_text(out, bench_case_format(&note->key, name));
        fputs(": ", out);
        put_text(out, note->phrase);
        fputc('\n', out);
        return;
    }
    if (!same_case(before, note)) {
        bool params = note->key.params != NULL && note->key.params[0] != '\0';
        fputs(before != NULL ? "\n" : "", out);
        snprintf(name, sizeof name, "%s%s%s  %s", note->key.scenario, params ? ";" : "",
                 params ? note->key.params : "", note->key.contender);
        put(out, color, BENCH_STRONG, BENCH_MARK_NONE, name);
        fputc('\n', out);
    }
    fprintf(out, "  %-8s  ", note->label);
    put(out, color, BENCH_PLAIN, marks[note->severity], note->phrase);
    fputc('\n', out);
}

/* ---- the document ---- */

static void put_block(FILE *out, const bench__block_t *block, bool color) {
    switch (block->kind) {
    case BENCH__TITLE:
        put(out, color, BENCH_STRONG, BENCH_MARK_NONE, block->text);
        fputc('\n', out);
        break;
    case BENCH__PARAGRAPH:
        fprintf(out, "%*s", (int)block->level, "");
        break;
    case BENCH__SPAN:
        put(out, color, block->style, block->mark, block->text);
        break;
    case BENCH__TABLE:
        put_table(out, &block->table, color);
        break;
    case BENCH__CODE:
        fputs("  ", out);
        put_text(out, block->text);
        fputc('\n', out);
        break;
    case BENCH__GAP:
        fputc('\n', out);
        break;
    default: /* for others */
        break;
    }
}

void bench__print_text(const bench_doc_t *doc, bench_audience_t audience, bool color, FILE *out) {
    const bench_note_t *before = NULL;
    const bench__block_t *block = bench__block_for(doc->first, audience);
    for (; block != NULL; block = bench__block_for(block->next, audience)) {
        if (block->kind == BENCH__NOTE) {
            put_note(out, &block->note, before, color);
            before = &block->note;
            continue;
        }
        fputs(before != NULL && before->label != NULL ? "\n" : "", out);
        before = NULL;
        put_block(out, block, color);
        fputs(bench__paragraph_goes_on(block) ? "" : "\n", out);
    }
    fputs(before != NULL && before->label != NULL ? "\n" : "", out);
}
