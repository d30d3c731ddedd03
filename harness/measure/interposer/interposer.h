/*
 * interposer.h - the allocator's functions once more, preloaded before jemalloc's (LD_PRELOAD):
 * they forward each call and tell a listener. For allocators without hooks, and as another witness.
 */
#ifndef BENCH_INTERPOSER_H
#define BENCH_INTERPOSER_H

#include <stddef.h>

/* Called on the thread that allocates; must not be NULL, may allocate (that is not told of). */
typedef struct interposer_listener {
    void (*alloc)(void *block, size_t requested, size_t usable);
    void (*free)(void *block, size_t usable); /* before the block goes */
    void (*resize)(void *block, size_t old_usable, size_t new_usable);
} interposer_listener_t;

/* NULL: nobody listens any more. To be found with dlsym, as it is here only where preloaded. */
typedef void interposer_listen_t(const interposer_listener_t *listener);
#define INTERPOSER_LISTEN "vtbench_interposer_listen"

#endif
