/* The thread sleeps until the next deadline. */
#include "timer_thread.h"

#include "clock.h"
#include "default_pool.h"
#include "locks.h"
#include "run.h"

/* All under VT__LOCK_TIMERS. */
static pthread_cond_t changed; /* on CLOCK_MONOTONIC; valid once started */
static vt_timer_heap_t timers;
static bool started;
static bool lost; /* this process is the child of one that had started it */

/* With the mutex held, before and after. */
static void sleep_until(uint64_t deadline) {
    if (deadline == UINT64_MAX) {
        pthread_cond_wait(&changed, &vt__locks[VT__LOCK_TIMERS]);
        return;
    }
    struct timespec time = vt__timespec(deadline);
    pthread_cond_timedwait(&changed, &vt__locks[VT__LOCK_TIMERS], &time);
}

static vt_status_t run_here(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    vt__run_specially(continuation);
    return VT_OK;
}

vt_executor_t *vt__timer_thread(void) {
    static const vt_executor_ops_t ops = {.post = run_here};
    static vt_executor_t executor = {&ops};
    return &executor;
}

/* The inline executor would run users' code on this thread. */
static bool post_to(vt_executor_t *executor, vt_continuation_t *continuation) {
    return executor != NULL && executor != vt_executor_inline() &&
           executor->ops->post(executor, continuation) == VT_OK;
}

/* Posts to the timer's executor, or else to the default one, or else to the built-in one. False:
 * there is no thread for it. */
static bool hand_over(vt_timer_t *due) {
    vt_executor_t *named = due->executor;
    if (named != NULL) {
        due->continuation.executor = named;
        if (post_to(named, &due->continuation)) {
            return true;
        }
        due->continuation.executor = NULL;
        due->executor = NULL;
        vt__operation_completed(named); /* it will not come */
    }
    return post_to(vt_executor_default(), &due->continuation) ||
           post_to(vt__default_pool(), &due->continuation);
}

#define RETRY_NANOSECONDS 1000000

static void *serve(void *nothing) {
    vt__lock(VT__LOCK_TIMERS);
    for (;;) {
        vt_timer_t *due = vt_timer_heap_take_due(&timers, vt__clock());
        if (due == NULL) {
            sleep_until(vt_timer_heap_next(&timers));
            continue;
        }
        vt__unlock(VT__LOCK_TIMERS);
        bool gone = hand_over(due);
        vt__lock(VT__LOCK_TIMERS);
        if (!gone) {
            due->deadline = vt__clock() + RETRY_NANOSECONDS;
            vt_timer_heap_insert(&timers, due);
        }
    }
    return nothing;
}

static void lose_thread(void) {
    lost = started;
}

/* With the mutex held. The thread lives until the process ends. */
static vt_status_t start_thread(void) {
    pthread_t thread;
    pthread_condattr_t attributes;
    if (lost || vt__default_pool_is_lost()) {
        return VT_E_SHUT_DOWN;
    }
    if (started) {
        return VT_OK;
    }
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &attributes);
    pthread_condattr_destroy(&attributes);
    vt__in_child(VT__LOCK_TIMERS, lose_thread);
    started = vt__thread_start(&thread, serve, NULL);
    if (!started) {
        return VT_E_OUT_OF_MEMORY;
    }
    pthread_detach(thread);
    return VT_OK;
}

vt_status_t vt__timer_thread_start(vt_timer_t *timer) {
    vt__stay_in_memory();
    vt__lock(VT__LOCK_TIMERS);
    vt_status_t status = start_thread();
    if (status == VT_OK) {
        vt_timer_heap_insert(&timers, timer);
        if (timer->executor != NULL) {
            vt__operation_started(timer->executor);
        }
        if (timers.root == timer) {
            pthread_cond_signal(&changed);
        }
    }
    vt__unlock(VT__LOCK_TIMERS);
    return status;
}

bool vt__timer_thread_stop(vt_timer_t *timer) {
    vt__lock(VT__LOCK_TIMERS);
    bool stopped = timer->link != NULL;
    if (stopped) {
        vt_timer_heap_remove(&timers, timer);
    }
    vt__unlock(VT__LOCK_TIMERS);
    if (stopped && timer->executor != NULL) {
        vt__operation_completed(timer->executor);
    }
    return stopped;
}
