/*
 * While somebody waits, the count is 0: what the oldest wait has collected is in its waiter. So
 * try_wait needs no mutex and never overtakes.
 */
#include "valuetask/semaphore.h"

#include "checked_parts.h"
#include "waiters.h"

/* Permits go to waits, oldest first. The rest is free. */
static void serve(vt_semaphore_t *semaphore, size_t permits, vt__batch_t *batch) {
    vt_waiter_t *waiter;
    while (permits != 0 && (waiter = semaphore->queue.first) != NULL) {
        size_t missing = waiter->wanted - waiter->held;
        size_t part = missing < permits ? missing : permits;
        waiter->held += part;
        permits -= part;
        if (waiter->held == waiter->wanted) {
            if (vt__waiter_take(waiter)) {
                vt__batch_succeed(batch, waiter, waiter->word);
            } else { /* its time is over */
                permits += waiter->held;
                waiter->held = 0;
            }
        }
    }
    /* Less than what fits, if somebody gave back what was never taken. Release pairs with the
     * acquire in try_wait. */
    size_t room = semaphore->max - vt__atomic_load(&semaphore->count, __ATOMIC_RELAXED);
    permits = permits < room ? permits : room;
    if (permits != 0) {
        vt__atomic_fetch_add(&semaphore->count, permits, __ATOMIC_RELEASE);
    }
}

static bool take_back(vt_waiters_t *waiters, vt_waiter_t *waiter, vt__batch_t *batch) {
    size_t permits = waiter->held;
    waiter->held = 0;
    serve(VT_CONTAINER_OF(waiters, vt_semaphore_t, waiters), permits, batch);
    return false;
}

vt_status_t vt_semaphore_init_max(vt_semaphore_t *semaphore, size_t count, size_t max) {
    if (semaphore == NULL || max == 0 || count > max) {
        return VT_E_INVALID_ARGUMENT;
    }
    semaphore->queue = (vt__wait_queue_t){NULL, NULL};
    semaphore->count = count;
    semaphore->max = max;
    return vt__waiters_init(&semaphore->waiters, take_back);
}

vt_status_t vt_semaphore_init(vt_semaphore_t *semaphore, size_t count) {
    return vt_semaphore_init_max(semaphore, count, SIZE_MAX);
}

vt_status_t vt_semaphore_deinit(vt_semaphore_t *semaphore) {
    return semaphore == NULL ? VT_OK : vt__waiters_deinit(&semaphore->waiters);
}

/* ---- waiting ---- */

bool vt_semaphore_try_wait_many(vt_semaphore_t *semaphore, size_t permits) {
    if (semaphore == NULL) {
        return false;
    }
    size_t count = vt__atomic_load(&semaphore->count, __ATOMIC_RELAXED);
    /* Acquire pairs with the release in serve: the holder of the permit sees the writes of the last
     * one. */
    while (count >= permits &&
           !vt__atomic_compare_exchange(&semaphore->count, &count, count - permits, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    }
    return count >= permits;
}

bool vt_semaphore_try_wait(vt_semaphore_t *semaphore) {
    return vt_semaphore_try_wait_many(semaphore, 1);
}

/* With the mutex. VT_OK: it has its permits, as some were free by now. VT_E_BUSY: it waits. Another
 * status: vt__waiter_queue's. */
static vt_status_t begin(vt_semaphore_t *semaphore, vt_waiter_t *waiter, uint64_t nanoseconds) {
    if (vt_semaphore_try_wait_many(semaphore, waiter->wanted)) {
        return VT_OK;
    }
    vt_status_t status = vt__waiter_queue(&semaphore->queue, waiter, nanoseconds);
    if (status != VT_OK) {
        return status;
    }
    /* Fewer than it wants, and none if somebody waited before. Acquire as in try_wait. */
    waiter->held = vt__atomic_exchange(&semaphore->count, (size_t)0, __ATOMIC_ACQUIRE);
    return VT_E_BUSY;
}

/* `got` is the result if it gets its permits. */
static vt_value_task_t wait(vt_semaphore_t *semaphore, size_t permits, uint64_t nanoseconds,
                            uint64_t got, vt_cancel_token_t token) {
    if (semaphore == NULL || permits > semaphore->max) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    if (vt_semaphore_try_wait_many(semaphore, permits)) {
        return vt_value_task_from_result(got);
    }
    if (nanoseconds == 0) {
        return vt_value_task_from_result(0);
    }
    vt_waiter_t *waiter = vt__waiter_rent(&semaphore->waiters, token);
    if (waiter == NULL) {
        return vt_value_task_from_status(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(waiter);
    waiter->wanted = permits;
    waiter->word = got;
    vt__mutex_lock(&semaphore->waiters.mutex);
    vt_status_t status = begin(semaphore, waiter, nanoseconds);
    vt__mutex_unlock(&semaphore->waiters.mutex);
    switch (status) {
    case VT_E_BUSY:
        return value_task;
    case VT_E_CANCELED:
        vt__waiter_cancel(waiter);
        return value_task;
    default:
        vt__waiter_return(waiter);
        return status == VT_OK ? vt_value_task_from_result(got) : vt_value_task_from_status(status);
    }
}

vt_value_task_t vt_semaphore_wait(vt_semaphore_t *semaphore, vt_cancel_token_t token) {
    return wait(semaphore, 1, VT_FOREVER, 0, token);
}

vt_value_task_t vt_semaphore_wait_many(vt_semaphore_t *semaphore, size_t permits,
                                       vt_cancel_token_t token) {
    return wait(semaphore, permits, VT_FOREVER, 0, token);
}

vt_value_task_t vt_semaphore_wait_for(vt_semaphore_t *semaphore, uint64_t nanoseconds,
                                      vt_cancel_token_t token) {
    return wait(semaphore, 1, nanoseconds, 1, token);
}

/* ---- releasing ---- */

/* Whether the permits that are left over when all who wait have theirs fit. Walks the queue only if
 * there may be too many. */
static bool fits(const vt_semaphore_t *semaphore, size_t permits) {
    size_t room = semaphore->max - vt__atomic_load(&semaphore->count, __ATOMIC_RELAXED);
    for (const vt_waiter_t *waiter = semaphore->queue.first; waiter != NULL && permits > room;
         waiter = waiter->next) {
        size_t missing = waiter->wanted - waiter->held;
        permits -= missing < permits ? missing : permits;
    }
    return permits <= room;
}

/* Do not touch the semaphore after a waiter was completed: the last one may end it. */
vt_status_t vt_semaphore_release(vt_semaphore_t *semaphore, size_t permits) {
    if (semaphore == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__batch_t batch = {NULL, NULL};
    vt__mutex_lock(&semaphore->waiters.mutex);
    bool fit = fits(semaphore, permits);
    if (fit) {
        serve(semaphore, permits, &batch);
    }
    vt__mutex_unlock(&semaphore->waiters.mutex);
    vt__batch_complete(&batch);
    return fit ? VT_OK : VT_E_FULL;
}

void vt_mutex_unlock(vt_mutex_t *mutex) {
    if (mutex != NULL && vt_semaphore_release(&mutex->semaphore, 1) == VT_E_FULL) {
        vt__report(VT_NOT_LOCKED);
    }
}
