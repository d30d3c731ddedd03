#include "waiters.h"

#include <stdlib.h>
#include <string.h>

static vt_waiter_t *waiter_of(vt_continuation_t *node) {
    return VT_CONTAINER_OF(node, vt_waiter_t, node);
}

vt_status_t vt__waiters_init(vt_waiters_t *waiters) {
    memset(waiters, 0, sizeof *waiters);
    return pthread_mutex_init(&waiters->mutex, NULL) == 0 ? VT_OK : VT_E_OUT_OF_MEMORY;
}

vt_status_t vt__waiters_deinit(vt_waiters_t *waiters) {
    pthread_mutex_lock(&waiters->mutex);
    bool busy = waiters->rented != 0;
    pthread_mutex_unlock(&waiters->mutex);
    if (busy) {
        return VT_E_BUSY;
    }
    vt_continuation_t *node;
    while ((node = vt__idle_take(&waiters->idle)) != NULL) {
        free(waiter_of(node));
    }
    pthread_mutex_destroy(&waiters->mutex);
    return VT_OK;
}

static void put_idle(vt_waiter_t *waiter) {
    vt_waiters_t *waiters = waiter->waiters;
    pthread_mutex_lock(&waiters->mutex);
    vt__idle_put(&waiters->idle, &waiter->node);
    waiters->rented--;
    pthread_mutex_unlock(&waiters->mutex);
}

static void consumed(vt_reset_source_t *source) {
    put_idle(VT_CONTAINER_OF(source, vt_waiter_t, source));
}

static vt_waiter_t *take_idle(vt_waiters_t *waiters) {
    pthread_mutex_lock(&waiters->mutex);
    vt_continuation_t *node = vt__idle_take(&waiters->idle);
    waiters->rented++;
    pthread_mutex_unlock(&waiters->mutex);
    return node == NULL ? NULL : waiter_of(node);
}

static void unlink_waiter(vt_waiter_t *waiter) {
    vt_waiters_t *waiters = waiter->waiters;
    if (waiter->previous == NULL) {
        waiters->first = waiter->next;
    } else {
        waiter->previous->next = waiter->next;
    }
    if (waiter->next == NULL) {
        waiters->last = waiter->previous;
    } else {
        waiter->next->previous = waiter->previous;
    }
    waiter->queued = false;
}

/* The thread that takes a waiter out of the queue completes it. */
static void token_canceled(vt_cancel_registration_t *self) {
    vt_waiter_t *waiter = VT_CONTAINER_OF(self, vt_waiter_t, registration);
    pthread_mutex_lock(&waiter->waiters->mutex);
    bool was_queued = waiter->queued;
    if (was_queued) {
        unlink_waiter(waiter);
    }
    waiter->canceled = true;
    pthread_mutex_unlock(&waiter->waiters->mutex);
    if (was_queued) {
        vt__waiter_cancel(waiter);
    }
}

vt_waiter_t *vt__waiter_rent(vt_waiters_t *waiters, vt_cancel_token_t token) {
    vt_waiter_t *waiter = take_idle(waiters);
    if (waiter == NULL) {
        waiter = calloc(1, sizeof *waiter);
        if (waiter == NULL) {
            pthread_mutex_lock(&waiters->mutex);
            waiters->rented--;
            pthread_mutex_unlock(&waiters->mutex);
            return NULL;
        }
        vt_reset_source_init(&waiter->source, consumed, VT_ONE_COMPLETER);
        waiter->waiters = waiters;
    } else {
        vt_status_t status = vt_reset_source_reset(&waiter->source);
        (void)status; /* an idle one was consumed */
    }
    waiter->queued = false;
    waiter->canceled = false;
    vt_status_t status = vt_cancel_token_register(token, &waiter->registration, token_canceled);
    (void)status; /* nothing is NULL */
    return waiter;
}

void vt__waiter_return(vt_waiter_t *waiter) {
    (void)vt_cancel_registration_unregister(&waiter->registration);
    put_idle(waiter);
}

bool vt__waiter_queue(vt_waiter_t *waiter) {
    vt_waiters_t *waiters = waiter->waiters;
    if (waiter->canceled) {
        return false;
    }
    waiter->next = NULL;
    waiter->previous = waiters->last;
    if (waiters->last == NULL) {
        waiters->first = waiter;
    } else {
        waiters->last->next = waiter;
    }
    waiters->last = waiter;
    waiter->queued = true;
    return true;
}

vt_waiter_t *vt__waiters_take(vt_waiters_t *waiters) {
    vt_waiter_t *waiter = waiters->first;
    if (waiter != NULL) {
        unlink_waiter(waiter);
    }
    return waiter;
}

vt_waiter_t *vt__waiters_take_many(vt_waiters_t *waiters, size_t *wanted) {
    vt_waiter_t *taken = NULL;
    vt_waiter_t **end = &taken;
    while (*wanted != 0 && waiters->first != NULL) {
        *end = vt__waiters_take(waiters);
        end = &(*end)->next;
        --*wanted;
    }
    *end = NULL;
    return taken;
}

/* Waits for a callback that runs now and finds the waiter taken: it must not meet the next wait. */
void vt__waiter_succeed(vt_waiter_t *waiter, uint64_t word) {
    (void)vt_cancel_registration_unregister(&waiter->registration);
    vt_status_t status = vt_reset_source_set_result(&waiter->source, word);
    (void)status; /* there is one completer */
}

void vt__waiter_fail(vt_waiter_t *waiter, vt_status_t why) {
    vt_error_t error = vt_error_from_status(why);
    (void)vt_cancel_registration_unregister(&waiter->registration);
    vt_status_t status = vt_reset_source_set_error(&waiter->source, &error);
    (void)status;
}

void vt__waiter_cancel(vt_waiter_t *waiter) {
    vt_status_t status = vt_reset_source_set_canceled(&waiter->source);
    (void)status;
}

vt_value_task_t vt__faulted(vt_status_t status) {
    static const vt_error_t errors[] = {
        VT_ERROR_INIT(vt_error_domain, VT_E_OUT_OF_MEMORY, "out of memory"),
        VT_ERROR_INIT(vt_error_domain, VT_E_CLOSED, "the channel is closed"),
        VT_ERROR_INIT(vt_error_domain, VT_E_INVALID_ARGUMENT, "invalid argument"),
    };
    size_t i = 0;
    while (i < 2 && errors[i].code != status) {
        i++;
    }
    return vt_value_task_from_static_error(&errors[i]);
}
