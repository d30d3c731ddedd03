/* Starting and stopping timers. */
#include "valuetask/timer.h"

#include "clock.h"
#include "timer_thread.h"

uint64_t vt_now(void) {
    return vt__clock();
}

/* NULL: the timer thread. */
static vt_executor_t *executor_for(vt_executor_t *named) {
#if !VT_THREADS
    /* No thread waits for it: an executor that there is keeps it. */
    if (named == NULL || named == vt_executor_inline()) {
        vt_executor_t *current = vt_executor_current();
        return current != NULL ? current : vt_executor_default();
    }
#endif
    return named == NULL ? vt_executor_current() : named;
}

vt_status_t vt_timer_start(vt_timer_t *timer, vt_executor_t *executor, uint64_t nanoseconds,
                           void (*run)(vt_continuation_t *self)) {
    if (timer == NULL || run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    uint64_t now = vt_now();
    *timer = (vt_timer_t){.continuation = {.run = run},
                          .deadline = nanoseconds > UINT64_MAX - 1 - now ? UINT64_MAX - 1
                                                                         : now + nanoseconds,
                          .executor = executor_for(executor)};
    if (timer->executor != NULL && timer->executor->ops->start_timer != NULL) {
        timer->kept = true;
        if (timer->executor->ops->start_timer(timer->executor, timer)) {
            return VT_OK;
        }
        timer->kept = false;
    }
    return vt__timer_thread_start(timer);
}

bool vt_timer_stop(vt_timer_t *timer) {
    if (timer == NULL || timer->continuation.run == NULL) {
        return false;
    }
    return timer->kept ? timer->executor->ops->stop_timer(timer->executor, timer)
                       : vt__timer_thread_stop(timer);
}
