/*
 * timer.h - running a continuation after a time.
 *
 * A timer is a node in the caller's object, like a continuation: starting and stopping it never
 * allocates. Times are nanoseconds of CLOCK_MONOTONIC.
 *
 * A timer runs on an executor. An executor with its own timers (a run queue, an event loop) keeps
 * it. For all others the library has one thread, started at first use, that sleeps until the next
 * deadline and posts. That thread never runs a continuation itself: if the executor refuses the
 * timer (VT_E_SHUT_DOWN), it runs on the default executor, or at last on the built-in pool. The
 * executor must live until the timer has run or was stopped, and while somebody may still try to
 * stop it.
 *
 * A timer carries no async-local values (context.h). The child of a fork has no timer thread:
 * executor.h.
 */
#ifndef VALUETASK_TIMER_H
#define VALUETASK_TIMER_H

#include "valuetask/timer_heap.h"

VT_BEGIN_DECLS

/* Durations in nanoseconds, for timers, delays and waits: vt_delay(VT_MS(20), token). */
#define VT_MS(n)      ((uint64_t)(n)*1000000u)
#define VT_SECONDS(n) ((uint64_t)(n)*1000000000u)

/* Now. */
uint64_t vt_now(void);

/* Calls `run` on `executor` after `nanoseconds`. NULL: the current one, else the default one; the
 * inline one: the default one. The timer must live until it has run or vt_timer_stop gave true.
 * VT_E_OUT_OF_MEMORY: no timer thread. VT_E_SHUT_DOWN: in the child of a fork, and in the build
 * for one thread where no executor keeps it (executor.h). */
VT_MUST_CHECK vt_status_t vt_timer_start(vt_timer_t *timer, vt_executor_t *executor,
                                         uint64_t nanoseconds,
                                         void (*run)(vt_continuation_t *self));

/* True: it will not run. False: it runs, has run, or was never started (accepted if all zero). Any
 * thread. */
bool vt_timer_stop(vt_timer_t *timer);

VT_END_DECLS

#endif
