/*
 * waiters.h - the waits of a semaphore, event or channel.
 *
 * The owner's mutex guards the queues. Whoever takes a waiter out of its queue completes it, after
 * the mutex is released: the owner, because it has what is waited for; a token; a discard. The
 * timer of a wait with a limit, once it can no longer be stopped, completes the waiter itself.
 */
#ifndef VT_SRC_WAITERS_H
#define VT_SRC_WAITERS_H

#include "hidden.h"
#include "valuetask/impl/waiters.h"
#include "valuetask/reset_source.h"

typedef struct vt_waiter {
    vt_reset_source_t source;
    vt_cancel_registration_t registration;
    vt_timer_t timer;
    vt_waiters_t *waiters;
    vt_continuation_t node;  /* links it while it is idle */
    vt__wait_queue_t *queue; /* NULL: in none */
    struct vt_waiter *next;  /* in a queue, a batch, or a list of the owner's */
    struct vt_waiter *previous;
    vt_error_t error;
    uint64_t word;   /* the result; of a write that waits, the word to write */
    uint64_t serial; /* the owner's */
    size_t wanted;   /* the owner's */
    size_t held;     /* given already: goes back if nobody takes it */
    vt_state_t state;
    bool timed;
    bool canceled; /* perhaps before it was queued */
    bool unwanted; /* discarded while it was pending */
} vt_waiter_t;

/* Waiters to complete when the mutex is released, in this order. All zero is an empty one. */
typedef struct vt__batch {
    vt_waiter_t *first;
    vt_waiter_t *last;
} vt__batch_t;

/* `take_back` may be NULL: then nothing is ever held. */
VT__HIDDEN vt_status_t vt__waiters_init(vt_waiters_t *waiters,
                                        bool (*take_back)(vt_waiters_t *waiters,
                                                          vt_waiter_t *waiter, vt__batch_t *batch));

/* VT_E_BUSY while a wait is under way. */
VT__HIDDEN vt_status_t vt__waiters_deinit(vt_waiters_t *waiters);

/* ---- without the mutex ---- */

/* A waiter that is registered with the token and not queued yet. NULL: out of memory. */
VT__HIDDEN vt_waiter_t *vt__waiter_rent(vt_waiters_t *waiters, vt_cancel_token_t token);

/* Gives back a waiter that was never queued and whose value task was not given out. */
VT__HIDDEN void vt__waiter_return(vt_waiter_t *waiter);

/* Completes a waiter that was canceled before it was queued. */
VT__HIDDEN void vt__waiter_cancel(vt_waiter_t *waiter);

/* Their continuations may end the owner: once the last one is completed, it may be gone. */
VT__HIDDEN void vt__batch_complete(vt__batch_t *batch);

static inline vt_value_task_t vt__waiter_value_task(vt_waiter_t *waiter) {
    return vt_reset_source_value_task(&waiter->source);
}

/* ---- with the mutex ---- */

/* Puts it at the end of the queue. After `nanoseconds` (VT_FOREVER: no limit) it succeeds with 0.
 * VT_E_CANCELED: it was canceled already. Another status: no timer. Both: not queued. */
VT__HIDDEN vt_status_t vt__waiter_queue(vt__wait_queue_t *queue, vt_waiter_t *waiter,
                                        uint64_t nanoseconds);

/* Takes a waiter out of its queue. False: its time is over; its timer completes it. */
VT__HIDDEN bool vt__waiter_take(vt_waiter_t *waiter);

/* Takes the oldest. NULL: none. */
VT__HIDDEN vt_waiter_t *vt__wait_queue_take(vt__wait_queue_t *queue);

/* Decide how a waiter that was taken ends. The error is copied, with an owner added. */
VT__HIDDEN void vt__batch_succeed(vt__batch_t *batch, vt_waiter_t *waiter, uint64_t word);
VT__HIDDEN void vt__batch_fail(vt__batch_t *batch, vt_waiter_t *waiter, const vt_error_t *error);

/* The same for all that wait. */
VT__HIDDEN void vt__batch_succeed_all(vt__batch_t *batch, vt__wait_queue_t *queue, uint64_t word);
VT__HIDDEN void vt__batch_fail_all(vt__batch_t *batch, vt__wait_queue_t *queue,
                                   const vt_error_t *error);

/* A block that `take_back` kept is free for the next wait. */
VT__HIDDEN void vt__waiter_idle(vt_waiter_t *waiter);

#endif
