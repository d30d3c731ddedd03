/*
 * timer.h - something that is to run later.
 *
 * A timer is a node in the caller's object, as a continuation is: starting and stopping one never
 * allocates. Times are nanoseconds of CLOCK_MONOTONIC.
 *
 * Where it runs is an executor. One with timers of its own (a run queue, an event loop) keeps it;
 * for every other the library has one thread that sleeps until the next deadline and posts, started
 * at first use. The executor lives until the timer has run or was stopped, and as long as somebody
 * may still try to stop it.
 */
#ifndef VALUETASK_TIMER_H
#define VALUETASK_TIMER_H

#include "valuetask/executor.h"

VT_BEGIN_DECLS

typedef struct vt_timer vt_timer_t;

struct vt_timer {
    vt_continuation_t continuation; /* what is to run */
    uint64_t deadline;
    vt_executor_t *executor; /* where it is to run */
    bool kept;               /* by the executor itself, not by the timer thread */
    vt_timer_t *child;       /* in a vt_timer_heap_t */
    vt_timer_t *sibling;
    vt_timer_t **link; /* what points to this one; NULL: in no heap */
};

/* Now. */
uint64_t vt_now(void);

/* Has `run` called on `executor` (NULL: the current one, else the default) after `nanoseconds`. The
 * timer lives until it has run or vt_timer_stop has said true. VT_E_OUT_OF_MEMORY: no timer thread.
 */
VT_MUST_CHECK vt_status_t vt_timer_start(vt_timer_t *timer, vt_executor_t *executor,
                                         uint64_t nanoseconds,
                                         void (*run)(vt_continuation_t *self));

/* True: it will not run. False: it runs, has run, or was never started (then it is all zero). Any
 * thread. */
bool vt_timer_stop(vt_timer_t *timer);

/* ---- for executors: timers by deadline; not for several threads at once ---- */

/* A pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986). All zero is an empty one. */
typedef struct vt_timer_heap {
    vt_timer_t *root;
} vt_timer_heap_t;

void vt_timer_heap_insert(vt_timer_heap_t *heap, vt_timer_t *timer);
void vt_timer_heap_remove(vt_timer_heap_t *heap, vt_timer_t *timer);

/* The next deadline; UINT64_MAX where there is none. */
uint64_t vt_timer_heap_next(const vt_timer_heap_t *heap);

/* Takes out a timer whose deadline has come; NULL: none. */
vt_timer_t *vt_timer_heap_take_due(vt_timer_heap_t *heap, uint64_t now);

VT_END_DECLS

#endif
