/*
 * executable.h - whether the allocations of a program can be counted by a preloaded library, as far
 * as its file tells.
 */
#ifndef BENCH_MEASURE_EXECUTABLE_H
#define BENCH_MEASURE_EXECUTABLE_H

#include "model/problem.h"

/* Which Google Benchmark a program has. */
typedef enum bench_benchmark_use {
    BENCH_BENCHMARK_NONE,
    BENCH_BENCHMARK_SHARED, /* its loops call functions of a shared library */
    BENCH_BENCHMARK_STATIC, /* these are linked into it */
} bench_benchmark_use_t;

/* Looks at a program's file. False: what it allocates would not be seen, and why: it is linked
 * statically, privileged, of another machine or C library, or has an allocator linked into it. A
 * file that is none of ELF (a script) has nothing to tell. */
bool bench_executable_is_seen(const char *path, bench_problem_t *why);

/* Looks at a shared library that a program has loaded. False: it has an allocator by a name that is
 * not seen, and which. The C library and the allocator itself are not asked about. */
bool bench_library_is_seen(const char *path, bench_problem_t *why);

/* Which one it has, by the names that its own loops refer to. */
bench_benchmark_use_t bench_executable_benchmark(const char *path);

#endif
