/*
 * event.h - an asynchronous event: a wait suspends a method and blocks no thread.
 *
 * What .NET's ManualResetEventSlim and AutoResetEvent are for threads, and asyncio's Event. A wait
 * for an event that is set completes synchronously and allocates nothing. Any thread.
 *
 * Setting, a cancellation and a discard run the continuations of the waits that they end before
 * they return, except those that go to an executor.
 *
 * A wait that is discarded leaves the queue. If it had an automatic event already and nobody took
 * the result, the next wait has it, or the event is set again; also if it was reset since. The same
 * happens where an await finds no block for its method, and where as_task finds no memory.
 */
#ifndef VALUETASK_EVENT_H
#define VALUETASK_EVENT_H

#include "valuetask/impl/waiters.h"
#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef enum vt_event_kind {
    VT_EVENT_MANUAL,    /* once set, every wait completes until it is reset */
    VT_EVENT_AUTOMATIC, /* each time it is set, one wait completes, the oldest, and resets it */
} vt_event_kind_t;

typedef struct vt_event {
    vt_waiters_t waiters;
    vt__wait_queue_t queue;
    bool is_set; /* atomic; false while somebody waits */
    vt_event_kind_t kind;
} vt_event_t;

VT_MUST_CHECK vt_status_t vt_event_init(vt_event_t *event, vt_event_kind_t kind, bool is_set);

/* VT_E_BUSY while somebody waits, or has not consumed the result of a wait. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_event_deinit(vt_event_t *event);

/* Sets it. A manual event lets all go on that wait, and stays set. An automatic one lets the oldest
 * go on, and stays set only if nobody waits. Setting what is set does nothing. Waiters resume here,
 * or on their executors; the last one may end the event. Accepts NULL. */
void vt_event_set(vt_event_t *event);

/* Resets it. Waits that were completed stay complete. Accepts NULL. */
void vt_event_reset(vt_event_t *event);

/* Whether it is set now; does not reset an automatic one. */
bool vt_event_is_set(const vt_event_t *event);

/* Completes with 1 once the event is set, or is canceled with the token. May fault with `out of
 * memory`. 0 allocations if it is set, or if as many waits were pending at once before; else 1. */
VT_MUST_CHECK vt_value_task_t vt_event_wait(vt_event_t *event, vt_cancel_token_t token);

/* The same with a limit: the result is 1 if the event was set, and 0 if the time was over first. 0
 * nanoseconds: never waits. VT_FOREVER: no limit. Timer and errors: vt_semaphore_wait_for. */
VT_MUST_CHECK vt_value_task_t vt_event_wait_for(vt_event_t *event, uint64_t nanoseconds,
                                                vt_cancel_token_t token);

VT_END_DECLS

#endif
