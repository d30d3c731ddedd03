/*
 * ab_parts.h - what the formats of two builds side by side share.
 */
#ifndef BENCH_AB_PARTS_H
#define BENCH_AB_PARTS_H

#include "compare_parts.h"
#include "report/ab.h"

/* One case. */
typedef struct bench_ab_line {
    const bench_comparison_t *comparison;
    const bench_ab_time_t *time;
} bench_ab_line_t;

/* "better", "worse", "not resolved", "no verdict"; "" where not timed. */
const char *bench_ab_verdict_name(const bench_ab_time_t *time);

/* How many cases there are of each kind. */
typedef struct bench_ab_tally {
    bench_tally_t cases;
    size_t timed;
    size_t not_resolved; /* of the timed, without the next */
    size_t no_verdict;   /* of the timed, since the control differs */
    size_t processes;    /* of the case that has most of them */
} bench_ab_tally_t;

bench_ab_tally_t bench_ab_tally(const bench_ab_t *ab);

void bench_ab_csv(const bench_ab_t *ab, FILE *out);
void bench_ab_json(const bench_ab_t *ab, FILE *out);

#endif
