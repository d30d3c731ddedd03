/*
 * problem.h - the one line that says what went wrong: what, where, what to do.
 *
 * Functions that can fail return false and fill a bench_problem_t. The harness prints nothing
 * itself.
 */
#ifndef BENCH_MODEL_PROBLEM_H
#define BENCH_MODEL_PROBLEM_H

#include <stdbool.h>

typedef struct bench_problem {
    char text[512]; /* without a newline */
} bench_problem_t;

/* Writes the line; text longer than the buffer is cut, control characters become '?'. Always
 * returns false, so that a function can end with `return bench_problem(problem, ...)`. */
bool bench_problem(bench_problem_t *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "NAME: out of memory; close other programs". Always false. */
bool bench_out_of_memory(bench_problem_t *problem, const char *name);

#endif
