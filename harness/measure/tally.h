/*
 * tally.h - the first witness: every call of the allocator on every thread, as a source of events
 * (sources.h) reports it.
 *
 * A window is opened, the code to be counted runs, the window is closed: what happened in between,
 * on any thread, is in the tally. One window at a time. Nothing here allocates while a window is
 * open, and what an event's own handling allocates is not counted.
 *
 * What this witness sees: malloc, calloc, realloc, the aligned forms, mallocx, rallocx, xallocx,
 * operator new, free, sized free. A realloc that moves is one allocation and one free; one that
 * stays in place is neither, but changes what is alive. What it does not see: jemalloc's own blocks
 * (a thread's cache) and mmap.
 */
#ifndef BENCH_MEASURE_TALLY_H
#define BENCH_MEASURE_TALLY_H

#include "model/report.h"
#include "thread_places.h"

/* Room for the size classes of one window. jemalloc 5.3 with 4 KiB pages has 232; a power of two
 * with slack, as it is the size of a hash table too. */
#define BENCH__CLASS_MAX 512

/* One size class in one window. */
typedef struct bench__class_count {
    uint64_t size_class; /* usable bytes */
    uint64_t allocs;
    uint64_t resized; /* blocks that came to this class in place */
} bench__class_count_t;

/* One thread in one window. */
typedef struct bench__thread_count {
    unsigned thread; /* its place: thread_places.h */
    unsigned arena;  /* of jemalloc, that serves it */
    uint64_t allocs;
    uint64_t frees;
    uint64_t requests; /* that its arena must have counted: allocs, and large blocks that
                          changed their class in place */
} bench__thread_count_t;

/* What happened in one window. */
typedef struct bench__tally {
    uint64_t allocs;
    uint64_t frees;
    uint64_t bytes_requested;
    uint64_t bytes_usable;
    uint64_t reallocs_in_place;
    int64_t live_bytes; /* usable, at the end, over what was alive at the start */
    int64_t peak_live_bytes;
    size_t class_count;
    bench__class_count_t classes[BENCH__CLASS_MAX]; /* ascending by size_class */
    size_t thread_count;
    bench__thread_count_t threads[BENCH__THREAD_MAX]; /* ascending by number; those that called */
} bench__tally_t;

/* Opens a window: events count from now on. Its source is started already (window.h). */
void bench__tally_open(void);

/* Closes the window, waits until no event is being handled any more, and gives what was seen. */
void bench__tally_close(bench__tally_t *tally);

bool bench__tally_is_open(void);

/* ---- for sources of events ---- */

/* An allocation returned `block`. NULL, where it failed, is ignored. */
void bench__event_alloc(void *block, size_t requested, size_t usable);

/* `block` is about to be freed. NULL is ignored. */
void bench__event_free(void *block, size_t usable);

/* A block was given another size without moving, or kept the one that it had. An attempt that did
 * not succeed is no event. */
void bench__event_resize(void *block, size_t old_usable, size_t new_usable);

#endif
