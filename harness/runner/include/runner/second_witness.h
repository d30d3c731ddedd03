/*
 * second_witness.h - another tool's count of a program: valgrind's dhat, which replaces the
 * allocator and shares nothing with the library that is preloaded.
 */
#ifndef BENCH_RUNNER_SECOND_WITNESS_H
#define BENCH_RUNNER_SECOND_WITNESS_H

#include <stdint.h>

#include "model/problem.h"

/* Runs the program once more, some fifty times slower, and gives the blocks that dhat saw: each
 * allocation, and each realloc of a block. Only the program's first process is seen. False: it
 * could not be run, or said nothing. */
bool bench_second_witness(const char *const *arguments, uint64_t *blocks, bench_problem_t *problem);

#endif
