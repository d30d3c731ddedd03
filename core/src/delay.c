/*
 * Time and cancellation compete to complete a delay. The timer completes it, unless it was stopped;
 * then the caller that stopped it does. So there is always exactly one completer.
 */
#include "valuetask/delay.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "certain.h"
#include "locks.h"
#include "operation.h"
#include "reset_source_parts.h"
#include "valuetask/impl/node_list.h"
#include "valuetask/reset_source.h"
#include "valuetask/timer.h"

typedef struct delay {
    vt_reset_source_t source;
    vt_timer_t timer;
    vt_cancel_registration_t registration;
    bool started;     /* atomic: the timer may be stopped */
    unsigned leaving; /* atomic; of the token: 0 not yet, 1 somebody is, 2 it was left */
} delay_t;

/* Blocks are never freed, so that a stale value task finds a delay. */
static vt__idle_list_t idle;

static void put_idle(vt_reset_source_t *source) {
    delay_t *delay = VT_CONTAINER_OF(source, delay_t, source);
    vt__lock(VT__LOCK_DELAYS);
    vt__idle_put(&idle, &delay->timer.continuation);
    vt__unlock(VT__LOCK_DELAYS);
}

static delay_t *take_idle(void) {
    vt__lock(VT__LOCK_DELAYS);
    vt_continuation_t *node = vt__idle_take(&idle);
    vt__unlock(VT__LOCK_DELAYS);
    return node == NULL ? NULL : VT_CONTAINER_OF(node, delay_t, timer.continuation);
}

/* Unregisters once, and is sure that it is done when this returns: after a discard the owner may
 * end the token's source, also while a timer that was posted before is about to run. No user's code
 * runs in between. */
static void leave_token(delay_t *delay) {
    unsigned not_yet = 0;
    if (vt__atomic_compare_exchange(&delay->leaving, &not_yet, 1u, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_ACQUIRE)) {
        (void)vt_cancel_registration_unregister(&delay->registration);
        vt__atomic_store(&delay->leaving, 2u, __ATOMIC_RELEASE);
    }
    while (vt__atomic_load(&delay->leaving, __ATOMIC_ACQUIRE) != 2) {
        sched_yield();
    }
}

/* Until the discard, the block cannot serve another operation: so the timer is stopped before. */
static vt_status_t discard(vt_source_t *self, uint64_t token) {
    delay_t *delay = VT_CONTAINER_OF(self, delay_t, source.operation.completion.source);
    vt_operation_t *operation = &delay->source.operation;
    bool over;
    bool pending = vt__operation_is(operation, token) && vt__slot(&operation->completion) == 0;
    bool stopped = pending && vt_timer_stop(&delay->timer);
    if (pending) {
        leave_token(delay);
    }
    vt_status_t status = vt__operation_discard(operation, token, VT__END_OF_SOURCE, &over);
    if (over) {
        put_idle(&delay->source);
    } else if (stopped) {
        status = vt_reset_source_set_canceled(&delay->source);
    }
    return status;
}

static const vt_source_ops_t ops = {vt__operation_get_status, vt__operation_on_completed,
                                    vt__reset_source_get_result, discard};

static delay_t *rent(void) {
    delay_t *delay = take_idle();
    if (delay == NULL) {
        delay = malloc(sizeof *delay);
        if (delay != NULL) {
            vt_reset_source_init(&delay->source, put_idle, VT_ONE_COMPLETER);
            delay->source.operation.completion.source.ops = &ops;
        }
        return delay;
    }
    vt__certainly(vt_reset_source_reset(&delay->source)); /* an idle one was consumed */
    return delay;
}

static void timer_ran(vt_continuation_t *self) {
    delay_t *delay = VT_CONTAINER_OF(self, delay_t, timer.continuation);
    leave_token(delay);
    vt__certainly(vt_reset_source_set_result(&delay->source, 0));
}

static void cancel(delay_t *delay) {
    if (vt_timer_stop(&delay->timer)) {
        vt__certainly(vt_reset_source_set_canceled(&delay->source));
    }
}

/* Until the timer is started, vt_delay itself looks at the token. */
static void token_canceled(vt_cancel_registration_t *self) {
    delay_t *delay = VT_CONTAINER_OF(self, delay_t, registration);
    if (vt__atomic_load(&delay->started, __ATOMIC_ACQUIRE)) {
        cancel(delay);
    }
}

/* Of a delay that could not be started. */
static vt_value_task_t failed(vt_status_t status) {
    static const vt_static_error_t shut_down = VT_STATIC_ERROR_INIT(
        vt_error_domain, VT_E_SHUT_DOWN,
        VT_THREADS ? "no timer thread after a fork" : "no run queue or event loop for the timer");
    return status == VT_E_SHUT_DOWN ? vt_value_task_from_static_error(&shut_down)
                                    : vt_value_task_from_status(VT_E_OUT_OF_MEMORY);
}

vt_value_task_t vt_delay(uint64_t nanoseconds, vt_cancel_token_t token) {
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    if (nanoseconds == 0) {
        return vt_value_task_from_result(0);
    }
    delay_t *delay = rent();
    if (delay == NULL) {
        return failed(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt_reset_source_value_task(&delay->source);
    memset(&delay->timer, 0, sizeof delay->timer);
    delay->started = false;
    delay->leaving = 0;
    vt__certainly(vt_cancel_token_register(token, &delay->registration, token_canceled));
    vt_status_t status = vt_timer_start(&delay->timer, NULL, nanoseconds, timer_ran);
    if (status != VT_OK) {
        (void)vt_cancel_registration_unregister(&delay->registration);
        put_idle(&delay->source);
        return failed(status);
    }
    vt__atomic_store(&delay->started, true, __ATOMIC_RELEASE);
    if (vt_cancel_token_is_canceled(token)) {
        /* The cancellation may have come before the timer was started. Its callback may still be
         * about to run, and must not meet the next use of this block. */
        (void)vt_cancel_registration_unregister(&delay->registration);
        cancel(delay);
    }
    return value_task;
}
