/*
 * change.h - two exact values of a metric side by side: which is better is decided here, and
 * nowhere else.
 */
#ifndef BENCH_JUDGE_CHANGE_H
#define BENCH_JUDGE_CHANGE_H

#include "model/row.h"

/* How an exact number of a case moved. */
typedef enum bench_change {
    BENCH_CHANGE_NONE,
    BENCH_CHANGE_MORE,    /* a regression; for frees_per_op that is fewer of them: a leak */
    BENCH_CHANGE_FEWER,   /* better than before: to be accepted */
    BENCH_CHANGE_ADDED,   /* the case is only in the new run */
    BENCH_CHANGE_REMOVED, /* the case is only in the base run */
    BENCH_CHANGE_UNKNOWN, /* counted in one of them and not in the other */
    BENCH_CHANGE_OTHER,   /* different, and neither better nor worse: a text, or a share */
} bench_change_t;

/* "none", "more", "fewer", "added", ...: for CSV and JSON. */
const char *bench_change_name(bench_change_t change);

/* How a value of the metric moved: NONE, MORE, FEWER, OTHER, or UNKNOWN where one side has no
 * value. */
bench_change_t bench_metric_change(const bench_metric_t *metric, const bench_value_t *before,
                                   const bench_value_t *after);

/* A column of a case that differs. */
typedef struct bench_column_change {
    const char *column;          /* the name of a metric, or "sizes" */
    bench_change_t change;       /* of this column alone */
    bench_fraction_t difference; /* new less base; not known of "sizes" */
    double relative;             /* new over base; NaN where the base is 0, and of "sizes" */
} bench_column_change_t;

#define BENCH_COLUMN_CHANGES_MAX (BENCH_METRIC_COUNT + 1)

/* Gives how many columns of what was counted differ, and which, metric by metric in their order;
 * "sizes", where the size classes differ, is the last. Of equal sums in other size classes it is
 * neither better nor worse, and somebody has to look at it: BENCH_CHANGE_MORE. */
size_t bench_counts_changes(const bench_row_t *before, const bench_row_t *after,
                            bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX]);

/* A column of an exact metric, from what it was and what it is; both are known. */
bench_column_change_t bench_column_change(const char *column, bench_change_t change,
                                          bench_fraction_t before, bench_fraction_t after);

/* Compares what was counted. The first column that differs decides and is named in *column; NULL
 * where none does. */
bench_change_t bench_counts_change(const bench_row_t *before, const bench_row_t *after,
                                   const char **column);

/* Writes the value of a column that bench_counts_change names to `text`, BENCH_CHANGE_TEXT_MAX
 * bytes; "" where nothing was counted. */
#define BENCH_CHANGE_TEXT_MAX 96
const char *bench_count_text(const bench_row_t *row, const char *column,
                             char text[BENCH_CHANGE_TEXT_MAX]);

#endif
