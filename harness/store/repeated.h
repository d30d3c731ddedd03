/*
 * repeated.h - what stands twice in a list.
 */
#ifndef BENCH_REPEATED_H
#define BENCH_REPEATED_H

#include <stdbool.h>
#include <stddef.h>

/* Orders items `a` and `b` of the list that `context` is: below 0, 0, above 0. */
typedef int bench__compare_t(size_t a, size_t b, const void *context);

/* Finds the first item that is equal to one before it; *index is `count` where there is none.
 * Sorts, so that a long list costs n log n. False: out of memory. */
bool bench__find_repeated(size_t count, bench__compare_t *compare, const void *context,
                          size_t *index);

#endif
