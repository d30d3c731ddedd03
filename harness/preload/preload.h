/*
 * preload.h - the parts of the preloaded library, which stands in for the allocator's functions of
 * any program, forwards each call and notes it in the shared memory (preload/mapping.h).
 *
 * It runs inside of malloc: nothing here allocates, waits for another thread for long, or needs
 * anything of the C library that might. What it cannot note it counts as lost.
 *
 * Only what is meant to be found by the program is visible: the functions of the allocator, those
 * of Google Benchmark that mark a loop, and the markers.
 */
#ifndef PRELOAD_H
#define PRELOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "preload/mapping.h"

#define EXPORT __attribute__((visibility("default")))

/* Of a thread, in memory that is there from its start. */
typedef struct preload_own {
    bool inside;     /* its own work is under way: what is called from there is not the program's */
    bool forwarding; /* a call of the library's own, or of the allocator's, is under way */
    bool called;     /* malloc, since this was last cleared */
    bool paused;     /* its benchmark's clock stands */
    const void *last;        /* the block that it was given last */
    uint32_t place;          /* in the table of threads, from 1; 0: none yet */
    const uint64_t *witness; /* jemalloc's count of its bytes; NULL: there is none */
    uint64_t witnessed;      /* what it was at the last event */
} preload_own_t;

extern __thread preload_own_t preload_own __attribute__((tls_model("initial-exec")));

/* ---- the shared memory (connect.c) ---- */

/* NULL: nobody counts. */
extern preload_mapping_t *preload_map;

/* At every call: the memory, once it can be mapped. */
preload_mapping_t *preload_connect(void);

/* The number of this process in its table, from 1; 0: it found no room. */
extern uint32_t preload_process;

/* Whether malloc of the program is this library's: false where it is bound to another one. */
bool preload_malloc_is_bound(const char **file);

/* The file that the next malloc is in, and its mallctl, or NULL. */
const char *preload_next_file(void);
typedef int preload_mallctl_t(const char *name, void *old, size_t *size, void *new,
                              size_t new_size);
preload_mallctl_t *preload_mallctl(void);

/* Whether the next malloc is glibc's. */
extern bool preload_is_glibc;

/* The function of that name behind this library's; NULL: there is none. */
void *preload_find_next(const char *name);

/* The function of that name in any file that is loaded, but this library (loaded.c). */
void *preload_find_loaded(const char *name);

/* Adds to a number that other threads and processes add to as well. */
static inline uint64_t preload_add(uint64_t *sum, uint64_t n) {
    return __atomic_fetch_add(sum, n, __ATOMIC_RELAXED);
}

/* Copies a text and cuts it. */
void preload_copy(char *to, const char *from, size_t size);

/* ---- events (events.c) ---- */

/* A block was given; NULL, where that failed, is ignored. */
void preload_alloc(void *block, size_t requested);

/* A block is about to be given back. */
void preload_free(void *block);

/* A block is about to change its size, and has. In between it is nobody's. */
typedef struct preload_block {
    uintptr_t block; /* 0: not followed */
    uint64_t usable;
    uint32_t process; /* that made it */
    uint32_t site;
    uint32_t thread;
    uint32_t beside; /* what glibc has in use for it beside its usable bytes */
} preload_block_t;
preload_block_t preload_resize_begins(void *block);
void preload_resize_ends(preload_block_t before, void *old, void *now, size_t requested);

/* The bytes that live, with what glibc has in use beside them. */
int64_t preload_seen_in_use(void);

/* What jemalloc counted up to now was the library's own. */
void preload_forget_witness(void);

/* Holds all events off while the process forks. */
void preload_before_fork(void);
void preload_after_fork(void);

/* ---- live blocks (live.c), used by one thread at a time ---- */

/* False: there is no memory for it. A block that is there already is replaced, and given. */
bool preload_live_put(const preload_block_t *block, preload_block_t *replaced);

/* Takes the block out; its `block` is 0 where it is not there. */
preload_block_t preload_live_take(uintptr_t block);

/* The bytes of all, with what is beside them. */
int64_t preload_live_bytes(void);

/* ---- what glibc says is in use (in_use.c) ---- */

/* The program's calls of the allocator in this process, and how many of them have ended. */
extern uint64_t preload_begun;
extern uint64_t preload_ended;

/* Around all that a call does. What the library itself calls is none. */
static inline void preload_begin(void) {
    if (!preload_own.forwarding) {
        (void)__atomic_fetch_add(&preload_begun, 1, __ATOMIC_SEQ_CST);
    }
}
static inline void preload_end(void) {
    if (!preload_own.forwarding) {
        (void)__atomic_fetch_add(&preload_ended, 1, __ATOMIC_SEQ_CST);
    }
}

/* Threads of this process that called the allocator, with those that have ended. */
extern uint32_t preload_threads_seen;

/* Before glibc gives its first block. */
void preload_find_own(void);

/* Once there is an environment. */
void preload_start_asking(void);

/* Before a fork, and in the child, which has only one of the threads. */
void preload_threads_fork(void);
void preload_threads_are_lost(void);

/* Holds what glibc says against what was seen, if no call is under way. At the end it is asked more
 * closely, which moves free chunks about. */
void preload_ask_in_use(preload_mapping_t *map, bool at_end);

/* ---- places in the code (sites.c) ---- */

#define PRELOAD_NO_SITE UINT32_MAX

/* The innermost frames of this thread that are not of this library; how many. */
size_t preload_walk(uintptr_t frames[PRELOAD_FRAMES_MAX]);

/* The place of these frames, in a window; PRELOAD_NO_SITE: there is no room. */
uint32_t preload_find_site(const uintptr_t *frames, size_t depth, uint32_t window, bool paused);

/* ---- windows (windows.c) ---- */

/* The open one; NULL: none is. */
preload_window_t *preload_window(preload_mapping_t *map);

#endif
