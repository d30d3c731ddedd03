/* Blocking until a task is complete, and taking its result. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sem_clockwait */
#endif

#include "certain.h"
#include "deadlock.h"
#include "run.h"
#include "spin.h"
#include "task_core.h"
#include "valuetask/task.h"
#include "wake.h"

/* On the stack of the thread that waits. */
typedef struct waiter {
    vt_continuation_t continuation;
    vt__wake_t done;
    vt_cancel_registration_t registration;
    bool canceled; /* the token has raised `done` too */
} waiter_t;

/* Wakes the thread where the task completes, and not on another executor: all its threads may be
 * blocked here. An executor of its own, as the inline one puts off what would nest too deep: waking
 * does not nest, and a thread that left the task too late relies on being woken at once. */
static vt_status_t wake_at_once(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    continuation->run(continuation);
    return VT_OK;
}

static const vt_executor_ops_t waker_ops = {.post = wake_at_once};
static vt_executor_t waker = {&waker_ops};

static vt_status_t register_waiter(vt_task_t *task, waiter_t *waiter) {
    waiter->continuation.executor = &waker;
    return vt__task_register(task, &waiter->continuation, VT_REFUSE_COMPLETED);
}

static void wake(vt_continuation_t *self) {
    vt__wake_raise(&VT_CONTAINER_OF(self, waiter_t, continuation)->done);
}

static bool is_complete(const void *task) {
    return vt_task_state(task) != VT_PENDING;
}

vt_status_t vt_task_wait(vt_task_t *task) {
    if (task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (is_complete(task)) {
        return VT_OK;
    }
    vt__run_deferred();
    if (vt__only_this_thread_completes(task)) {
        return VT_E_DEADLOCK;
    }
    if (vt__spin(is_complete, task)) {
        return VT_OK;
    }
    waiter_t waiter = {.continuation = {.run = wake}};
    vt__wake_init(&waiter.done);
    if (register_waiter(task, &waiter) == VT_OK) {
        vt__wake_wait(&waiter.done);
    }
    vt__wake_deinit(&waiter.done);
    return VT_OK;
}

/* Whether it was raised in time. */
static bool wait_at_most(vt__wake_t *wake, uint64_t nanoseconds) {
    uint64_t now = vt__clock();
    return vt__wake_wait_until(wake,
                               nanoseconds > UINT64_MAX - now ? UINT64_MAX : now + nanoseconds);
}

static void wake_canceled(vt_cancel_registration_t *self) {
    waiter_t *waiter = VT_CONTAINER_OF(self, waiter_t, registration);
    waiter->canceled = true;
    vt__wake_raise(&waiter->done);
}

/* After this nobody knows the waiter any more. Too late to leave the task: its completer is about
 * to raise `done`. Then all that raise it are waited for, so that it is not destroyed under one. */
static void leave(vt_task_t *task, waiter_t *waiter, bool raised) {
    (void)vt_cancel_registration_unregister(&waiter->registration);
    if (vt__task_unregister(task, &waiter->continuation)) {
        return;
    }
    unsigned missing = 1u + waiter->canceled - raised;
    while (missing-- != 0) {
        vt__wake_wait(&waiter->done);
    }
}

vt_status_t vt_task_wait_cancelable(vt_task_t *task, uint64_t nanoseconds,
                                    vt_cancel_token_t token) {
    if (task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (is_complete(task)) {
        return VT_OK;
    }
    if (nanoseconds == VT_FOREVER && token.source == NULL) {
        return vt_task_wait(task);
    }
    vt__run_deferred();
    if (!VT_THREADS && nanoseconds == VT_FOREVER && !vt_cancel_token_is_canceled(token)) {
        return is_complete(task) ? VT_OK : VT_E_DEADLOCK; /* nobody cancels it either */
    }
    waiter_t waiter = {.continuation = {.run = wake}};
    vt__wake_init(&waiter.done);
    if (register_waiter(task, &waiter) == VT_OK) {
        vt__certainly(vt_cancel_token_register(token, &waiter.registration, wake_canceled));
        leave(task, &waiter, wait_at_most(&waiter.done, nanoseconds));
    }
    vt__wake_deinit(&waiter.done);
    if (is_complete(task)) {
        return VT_OK;
    }
    return vt_cancel_token_is_canceled(token) ? VT_E_CANCELED : VT_E_TIMED_OUT;
}

vt_status_t vt_task_wait_for(vt_task_t *task, uint64_t nanoseconds) {
    const vt_cancel_token_t never = {NULL};
    return vt_task_wait_cancelable(task, nanoseconds, never);
}

vt_status_t vt_task_get_result_sized(vt_task_t *task, void *result, size_t size,
                                     vt_error_t *error) {
    if (task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_state_t state = vt__task_state(task);
    if (state == VT_PENDING) {
        vt_status_t status = vt_task_wait(task);
        if (status != VT_OK) {
            return status;
        }
        state = vt__task_state(task);
    }
    return vt__task_look(task, state, result, size, error);
}

vt_status_t vt_task_get_result(vt_task_t *task, uint64_t *result, vt_error_t *error) {
    return vt_task_get_result_sized(task, result, sizeof *result, error);
}
