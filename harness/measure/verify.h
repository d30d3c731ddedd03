/*
 * verify.h - checks counts: both witnesses must agree, and all passes must give the same.
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
    bool kernel_timed; /* see bench_subject_t */
} bench__pass_t;

/* What is compared between passes and becomes a number per operation. */
typedef enum bench__metric {
    BENCH__METRIC_ALLOCS,
    BENCH__METRIC_FREES,
    BENCH__METRIC_BYTES_REQUESTED,
    BENCH__METRIC_BYTES_USABLE,
    BENCH__METRIC_REALLOCS_IN_PLACE,
    BENCH__METRIC_COUNT,
} bench__metric_t;

/* A number per operation, from what was counted in windows of N and 2N operations: the slope
 * between the two, or, where it is kernel_timed, the mean over all 3N operations. */
bench_fraction_t bench__per_op(const uint64_t counted[2], const uint64_t operations[2],
                               bool kernel_timed);

/* The same for a metric. */
bench_fraction_t bench__slope(const bench__pass_t *pass, bench__metric_t metric);

/* The same for the operations that did not complete synchronously. */
bench_fraction_t bench__miss_slope(const bench__pass_t *pass);

/* The same for the allocations of one size class. */
bench_fraction_t bench__class_slope(const bench__pass_t *pass, uint64_t size_class);

/* What a comparison found. */
typedef enum bench__agreement {
    BENCH__ALL_AGREE,
    BENCH__WITNESSES_DIFFER, /* within one pass */
    BENCH__PASSES_DIFFER,
} bench__agreement_t;

/* Compares the two witnesses of each pass, then each pass with the first (not where they are
 * kernel_timed). Writes the first difference, with size class and thread, to `disagreement`; ""
 * where all agree. */
bench__agreement_t bench__verify(const bench__pass_t *passes, size_t pass_count, char *disagreement,
                                 size_t size);

#endif
