/*
 * semaphore.h - an asynchronous semaphore and mutex: a wait suspends a method and blocks no thread.
 *
 * .NET's SemaphoreSlim. A wait without a free permit is a reset source, which the semaphore keeps
 * for the next one. A wait with a free permit completes synchronously and allocates nothing. First
 * come, first served. Any thread.
 */
#ifndef VALUETASK_SEMAPHORE_H
#define VALUETASK_SEMAPHORE_H

#include "valuetask/impl/waiters.h"
#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_semaphore {
    vt_waiters_t waiters;
    size_t count; /* atomic; free permits */
} vt_semaphore_t;

VT_MUST_CHECK vt_status_t vt_semaphore_init(vt_semaphore_t *semaphore, size_t count);

/* VT_E_BUSY while somebody waits, or has not consumed the result of a wait. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_semaphore_deinit(vt_semaphore_t *semaphore);

/* Takes a permit: completes once there is one, or is canceled with the token. To give a wait up,
 * cancel it: a wait that is only discarded still takes its permit. May fault with `out of memory`.
 * 0 allocations if a permit is free, or if as many waits were pending at once before; else 1. */
vt_value_task_t vt_semaphore_wait(vt_semaphore_t *semaphore, vt_cancel_token_t token);

/* Takes a permit if one is free. */
bool vt_semaphore_try_wait(vt_semaphore_t *semaphore);

/* Gives `permits` back in one step. Waiters resume here, or on their executors; the last one may
 * end the semaphore. */
void vt_semaphore_release(vt_semaphore_t *semaphore, size_t permits);

/* A mutex is a semaphore of one permit; any thread may unlock it. */
typedef struct vt_mutex {
    vt_semaphore_t semaphore;
} vt_mutex_t;

VT_MUST_CHECK static inline vt_status_t vt_mutex_init(vt_mutex_t *mutex) {
    return mutex == NULL ? VT_E_INVALID_ARGUMENT : vt_semaphore_init(&mutex->semaphore, 1);
}

VT_MUST_CHECK static inline vt_status_t vt_mutex_deinit(vt_mutex_t *mutex) {
    return mutex == NULL ? VT_OK : vt_semaphore_deinit(&mutex->semaphore);
}

static inline vt_value_task_t vt_mutex_lock(vt_mutex_t *mutex, vt_cancel_token_t token) {
    return vt_semaphore_wait(mutex == NULL ? NULL : &mutex->semaphore, token);
}

static inline bool vt_mutex_try_lock(vt_mutex_t *mutex) {
    return mutex != NULL && vt_semaphore_try_wait(&mutex->semaphore);
}

static inline void vt_mutex_unlock(vt_mutex_t *mutex) {
    vt_semaphore_release(mutex == NULL ? NULL : &mutex->semaphore, 1);
}

VT_END_DECLS

#endif
