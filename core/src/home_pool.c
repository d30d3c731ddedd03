/*
 * Each thread has a home: a list of idle blocks. A consumed block goes back to the home it came
 * from: on the owning thread to the list, from another thread to an inbox, which the owner empties
 * when its list is empty. A home outlives its thread, and so takes blocks that come back later. The
 * next thread that needs a home adopts it.
 */
#include <stdlib.h>

#include "locks.h"
#include "places.h"
#include "valuetask/inbox.h"

/* The owner uses the first cache line; other threads write to the next. */
typedef struct vt__home {
    vt_pool_t pool; /* the pool of its blocks */
    vt__idle_list_t idle;
    const vt__thread_t *owner; /* atomic; NULL: an orphan */
    vt_home_pool_t *parent;
    struct vt__home *next; /* in the list of orphans */
    char other_line[64];
    vt_inbox_t returned; /* by other threads */
} vt__home_t;

static void home_put(vt_pool_t *self, vt_pooled_t *block) {
    vt__home_t *home = VT_CONTAINER_OF(self, vt__home_t, pool);
    vt_continuation_t *node = vt_pooled_node(block);
    if (__builtin_expect(__atomic_load_n(&home->owner, __ATOMIC_RELAXED) == &vt__thread, 1)) {
        vt__idle_put(&home->idle, node);
    } else {
        (void)vt_inbox_push(&home->returned, node); /* the owner looks when it needs a block */
    }
}

/* Moves the blocks that other threads put back to the list, which is empty. */
static void collect(vt__home_t *home) {
    home->idle.first = vt__inbox_take_newest_first(&home->returned);
}

static size_t free_idle(vt__home_t *home) {
    size_t count = 0;
    vt_continuation_t *node;
    do {
        while ((node = vt__idle_take(&home->idle)) != NULL) {
            free(vt_pooled_of_node(node));
            count++;
        }
        collect(home);
    } while (home->idle.first != NULL);
    return count;
}

/* ---- a thread's home ---- */

static void orphan(void *held) {
    vt__home_t *home = held;
    __atomic_store_n(&home->owner, NULL, __ATOMIC_RELAXED);
    vt__lock(VT__LOCK_ORPHANS);
    home->next = home->parent->orphans;
    home->parent->orphans = home;
    vt__unlock(VT__LOCK_ORPHANS);
}

static vt__home_t *adopt(vt_home_pool_t *parent) {
    vt__lock(VT__LOCK_ORPHANS);
    vt__home_t *home = parent->orphans;
    if (home != NULL) {
        parent->orphans = home->next;
    }
    vt__unlock(VT__LOCK_ORPHANS);
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
        vt_pool_init(&home->pool, &ops, parent->pool.block_size);
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
    if (home->idle.first == NULL) { /* an adopted home may have idle blocks */
        collect(home);
    }
    vt_continuation_t *node = vt__idle_take(&home->idle);
    return node == NULL ? vt_pooled_new(&home->pool) : vt_pooled_of_node(node);
}

static vt_pooled_t *take(vt_pool_t *self) {
    vt__place_t *place = vt__place(self, orphan);
    if (__builtin_expect(place != NULL && place->held != NULL, 1)) {
        vt__home_t *home = place->held;
        vt_continuation_t *node = vt__idle_take(&home->idle);
        if (__builtin_expect(node != NULL, 1)) {
            return vt_pooled_of_node(node);
        }
    }
    return take_slowly(VT_CONTAINER_OF(self, vt_home_pool_t, pool), place);
}

/* Trims the homes of ended threads too. */
static size_t trim(vt_pool_t *self) {
    vt_home_pool_t *parent = VT_CONTAINER_OF(self, vt_home_pool_t, pool);
    vt__place_t *place = vt__place(self, orphan);
    size_t count = place == NULL || place->held == NULL ? 0 : free_idle(place->held);
    vt__lock(VT__LOCK_ORPHANS);
    for (vt__home_t *home = parent->orphans; home != NULL; home = home->next) {
        count += free_idle(home);
    }
    vt__unlock(VT__LOCK_ORPHANS);
    return count;
}

const vt_pool_ops_t vt__home_pool_ops = {take, NULL, trim};
