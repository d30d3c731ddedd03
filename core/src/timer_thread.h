/* timer_thread.h - timers whose callbacks are the library's own. */
#ifndef VT_SRC_TIMER_THREAD_H
#define VT_SRC_TIMER_THREAD_H

#include "hidden.h"
#include "valuetask/executor.h"

/* For vt_timer_start: the callback runs on the timer thread itself, so that it needs no thread of a
 * pool, all of which may be blocked for what it ends. It must run no user's code and not block. */
VT__HIDDEN vt_executor_t *vt__timer_thread(void);

#endif
