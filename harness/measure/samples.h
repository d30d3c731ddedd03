/*
 * samples.h - counts of several runs or windows of one thing, as a line over their operations.
 */
#ifndef BENCH_MEASURE_SAMPLES_H
#define BENCH_MEASURE_SAMPLES_H

#include "model/row.h"
#include "preload/mapping.h"

/* So many operations, and what was counted in them. */
typedef struct bench__sample {
    uint64_t operations;
    const preload_mapping_t *map;
    const preload_sums_t *sums;
    uint32_t window; /* of the map, from 1; 0: the whole run */
    bool paused;     /* what came while a benchmark's clock stood */
    bool set_up;     /* the run has a set-up besides, of which nothing is to be told */
} bench__sample_t;

typedef struct bench__samples {
    bench__sample_t *items;
    size_t count;
} bench__samples_t;

/* Appends one. False: out of memory. */
bool bench__samples_add(bench__samples_t *samples, const bench__sample_t *sample);
void bench__samples_deinit(bench__samples_t *samples);

/* The two that the numbers per operation are taken from: those of the most operations and of the
 * next fewer ones; the same where all have equally many. */
typedef struct bench__line {
    const bench__sample_t *low;
    const bench__sample_t *high;
} bench__line_t;
bench__line_t bench__samples_line(const bench__samples_t *samples);

/* A number per operation, from what was counted in both. */
bench_fraction_t bench__line_slope(const bench__line_t *line, uint64_t low, uint64_t high);

/* Fills the numbers of the counts, but for threads, sites and lifetimes, and writes what does not
 * lie on the line to `disagreement`, "" where all does. False: out of memory. */
bool bench__samples_fill(const bench__samples_t *samples, bench_counts_t *counts,
                         char *disagreement, size_t size);

#endif
