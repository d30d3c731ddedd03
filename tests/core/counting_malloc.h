/*
 * counting_malloc.h - counts what the library allocates, and fails the n-th allocation on demand.
 *
 * The linker's --wrap leads every malloc, calloc, realloc, aligned_alloc and free of the program's
 * own objects through here (vt_count_allocations in CMakeLists.txt), and from here to whatever
 * allocator there is: a sanitizer's too. What libc and cmocka allocate for themselves is not
 * counted. All threads together.
 */
#ifndef TESTS_CORE_COUNTING_MALLOC_H
#define TESTS_CORE_COUNTING_MALLOC_H

#include <stdbool.h>
#include <stdint.h>

/* Successful allocations since the last reset. */
uint64_t counting_allocations(void);

/* Allocations that have not been freed, since the program began. */
int64_t counting_live(void);

/* Sets the number of allocations to 0. */
void counting_reset(void);

/* The n-th allocation from now fails (1: the next), once. 0: none fails. */
void counting_fail(uint64_t n);

/* As counting_fail, but all from the n-th on fail. */
void counting_fail_from(uint64_t n);

/* Whether one has failed since the last counting_fail. */
bool counting_has_failed(void);

#endif
