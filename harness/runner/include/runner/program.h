/*
 * program.h - runs any program, with the counting library preloaded into it and into all that it
 * starts.
 *
 * The kernel tells of every process and every program that one of them starts (ptrace), so none is
 * left out unnoticed: one that the library is not in is named.
 */
#ifndef BENCH_RUNNER_PROGRAM_H
#define BENCH_RUNNER_PROGRAM_H

#include "model/problem.h"
#include "preload/mapping.h"

typedef struct bench_program {
    const char *const *arguments; /* the first is the program, the last NULL */
    bool benchmark;               /* asks a Google Benchmark for its results */
    double timeout;               /* seconds; 0: none */
} bench_program_t;

/* What a run left. */
typedef struct bench_program_end {
    preload_mapping_t *map; /* its numbers */
    int status;             /* of the program itself, as waitpid gives it */
    char *results;          /* of a Google Benchmark, in JSON; "" where there are none */
    char *incomplete;       /* what was not counted, and why; NULL: everything was */
} bench_program_end_t;

/* Finds the file of a program as a shell does; owned by the caller. NULL: there is none. */
char *bench_program_find(const char *name);

/* Runs it to its end, and what it started. Its standard output is our standard error, its standard
 * input ours. False: it could not be run; *end is then empty. */
bool bench_program_run(const bench_program_t *program, bench_program_end_t *end,
                       bench_problem_t *problem);

void bench_program_end_deinit(bench_program_end_t *end);

#endif
