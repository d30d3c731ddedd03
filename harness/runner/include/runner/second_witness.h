/*
 * second_witness.h - another tool's count of a program, which shares nothing with the library that
 * is preloaded.
 *
 * Each counts calls that give a block, or another size to one, in the program's first process:
 *
 *   dhat        valgrind's, which replaces the allocator; some fifty times slower
 *   heaptrack   a preloaded library of its own
 */
#ifndef BENCH_RUNNER_SECOND_WITNESS_H
#define BENCH_RUNNER_SECOND_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/problem.h"

typedef struct bench_second_witness bench_second_witness_t;

/* The one of that name; NULL: there is none. */
const bench_second_witness_t *bench_second_witness_find(const char *name);

/* The names of all, as a sentence has them. */
#define BENCH_SECOND_WITNESSES "dhat or heaptrack"

const char *bench_second_witness_name(const bench_second_witness_t *witness);

/* Whether it loads the C++ library into each program, which makes one block when it is loaded. */
bool bench_second_witness_brings_cxx(const bench_second_witness_t *witness);

/* Runs the program once more, and gives the calls that the witness saw. Its standard output is our
 * standard error. False: it could not be run, or said nothing. */
bool bench_second_witness_ask(const bench_second_witness_t *witness, const char *const *arguments,
                              uint64_t *calls, bench_problem_t *problem);

#endif
