/* Blocking until a task is complete, and taking its result. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sem_clockwait */
#endif

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

#include "clock.h"
#include "run.h"
#include "spin.h"
#include "task_core.h"
#include "valuetask/task.h"

typedef struct waiter {
    vt_continuation_t continuation;
    sem_t done;
    unsigned owners; /* atomic; of a wait with a limit, which may end before the task completes */
    vt_task_t *task; /* of a wait with a limit: a reference, while it is registered */
    vt_cancel_registration_t registration;
} waiter_t;

/* Wakes the thread where the task completes, and not on an executor: all its threads may be blocked
 * here. */
static vt_status_t register_waiter(vt_task_t *task, vt_continuation_t *continuation) {
    continuation->executor = vt_executor_inline();
    return vt__task_register(task, continuation, VT_REFUSE_COMPLETED);
}

static void wake(vt_continuation_t *self) {
    sem_post(&VT_CONTAINER_OF(self, waiter_t, continuation)->done);
}

static void wait_uninterrupted(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0) {
        /* a signal handler ran */
    }
}

static bool is_complete(const void *task) {
    return vt_task_state(task) != VT_PENDING;
}

void vt_task_wait(vt_task_t *task) {
    if (is_complete(task)) {
        return;
    }
    vt__run_deferred();
    if (vt__spin(is_complete, task)) {
        return;
    }
    waiter_t waiter = {.continuation = {.run = wake}};
    sem_init(&waiter.done, 0, 0);
    if (register_waiter(task, &waiter.continuation) == VT_OK) {
        wait_uninterrupted(&waiter.done);
    }
    sem_destroy(&waiter.done);
}

static void release(waiter_t *waiter) {
    if (__atomic_fetch_sub(&waiter->owners, 1u, __ATOMIC_ACQ_REL) == 1) {
        vt_task_unref(waiter->task);
        sem_destroy(&waiter->done);
        free(waiter);
    }
}

static void wake_and_release(vt_continuation_t *self) {
    waiter_t *waiter = VT_CONTAINER_OF(self, waiter_t, continuation);
    sem_post(&waiter->done);
    release(waiter);
}

static void wait_at_most(sem_t *semaphore, uint64_t nanoseconds) {
    if (nanoseconds == VT_FOREVER) {
        wait_uninterrupted(semaphore);
        return;
    }
    uint64_t now = vt__clock();
    struct timespec end =
        vt__timespec(nanoseconds > UINT64_MAX - now ? UINT64_MAX : now + nanoseconds);
    while (sem_clockwait(semaphore, CLOCK_MONOTONIC, &end) != 0 && errno == EINTR) {
        /* a signal handler ran */
    }
}

static void wake_canceled(vt_cancel_registration_t *self) {
    sem_post(&VT_CONTAINER_OF(self, waiter_t, registration)->done);
}

static waiter_t *waiter_make(vt_task_t *task) {
    waiter_t *waiter = calloc(1, sizeof *waiter);
    if (waiter != NULL) {
        sem_init(&waiter->done, 0, 0);
        waiter->continuation.run = wake_and_release;
        waiter->owners = 2;
        waiter->task = vt_task_ref(task);
    }
    return waiter;
}

vt_status_t vt_task_wait_cancelable(vt_task_t *task, uint64_t nanoseconds,
                                    vt_cancel_token_t token) {
    if (task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (is_complete(task)) {
        return VT_OK;
    }
    waiter_t *waiter = waiter_make(task);
    if (waiter == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    vt__run_deferred();
    if (register_waiter(task, &waiter->continuation) == VT_OK) {
        if (vt_cancel_token_register(token, &waiter->registration, wake_canceled) == VT_OK) {
            wait_at_most(&waiter->done, nanoseconds);
            (void)vt_cancel_registration_unregister(&waiter->registration);
        }
    } else {
        waiter->owners = 1; /* the task is complete, and has not taken the waiter */
    }
    bool completed = is_complete(task);
    release(waiter); // NOLINT(clang-analyzer-unix.Malloc): of two owners, the first does not free
    if (completed) {
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
        vt_task_wait(task);
        state = vt__task_state(task);
    }
    return vt__task_look(task, state, result, size, error);
}

vt_status_t vt_task_get_result(vt_task_t *task, uint64_t *result, vt_error_t *error) {
    return vt_task_get_result_sized(task, result, sizeof *result, error);
}
