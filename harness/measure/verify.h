/*
 * verify.h - whether counts may be believed: both witnesses agree, and every pass gives the same.
 */
#ifndef BENCH_MEASURE_VERIFY_H
#define BENCH_MEASURE_VERIFY_H

#include "arena_counts.h"

/* One run of `operations` operations, as both witnesses saw it. */
typedef struct bench__window {
    uint64_t operations;
    uint64_t misses;
    bench__tally_t events;
    bench__arena_counts_t arenas; /* only what came within the window */
} bench__window_t;

/* One pass: N operations, then 2N. */
typedef struct bench__pass {
    bench__window_t single;
    bench__window_t twice;
    bool varies; /* see bench_subject_t */
} bench__pass_t;

/* What is compared between passes and becomes a number per operation. */
typedef enum bench__metric {
    BENCH__METRIC_ALLOCS,
    BENCH__METRIC_FREES,
    BENCH__METRIC_BYTES_REQUESTED,
    BENCH__METRIC_BYTES_USABLE,
    BENCH__METRIC_COUNT,
} bench__metric_t;

/* What grows with each operation, of a number counted over two windows: the slope between N and 2N
 * operations, or the mean over both where it varies. */
bench_fraction_t bench__per_op(const uint64_t counted[2], const uint64_t operations[2],
                               bool varies);

/* The same for a metric: the slope between N and 2N operations, or the mean over both
 * where the pass varies. */
bench_fraction_t bench__slope(const bench__pass_t *pass, bench__metric_t metric);

/* The same for the operations that did not complete synchronously. */
bench_fraction_t bench__miss_slope(const bench__pass_t *pass);

/* The same for the allocations of one size class. */
bench_fraction_t bench__class_slope(const bench__pass_t *pass, uint64_t size_class);

/* Writes "verified", or (and false) the first thing that disagrees, with size class and thread: of
 * the witnesses of each pass, then of the passes with the first, unless they vary. */
bool bench__verify(const bench__pass_t *passes, size_t pass_count, char *text, size_t size);

#endif
