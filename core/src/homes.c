/* Pools have numbers, and each thread a table of lists by these. A number without a home has the
 * list without blocks, so that taking a block need not ask whether there is a home. */
#include "homes.h"

#include <stdlib.h>

static vt__idle_list_t no_blocks; /* never has one */

/* The number of a pool: from 1 on, in the order of first use. It never changes. */
static uint32_t number_of(vt_pool_t *pool) {
    static uint32_t last; /* atomic */
    uint32_t id = vt__atomic_load(&pool->id, __ATOMIC_RELAXED);
    if (id != 0) {
        return id;
    }
    vt__keep_in_memory(pool); /* threads give their blocks back to it when they end */
    uint32_t next = vt__atomic_add_fetch(&last, 1u, __ATOMIC_RELAXED);
    if (vt__atomic_compare_exchange(&pool->id, &id, next, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED)) {
        return next;
    }
    return id;
}

/* Until the table has a place for that number. */
static bool grow(vt__thread_t *thread, uint32_t number) {
    uint32_t count = thread->home_count == 0 ? 8 : thread->home_count;
    while (count <= number) {
        count *= 2;
    }
    vt__idle_list_t **homes = realloc(thread->homes, count * sizeof *homes); // NOLINT: pointers
    if (homes == NULL) {
        return false;
    }
    for (uint32_t i = thread->home_count; i < count; i++) {
        homes[i] = &no_blocks;
    }
    thread->homes = homes;
    thread->home_count = count;
    return true;
}

static VT__THREAD_LOCAL vt__exit_hook_t exit_hook;

static void leave_homes(void) {
    vt__thread_t *thread = &vt__thread;
    for (uint32_t i = 0; i < thread->home_count; i++) {
        if (thread->homes[i] != &no_blocks) {
            vt__home_t *home = VT_CONTAINER_OF(thread->homes[i], vt__home_t, idle);
            home->orphaned(home);
        }
    }
    free(thread->homes);
    thread->homes = NULL;
    thread->home_count = 0;
}

vt__home_t *vt__home(const vt_home_pool_t *parent) {
    const vt__thread_t *thread = &vt__thread;
    uint32_t number = vt__atomic_load(&parent->pool.id, __ATOMIC_RELAXED);
    if (number >= thread->home_count || thread->homes[number] == &no_blocks) {
        return NULL;
    }
    return VT_CONTAINER_OF(thread->homes[number], vt__home_t, idle);
}

bool vt__home_enter(vt_home_pool_t *parent, vt__home_t *home) {
    vt__thread_t *thread = &vt__thread;
    uint32_t number = number_of(&parent->pool);
    if (number >= thread->home_count && !grow(thread, number)) {
        return false;
    }
    vt__thread_at_exit(&exit_hook, leave_homes);
    thread->homes[number] = &home->idle;
    thread->home_of = thread;
    vt__atomic_store(&home->pool.home_of, thread->home_of, __ATOMIC_RELAXED);
    return true;
}
