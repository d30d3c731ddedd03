/* homes.h - the home that each thread has in each home pool. */
#ifndef VT_SRC_HOMES_H
#define VT_SRC_HOMES_H

#include "thread.h"
#include "valuetask/inbox.h"
#include "valuetask/pool.h"

#if VT_THREADS

/* The owner uses the first cache line; other threads write to the next. `pool.home_of` is the
 * owner, atomic; NULL: an orphan. */
typedef struct vt__home {
    vt_pool_t pool; /* the pool of its blocks */
    vt__idle_list_t idle;
    vt_home_pool_t *parent;
    void (*orphaned)(struct vt__home *self); /* called when its thread ends */
    struct vt__home *next;                   /* in the list of orphans */
    char other_line[64];
    vt_inbox_t returned; /* by other threads */
} vt__home_t;

/* The calling thread's home in a pool. NULL: it has none yet. */
VT__HIDDEN vt__home_t *vt__home(const vt_home_pool_t *parent);

/* Gives the calling thread that has none a home. False: out of memory. */
VT__HIDDEN bool vt__home_enter(vt_home_pool_t *parent, vt__home_t *home);

/* Whether a pool is a home of this thread. Relaxed: only this thread stores that value, and what
 * another one with the same address stored was cleared when it ended. */
static inline bool vt__is_home(const vt_pool_t *pool) {
    return vt__atomic_load(&pool->home_of, __ATOMIC_RELAXED) == vt__thread.home_of;
}

static inline void vt__home_put(vt_pool_t *home, vt_pooled_t *block) {
    vt__idle_put(&VT_CONTAINER_OF(home, vt__home_t, pool)->idle, vt_pooled_node(block));
}

#else

/* Whether a pool is a home pool, all of whose blocks are at home. */
static inline bool vt__is_home(const vt_pool_t *pool) {
    return pool->home_of == VT__ONE_THREAD;
}

static inline void vt__home_put(vt_pool_t *home, vt_pooled_t *block) {
    vt__idle_put(&VT_CONTAINER_OF(home, vt_home_pool_t, pool)->idle, vt_pooled_node(block));
}

#endif

/* Puts a block back whose operation was consumed. */
static inline void vt__block_put(vt_pool_t *pool, vt_pooled_t *block) {
    if (__builtin_expect(vt__is_home(pool), 1)) {
        vt__home_put(pool, block);
    } else {
        pool->ops->put(pool, block);
    }
}

#endif
