/* exact_table.c - CSV as RFC 4180 has it, read strictly. */
#include "exact_table.h"

#include <stdlib.h>
#include <string.h>

static bool damaged(bench_problem_t *problem, const char *source, size_t line, const char *what) {
    return bench_problem(problem,
                         "%s: line %zu %s; restore the file or make it again with vtbench check "
                         "--accept",
                         source, line, what);
}

static bool out_of_memory(bench_problem_t *problem, const char *source) {
    return bench_problem(problem, "%s: does not fit into memory; close other programs", source);
}

void bench_exact_table_deinit(bench_exact_table_t *table) {
    free(table->text);
    free(table->cells);
    *table = (bench_exact_table_t){0};
}

char *const *bench_exact_table_line(const bench_exact_table_t *table, size_t line) {
    return table->cells + line * table->column_count;
}

static bool same_case(char *const *a, char *const *b) {
    for (size_t i = 0; i < BENCH_CASE_COLUMNS; i++) {
        if (strcmp(a[i], b[i]) != 0) {
            return false;
        }
    }
    return true;
}

static char *const *find_before(const bench_exact_table_t *table, size_t end, char *const *like) {
    for (size_t i = 1; i < end; i++) {
        char *const *line = bench_exact_table_line(table, i);
        if (same_case(line, like)) {
            return line;
        }
    }
    return NULL;
}

char *const *bench_exact_table_find(const bench_exact_table_t *table, char *const *like) {
    return find_before(table, table->line_count + 1, like);
}

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
 * '\n' or the end of the text; '"' where quotes are damaged. */
static char take_cell(char **rest) {
    char *end = **rest == '"' ? unquote(*rest) : *rest + strcspn(*rest, ",\n\"");
    if (end == NULL || (*end != ',' && *end != '\n' && *end != '\0')) {
        return '"';
    }
    char separator = *end;
    *end = '\0';
    *rest = separator != '\0' ? end + 1 : end;
    return separator;
}

static bool add_cell(bench_exact_table_t *table, size_t *count, char *cell) {
    if ((*count & (*count - 1)) == 0) { /* full at each power of two */
        size_t room = *count == 0 ? 1 : *count * 2;
        char **cells = reallocarray(table->cells, room, sizeof *cells);
        if (cells == NULL) {
            return false;
        }
        table->cells = cells;
    }
    table->cells[(*count)++] = cell;
    return true;
}

/* The names of the columns. */
static bool names_are_right(const bench_exact_table_t *table) {
    static const char *const names[BENCH_CASE_COLUMNS] = {"scenario", "contender", "params"};
    if (table->column_count <= BENCH_CASE_COLUMNS) {
        return false;
    }
    for (size_t i = 0; i < table->column_count; i++) {
        if (i < BENCH_CASE_COLUMNS && strcmp(table->cells[i], names[i]) != 0) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(table->cells[i], table->cells[j]) == 0) {
                return false;
            }
        }
    }
    return true;
}

/* A line whose cells are all there: the names, or a case. */
static bool close_line(bench_exact_table_t *table, size_t cells, const char *source, size_t line,
                       bench_problem_t *problem) {
    if (table->column_count == 0) {
        table->column_count = cells;
        return names_are_right(table) ||
               damaged(problem, source, line, "does not have the names of exact columns");
    }
    if (cells != (table->line_count + 2) * table->column_count) {
        return damaged(problem, source, line, "has too few or too many cells");
    }
    table->line_count++;
    if (find_before(table, table->line_count, bench_exact_table_line(table, table->line_count)) !=
        NULL) {
        return damaged(problem, source, line, "has a case that was there before");
    }
    return true;
}

static bool take_lines(bench_exact_table_t *table, const char *source, bench_problem_t *problem) {
    char *rest = table->text;
    size_t cells = 0;
    size_t line = 1;
    while (*rest != '\0') {
        char separator;
        do {
            char *cell = rest;
            separator = take_cell(&rest);
            if (separator == '"') {
                return damaged(problem, source, line, "has damaged quotes");
            }
            if (!add_cell(table, &cells, cell)) {
                return out_of_memory(problem, source);
            }
        } while (separator == ',');
        if (!close_line(table, cells, source, line++, problem)) {
            return false;
        }
    }
    return table->column_count != 0 || damaged(problem, source, line, "is missing");
}

bool bench_exact_table_parse(const char *source, const char *text, size_t size,
                             bench_exact_table_t *table, bench_problem_t *problem) {
    *table = (bench_exact_table_t){.text = strndup(text, size)};
    if (table->text == NULL) {
        return out_of_memory(problem, source);
    }
    bool good = strlen(table->text) == size ? take_lines(table, source, problem)
                                            : bench_problem(problem,
                                                            "%s: is not a text file; restore it or "
                                                            "make it again with vtbench check "
                                                            "--accept",
                                                            source);
    if (!good) {
        bench_exact_table_deinit(table);
    }
    return good;
}
