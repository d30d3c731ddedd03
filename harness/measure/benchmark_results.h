/*
 * benchmark_results.h - what a Google Benchmark writes of itself in JSON: which loops it ran.
 */
#ifndef BENCH_MEASURE_BENCHMARK_RESULTS_H
#define BENCH_MEASURE_BENCHMARK_RESULTS_H

#include <stddef.h>
#include <stdint.h>

#include "model/problem.h"

/* One benchmark, or one repetition of it. */
typedef struct bench__benchmark {
    char *name;
    uint64_t iterations; /* of its last loop, on all threads */
} bench__benchmark_t;

typedef struct bench__benchmarks {
    bench__benchmark_t *items; /* in the order in which they ran */
    size_t count;
} bench__benchmarks_t;

/* Reads them. False: out of memory, or it is not that. */
bool bench__benchmarks_read(const char *json, bench__benchmarks_t *benchmarks,
                            bench_problem_t *problem);
void bench__benchmarks_deinit(bench__benchmarks_t *benchmarks);

#endif
