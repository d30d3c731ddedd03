/* While somebody waits, the event is not set: so a wait for one that is set needs no mutex. */
#include "valuetask/event.h"

#include "waiters.h"

/* With the mutex. Release pairs with the acquire in try_wait: who goes on sees what came before the
 * set. */
static void set(vt_event_t *event, vt__batch_t *batch) {
    if (event->kind == VT_EVENT_MANUAL) {
        vt__batch_succeed_all(batch, &event->queue, 1);
    } else {
        vt_waiter_t *waiter = vt__wait_queue_take(&event->queue);
        if (waiter != NULL) {
            waiter->held = 1;
            vt__batch_succeed(batch, waiter, 1);
            return;
        }
    }
    vt__atomic_store(&event->is_set, true, __ATOMIC_RELEASE);
}

/* Only waits for automatic events hold something. */
static bool take_back(vt_waiters_t *waiters, vt_waiter_t *waiter, vt__batch_t *batch) {
    waiter->held = 0;
    set(VT_CONTAINER_OF(waiters, vt_event_t, waiters), batch);
    return false;
}

vt_status_t vt_event_init(vt_event_t *event, vt_event_kind_t kind, bool is_set) {
    if (event == NULL || (kind != VT_EVENT_MANUAL && kind != VT_EVENT_AUTOMATIC)) {
        return VT_E_INVALID_ARGUMENT;
    }
    event->queue = (vt__wait_queue_t){NULL, NULL};
    event->is_set = is_set;
    event->kind = kind;
    return vt__waiters_init(&event->waiters, take_back);
}

vt_status_t vt_event_deinit(vt_event_t *event) {
    return event == NULL ? VT_OK : vt__waiters_deinit(&event->waiters);
}

bool vt_event_is_set(const vt_event_t *event) {
    return event != NULL && vt__atomic_load(&event->is_set, __ATOMIC_ACQUIRE);
}

/* Do not touch the event after a waiter was completed: the last one may end it. */
void vt_event_set(vt_event_t *event) {
    if (event == NULL) {
        return;
    }
    vt__batch_t batch = {NULL, NULL};
    vt__mutex_lock(&event->waiters.mutex);
    set(event, &batch);
    vt__mutex_unlock(&event->waiters.mutex);
    vt__batch_complete(&batch);
}

/* With the mutex: after it, no set that began before comes through. */
void vt_event_reset(vt_event_t *event) {
    if (event == NULL) {
        return;
    }
    vt__mutex_lock(&event->waiters.mutex);
    vt__atomic_store(&event->is_set, false, __ATOMIC_RELAXED);
    vt__mutex_unlock(&event->waiters.mutex);
}

/* The read saves an exchange on an automatic event that is not set. */
static bool try_wait(vt_event_t *event) {
    return vt_event_is_set(event) && (event->kind == VT_EVENT_MANUAL ||
                                      vt__atomic_exchange(&event->is_set, false, __ATOMIC_ACQUIRE));
}

vt_value_task_t vt_event_wait_for(vt_event_t *event, uint64_t nanoseconds,
                                  vt_cancel_token_t token) {
    if (event == NULL) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    if (try_wait(event)) {
        return vt_value_task_from_result(1);
    }
    if (nanoseconds == 0) {
        return vt_value_task_from_result(0);
    }
    vt_waiter_t *waiter = vt__waiter_rent(&event->waiters, token);
    if (waiter == NULL) {
        return vt_value_task_from_status(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(waiter);
    vt__mutex_lock(&event->waiters.mutex);
    bool is_set = try_wait(event); /* it may be set by now */
    vt_status_t status = is_set ? VT_OK : vt__waiter_queue(&event->queue, waiter, nanoseconds);
    vt__mutex_unlock(&event->waiters.mutex);
    if (status == VT_E_CANCELED) {
        vt__waiter_cancel(waiter);
    } else if (is_set || status != VT_OK) {
        vt__waiter_return(waiter);
        return is_set ? vt_value_task_from_result(1) : vt_value_task_from_status(status);
    }
    return value_task;
}

vt_value_task_t vt_event_wait(vt_event_t *event, vt_cancel_token_t token) {
    return vt_event_wait_for(event, VT_FOREVER, token);
}
