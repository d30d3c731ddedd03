/*
 * percentiles.h - the percentiles of a row: of its single operations, or of its slices where an
 * operation is too fast to be timed alone.
 *
 * A percentile is given only where at least ten samples lie beyond it: 20 samples for the median,
 * 10,000 for the 99.9th. The maximum is given always.
 */
#ifndef BENCH_JUDGE_PERCENTILES_H
#define BENCH_JUDGE_PERCENTILES_H

#include "model/report.h"

enum { BENCH_P50, BENCH_P90, BENCH_P99, BENCH_P999, BENCH_MAX, BENCH_PERCENTILE_COUNT };

/* "50", "90", "99", "99.9", "100". */
extern const char *const bench_percentile_names[BENCH_PERCENTILE_COUNT];

typedef struct bench_percentiles {
    uint64_t samples;
    double ns[BENCH_PERCENTILE_COUNT]; /* NaN: too few samples */
} bench_percentiles_t;

bench_percentiles_t bench_latency_percentiles(const bench_latency_t *latency);

/* Of all slices of all processes, ns per operation, as bench_quantile has it. Without samples where
 * the row was not timed or memory is short. */
bench_percentiles_t bench_slice_percentiles(const bench_row_t *row);

/* The latency of that kind and load, if it may be shown: every process contributed. Else NULL. */
const bench_latency_t *bench_shown_latency(const bench_row_t *row, bench_latency_kind_t kind,
                                           double load);

/* The smallest load above `load` of any response time that may be shown; NaN: there is none. */
double bench_next_load(const bench_report_t *report, double load);

#endif
