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

/* Compares what was counted, metric by metric in their order. The first that differs decides and is
 * named in *column; "sizes" where only the size classes differ; NULL where nothing does. */
bench_change_t bench_counts_change(const bench_row_t *before, const bench_row_t *after,
                                   const char **column);

/* Writes the value of a column that bench_counts_change names to `text`, BENCH_CHANGE_TEXT_MAX
 * bytes; "" where nothing was counted. */
#define BENCH_CHANGE_TEXT_MAX 96
const char *bench_count_text(const bench_row_t *row, const char *column,
                             char text[BENCH_CHANGE_TEXT_MAX]);

#endif
