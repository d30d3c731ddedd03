/*
 * hooks.h - the first witness: jemalloc's hooks see every call on every thread.
 *
 * A window is opened, the code to be counted runs, the window is closed: what happened in between,
 * on any thread, is in the tally. One window at a time. Nothing here allocates while a window is
 * open.
 *
 * Installing and removing hooks is not harmless. Both make jemalloc 5.3.0 put every thread into a
 * state that the thread leaves at its next call of the allocator; a thread that ends without such a
 * call stays in jemalloc's list of threads, and the next install, removal or new thread follows a
 * dangling pointer. So in a process that was started for counting (MALLOC_CONF=tcache:false) the
 * hooks are installed once, before main and thus before any thread, and stay: a window then only
 * opens a gate. Elsewhere they are installed and removed with the window, and only while the
 * process has no other thread.
 *
 * What this witness sees: malloc, calloc, realloc, the aligned forms, mallocx, rallocx, xallocx,
 * operator new, free, sized free. A realloc that moves is one allocation and one free; one that
 * stays in place is neither, but changes what is alive. What it does not see: jemalloc's own blocks
 * (a thread's cache), mmap, and a call made from inside another hook.
 */
#ifndef BENCH_MEASURE_HOOKS_H
#define BENCH_MEASURE_HOOKS_H

#include "report/report.h"

/* Room for the size classes of one window. jemalloc 5.3 with 4 KiB pages has 232; a power of two
 * with slack, as it is the size of a hash table too. */
#define BENCH__CLASS_MAX 512

/* One size class in one window. */
typedef struct bench__class_count {
    uint64_t size_class; /* usable bytes */
    uint64_t allocs;
    uint64_t resized; /* blocks that came to this class in place */
} bench__class_count_t;

/* What happened in one window. */
typedef struct bench__tally {
    uint64_t allocs;
    uint64_t frees;
    uint64_t bytes_requested;
    uint64_t bytes_usable;
    int64_t live_bytes; /* usable, at the end, over what was alive at the start */
    int64_t peak_live_bytes;
    size_t class_count;
    bench__class_count_t classes[BENCH__CLASS_MAX]; /* ascending by size_class */
} bench__tally_t;

/* Opens a window. False: no hooks in this jemalloc, all four are taken, or other threads forbid it.
 */
bool bench__hooks_open(bench_problem_t *problem);

/* Closes the window, waits until no callback runs any more, and gives what was seen. */
void bench__hooks_close(bench__tally_t *tally);

bool bench__hooks_are_open(void);

/* Whether jemalloc calls us, window or not. Timed code never runs so. */
bool bench__hooks_are_installed(void);

#endif
