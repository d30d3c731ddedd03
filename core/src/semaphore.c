#include "valuetask/semaphore.h"

#include "waiters.h"

vt_status_t vt_semaphore_init(vt_semaphore_t *semaphore, size_t count) {
    if (semaphore == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    semaphore->count = count;
    return vt__waiters_init(&semaphore->waiters);
}

vt_status_t vt_semaphore_deinit(vt_semaphore_t *semaphore) {
    return semaphore == NULL ? VT_OK : vt__waiters_deinit(&semaphore->waiters);
}

/* Without the mutex: the count is 0 while somebody waits. */
bool vt_semaphore_try_wait(vt_semaphore_t *semaphore) {
    if (semaphore == NULL) {
        return false;
    }
    size_t count = __atomic_load_n(&semaphore->count, __ATOMIC_RELAXED);
    /* Acquire pairs with the release in give: the holder of the permit sees the writes of the last
     * one. */
    while (count != 0 && !__atomic_compare_exchange_n(&semaphore->count, &count, count - 1, true,
                                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    }
    return count != 0;
}

vt_value_task_t vt_semaphore_wait(vt_semaphore_t *semaphore, vt_cancel_token_t token) {
    if (semaphore == NULL) {
        return vt__faulted(VT_E_INVALID_ARGUMENT);
    }
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    if (vt_semaphore_try_wait(semaphore)) {
        return vt_value_task_from_result(0);
    }
    vt_waiter_t *waiter = vt__waiter_rent(&semaphore->waiters, token);
    if (waiter == NULL) {
        return vt__faulted(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(waiter);
    pthread_mutex_lock(&semaphore->waiters.mutex);
    bool free = vt_semaphore_try_wait(semaphore); /* a permit may be free by now */
    bool queued = !free && vt__waiter_queue(waiter);
    pthread_mutex_unlock(&semaphore->waiters.mutex);
    if (free) {
        vt__waiter_return(waiter);
        return vt_value_task_from_result(0);
    }
    if (!queued) {
        vt__waiter_cancel(waiter);
    }
    return value_task;
}

/* Permits go to waiters, oldest first. The rest is counted. */
static vt_waiter_t *give(vt_semaphore_t *semaphore, size_t permits) {
    pthread_mutex_lock(&semaphore->waiters.mutex);
    vt_waiter_t *taken = vt__waiters_take_many(&semaphore->waiters, &permits);
    if (permits != 0) {
        __atomic_fetch_add(&semaphore->count, permits, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&semaphore->waiters.mutex);
    return taken;
}

/* Do not touch the semaphore after a waiter was completed: the last one may end it. */
void vt_semaphore_release(vt_semaphore_t *semaphore, size_t permits) {
    vt_waiter_t *waiter = semaphore == NULL ? NULL : give(semaphore, permits);
    while (waiter != NULL) {
        vt_waiter_t *next = waiter->next;
        vt__waiter_succeed(waiter, 0);
        waiter = next;
    }
}
