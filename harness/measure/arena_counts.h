/*
 * arena_counts.h - the second witness: jemalloc's arenas count the requests of each size class.
 *
 * These counters cost nothing in the counted code and come from another place in jemalloc than the
 * events: the bin or the extent code, below every entry point.
 *
 * What this witness sees: each block that leaves an arena, jemalloc's own blocks included, and a
 * large block (above 14 KiB with 4 KiB pages) that changes its class in place, which the arenas
 * count as a request of the new class. With the thread cache off every call goes to an arena, so
 * the counters are exact for malloc, calloc, moved realloc, the aligned forms and large sizes,
 * without a flush (seen with jemalloc 5.3.0). What it does not see: frees, what was asked for (only
 * the class), in-place realloc of small blocks, and calls served by an explicit thread cache
 * (mallocx with MALLOCX_TCACHE) until that is flushed.
 */
#ifndef BENCH_MEASURE_ARENA_COUNTS_H
#define BENCH_MEASURE_ARENA_COUNTS_H

#include "tally.h"

/* The arenas of a counting process: jemalloc gives each thread one of its own, while there are as
 * many. So an arena's requests are those of a thread. */
#define BENCH__ARENA_MAX 16

/* Requests of one size class since the start of the process, over all arenas. */
typedef struct bench__arena_class {
    uint64_t size_class;
    uint64_t requests;
} bench__arena_class_t;

typedef struct bench__arena_counts {
    size_t class_count;
    bench__arena_class_t classes[BENCH__CLASS_MAX]; /* ascending by size_class */
    uint64_t arenas[BENCH__ARENA_MAX];              /* requests of all classes, by arena */
} bench__arena_counts_t;

/* Reads the counters. Allocates nothing. */
bool bench__arena_counts_read(bench__arena_counts_t *counts, bench_problem_t *problem);

/* Leaves in *after what came between two readings; classes without a request go. */
void bench__arena_counts_subtract(bench__arena_counts_t *after,
                                  const bench__arena_counts_t *before);

#endif
