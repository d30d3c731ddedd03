/*
 * csv.h - tables as CSV, as RFC 4180 has it: the names of the columns, then a line for each row.
 *
 * What is not known is an empty cell. Fractions stand in full, "1/512", real numbers with up to 10
 * digits. Texts with a comma, a quote or a line break are quoted. A text that begins as a formula
 * does in a spreadsheet (=, +, -, @) has a single quote before it, which the reader takes off
 * again.
 *
 * Lines may end with CR LF. Reading is strict: these columns in this order, each cell of its
 * column's type, every row whole, and none with the first three cells of another. Files that others
 * may have edited are read with it, so a problem says the line and what is wrong with it.
 */
#ifndef BENCH_STORE_CSV_H
#define BENCH_STORE_CSV_H

#include <stdio.h>

#include "model/problem.h"
#include "model/table.h"

/* Writes the whole table. Errors of `out` are left to the caller. */
void bench_csv_print(const bench_table_t *table, FILE *out);

/* Writes it to `path`, whole or not at all. False: it cannot be written, or memory ran short while
 * the table was made. */
bool bench_csv_write(const bench_table_t *table, const char *path, bench_problem_t *problem);

/* What a file is, for problems. */
typedef struct bench_csv_kind {
    const char *name;    /* "a file of exact numbers" */
    const char *columns; /* "exact columns" */
    const char *row;     /* what the first three cells name: "a case" */
    const char *made_by; /* what makes it again: "vtbench accept" */
} bench_csv_kind_t;

/* Reads rows into a table that has its columns - three texts that name a row first - and no rows.
 * `source` names the text in a problem; a NUL follows its `size` bytes. On failure the table is
 * empty, without columns too. */
bool bench_csv_parse(const bench_csv_kind_t *kind, const char *source, const char *text,
                     size_t size, bench_table_t *table, bench_problem_t *problem);

/* The same of a file. */
bool bench_csv_read(const bench_csv_kind_t *kind, const char *path, bench_table_t *table,
                    bench_problem_t *problem);

#endif
