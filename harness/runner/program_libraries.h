/*
 * program_libraries.h - the shared libraries that a counted program has loaded, and whether one of
 * them has an allocator of its own.
 */
#ifndef BENCH_RUNNER_PROGRAM_LIBRARIES_H
#define BENCH_RUNNER_PROGRAM_LIBRARIES_H

#include <stddef.h>
#include <sys/types.h>

#include "model/problem.h"
#include "preload/mapping.h"

#define BENCH__COUNT_LIBRARY "libvtbench_count.so"

#define BENCH__LIBRARIES_MAX 1024

/* All zero: none was looked at. */
typedef struct bench__libraries {
    char
        *paths[BENCH__LIBRARIES_MAX]; /* that were looked at; what has no room is looked at again */
    size_t count;
    bench_problem_t unseen; /* what the first of them has that is not seen; "": nothing */
} bench__libraries_t;

/* Looks at those that a process has mapped, while it still has them. */
void bench__libraries_of_process(bench__libraries_t *libraries, const preload_mapping_t *map,
                                 pid_t process);

/* Looks at those that were unloaded before, as far as they allocated. */
void bench__libraries_unloaded(bench__libraries_t *libraries, const preload_mapping_t *map);

void bench__libraries_deinit(bench__libraries_t *libraries);

#endif
