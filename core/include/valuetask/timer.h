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

#include "valuetask/timer_heap.h"

VT_BEGIN_DECLS

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

VT_END_DECLS

#endif
