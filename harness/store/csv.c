/* csv.c - tables written as CSV, and read strictly. */
#include "store/csv.h"

#include <stdlib.h>
#include <string.h>

#include "repeated.h"
#include "store/whole_file.h"

/* ---- texts that a spreadsheet would take for formulas ---- */

#define FORMULA_SIGNS "=+-@"
#define NUMBER_SIGNS  "+-0123456789./%"

/* Tells whether the text begins like a formula behind any quotes that are there already. A signed
 * number or percentage is none. */
static bool is_formula(const char *text) {
    text += strspn(text, "'");
    return text[0] != '\0' && strchr(FORMULA_SIGNS, text[0]) != NULL &&
           text[strspn(text, NUMBER_SIGNS)] != '\0';
}

/* What a cell stands for: the quote that was put before a formula is taken off. */
static const char *without_quote(const char *cell) {
    return cell[0] == '\'' && is_formula(cell) ? cell + 1 : cell;
}

/* ---- writing ---- */

static void put_cell(FILE *out, const char *text) {
    const char *before = is_formula(text) ? "'" : "";
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fprintf(out, "%s%s", before, text);
        return;
    }
    fprintf(out, "\"%s", before);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

void bench_csv_print(const bench_table_t *table, FILE *out) {
    char room[BENCH_VALUE_MAX];
    for (size_t i = 0; i < table->column_count; i++) {
        fputs(i > 0 ? "," : "", out);
        put_cell(out, table->columns[i].name);
    }
    fputc('\n', out);
    for (size_t row = 0; row < bench_table_row_count(table); row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            fputs(i > 0 ? "," : "", out);
            put_cell(out, bench_value_format(bench_table_at(table, row, i), room));
        }
        fputc('\n', out);
    }
}

static bool write_table(FILE *out, const void *table, bench_problem_t *problem) {
    (void)problem;
    bench_csv_print(table, out);
    return true;
}

bool bench_csv_write(const bench_table_t *table, const char *path, bench_problem_t *problem) {
    return bench_table_is_whole(table) ? bench_write_file(path, write_table, table, problem)
                                       : bench_out_of_memory(problem, path);
}

/* ---- reading ---- */

typedef struct reader {
    const bench_csv_kind_t *kind;
    const char *source;
    bench_table_t *table;
    bench_problem_t *problem;
    char *rest; /* what was not read yet; cells are ended in place */
    size_t line;
} reader_t;

static bool damaged(const reader_t *reader, const char *what) {
    return bench_problem(reader->problem,
                         "%s: line %zu %s; restore the file or make it again with %s",
                         reader->source, reader->line, what, reader->kind->made_by);
}

static bool out_of_memory(const reader_t *reader) {
    return bench_problem(reader->problem, "%s: does not fit into memory; close other programs",
                         reader->source);
}

/* ---- cells ---- */

/* Takes the quotes off a cell, in place. Gives what follows the closing one; NULL: there is none.
 */
static char *unquote(char *cell) {
    char *to = cell;
    char *from = cell + 1;
    while (*from != '\0' && (from[0] != '"' || from[1] == '"')) {
        from += *from == '"' ? 1 : 0;
        *to++ = *from++;
    }
    if (*from == '\0') {
        return NULL;
    }
    *to = '\0';
    return from + 1;
}

/* Ends the cell that begins at *rest and moves *rest behind its separator, which it gives: ',',
 * '\n' (also of CR LF) or the end of the text; '"' where quotes are damaged. */
static char take_cell(char **rest) {
    char *end = **rest == '"' ? unquote(*rest) : *rest + strcspn(*rest, ",\r\n\"");
    if (end == NULL) {
        return '"';
    }
    char *next = end[0] == '\r' && end[1] == '\n' ? end + 1 : end;
    char separator = *next;
    if (separator != ',' && separator != '\n' && separator != '\0') {
        return '"';
    }
    *end = '\0';
    *rest = separator != '\0' ? next + 1 : next;
    return separator;
}

/* ---- lines ---- */

/* Takes the next cell of a line; *separator is what ends it. False: its quotes are damaged. */
static bool next_cell(reader_t *reader, char **cell, char *separator) {
    *cell = reader->rest;
    *separator = take_cell(&reader->rest);
    return *separator != '"' || damaged(reader, "has damaged quotes or line ends");
}

/* A line that begins as all our files do is one of another version; any other is of no such file.
 */
static bool read_names(reader_t *reader) {
    const bench_table_t *table = reader->table;
    size_t count = 0;
    size_t same = 0;
    char what[80];
    char *cell;
    for (char separator = ','; separator == ','; count++) {
        if (!next_cell(reader, &cell, &separator)) {
            return false;
        }
        same += same == count && count < table->column_count &&
                strcmp(cell, table->columns[count].name) == 0;
    }
    if (same == count && same == table->column_count) {
        return true;
    }
    if (count > BENCH_CASE_COLUMNS && same >= BENCH_CASE_COLUMNS) {
        return bench_problem(reader->problem, "%s: not %s of this version; make it again with %s",
                             reader->source, reader->kind->name, reader->kind->made_by);
    }
    snprintf(what, sizeof what, "does not have the names of %s", reader->kind->columns);
    return damaged(reader, what);
}

static const char *type_name(bench_type_t type) {
    switch (type) {
    case BENCH_TYPE_FRACTION:
        return "a fraction in lowest terms such as 3/2";
    case BENCH_TYPE_INTEGER:
        return "a whole number";
    default:
        return "a number";
    }
}

static bool add_cell(const reader_t *reader, size_t column, const char *cell) {
    const bench_column_t *wanted = &reader->table->columns[column];
    bench_value_t value;
    cell = wanted->type == BENCH_TYPE_TEXT ? without_quote(cell) : cell;
    /* Only an empty cell is not known: a number has no other name for it. */
    if (!bench_value_parse(wanted->type, cell, &value) ||
        (cell[0] != '\0' && !bench_value_is_known(&value))) {
        char what[200];
        snprintf(what, sizeof what, "has \"%.40s\" as %.60s, which is not %s", cell, wanted->name,
                 type_name(wanted->type));
        return damaged(reader, what);
    }
    bench_table_add(reader->table, value);
    return true;
}

static bool read_row(reader_t *reader) {
    size_t count = 0;
    char *cell;
    for (char separator = ','; separator == ','; count++) {
        if (!next_cell(reader, &cell, &separator) ||
            (count < reader->table->column_count && !add_cell(reader, count, cell))) {
            return false;
        }
    }
    return count == reader->table->column_count || damaged(reader, "has too few or too many cells");
}

static int compare_rows(size_t a, size_t b, const void *context) {
    bench_case_key_t left = bench_table_case(context, a);
    bench_case_key_t right = bench_table_case(context, b);
    return bench_case_compare(&left, &right);
}

static bool check_cases(reader_t *reader) {
    size_t count = bench_table_row_count(reader->table);
    size_t index;
    if (!bench_table_is_whole(reader->table) ||
        !bench__find_repeated(count, compare_rows, reader->table, &index)) {
        return out_of_memory(reader);
    }
    char what[80];
    (void)snprintf(what, sizeof what, "has %s that was there before", reader->kind->row);
    reader->line = index + 2; /* after the names */
    return index == count || damaged(reader, what);
}

static bool read_lines(reader_t *reader) {
    reader->line = 1;
    if (*reader->rest == '\0') {
        return damaged(reader, "is missing");
    }
    bool good = read_names(reader);
    while (good && *reader->rest != '\0') {
        reader->line++;
        good = read_row(reader);
    }
    return good && check_cases(reader);
}

/* ---- the text ---- */

static bool read_text(reader_t *reader, const char *text, size_t size) {
    if (strlen(text) != size) {
        return bench_problem(reader->problem,
                             "%s: is not a text file; restore it or make it again with %s",
                             reader->source, reader->kind->made_by);
    }
    reader->rest = (char *)bench_table_keep(reader->table, text); /* a copy of its own */
    return bench_table_is_whole(reader->table) ? read_lines(reader) : out_of_memory(reader);
}

bool bench_csv_parse(const bench_csv_kind_t *kind, const char *source, const char *text,
                     size_t size, bench_table_t *table, bench_problem_t *problem) {
    reader_t reader = {.kind = kind, .source = source, .table = table, .problem = problem};
    bool good = read_text(&reader, text, size);
    if (!good) {
        bench_table_deinit(table);
    }
    return good;
}

bool bench_csv_read(const bench_csv_kind_t *kind, const char *path, bench_table_t *table,
                    bench_problem_t *problem) {
    size_t size;
    char *text = bench_read_whole(path, kind->name, &size, problem);
    bool good = text != NULL;
    if (good) {
        good = bench_csv_parse(kind, path, text, size, table, problem);
    } else {
        bench_table_deinit(table);
    }
    free(text);
    return good;
}
