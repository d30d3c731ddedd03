/* timer_thread.h - the one thread that serves executors without their own timers. */
#ifndef VT_SRC_TIMER_THREAD_H
#define VT_SRC_TIMER_THREAD_H

#include "hidden.h"
#include "valuetask/timer_heap.h"

/* Starts a timer on it. The status is that of vt_timer_start. */
VT__HIDDEN vt_status_t vt__timer_thread_start(vt_timer_t *timer);

/* False: it runs, has run, or was never started. */
VT__HIDDEN bool vt__timer_thread_stop(vt_timer_t *timer);

/* For vt_timer_start: the callback runs on the timer thread itself, so that it needs no thread of a
 * pool, all of which may be blocked for what it ends. It must run no user's code and not block.
 * NULL in the build for one thread: an executor that there is runs it. */
VT__HIDDEN vt_executor_t *vt__timer_thread(void);

#endif
