/*
 * Each thread has a home: a list of idle blocks. A consumed block goes back to the home it came
 * from: on the owning thread to the list, from another thread to an inbox, which the owner empties
 * when its list is empty. A home outlives its thread, and so takes blocks that come back later. The
 * next thread that needs a home adopts it.
 */
#include <stdlib.h>

#include "homes.h"
#include "locks.h"

/* From another thread: the owner looks when it needs a block. */
static void home_put(vt_pool_t *self, vt_pooled_t *block) {
    vt__home_t *home = VT_CONTAINER_OF(self, vt__home_t, pool);
    (void)vt_inbox_push(&home->returned, vt_pooled_node(block));
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

static void orphan(vt__home_t *home) {
    vt__atomic_store(&home->pool.home_of, NULL, __ATOMIC_RELAXED);
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

static vt__home_t *make(vt_home_pool_t *parent) {
    static const vt_pool_ops_t ops = {NULL, home_put, NULL};
    vt__home_t *home = calloc(1, sizeof *home);
    if (home != NULL) {
        vt_pool_init(&home->pool, &ops, parent->pool.block_size);
        home->parent = parent;
        home->orphaned = orphan;
    }
    return home;
}

/* The first time on this thread. NULL: out of memory. */
static vt__home_t *move_in(vt_home_pool_t *parent) {
    vt__home_t *home = adopt(parent);
    if (home == NULL) {
        home = make(parent);
    }
    if (home != NULL && !vt__home_enter(parent, home)) {
        orphan(home);
        return NULL;
    }
    return home;
}

static vt_pooled_t *home_take(vt_pool_t *self) {
    vt_home_pool_t *parent = VT_CONTAINER_OF(self, vt_home_pool_t, pool);
    vt__home_t *home = vt__home(parent);
    if (home == NULL && (home = move_in(parent)) == NULL) {
        return NULL;
    }
    if (home->idle.first == NULL) {
        collect(home);
    }
    vt_continuation_t *node = vt__idle_take(&home->idle);
    return node == NULL ? vt_pooled_new(&home->pool) : vt_pooled_of_node(node);
}

/* Trims the homes of ended threads too. */
static size_t trim(vt_pool_t *self) {
    vt_home_pool_t *parent = VT_CONTAINER_OF(self, vt_home_pool_t, pool);
    vt__home_t *home = vt__home(parent);
    size_t count = home == NULL ? 0 : free_idle(home);
    vt__lock(VT__LOCK_ORPHANS);
    for (home = parent->orphans; home != NULL; home = home->next) {
        count += free_idle(home);
    }
    vt__unlock(VT__LOCK_ORPHANS);
    return count;
}

const vt_pool_ops_t vt__home_pool_ops = {home_take, NULL, trim};
