/* waiters.h - the waits of a semaphore or channel. */
#ifndef VT_SRC_WAITERS_H
#define VT_SRC_WAITERS_H

#include "hidden.h"
#include "valuetask/impl/waiters.h"
#include "valuetask/reset_source.h"

typedef struct vt_waiter {
    vt_reset_source_t source;
    vt_cancel_registration_t registration;
    vt_waiters_t *waiters;
    vt_continuation_t node; /* links it while it is idle */
    struct vt_waiter *next; /* in the queue */
    struct vt_waiter *previous;
    uint64_t word; /* the word of a writer */
    bool queued;
    bool canceled; /* before it was queued */
} vt_waiter_t;

VT__HIDDEN vt_status_t vt__waiters_init(vt_waiters_t *waiters);

/* VT_E_BUSY while a wait is under way. */
VT__HIDDEN vt_status_t vt__waiters_deinit(vt_waiters_t *waiters);

/* A waiter that is registered with the token and not queued yet. NULL: out of memory. Without the
 * mutex. */
VT__HIDDEN vt_waiter_t *vt__waiter_rent(vt_waiters_t *waiters, vt_cancel_token_t token);

/* Gives back a waiter that was never queued and whose value task was not given out. Without the
 * mutex. */
VT__HIDDEN void vt__waiter_return(vt_waiter_t *waiter);

/* With the mutex: puts it at the end of the queue. False: it was canceled already. */
VT__HIDDEN bool vt__waiter_queue(vt_waiter_t *waiter);

/* With the mutex: takes the oldest, which then can no longer be canceled. NULL: none. */
VT__HIDDEN vt_waiter_t *vt__waiters_take(vt_waiters_t *waiters);

/* With the mutex: takes up to `*wanted`, oldest first, linked by `next`, and subtracts their
 * number. Read `next` before you complete a waiter. */
VT__HIDDEN vt_waiter_t *vt__waiters_take_many(vt_waiters_t *waiters, size_t *wanted);

/* Without the mutex: completes a waiter that was taken. Its continuation may end the semaphore or
 * channel: once the last taken one is completed, `waiters` may be freed. */
VT__HIDDEN void vt__waiter_succeed(vt_waiter_t *waiter, uint64_t word);
VT__HIDDEN void vt__waiter_fail(vt_waiter_t *waiter, vt_status_t why);

/* Completes a waiter that was canceled before it was queued. */
VT__HIDDEN void vt__waiter_cancel(vt_waiter_t *waiter);

static inline vt_value_task_t vt__waiter_value_task(vt_waiter_t *waiter) {
    return vt_reset_source_value_task(&waiter->source);
}

/* Faulted with a status of the library: 0 allocations. */
VT__HIDDEN vt_value_task_t vt__faulted(vt_status_t status);

#endif
