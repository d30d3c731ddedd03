/*
 * uv.h - a libuv loop as an executor: continuations and timers run on the loop.
 *
 *     vt_uv_executor_t executor;
 *     int error = vt_uv_executor_init(&executor, loop);         // on the loop's thread
 *     ...
 *     status = vt_executor_post(&executor.executor, &node);     // on any thread
 *     ...
 *     while (vt_uv_executor_deinit(&executor) == VT_E_BUSY) {   // on the loop's thread
 *         uv_run(loop, UV_RUN_ONCE);
 *     }
 *     uv_run(loop, UV_RUN_DEFAULT);                             // closes the handles
 *
 * Posting allocates nothing: nodes go through an inbox (inbox.h), and one uv_async_t wakes the
 * loop, at most once for each time it runs them. What a continuation posts runs in the next turn of
 * the loop, so that continuations do not starve the loop's other handles.
 *
 * What the executor runs has it as the current one, so the awaits and the delays of methods that
 * are started there come back to the loop. A callback of libuv has no current executor: a method
 * that is started in one goes on where its operations complete, on the loop if libuv completes
 * them. To start it with the executor, call vt_executor_run(&executor.executor, &node) with a node
 * that starts it.
 *
 * What goes to the default executor, as the limits of cancel.h do, comes on a thread of the pool,
 * where libuv must not be called. A program of one loop makes that the default:
 *
 *     vt_executor_set_default(&executor.executor);              // and NULL before its end
 *
 * As any thread may post at any time, the executor keeps the loop alive until it is ended. A part
 * of the library of its own: the CMake target valuetask::valuetask_uv, or pkg-config valuetask_uv.
 *
 * The header of libuv needs POSIX names: with -std=c11, define _POSIX_C_SOURCE as 200809L.
 */
#ifndef VALUETASK_UV_H
#define VALUETASK_UV_H

#include <uv.h>

#include "valuetask/impl/mutex.h"
#include "valuetask/inbox.h"
#include "valuetask/timer_heap.h"

VT_BEGIN_DECLS

/* The caller's storage. Post to `executor`; the rest is for the executor alone. */
typedef struct vt_uv_executor {
    vt_executor_t executor;
    uv_async_t wake;
    uv_timer_t clock;
    uv_thread_t thread; /* the loop's */
    vt_inbox_t inbox;
    vt_continuation_t *taken; /* from the inbox, and not yet run */
    size_t outstanding;       /* atomic: what will be posted */
    vt__mutex_t timers_mutex;
    vt_timer_heap_t timers;
    int open_handles;
} vt_uv_executor_t;

/* Makes an executor of a loop. Call it on the thread that runs the loop. 0, or a libuv error. */
int vt_uv_executor_init(vt_uv_executor_t *self, uv_loop_t *loop);

/* Ends it, on the loop's thread. VT_E_BUSY while something is posted, a thread is inside a post, a
 * timer runs, or a suspended method will come back: the executor then goes on. VT_OK: its handles
 * are closing, and the memory is free once the loop has run their close callbacks. No thread may
 * begin to post once deinit was called and said VT_OK. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_uv_executor_deinit(vt_uv_executor_t *self);

VT_END_DECLS

#endif
