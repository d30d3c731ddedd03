#include "waiters.h"

#include <stdlib.h>
#include <string.h>

#include "certain.h"
#include "operation.h"

static void lock(vt_waiters_t *waiters) {
    vt__mutex_lock(&waiters->mutex);
}

static void unlock(vt_waiters_t *waiters) {
    vt__mutex_unlock(&waiters->mutex);
}

static vt_waiter_t *waiter_of(vt_continuation_t *node) {
    return VT_CONTAINER_OF(node, vt_waiter_t, node);
}

static vt_waiter_t *waiter_of_source(vt_source_t *source) {
    return VT_CONTAINER_OF(source, vt_waiter_t, source.operation.completion.source);
}

vt_status_t vt__waiters_init(vt_waiters_t *waiters,
                             bool (*take_back)(vt_waiters_t *waiters, vt_waiter_t *waiter,
                                               vt__batch_t *batch)) {
    memset(waiters, 0, sizeof *waiters);
    waiters->take_back = take_back;
    return vt__mutex_init(&waiters->mutex) ? VT_OK : VT_E_OUT_OF_MEMORY;
}

vt_status_t vt__waiters_deinit(vt_waiters_t *waiters) {
    lock(waiters);
    bool busy = waiters->rented != 0;
    unlock(waiters);
    if (busy) {
        return VT_E_BUSY;
    }
    vt_continuation_t *node;
    while ((node = vt__idle_take(&waiters->idle)) != NULL) {
        free(waiter_of(node));
    }
    vt__mutex_deinit(&waiters->mutex);
    return VT_OK;
}

/* ---- queues ---- */

static void unlink_waiter(vt_waiter_t *waiter) {
    vt__wait_queue_t *queue = waiter->queue;
    if (waiter->previous == NULL) {
        queue->first = waiter->next;
    } else {
        waiter->previous->next = waiter->next;
    }
    if (waiter->next == NULL) {
        queue->last = waiter->previous;
    } else {
        waiter->next->previous = waiter->previous;
    }
    waiter->queue = NULL;
}

bool vt__waiter_take(vt_waiter_t *waiter) {
    unlink_waiter(waiter);
    return !waiter->timed || vt_timer_stop(&waiter->timer);
}

vt_waiter_t *vt__wait_queue_take(vt__wait_queue_t *queue) {
    vt_waiter_t *waiter = queue->first;
    while (waiter != NULL && !vt__waiter_take(waiter)) {
        waiter = queue->first;
    }
    return waiter;
}

/* ---- completing ---- */

/* Waits for a callback of the token that runs now and finds the waiter taken: it must not meet the
 * next wait. */
static void complete(vt_waiter_t *waiter) {
    (void)vt_cancel_registration_unregister(&waiter->registration);
    switch (waiter->state) {
    case VT_SUCCEEDED:
        vt__certainly(vt_reset_source_set_result(&waiter->source, waiter->word));
        break;
    case VT_FAULTED:
        vt__certainly(vt_reset_source_set_error(&waiter->source, &waiter->error));
        break;
    default:
        vt__certainly(vt_reset_source_set_canceled(&waiter->source));
    }
}

void vt__batch_complete(vt__batch_t *batch) {
    vt_waiter_t *waiter = batch->first;
    while (waiter != NULL) {
        vt_waiter_t *next = waiter->next;
        complete(waiter);
        waiter = next;
    }
}

static void add(vt__batch_t *batch, vt_waiter_t *waiter, vt_state_t state) {
    waiter->state = state;
    waiter->next = NULL;
    if (batch->first == NULL) {
        batch->first = waiter;
    } else {
        batch->last->next = waiter;
    }
    batch->last = waiter;
}

void vt__batch_succeed(vt__batch_t *batch, vt_waiter_t *waiter, uint64_t word) {
    waiter->word = word;
    add(batch, waiter, VT_SUCCEEDED);
}

void vt__batch_fail(vt__batch_t *batch, vt_waiter_t *waiter, const vt_error_t *error) {
    waiter->error = vt_error_retain(error);
    add(batch, waiter, VT_FAULTED);
}

void vt__batch_succeed_all(vt__batch_t *batch, vt__wait_queue_t *queue, uint64_t word) {
    for (vt_waiter_t *waiter; (waiter = vt__wait_queue_take(queue)) != NULL;) {
        vt__batch_succeed(batch, waiter, word);
    }
}

void vt__batch_fail_all(vt__batch_t *batch, vt__wait_queue_t *queue, const vt_error_t *error) {
    for (vt_waiter_t *waiter; (waiter = vt__wait_queue_take(queue)) != NULL;) {
        vt__batch_fail(batch, waiter, error);
    }
}

void vt__waiter_cancel(vt_waiter_t *waiter) {
    waiter->state = VT_CANCELED;
    complete(waiter);
}

/* ---- giving up ---- */

/* With the mutex: takes a waiter that gives up out of its queue; what it was given so far goes to
 * others. False: it was in none. */
static bool withdraw(vt_waiter_t *waiter, vt__batch_t *batch) {
    if (waiter->queue == NULL) {
        return false;
    }
    unlink_waiter(waiter);
    if (waiter->held != 0) {
        (void)waiter->waiters->take_back(waiter->waiters, waiter, batch);
    }
    return true;
}

/* The same. True: the caller completes it. */
static bool give_up(vt_waiter_t *waiter, vt__batch_t *batch) {
    return withdraw(waiter, batch) && (!waiter->timed || vt_timer_stop(&waiter->timer));
}

static void token_canceled(vt_cancel_registration_t *self) {
    vt_waiter_t *waiter = VT_CONTAINER_OF(self, vt_waiter_t, registration);
    vt_waiters_t *waiters = waiter->waiters;
    vt__batch_t batch = {NULL, NULL};
    lock(waiters);
    bool mine = give_up(waiter, &batch);
    waiter->canceled = true;
    unlock(waiters);
    if (mine) {
        vt__waiter_cancel(waiter);
    }
    vt__batch_complete(&batch);
}

/* A timer that could not be stopped is the only completer, queued or not. */
static void time_is_over(vt_continuation_t *self) {
    vt_waiter_t *waiter = VT_CONTAINER_OF(self, vt_waiter_t, timer.continuation);
    vt_waiters_t *waiters = waiter->waiters;
    vt__batch_t batch = {NULL, NULL};
    lock(waiters);
    (void)withdraw(waiter, &batch);
    unlock(waiters);
    waiter->state = VT_SUCCEEDED;
    waiter->word = 0;
    complete(waiter);
    vt__batch_complete(&batch);
}

/* The wait is over. What an outcome brought that nobody read goes back, in one step with that. */
static void end(vt_waiter_t *waiter, bool dropped) {
    vt_waiters_t *waiters = waiter->waiters;
    vt__batch_t batch = {NULL, NULL};
    lock(waiters);
    bool kept = (dropped || waiter->unwanted) && waiter->held != 0 &&
                waiters->take_back(waiters, waiter, &batch);
    if (!kept) {
        vt__waiter_idle(waiter);
    }
    waiters->rented--;
    unlock(waiters);
    vt__batch_complete(&batch);
}

/* ---- as a source ---- */

/* Called by the completer of a wait that was discarded, or whose awaiter has its result. */
static void recycle(vt_reset_source_t *source) {
    end(VT_CONTAINER_OF(source, vt_waiter_t, source), false);
}

/* With the mutex from the beginning: whoever has taken the waiter out of its queue may be about to
 * complete it, and then it may serve the next wait. */
static vt_status_t discard(vt_source_t *self, uint64_t token) {
    vt_waiter_t *waiter = waiter_of_source(self);
    vt_waiters_t *waiters = waiter->waiters;
    vt__batch_t batch = {NULL, NULL};
    bool over;
    lock(waiters);
    vt_status_t status =
        vt__operation_discard(&waiter->source.operation, token, VT__END_OF_SOURCE, &over);
    bool pending = status == VT_OK && !over;
    bool mine = pending && give_up(waiter, &batch);
    waiter->unwanted |= pending;
    unlock(waiters);
    if (over) {
        end(waiter, true);
    } else if (mine) {
        vt__waiter_cancel(waiter);
    }
    vt__batch_complete(&batch);
    return status;
}

static vt_status_t get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error) {
    vt_waiter_t *waiter = waiter_of_source(self);
    vt_operation_t *operation = &waiter->source.operation;
    vt_status_t status = VT_OK;
    if (size == 0) {
        int state = vt__operation_get_status(self, token);
        return state == VT_PENDING ? VT_E_NOT_COMPLETED : discard(self, token);
    }
    if (!vt__operation_take_word(operation, token, VT__END_OF_SOURCE, result, size)) {
        status = vt__operation_take(operation, token, VT__END_OF_SOURCE, result, size, error);
    }
    if (vt__was_consumed(status)) {
        end(waiter, false);
    }
    return status;
}

static const vt_source_ops_t ops = {vt__operation_get_status, vt__operation_on_completed,
                                    get_result, discard};

/* ---- blocks ---- */

void vt__waiter_idle(vt_waiter_t *waiter) {
    vt__idle_put(&waiter->waiters->idle, &waiter->node);
}

static vt_waiter_t *take_idle(vt_waiters_t *waiters) {
    lock(waiters);
    vt_continuation_t *node = vt__idle_take(&waiters->idle);
    waiters->rented++;
    unlock(waiters);
    return node == NULL ? NULL : waiter_of(node);
}

static vt_waiter_t *make(vt_waiters_t *waiters) {
    vt_waiter_t *waiter = calloc(1, sizeof *waiter);
    if (waiter == NULL) {
        lock(waiters);
        waiters->rented--;
        unlock(waiters);
        return NULL;
    }
    vt_reset_source_init(&waiter->source, recycle, VT_ONE_COMPLETER);
    waiter->source.operation.completion.source.ops = &ops;
    waiter->waiters = waiters;
    return waiter;
}

vt_waiter_t *vt__waiter_rent(vt_waiters_t *waiters, vt_cancel_token_t token) {
    vt_waiter_t *waiter = take_idle(waiters);
    if (waiter == NULL) {
        waiter = make(waiters);
        if (waiter == NULL) {
            return NULL;
        }
    } else {
        vt__certainly(vt_reset_source_reset(&waiter->source)); /* an idle one was consumed */
    }
    waiter->queue = NULL;
    waiter->held = 0;
    waiter->timed = false;
    waiter->canceled = false;
    waiter->unwanted = false;
    vt__certainly(vt_cancel_token_register(token, &waiter->registration, token_canceled));
    return waiter;
}

void vt__waiter_return(vt_waiter_t *waiter) {
    (void)vt_cancel_registration_unregister(&waiter->registration);
    end(waiter, false);
}

vt_status_t vt__waiter_queue(vt__wait_queue_t *queue, vt_waiter_t *waiter, uint64_t nanoseconds) {
    if (waiter->canceled) {
        return VT_E_CANCELED;
    }
    if (nanoseconds != VT_FOREVER) {
        vt_status_t status = vt_timer_start(&waiter->timer, NULL, nanoseconds, time_is_over);
        if (status != VT_OK) {
            return status;
        }
        waiter->timed = true;
    }
    waiter->next = NULL;
    waiter->previous = queue->last;
    if (queue->last == NULL) {
        queue->first = waiter;
    } else {
        queue->last->next = waiter;
    }
    queue->last = waiter;
    waiter->queue = queue;
    return VT_OK;
}
