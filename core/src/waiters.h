/* waiters.h - those who wait for a semaphore or channel. Uses the library's public parts alone. */
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
    uint64_t word; /* what a writer brings */
    bool queued;
    bool canceled; /* before it was queued */
} vt_waiter_t;

VT__HIDDEN vt_status_t vt__waiters_init(vt_waiters_t *waiters);

/* VT_E_BUSY while a wait is under way. */
VT__HIDDEN vt_status_t vt__waiters_deinit(vt_waiters_t *waiters);

/* A waiter that hears the token already, not queued yet. NULL: out of memory. Without the mutex. */
VT__HIDDEN vt_waiter_t *vt__waiter_rent(vt_waiters_t *waiters, vt_cancel_token_t token);

/* Gives back one that was never queued and whose value task nobody has. Without the mutex. */
VT__HIDDEN void vt__waiter_return(vt_waiter_t *waiter);

/* With the mutex: to the end of the queue. False: it was canceled meanwhile. */
VT__HIDDEN bool vt__waiter_queue(vt_waiter_t *waiter);

/* With the mutex: the oldest; NULL: none. From then on it cannot be canceled. */
VT__HIDDEN vt_waiter_t *vt__waiters_take(vt_waiters_t *waiters);

/* With the mutex: the same for up to `*wanted`, oldest first, linked by `next`; `*wanted` becomes
 * how many there were too few. Read `next` before one is completed. */
VT__HIDDEN vt_waiter_t *vt__waiters_take_many(vt_waiters_t *waiters, size_t *wanted);

/* Without the mutex: completes one that was taken. Who goes on may end what it waited for: once the
 * last one that was taken is completed, `waiters` may be gone. */
VT__HIDDEN void vt__waiter_succeed(vt_waiter_t *waiter, uint64_t word);
VT__HIDDEN void vt__waiter_fail(vt_waiter_t *waiter, vt_status_t why);

/* Canceled before it was queued: completes it. */
VT__HIDDEN void vt__waiter_cancel(vt_waiter_t *waiter);

static inline vt_value_task_t vt__waiter_value_task(vt_waiter_t *waiter) {
    return vt_reset_source_value_task(&waiter->source);
}

/* Faulted with a status of the library: 0 allocations. */
VT__HIDDEN vt_value_task_t vt__faulted(vt_status_t status);

#endif
