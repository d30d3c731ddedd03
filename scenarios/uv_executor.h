/*
 * uv_executor.h - a libuv loop as an executor: continuations and timers run on the loop.
 *
 * Posting never allocates: nodes go through an intrusive inbox, and one uv_async_t wakes the loop.
 * As any thread may post at any time, it keeps the loop alive until it is ended.
 */
#ifndef SCENARIO_UV_EXECUTOR_H
#define SCENARIO_UV_EXECUTOR_H

#include <uv.h>

#include "valuetask.h"

typedef struct uv_executor {
    vt_executor_t executor;
    uv_async_t wake;
    uv_timer_t clock;
    uv_thread_t thread; /* the loop's */
    uintptr_t inbox;    /* atomic: posted, newest first */
    size_t outstanding; /* atomic: what will be posted */
    pthread_mutex_t timers_mutex;
    vt_timer_heap_t timers;
    int open_handles;
} uv_executor_t;

/* On the thread that runs the loop. 0, or a libuv error. */
int uv_executor_init(uv_executor_t *self, uv_loop_t *loop);

/* On the same thread. VT_E_BUSY while something is posted, a timer runs, or a suspended method will
 * come back. Else its handles are
 * closing: run the loop once more before the memory goes. */
VT_MUST_CHECK vt_status_t uv_executor_deinit(uv_executor_t *self);

#endif
