/* Three events compete: the task, the time, the token. The first takes the other two back and
 * completes the result; the last that could not be taken back frees the block.
 *
 * The token and the time may come while the task is not registered yet. Then the starting thread
 * takes back for them what it started after: whoever comes second of the limit and the end of the
 * start. */
#include <stdlib.h>

#include "certain.h"
#include "task_core.h"
#include "timer_thread.h"
#include "valuetask/delay.h"
#include "valuetask/timer.h"

typedef struct waiting {
    vt_task_t *task;   /* what is waited for */
    vt_task_t *result; /* the caller's */
    vt_continuation_t continuation;
    vt_timer_t timer;
    vt_cancel_registration_t registration;
    bool ended;      /* atomic: one of the three was first */
    bool registered; /* with the task; the starting thread's until `stages` */
    unsigned stages; /* atomic: 2, less one for the start's end and one for a limit's coming */
    unsigned owners; /* atomic: continuation, timer, registration, and while it is started */
} waiting_t;

/* The analyzer does not understand reference counts. NOLINTBEGIN(clang-analyzer-unix.Malloc) */

static void release(waiting_t *waiting) {
    if (vt__atomic_fetch_sub(&waiting->owners, 1u, __ATOMIC_ACQ_REL) == 1) {
        vt_task_unref(waiting->task);
        vt_task_unref(waiting->result);
        free(waiting);
    }
}

/* True for the event that completes the result; the others must not. */
static bool is_first(waiting_t *waiting) {
    return !vt__atomic_exchange(&waiting->ended, true, __ATOMIC_ACQ_REL);
}

/* After this the source of the token may be freed. Waits for a callback that runs now. */
static void leave_token(waiting_t *waiting) {
    if (vt_cancel_registration_unregister(&waiting->registration)) {
        release(waiting);
    }
}

/* Nothing of this wait stays in the task and the timers. */
static void leave_task_and_timer(waiting_t *waiting) {
    if (vt_timer_stop(&waiting->timer)) {
        release(waiting);
    }
    if (waiting->registered && vt__task_unregister(waiting->task, &waiting->continuation)) {
        release(waiting);
    }
}

/* acq_rel: the second sees what the first did. */
static void leave_if_second(waiting_t *waiting) {
    if (vt__atomic_fetch_sub(&waiting->stages, 1u, __ATOMIC_ACQ_REL) == 1) {
        leave_task_and_timer(waiting);
    }
}

static void fault(waiting_t *waiting, vt_error_t error) {
    vt__task_fail(waiting->result, &error);
}

/* The result has as much room as the task. */
static void pass_on(waiting_t *waiting) {
    vt_task_t *task = waiting->task;
    size_t size = task->completion.result_size;
    switch (vt_task_state(task)) {
    case VT_SUCCEEDED: {
        const void *result = size > sizeof(uint64_t)
                                 ? (const void *)(uintptr_t)task->outcome.word // NOLINT
                                 : (const void *)&task->outcome.word;
        vt__task_succeed_sized(waiting->result, result);
        break;
    }
    case VT_FAULTED:
        fault(waiting, vt__task_error(task));
        break;
    default:
        vt__task_publish(waiting->result, VT_CANCELED);
    }
}

static void task_completed(vt_continuation_t *self) {
    waiting_t *waiting = VT_CONTAINER_OF(self, waiting_t, continuation);
    if (vt_timer_stop(&waiting->timer)) {
        release(waiting);
    }
    if (is_first(waiting)) {
        leave_token(waiting);
        vt__task_follow(waiting->result, waiting->task);
        pass_on(waiting);
    }
    release(waiting);
}

/* On the timer's thread, which runs no user's code. */
static void time_is_over(vt_continuation_t *self) {
    waiting_t *waiting = VT_CONTAINER_OF(self, waiting_t, timer.continuation);
    if (is_first(waiting)) {
        leave_token(waiting);
        leave_if_second(waiting);
        vt__task_queue_continuations(waiting->result);
        fault(waiting, vt_error_from_status(VT_E_TIMED_OUT));
    }
    release(waiting);
}

static void token_canceled(vt_cancel_registration_t *self) {
    waiting_t *waiting = VT_CONTAINER_OF(self, waiting_t, registration);
    if (is_first(waiting)) {
        leave_if_second(waiting);
        vt__task_publish(waiting->result, VT_CANCELED);
    }
    release(waiting);
}

static void own(waiting_t *waiting) {
    vt__atomic_fetch_add(&waiting->owners, 1u, __ATOMIC_RELAXED);
}

static void start_token(waiting_t *waiting, vt_cancel_token_t token) {
    if (token.source == NULL) {
        return;
    }
    own(waiting);
    vt__certainly(vt_cancel_token_register(token, &waiting->registration, token_canceled));
}

static vt_status_t start_timer(waiting_t *waiting, uint64_t nanoseconds) {
    if (nanoseconds == VT_FOREVER) {
        return VT_OK;
    }
    own(waiting);
    vt_status_t status =
        vt_timer_start(&waiting->timer, vt__timer_thread(), nanoseconds, time_is_over);
    if (status != VT_OK) {
        release(waiting);
    }
    return status;
}

/* Starts the events; each one is an owner. */
static void start(waiting_t *waiting, uint64_t nanoseconds, vt_cancel_token_t token) {
    /* The token first: the timer callback unregisters from it, so it must be registered by then. */
    start_token(waiting, token);
    vt_status_t status = start_timer(waiting, nanoseconds);
    if (status != VT_OK) {
        if (is_first(waiting)) {
            leave_token(waiting);
            fault(waiting, vt_error_from_status(status));
        }
        return;
    }
    own(waiting);
    waiting->registered = true; /* before another thread may run it */
    if (vt__task_register_inline(waiting->task, &waiting->continuation) != VT_OK) {
        waiting->registered = false;
        task_completed(&waiting->continuation);
    }
    leave_if_second(waiting);
}

vt_task_t *vt_task_wait_async(vt_task_t *task, uint64_t nanoseconds, vt_cancel_token_t token) {
    if (task == NULL) {
        vt_error_t error = vt_error_from_status(VT_E_INVALID_ARGUMENT);
        return vt_task_from_error(&error);
    }
    if (vt_task_state(task) != VT_PENDING) {
        return vt_task_ref(task);
    }
    if (vt_cancel_token_is_canceled(token)) {
        return vt_task_from_canceled();
    }
    waiting_t *waiting = calloc(1, sizeof *waiting);
    if (waiting == NULL) {
        return vt__task_without_memory();
    }
    vt_task_t *result = vt_task_create_sized(task->completion.result_size, 0);
    if (result == vt__task_without_memory()) {
        free(waiting);
        return result;
    }
    result->completion.claimed = 1; /* its user cannot complete it */
    waiting->task = vt_task_ref(task);
    waiting->result = vt_task_ref(result);
    waiting->continuation.run = task_completed;
    waiting->owners = 1;
    waiting->stages = 2;
    start(waiting, nanoseconds, token);
    release(waiting);
    return result;
}

/* NOLINTEND(clang-analyzer-unix.Malloc) */
