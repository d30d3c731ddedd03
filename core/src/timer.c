/* Starting and stopping timers, and the one thread that serves executors without their own. */
#include "valuetask/timer.h"

#include <pthread.h>

#include "clock.h"
#include "dispatch.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed; /* on CLOCK_MONOTONIC; valid once started */
static vt_timer_heap_t timers;
static bool started;

uint64_t vt_now(void) {
    return vt__clock();
}

/* With the mutex held, before and after. */
static void sleep_until(uint64_t deadline) {
    if (deadline == UINT64_MAX) {
        pthread_cond_wait(&changed, &mutex);
        return;
    }
    struct timespec time = vt__timespec(deadline);
    pthread_cond_timedwait(&changed, &mutex, &time);
}

static void *serve(void *nothing) {
    pthread_mutex_lock(&mutex);
    for (;;) {
        vt_timer_t *due = vt_timer_heap_take_due(&timers, vt_now());
        if (due == NULL) {
            sleep_until(vt_timer_heap_next(&timers));
            continue;
        }
        pthread_mutex_unlock(&mutex);
        due->continuation.executor = due->executor; /* NULL: the default one */
        vt__post(&due->continuation);
        pthread_mutex_lock(&mutex);
    }
    return nothing;
}

/* With the mutex held. The thread lives until the process ends. */
static bool start_thread(void) {
    pthread_t thread;
    pthread_condattr_t attributes;
    if (started) {
        return true;
    }
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &attributes);
    pthread_condattr_destroy(&attributes);
    started = pthread_create(&thread, NULL, serve, NULL) == 0;
    if (started) {
        pthread_detach(thread);
    }
    return started;
}

static vt_status_t start_on_thread(vt_timer_t *timer) {
    pthread_mutex_lock(&mutex);
    bool good = start_thread();
    if (good) {
        vt_timer_heap_insert(&timers, timer);
        if (timer->executor != NULL) {
            vt__operation_started(timer->executor);
        }
        if (timers.root == timer) {
            pthread_cond_signal(&changed);
        }
    }
    pthread_mutex_unlock(&mutex);
    return good ? VT_OK : VT_E_OUT_OF_MEMORY;
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
                          .executor = executor == NULL ? vt_executor_current() : executor};
    vt__capture(&timer->continuation, VT_FLOW_CONTEXT);
    if (timer->executor != NULL && timer->executor->ops->start_timer != NULL) {
        timer->kept = true;
        if (timer->executor->ops->start_timer(timer->executor, timer)) {
            return VT_OK;
        }
        timer->kept = false;
    }
    vt_status_t status = start_on_thread(timer);
    if (status != VT_OK) {
        vt__uncapture(&timer->continuation);
    }
    return status;
}

bool vt_timer_stop(vt_timer_t *timer) {
    if (timer == NULL || timer->continuation.run == NULL) {
        return false;
    }
    bool stopped;
    if (timer->kept) {
        stopped = timer->executor->ops->stop_timer(timer->executor, timer);
    } else {
        pthread_mutex_lock(&mutex);
        stopped = timer->link != NULL;
        if (stopped) {
            vt_timer_heap_remove(&timers, timer);
        }
        pthread_mutex_unlock(&mutex);
        if (stopped && timer->executor != NULL) {
            vt__operation_completed(timer->executor);
        }
    }
    if (stopped) {
        vt__uncapture(&timer->continuation);
    }
    return stopped;
}
