/*
 * exact_table.h - the committed exact numbers as a table of texts.
 */
#ifndef BENCH_EXACT_TABLE_H
#define BENCH_EXACT_TABLE_H

#include "report/report.h"

/* scenario, contender, params: the columns that name a case; every table begins with them. */
#define BENCH_CASE_COLUMNS 3

typedef struct bench_exact_table {
    char *text; /* what the cells point into */
    size_t column_count;
    size_t line_count; /* without the one of the names */
    char **cells;      /* line by line, the names first */
} bench_exact_table_t;

/* Reads a table from `size` bytes. `source` names it in a problem. On failure *table is empty. */
bool bench_exact_table_parse(const char *source, const char *text, size_t size,
                             bench_exact_table_t *table, bench_problem_t *problem);
void bench_exact_table_deinit(bench_exact_table_t *table);

/* The cells of a line; line 0 has the names of the columns. */
char *const *bench_exact_table_line(const bench_exact_table_t *table, size_t line);

/* The line of the case that the first cells of `like` name; NULL: there is none. */
char *const *bench_exact_table_find(const bench_exact_table_t *table, char *const *like);

#endif
