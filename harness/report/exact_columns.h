/*
 * exact_columns.h - the exact columns of a row, in the order in which a comparison looks at them.
 */
#ifndef BENCH_EXACT_COLUMNS_H
#define BENCH_EXACT_COLUMNS_H

#include "report/compare.h"

/* Compares the counts column by column. The first that differs decides and is named in *column,
 * which is NULL where none differs. */
bench_change_t bench_exact_change(const bench_counts_t *base, const bench_counts_t *next,
                                  const char **column);

/* The names of the columns that hold numbers, in the order in which they decide; NULL past the
 * last. Tells also whether more of it is better. */
const char *bench_exact_column(size_t index, bool *more_is_better);

/* The value of a column as text, BENCH_TEXT_MAX bytes; "" for a name that is none. */
const char *bench_exact_text(const bench_counts_t *counts, const char *column, char *text);

#endif
