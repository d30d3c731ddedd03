/*
 * The places are .NET's (PoolingAsyncValueTaskMethodBuilder): one per thread, then one per core.
 * Where .NET looks only at its own core's place, taking looks at all of them: when another thread
 * completes, blocks come home through a place that the renting thread would else never look at.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getcpu */
#endif

#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* A thread that ends gives back what its own places hold. */
static void thread_ends(void *slots) {
    (void)slots;
    for (vt_pool_slot_t *slot = vt__thread.slots; slot != NULL; slot = slot->next) {
        free(slot->block);
        slot->block = NULL;
        slot->linked = 0;
    }
    vt__thread.slots = NULL;
}

static pthread_key_t end_key;

static void make_end_key(void) {
    (void)pthread_key_create(&end_key, thread_ends);
}

static void link_slot(vt_pool_slot_t *slot) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_end_key);
    slot->next = vt__thread.slots;
    slot->linked = 1;
    vt__thread.slots = slot;
    (void)pthread_setspecific(end_key, slot);
}

/* Where to look first: threads on different cores start at different places. */
static size_t core_hint(void) {
    int core = sched_getcpu();
    return core < 0 ? 0 : (size_t)core % VT_POOL_SHARED;
}

void *vt__pool_take(vt_method_t *method) {
    vt_pool_slot_t *slot = method->thread_slot();
    void *block = slot->block;
    if (block != NULL) {
        slot->block = NULL;
        return block;
    }
    return vt__slots_take(method->shared, VT_POOL_SHARED, core_hint());
}

void vt__pool_put(vt_method_t *method, void *block) {
    vt_pool_slot_t *slot = method->thread_slot();
    if (slot->block == NULL) {
        slot->block = block;
        if (!slot->linked) {
            link_slot(slot);
        }
    } else if (!vt__slots_put(method->shared, VT_POOL_SHARED, core_hint(), block)) {
        free(block);
    }
}
