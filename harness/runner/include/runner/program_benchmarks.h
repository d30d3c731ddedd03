/*
 * program_benchmarks.h - the benchmarks of a program that has Google Benchmark linked into it.
 *
 * Its loops cannot be seen from outside, as the program calls its own functions. But since version
 * 1.8.0 it can be told how often to run them, so that what it allocates for one more iteration can
 * be had from runs that differ in nothing else. The program itself is asked what benchmarks it has.
 */
#ifndef BENCH_RUNNER_PROGRAM_BENCHMARKS_H
#define BENCH_RUNNER_PROGRAM_BENCHMARKS_H

#include <stddef.h>
#include <stdint.h>

#include "model/problem.h"

typedef struct bench_program_benchmarks {
    char **names; /* in the order in which it tells them */
    size_t count;
} bench_program_benchmarks_t;

/* Asks the program, which runs with its arguments and ours behind them, and runs no benchmark.
 * False: it could not be run, its iterations cannot be set, or it has no benchmark. */
bool bench_program_benchmarks_list(const char *const *arguments,
                                   bench_program_benchmarks_t *benchmarks,
                                   bench_problem_t *problem);
void bench_program_benchmarks_deinit(bench_program_benchmarks_t *benchmarks);

/* The iterations that its arguments ask for (--benchmark_min_time=<N>x); without that a number that
 * is small, as a slope needs no more. */
uint64_t bench_program_iterations(const char *const *arguments);

/* The arguments that run one benchmark with so many iterations. Owned by the caller, as each of
 * them is (bench_program_arguments_free). NULL: out of memory. */
char **bench_program_benchmark_arguments(const char *const *arguments, const char *name,
                                         uint64_t iterations);
void bench_program_arguments_free(char **arguments);

#endif
