/*
 * table.h - columns with names and types, and rows of values: what every file and every document is
 * made of.
 *
 * A table is filled cell by cell, each row from left to right. Where memory runs short it remembers
 * that, so that whoever fills it asks once, at the end (bench_table_is_whole).
 *
 * A table owns its cells, not their texts: those are borrowed from what is told of, or kept with
 * bench_table_keep.
 */
#ifndef BENCH_MODEL_TABLE_H
#define BENCH_MODEL_TABLE_H

#include <stddef.h>

#include "model/case_key.h"
#include "model/value.h"

typedef struct bench_column {
    const char *name; /* borrowed, or kept */
    bench_type_t type;
    unsigned width; /* on a terminal at least so many places; 0: as its cells need */
} bench_column_t;

typedef struct bench_table {
    size_t column_count;
    bench_column_t *columns;
    size_t cell_count;
    bench_value_t *cells; /* row by row */
    size_t text_count;
    char **texts; /* kept */
    bool failed;
} bench_table_t;

void bench_table_init(bench_table_t *table);
void bench_table_deinit(bench_table_t *table);

/* Adds columns, "name:type" joined by '|'; all come before the first cell. The types are t (text),
 * f (fraction), i (integer), n (number), s (share), r (ratio), d (time, a duration); a number
 * behind it is the width: "contender:t23|time/op:d20". */
void bench_table_add_columns(bench_table_t *table, const char *columns);
void bench_table_add_column(bench_table_t *table, const char *name, bench_type_t type);

/* "scenario", "contender", "params": the columns that name a case; most tables begin with them. */
#define BENCH_CASE_COLUMNS 3
void bench_table_add_case_columns(bench_table_t *table);

void bench_table_add(bench_table_t *table, bench_value_t value);
void bench_table_add_case(bench_table_t *table, const bench_case_key_t *key);

/* Adds the other cells of a row, by the types of their columns: const char * (NULL: not known),
 * bench_fraction_t, int64_t, and double (NaN: not known) for all others. */
void bench_table_add_rest(bench_table_t *table, ...);

/* A copy of the text that lives as long as the table; "" where memory is short. */
const char *bench_table_keep(bench_table_t *table, const char *text);

/* The same of a formatted text. */
const char *bench_table_keep_format(bench_table_t *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* False: memory ran short, or a row is not complete. */
bool bench_table_is_whole(const bench_table_t *table);

size_t bench_table_row_count(const bench_table_t *table);
const bench_value_t *bench_table_at(const bench_table_t *table, size_t row, size_t column);

/* The key in the first columns of a row; borrowed. */
bench_case_key_t bench_table_case(const bench_table_t *table, size_t row);

/* The first row of that case; row_count: there is none. */
size_t bench_table_find_case(const bench_table_t *table, const bench_case_key_t *key);

/* Where the column of that name is; column_count: nowhere. */
size_t bench_table_find_column(const bench_table_t *table, const char *name);

#endif
