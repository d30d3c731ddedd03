/*
 * interposer.h - stands in for the allocator's functions (LD_PRELOAD), forwards each call to
 * jemalloc and reports it to a listener. For a jemalloc without hooks, and as another witness.
 */
#ifndef BENCH_INTERPOSER_H
#define BENCH_INTERPOSER_H

#include <stddef.h>

/* Called on the thread that allocates; must not be NULL, may allocate (which is not reported). */
typedef struct interposer_listener {
    void (*alloc)(void *block, size_t requested, size_t usable);
    void (*free)(void *block, size_t usable); /* before the block is freed */
    /* The block stays where it was, also where its size class stays what it was. */
    void (*resize)(void *block, size_t old_usable, size_t new_usable);
} interposer_listener_t;

/* Sets the listener; NULL removes it. Found with dlsym, as it exists only where it was preloaded.
 */
typedef void interposer_listen_t(const interposer_listener_t *listener);
#define INTERPOSER_LISTEN "vtbench_interposer_listen"

#endif
