/* report_matrix.c - a scenario at a glance, on a terminal. */
#include "report_matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/budget.h"
#include "model/plain_text.h"
#include "text.h"
#include "words.h"

/* What may be in a cell; each has words in the legend, and those behind the time a sign. */
#define CONTENTS(X)                                                   \
    X(ALLOCS, "", "allocations")                                      \
    X(BYTES, "B", "bytes, where allocations are not known")           \
    X(TIME, "", "time of an operation")                               \
    X(BEST, "*", "shortest time of its row")                          \
    X(OPEN, "?", "not resolved against that")                         \
    X(NO_VERDICT, "#", "no verdict: one of both differs from itself") \
    X(SLOWER, "", "no mark: slower than that")                        \
    X(WRONG, "!", "is said below")                                    \
    X(ASIDE, "(name)", "no answer, but a measure for those")

#define CONTENT_ID(name, sign, words)   CONTENT_##name,
#define CONTENT_SIGN(name, sign, words) sign,
#define CONTENT_WORD(name, sign, words) words,
typedef enum content { CONTENTS(CONTENT_ID) CONTENT_COUNT } content_t;
static const char *const signs[] = {CONTENTS(CONTENT_SIGN)};
static const char *const meanings[] = {CONTENTS(CONTENT_WORD)};

/* Allocations that need more places are shown as a decimal number. */
#define FRACTION_PLACES 8

/* A name above a column has lines of so many places, or as many as its cells have. */
#define HEAD_PLACES 12

/* Between two columns, and before the first. */
#define GAP 2

typedef struct cell {
    const char *allocs; /* NULL: there is no such case, or it was not counted */
    const char *time;
    const char *mark; /* NULL: none */
    bench_mark_t color;
} cell_t;

typedef struct column {
    const char *contender;
    const char *head;    /* the same, on several lines */
    size_t allocs, time; /* places */
    size_t width;        /* with the marks, or of the head */
} column_t;

typedef struct matrix {
    const bench__page_t *page;
    bench_doc_t *doc;
    const char *scenario;
    size_t row_count, column_count, key_count;
    size_t *groups;        /* the first row of each */
    column_t *columns;     /* contenders in order of appearance */
    bench_setting_t *keys; /* of all params, in order of appearance */
    cell_t *cells;         /* row by row */
    unsigned *contents;    /* bits of content_t, in all cells */
} matrix_t;

/* ---- what is in it ---- */

static const bench_row_t *row_at(const matrix_t *matrix, size_t index) {
    return &matrix->page->report->rows[index];
}

static bool is_of_scenario(const matrix_t *matrix, size_t index) {
    return strcmp(row_at(matrix, index)->key.scenario, matrix->scenario) == 0;
}

static void take_group(matrix_t *matrix, size_t index) {
    for (size_t i = 0; i < matrix->row_count; i++) {
        if (bench_case_same_group(&row_at(matrix, matrix->groups[i])->key,
                                  &row_at(matrix, index)->key)) {
            return;
        }
    }
    matrix->groups[matrix->row_count++] = index;
}

static void take_contender(matrix_t *matrix, const char *contender) {
    for (size_t i = 0; i < matrix->column_count; i++) {
        if (strcmp(matrix->columns[i].contender, contender) == 0) {
            return;
        }
    }
    matrix->columns[matrix->column_count++].contender = contender;
}

static bool has_key(const matrix_t *matrix, const bench_setting_t *setting) {
    bool known = false;
    for (size_t i = 0; !known && i < matrix->key_count; i++) {
        known = bench_setting_same_key(&matrix->keys[i], setting);
    }
    return known;
}

static bool take_keys(matrix_t *matrix, const char *params) {
    bench_setting_t setting;
    while (bench_setting_next(&params, &setting)) {
        if (!has_key(matrix, &setting)) {
            bench_setting_t *keys = reallocarray(matrix->keys, matrix->key_count + 1, sizeof *keys);
            if (keys == NULL) {
                return false;
            }
            matrix->keys = keys;
            keys[matrix->key_count++] = setting;
        }
    }
    return true;
}

/* ---- cells ---- */

/* Notes that something is in a cell; gives its sign. */
static const char *note(const matrix_t *matrix, content_t content) {
    *matrix->contents |= 1U << content;
    return signs[content];
}

/* What another runtime counts. */
static const char *bytes_text(const matrix_t *matrix, const bench_line_t *line) {
    char room[BENCH__CELL_MAX];
    bench_value_t bytes = bench_line_value(line, BENCH_METRIC_bytes_requested_per_op);
    bool wrong = bench_row_fault(line->row) != BENCH_FAULT_NONE;
    return !bench_value_is_known(&bytes)
               ? NULL
               : bench_doc_keep(
                     matrix->doc, "%s %s%s", bench__cell_text(&bytes, FRACTION_PLACES, "", room),
                     note(matrix, CONTENT_BYTES), wrong ? note(matrix, CONTENT_WRONG) : "");
}

static const char *allocs_text(const matrix_t *matrix, const bench_line_t *line) {
    char room[BENCH__CELL_MAX];
    bench_value_t allocs = bench_line_value(line, BENCH_METRIC_allocs_per_op);
    if (!bench_value_is_known(&allocs)) {
        return bytes_text(matrix, line);
    }
    bool wrong = bench_row_fault(line->row) != BENCH_FAULT_NONE;
    return bench_doc_keep(matrix->doc, "%s%s%s", note(matrix, CONTENT_ALLOCS),
                          bench__cell_text(&allocs, FRACTION_PLACES, "", room),
                          wrong ? note(matrix, CONTENT_WRONG) : "");
}

static const char *time_text(const matrix_t *matrix, const bench_line_t *line) {
    char text[BENCH_TEXT_MAX];
    if (isnan(line->time.estimate)) {
        return NULL;
    }
    return bench_doc_keep(matrix->doc, "%s%s", note(matrix, CONTENT_TIME),
                          bench_time_is_empty(line->time, matrix->page->empty)
                              ? bench_text_below(line->time, matrix->page->empty, text)
                              : bench_text_time(line->time.estimate, text));
}

/* Against the fastest answer of its group; with nobody else nothing is best. */
static const char *mark_of(const matrix_t *matrix, const bench_row_t *row,
                           const bench_row_t *fastest) {
    if (row->process_count == 0 || fastest == NULL || !bench_is_answer(matrix->page->report, row)) {
        return NULL;
    }
    if (row == fastest) {
        return note(matrix, CONTENT_BEST);
    }
    bench_pair_t pair = bench_pair(&matrix->page->pairs, row, fastest);
    if (pair.control_differs) {
        return note(matrix, CONTENT_NO_VERDICT);
    }
    return note(matrix, pair.verdict == BENCH_WORSE ? CONTENT_SLOWER : CONTENT_OPEN);
}

static void fill_cell(const matrix_t *matrix, const bench_line_t *line, const bench_row_t *fastest,
                      cell_t *cell) {
    const bench_row_t *row = line->row;
    cell->allocs = allocs_text(matrix, line);
    cell->time = time_text(matrix, line);
    if (row->failure != NULL && cell->time == NULL) {
        cell->time = "failed";
        cell->color = BENCH_MARK_BAD;
        return;
    }
    cell->mark = mark_of(matrix, row, fastest);
    if (bench_row_fault(row) != BENCH_FAULT_NONE) {
        cell->color = BENCH_MARK_BAD;
    } else if (row == fastest) {
        cell->color = BENCH_MARK_GOOD;
    }
}

static void fill_row(const matrix_t *matrix, size_t index) {
    const bench_case_key_t *group = &row_at(matrix, matrix->groups[index])->key;
    const bench_row_t *fastest = bench_fastest(matrix->page->report, group);
    cell_t *cells = &matrix->cells[index * matrix->column_count];
    for (size_t i = 0; i < matrix->page->report->row_count; i++) {
        const bench_case_key_t *key = &row_at(matrix, i)->key;
        for (size_t column = 0; column < matrix->column_count && bench_case_same_group(key, group);
             column++) {
            if (strcmp(matrix->columns[column].contender, key->contender) == 0) {
                fill_cell(matrix, &matrix->page->lines[i], fastest, &cells[column]);
            }
        }
    }
}

/* ---- widths ---- */

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static size_t places_or_none(const char *text) {
    return text != NULL ? bench_text_places(text) : 0;
}

/* Blanks that make a text so many places long. */
static const char *pad(const matrix_t *matrix, size_t places, const char *text) {
    size_t own = places_or_none(text);
    return bench_doc_keep(matrix->doc, "%*s", own < places ? (int)(places - own) : 0, "");
}

static const char *cell_text(const matrix_t *matrix, const column_t *column, const cell_t *cell) {
    if (cell->allocs == NULL && cell->time == NULL) {
        return "-";
    }
    bool both = column->allocs != 0 && column->time != 0;
    const char *time = cell->time != NULL ? cell->time : "-";
    const char *allocs = cell->allocs != NULL ? cell->allocs : "-";
    return bench_doc_keep(matrix->doc, "%s%s%s%s%s%s", pad(matrix, column->allocs, allocs),
                          column->allocs != 0 ? allocs : "", both ? " · " : "",
                          column->time != 0 ? pad(matrix, column->time, time) : "",
                          column->time != 0 ? time : "", cell->mark != NULL ? cell->mark : "");
}

static void measure_column(const matrix_t *matrix, size_t index, column_t *column) {
    for (size_t i = 0; i < matrix->row_count; i++) {
        const cell_t *cell = &matrix->cells[i * matrix->column_count + index];
        column->allocs = larger(column->allocs, places_or_none(cell->allocs));
        column->time = larger(column->time, places_or_none(cell->time));
    }
    for (size_t i = 0; i < matrix->row_count; i++) {
        const cell_t *cell = &matrix->cells[i * matrix->column_count + index];
        column->width = larger(column->width, bench_text_places(cell_text(matrix, column, cell)));
    }
    column->width = larger(column->width, 1);
}

/* ---- heads ---- */

/* How much of a name fits into a line: to the last sign within it after which a name may be
 * parted, else to its end. */
static size_t head_line(const char *text, size_t places) {
    size_t end = 0;
    size_t parted = 0;
    for (size_t i = 0; text[end] != '\0' && i < places; i++) {
        bool plain;
        size_t length = bench_character(text + end, &plain);
        parted = strchr("_- .,", text[end]) != NULL ? end + length : parted;
        end += length;
    }
    return text[end] == '\0' || parted == 0 ? end : parted;
}

/* The name as it is, or in parentheses where none of its cells is an answer. */
static const char *name_of(const matrix_t *matrix, const column_t *column) {
    bool answers = false;
    for (size_t i = 0; !answers && i < matrix->page->report->row_count; i++) {
        answers = is_of_scenario(matrix, i) &&
                  strcmp(row_at(matrix, i)->key.contender, column->contender) == 0 &&
                  bench_is_answer(matrix->page->report, row_at(matrix, i));
    }
    if (!answers) {
        note(matrix, CONTENT_ASIDE);
    }
    return answers ? column->contender : bench_doc_keep(matrix->doc, "(%s)", column->contender);
}

/* The name on several lines; the column becomes as wide as they need. */
static void set_head(const matrix_t *matrix, column_t *column) {
    const char *rest = name_of(matrix, column);
    const char *head = "";
    size_t places = larger(column->width, HEAD_PLACES);
    while (rest[0] != '\0') {
        size_t length = head_line(rest, places);
        const char *line = bench_doc_keep(matrix->doc, "%.*s", (int)length, rest);
        column->width = larger(column->width, bench_text_places(line));
        head = bench_doc_keep(matrix->doc, "%s%s%s", head, head[0] != '\0' ? "\n" : "", line);
        rest += length != 0 ? length : strlen(rest);
    }
    column->head = head;
}

/* ---- params ---- */

static bool find_value(const matrix_t *matrix, size_t row, size_t key, bench_setting_t *setting) {
    const bench_setting_t *name = &matrix->keys[key];
    return bench_setting_find(row_at(matrix, matrix->groups[row])->key.params, name->key,
                              name->key_length, setting);
}

static const char *value_text(const matrix_t *matrix, size_t row, size_t key) {
    bench_setting_t setting;
    return find_value(matrix, row, key, &setting) ? bench__setting_value(matrix->doc, &setting)
                                                  : "";
}

/* Numbers stand to the right. */
static bool is_number(const matrix_t *matrix, size_t key) {
    bool number = true;
    for (size_t i = 0; number && i < matrix->row_count; i++) {
        bench_setting_t setting;
        double value;
        number = !find_value(matrix, i, key, &setting) || bench_setting_number(&setting, &value);
    }
    return number;
}

static size_t key_width(const matrix_t *matrix, size_t key) {
    size_t width = matrix->keys[key].key_length;
    for (size_t i = 0; i < matrix->row_count; i++) {
        width = larger(width, bench_text_places(value_text(matrix, i, key)));
    }
    return width;
}

static const char *key_text(const matrix_t *matrix, size_t row, size_t key) {
    const char *value = value_text(matrix, row, key);
    return is_number(matrix, key)
               ? bench_doc_keep(matrix->doc, "%s%s", pad(matrix, key_width(matrix, key), value),
                                value)
               : value;
}

static const char *key_head(const matrix_t *matrix, size_t key) {
    const bench_setting_t *setting = &matrix->keys[key];
    const char *name = bench_doc_keep(matrix->doc, "%.*s", (int)setting->key_length, setting->key);
    return is_number(matrix, key) ? bench_doc_keep(matrix->doc, "%s%s",
                                                   pad(matrix, key_width(matrix, key), name), name)
                                  : name;
}

/* ---- the tables ---- */

/* Those from `first` on that fit beside the params; at least one. Gives the first that does not. */
static size_t fit(const matrix_t *matrix, size_t first) {
    size_t width = 0;
    size_t last = first;
    for (size_t key = 0; key < matrix->key_count; key++) {
        width += GAP + key_width(matrix, key);
    }
    while (last < matrix->column_count) {
        width += GAP + matrix->columns[last].width;
        if (last > first && width > matrix->page->width) {
            break;
        }
        last++;
    }
    return last;
}

static void add_block(const matrix_t *matrix, size_t first, size_t last) {
    bench_table_t *table = bench_doc_table(matrix->doc, BENCH_GLANCE, "");
    for (size_t key = 0; key < matrix->key_count; key++) {
        bench_table_add_column(table, key_head(matrix, key), BENCH_TYPE_TEXT);
    }
    for (size_t i = first; i < last; i++) {
        bench_table_add_column(table, matrix->columns[i].head, BENCH_TYPE_TEXT);
    }
    for (size_t row = 0; row < matrix->row_count; row++) {
        for (size_t key = 0; key < matrix->key_count; key++) {
            bench_table_add(table, bench_text_value(key_text(matrix, row, key)));
        }
        for (size_t i = first; i < last; i++) {
            const cell_t *cell = &matrix->cells[row * matrix->column_count + i];
            bench_value_t value = bench_text_value(cell_text(matrix, &matrix->columns[i], cell));
            value.mark = cell->color;
            bench_table_add(table, value);
        }
    }
}

static void add_blocks(const matrix_t *matrix) {
    column_t *columns = matrix->columns;
    for (size_t i = 0; i < matrix->column_count; i++) {
        measure_column(matrix, i, &columns[i]);
        set_head(matrix, &columns[i]);
    }
    for (size_t first = 0, last; first < matrix->column_count; first = last) {
        last = fit(matrix, first);
        if (first != 0) {
            bench_doc_gap_for(matrix->doc, BENCH_GLANCE);
        }
        add_block(matrix, first, last);
    }
}

/* ---- the matrix ---- */

/* Groups, contenders and keys of the scenario. False: out of memory. */
static bool gather(matrix_t *matrix) {
    size_t count = matrix->page->report->row_count;
    matrix->groups = calloc(count, sizeof *matrix->groups);
    matrix->columns = calloc(count, sizeof *matrix->columns);
    bool good = matrix->groups != NULL && matrix->columns != NULL;
    for (size_t i = 0; good && i < count; i++) {
        if (is_of_scenario(matrix, i)) {
            take_group(matrix, i);
            take_contender(matrix, row_at(matrix, i)->key.contender);
            good = take_keys(matrix, row_at(matrix, i)->key.params);
        }
    }
    if (good) {
        matrix->cells = calloc(matrix->row_count * matrix->column_count + 1, sizeof *matrix->cells);
    }
    return matrix->cells != NULL;
}

static void add_title(const matrix_t *matrix) {
    const char *words =
        bench_report_words(matrix->page->report, matrix->scenario, strlen(matrix->scenario));
    bench_doc_title(matrix->doc, BENCH_GLANCE, 2, BENCH_PLAIN, "%s%s%s", matrix->scenario,
                    words != NULL ? ": " : "", words != NULL ? words : "");
}

unsigned bench__add_matrix(const bench__page_t *page, size_t first) {
    unsigned contents = 0;
    matrix_t matrix = {.page = page,
                       .doc = page->doc,
                       .scenario = page->report->rows[first].key.scenario,
                       .contents = &contents};
    bool good = gather(&matrix);
    if (good) {
        for (size_t i = 0; i < matrix.row_count; i++) {
            fill_row(&matrix, i);
        }
        add_title(&matrix);
        add_blocks(&matrix);
    }
    page->doc->failed |= !good;
    free(matrix.groups);
    free(matrix.columns);
    free(matrix.keys);
    free(matrix.cells);
    return contents;
}

/* "Cells: allocations · time of an operation. * shortest time of its row; ? ..." */
void bench__add_matrix_legend(const bench__page_t *page, unsigned cells) {
    const char *text = "Cells: ";
    for (content_t i = 0; i < CONTENT_COUNT; i++) {
        bool first = i == CONTENT_ALLOCS || (cells & ((1U << i) - 1)) == 0;
        const char *before = i <= CONTENT_TIME ? " · " : i == CONTENT_BEST ? ". " : "; ";
        if ((cells & (1U << i)) != 0) {
            text = bench_doc_keep(page->doc, "%s%s%s%s%s", text, first ? "" : before, signs[i],
                                  signs[i][0] != '\0' ? " " : "", meanings[i]);
        }
    }
    if (cells != 0) {
        bench_doc_wrap(page->doc, BENCH_GLANCE, page->width, 0,
                       bench_doc_keep(page->doc, "%s.", text));
        bench_doc_gap_for(page->doc, BENCH_GLANCE);
    }
}
