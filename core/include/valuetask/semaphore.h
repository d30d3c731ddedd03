/*
 * semaphore.h - an asynchronous semaphore and mutex: a wait suspends a method and blocks no thread.
 *
 * .NET's SemaphoreSlim. A wait without a free permit is a reset source, which the semaphore keeps
 * for the next one. A wait with a free permit completes synchronously and allocates nothing. First
 * come, first served, also where waits take several permits: the oldest wait collects what is
 * released until it has all of its own, and a later one never gets a permit before it. Any thread.
 *
 * A release, a cancellation and a discard run the continuations of the waits that they end before
 * they return, except those that go to an executor.
 *
 * A wait that is discarded leaves the queue. If it was given its permits already and nobody took
 * the result, they go to the next wait, or back. The same happens where an await finds no block for
 * its method (VT_START_IN with busy storage, or no memory) and where as_task finds no memory. A
 * wait that completed synchronously holds its permits, whatever happens to the value task.
 */
#ifndef VALUETASK_SEMAPHORE_H
#define VALUETASK_SEMAPHORE_H

#include "valuetask/impl/waiters.h"
#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_semaphore {
    vt_waiters_t waiters;
    vt__wait_queue_t queue;
    size_t count; /* atomic; free permits; 0 while somebody waits */
    size_t max;
} vt_semaphore_t;

/* `count` permits are free, and SIZE_MAX is the most that can be. */
VT_MUST_CHECK vt_status_t vt_semaphore_init(vt_semaphore_t *semaphore, size_t count);

/* The same with a maximum of free permits. VT_E_INVALID_ARGUMENT: it is 0, or less than `count`. */
VT_MUST_CHECK vt_status_t vt_semaphore_init_max(vt_semaphore_t *semaphore, size_t count,
                                                size_t max);

/* VT_E_BUSY while somebody waits, or has not consumed the result of a wait. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_semaphore_deinit(vt_semaphore_t *semaphore);

/* Takes a permit: completes once there is one, or is canceled with the token. May fault with `out
 * of memory`. 0 allocations if a permit is free, or if as many waits were pending at once before;
 * else 1. */
VT_MUST_CHECK vt_value_task_t vt_semaphore_wait(vt_semaphore_t *semaphore, vt_cancel_token_t token);

/* Takes several permits in one step; 0 permits complete at once. Faults with `invalid argument` if
 * they are more than the maximum. A wait that ends without them gives on what it has collected. */
VT_MUST_CHECK vt_value_task_t vt_semaphore_wait_many(vt_semaphore_t *semaphore, size_t permits,
                                                     vt_cancel_token_t token);

/* vt_semaphore_wait with a limit (.NET's WaitAsync(timeout)): the result is 1 if the permit was
 * taken, and 0 if the time was over first. 0 nanoseconds: never waits. VT_FOREVER: no limit. The
 * timer is one of the executor that is current now, as for vt_delay; a wait that is discarded while
 * its timer runs ends when that has run. May fault with `out of memory`, and as vt_timer_start
 * fails. */
VT_MUST_CHECK vt_value_task_t vt_semaphore_wait_for(vt_semaphore_t *semaphore, uint64_t nanoseconds,
                                                    vt_cancel_token_t token);

/* Takes a permit if one is free; `permits` if that many are. False: nothing was taken. */
bool vt_semaphore_try_wait(vt_semaphore_t *semaphore);
bool vt_semaphore_try_wait_many(vt_semaphore_t *semaphore, size_t permits);

/* Gives `permits` back in one step. Waiters resume here, or on their executors; the last one may
 * end the semaphore. VT_E_FULL: more would be free than the maximum; nothing was given back. */
VT_MUST_CHECK vt_status_t vt_semaphore_release(vt_semaphore_t *semaphore, size_t permits);

/* A mutex is a semaphore of at most one permit; any thread may unlock it. */
typedef struct vt_mutex {
    vt_semaphore_t semaphore;
} vt_mutex_t;

VT_MUST_CHECK static inline vt_status_t vt_mutex_init(vt_mutex_t *mutex) {
    return mutex == NULL ? VT_E_INVALID_ARGUMENT : vt_semaphore_init_max(&mutex->semaphore, 1, 1);
}

VT_MUST_CHECK static inline vt_status_t vt_mutex_deinit(vt_mutex_t *mutex) {
    return mutex == NULL ? VT_OK : vt_semaphore_deinit(&mutex->semaphore);
}

VT_MUST_CHECK static inline vt_value_task_t vt_mutex_lock(vt_mutex_t *mutex,
                                                          vt_cancel_token_t token) {
    return vt_semaphore_wait(mutex == NULL ? NULL : &mutex->semaphore, token);
}

/* With a limit: the result is 1 if the mutex was locked, as that of vt_semaphore_wait_for. */
VT_MUST_CHECK static inline vt_value_task_t
vt_mutex_lock_for(vt_mutex_t *mutex, uint64_t nanoseconds, vt_cancel_token_t token) {
    return vt_semaphore_wait_for(mutex == NULL ? NULL : &mutex->semaphore, nanoseconds, token);
}

static inline bool vt_mutex_try_lock(vt_mutex_t *mutex) {
    return mutex != NULL && vt_semaphore_try_wait(&mutex->semaphore);
}

/* Unlocks. A mutex that is not locked stays so, and the hook of checked.h is told in every build
 * (VT_NOT_LOCKED). To handle it instead, release the mutex's semaphore: VT_E_FULL. */
void vt_mutex_unlock(vt_mutex_t *mutex);

VT_END_DECLS

#endif
