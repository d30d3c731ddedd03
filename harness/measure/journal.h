/*
 * journal.h - follows each block: which thread allocated it, where, and when which thread freed it.
 *
 * A journal is kept over some windows (at most two) of one subject, in steps: what is allocated in
 * a step and freed in the same one died within its operation. It goes on following the frees after
 * the windows, so that what is still there in the end is a leak, with the place that made it.
 *
 * It takes up to some microseconds for each call, walking the stack: windows of some hundred or
 * thousand operations. Its room is fixed; nothing is allocated while it is kept.
 */
#ifndef BENCH_MEASURE_JOURNAL_H
#define BENCH_MEASURE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "thread_places.h"
#include "walk.h"

#define BENCH__WINDOWS_MAX 2
#define BENCH__SITES_MAX   1024

/* How long a block lived. */
typedef enum bench__age {
    BENCH__AGE_SAME_STEP,
    BENCH__AGE_NEXT_STEP,
    BENCH__AGE_LATER,
    BENCH__AGE_KEPT, /* it was there when the window closed */
    BENCH__AGE_COUNT,
} bench__age_t;

/* One place that allocates: the same stack of calls. */
typedef struct bench__site {
    uint64_t hash;
    size_t depth;
    void *frames[BENCH__FRAMES_MAX]; /* return addresses, innermost first */
    uint64_t allocs[BENCH__WINDOWS_MAX];
    uint64_t bytes[BENCH__WINDOWS_MAX]; /* usable */
    uint64_t leaked;                    /* blocks; filled by bench__journal_end */
} bench__site_t;

typedef struct bench__journal_thread {
    uint64_t remote_frees[BENCH__WINDOWS_MAX]; /* blocks that it freed and another thread had
                                                  allocated */
    int64_t live_bytes;                        /* of blocks that it allocated */
    int64_t peak_live_bytes;                   /* in the first window */
} bench__journal_thread_t;

typedef struct bench__journal {
    size_t site_count;
    bench__site_t sites[BENCH__SITES_MAX];
    uint64_t ages[BENCH__WINDOWS_MAX][BENCH__AGE_COUNT];
    bench__journal_thread_t threads[BENCH__THREAD_MAX]; /* by number */
    bool full; /* there were more blocks or sites than there is room for */
} bench__journal_t;

/* Begins an empty journal and ends the one before. */
void bench__journal_begin(void);

/* Begins a window. Ends it: blocks that are still alive count as kept. */
void bench__journal_window(unsigned window);
void bench__journal_window_ends(void);

/* The next step begins. */
void bench__journal_step(void);

/* Ends the journal: blocks that are still alive have leaked. What it returns is valid until the
 * next one begins. */
const bench__journal_t *bench__journal_end(void);

/* The journal so far. */
const bench__journal_t *bench__journal_now(void);

/* Tells whether a journal is kept: frees then matter outside of windows too. */
bool bench__journal_follows(void);

/* ---- for the tally ---- */

void bench__journal_alloc(void *block, size_t usable);
void bench__journal_resize(void *block, size_t usable); /* in place: it stays the maker's */
void bench__journal_free(void *block);

#endif
