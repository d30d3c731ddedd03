/*
 * A list of idle blocks for each thread. Whoever consumes a block's operation puts it back to the
 * thread that took it: on that thread to the list, on another to a stack that the owner collects
 * when its list is empty. A thread's home outlives it, with all that comes back later, until
 * another thread that uses the pool adopts it.
 */
#include <pthread.h>
#include <stdlib.h>

#include "places.h"

/* Taken and put by its owner on one cache line; what other threads write is on the next. */
typedef struct vt__home {
    vt_pool_t pool; /* what the blocks go back to */
    vt_continuation_t *idle;
    const vt__thread_t *owner; /* atomic; NULL: an orphan */
    vt_home_pool_t *parent;
    struct vt__home *next; /* in the list of orphans */
    char other_line[64];
    uintptr_t returned; /* atomic; by other threads, newest first */
} vt__home_t;

static pthread_mutex_t orphans_mutex = PTHREAD_MUTEX_INITIALIZER;

static vt_pooled_t *block_of(vt_continuation_t *node) {
    return VT_CONTAINER_OF(node, vt_pooled_t, operation.outcome.continuation);
}

static vt_continuation_t *node_of(vt_pooled_t *block) {
    return &block->operation.outcome.continuation;
}

static void home_put(vt_pool_t *self, vt_pooled_t *block) {
    vt__home_t *home = VT_CONTAINER_OF(self, vt__home_t, pool);
    vt_continuation_t *node = node_of(block);
    if (__builtin_expect(__atomic_load_n(&home->owner, __ATOMIC_RELAXED) == &vt__thread, 1)) {
        node->next = home->idle;
        home->idle = node;
        return;
    }
    uintptr_t newest = __atomic_load_n(&home->returned, __ATOMIC_RELAXED);
    do {
        node->next = (vt_continuation_t *)newest; // NOLINT(performance-no-int-to-ptr)
        /* Release pairs with the acquire in collect: the owner sees the link. */
    } while (!__atomic_compare_exchange_n(&home->returned, &newest, (uintptr_t)node, true,
                                          __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

/* Moves what other threads put back to the list, which is empty. */
static void collect(vt__home_t *home) {
    if (__atomic_load_n(&home->returned, __ATOMIC_RELAXED) != 0) {
        uintptr_t newest = __atomic_exchange_n(&home->returned, (uintptr_t)0, __ATOMIC_ACQUIRE);
        home->idle = (vt_continuation_t *)newest; // NOLINT(performance-no-int-to-ptr)
    }
}

static size_t free_idle(vt__home_t *home) {
    size_t count = 0;
    do {
        while (home->idle != NULL) {
            vt_continuation_t *node = home->idle;
            home->idle = node->next;
            free(block_of(node));
            count++;
        }
        collect(home);
    } while (home->idle != NULL);
    return count;
}

/* ---- a thread's home ---- */

static void orphan(void *held) {
    vt__home_t *home = held;
    __atomic_store_n(&home->owner, NULL, __ATOMIC_RELAXED);
    pthread_mutex_lock(&orphans_mutex);
    home->next = home->parent->orphans;
    home->parent->orphans = home;
    pthread_mutex_unlock(&orphans_mutex);
}

static vt__home_t *adopt(vt_home_pool_t *parent) {
    pthread_mutex_lock(&orphans_mutex);
    vt__home_t *home = parent->orphans;
    if (home != NULL) {
        parent->orphans = home->next;
    }
    pthread_mutex_unlock(&orphans_mutex);
    return home;
}

static vt__home_t *home_make(vt_home_pool_t *parent) {
    static const vt_pool_ops_t ops = {NULL, home_put, NULL};
    vt__home_t *home = adopt(parent);
    if (home == NULL) {
        home = calloc(1, sizeof *home);
        if (home == NULL) {
            return NULL;
        }
        home->pool.ops = &ops;
        home->pool.block_size = parent->pool.block_size;
        home->parent = parent;
    }
    __atomic_store_n(&home->owner, &vt__thread, __ATOMIC_RELAXED);
    return home;
}

__attribute__((noinline)) static vt_pooled_t *take_slowly(vt_home_pool_t *parent,
                                                          vt__place_t *place) {
    if (place == NULL || (place->held == NULL && (place->held = home_make(parent)) == NULL)) {
        return NULL;
    }
    vt__home_t *home = place->held;
    if (home->idle == NULL) { /* that of an adopted home need not be empty */
        collect(home);
    }
    if (home->idle == NULL) {
        return vt_pooled_new(&home->pool);
    }
    vt_continuation_t *node = home->idle;
    home->idle = node->next;
    return block_of(node);
}

static vt_pooled_t *take(vt_pool_t *self) {
    vt__place_t *place = vt__place(self, orphan);
    if (__builtin_expect(place != NULL && place->held != NULL, 1)) {
        vt__home_t *home = place->held;
        vt_continuation_t *node = home->idle;
        if (__builtin_expect(node != NULL, 1)) {
            home->idle = node->next;
            return block_of(node);
        }
    }
    return take_slowly(VT_CONTAINER_OF(self, vt_home_pool_t, pool), place);
}

/* Orphans too: nobody else looks at them. */
static size_t trim(vt_pool_t *self) {
    vt_home_pool_t *parent = VT_CONTAINER_OF(self, vt_home_pool_t, pool);
    vt__place_t *place = vt__place(self, orphan);
    size_t count = place == NULL || place->held == NULL ? 0 : free_idle(place->held);
    pthread_mutex_lock(&orphans_mutex);
    for (vt__home_t *home = parent->orphans; home != NULL; home = home->next) {
        count += free_idle(home);
    }
    pthread_mutex_unlock(&orphans_mutex);
    return count;
}

const vt_pool_ops_t vt__home_pool_ops = {take, NULL, trim};
