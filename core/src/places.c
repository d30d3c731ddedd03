#include "places.h"

#include <stdlib.h>
#include <string.h>

/* The number of a pool: from 1 on, in the order of first use. It never changes. */
static uint32_t number_of(vt_pool_t *pool) {
    static uint32_t last; /* atomic */
    uint32_t id = __atomic_load_n(&pool->id, __ATOMIC_RELAXED);
    if (id != 0) {
        return id;
    }
    vt__keep_in_memory(pool); /* threads give their blocks back to it when they end */
    uint32_t next = __atomic_add_fetch(&last, 1u, __ATOMIC_RELAXED);
    if (__atomic_compare_exchange_n(&pool->id, &id, next, false, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED)) {
        return next;
    }
    return id;
}

static bool grow(vt__thread_t *thread, uint32_t wanted) {
    uint32_t count = thread->place_count == 0 ? 8 : thread->place_count;
    while (count < wanted) {
        count *= 2;
    }
    vt__place_t *places = realloc(thread->places, count * sizeof *places);
    if (places == NULL) {
        return false;
    }
    memset(places + thread->place_count, 0, (count - thread->place_count) * sizeof *places);
    thread->places = places;
    thread->place_count = count;
    return true;
}

static VT__THREAD_LOCAL vt__exit_hook_t exit_hook;

static void release_places(void) {
    vt__thread_t *thread = &vt__thread;
    for (uint32_t i = 0; i < thread->place_count; i++) {
        if (thread->places[i].held != NULL) {
            thread->places[i].release(thread->places[i].held);
        }
    }
    free(thread->places);
    thread->places = NULL;
    thread->place_count = 0;
}

vt__place_t *vt__place_make(vt_pool_t *pool, void (*release)(void *held)) {
    vt__thread_t *thread = &vt__thread;
    uint32_t id = number_of(pool);
    if (id > thread->place_count && !grow(thread, id)) {
        return NULL;
    }
    vt__thread_at_exit(&exit_hook, release_places);
    vt__place_t *place = &thread->places[id - 1];
    place->release = release;
    return place;
}
