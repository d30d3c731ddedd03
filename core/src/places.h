/* places.h - a pointer for each home pool in each thread. */
#ifndef VT_SRC_PLACES_H
#define VT_SRC_PLACES_H

#include "thread.h"
#include "valuetask/pool.h"

typedef struct vt__place {
    void *held;                  /* what the thread holds for the pool; NULL: nothing yet */
    void (*release)(void *held); /* called when the thread ends */
} vt__place_t;

/* Makes the calling thread's place for a pool. NULL: out of memory. */
VT__HIDDEN vt__place_t *vt__place_make(vt_pool_t *pool, void (*release)(void *held));

static inline vt__place_t *vt__place(vt_pool_t *pool, void (*release)(void *held)) {
    const vt__thread_t *thread = &vt__thread;
    uint32_t index = __atomic_load_n(&pool->id, __ATOMIC_RELAXED) -
                     1; /* without a number: not below any count */
    if (__builtin_expect(index < thread->place_count && thread->places[index].release != NULL, 1)) {
        return &thread->places[index];
    }
    return vt__place_make(pool, release);
}

#endif
