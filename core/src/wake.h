/*
 * wake.h - a thread sleeps until another one raises what wakes it, or until a time.
 *
 * Each raise ends one wait, also one that begins later. Once the raise has ended the wait, the
 * sleeper may free the memory. A deadline that has passed only asks, and does not sleep: the kernel
 * would take its timer slack for that, some 50 us. The sources that include this first define
 * _GNU_SOURCE.
 */
#ifndef VT_SRC_WAKE_H
#define VT_SRC_WAKE_H

#include <errno.h>
#include <stdbool.h>

#include "clock.h"
#include "valuetask/impl/wake.h"

#if !VT_THREADS

static inline void vt__wake_init(vt__wake_t *wake) {
    wake->raised = 0;
}

static inline void vt__wake_deinit(vt__wake_t *wake) {
    (void)wake;
}

static inline void vt__wake_raise(vt__wake_t *wake) {
    wake->raised++;
}

/* Whether it was raised before: nobody does while the one thread sleeps. UINT64_MAX: centuries. */
static inline bool vt__wake_wait_until(vt__wake_t *wake, uint64_t deadline) {
    struct timespec end = vt__timespec(deadline);
    bool raised = wake->raised != 0;
    wake->raised -= raised;
    while (!raised && vt__clock() < deadline &&
           clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {
        /* a signal handler ran */
    }
    return raised;
}

#elif defined(VT__WAKE_BY_CONDITION)

static inline void vt__wake_init(vt__wake_t *wake) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&wake->mutex, NULL);
    pthread_cond_init(&wake->condition, &monotonic);
    pthread_condattr_destroy(&monotonic);
    wake->raised = 0;
}

static inline void vt__wake_deinit(vt__wake_t *wake) {
    pthread_cond_destroy(&wake->condition);
    pthread_mutex_destroy(&wake->mutex);
}

/* Signals with the mutex: until it is released, the sleeper cannot end the condition. */
static inline void vt__wake_raise(vt__wake_t *wake) {
    pthread_mutex_lock(&wake->mutex);
    wake->raised++;
    pthread_cond_signal(&wake->condition);
    pthread_mutex_unlock(&wake->mutex);
}

/* Whether it was raised in time. UINT64_MAX: waits for ever. */
static inline bool vt__wake_wait_until(vt__wake_t *wake, uint64_t deadline) {
    struct timespec end = vt__timespec(deadline);
    int failed = 0;
    pthread_mutex_lock(&wake->mutex);
    while (wake->raised == 0 && failed == 0) {
        failed = deadline == UINT64_MAX ? pthread_cond_wait(&wake->condition, &wake->mutex)
                 : vt__clock() < deadline
                     ? pthread_cond_timedwait(&wake->condition, &wake->mutex, &end)
                     : ETIMEDOUT;
    }
    bool raised = wake->raised != 0;
    wake->raised -= raised;
    pthread_mutex_unlock(&wake->mutex);
    return raised;
}

#else

static inline void vt__wake_init(vt__wake_t *wake) {
    sem_init(&wake->semaphore, 0, 0);
}

static inline void vt__wake_deinit(vt__wake_t *wake) {
    sem_destroy(&wake->semaphore);
}

static inline void vt__wake_raise(vt__wake_t *wake) {
    sem_post(&wake->semaphore);
}

/* Whether it was raised in time. UINT64_MAX: waits for ever. */
static inline bool vt__wake_wait_until(vt__wake_t *wake, uint64_t deadline) {
    struct timespec end = vt__timespec(deadline);
    int failed;
    if (vt__clock() >= deadline) {
        return sem_trywait(&wake->semaphore) == 0;
    }
    do {
        failed = deadline == UINT64_MAX ? sem_wait(&wake->semaphore)
                                        : sem_clockwait(&wake->semaphore, CLOCK_MONOTONIC, &end);
    } while (failed != 0 && errno == EINTR); /* a signal handler ran */
    return failed == 0;
}

#endif

static inline void vt__wake_wait(vt__wake_t *wake) {
    (void)vt__wake_wait_until(wake, UINT64_MAX);
}

#endif
