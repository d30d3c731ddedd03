/*
 * task.h - Task: a counted object for one operation, which any number of consumers may await.
 *
 * A pointer to a task owns one reference, unless it is borrowed. Completed tasks for the words -1
 * ... 8 (which include no result, both booleans and a null pointer) are shared and never freed, and
 * cost no allocation.
 *
 * Every function accepts shared tasks. Without memory for a task, a function gives a shared task
 * that faulted with `out of memory`: the library never returns a task pointer that is NULL. Any
 * thread may call any function here.
 */
#ifndef VALUETASK_TASK_H
#define VALUETASK_TASK_H

#include "valuetask/cancel.h"
#include "valuetask/impl/completion.h"

VT_BEGIN_DECLS

/* ---- completed tasks ---- */

/* A task that succeeded. Shared for the words -1 ... 8 (0 allocations), else 1 allocation of 32
 * bytes. */
VT_MUST_CHECK vt_task_t *vt_task_from_result(uint64_t result);

/* The same for a result of any size up to VT_RESULT_SIZE_MAX, copied. Up to 8 bytes, `result` must
 * point to a uint64_t and `size` be 8. 1 allocation. */
VT_MUST_CHECK vt_task_t *vt_task_from_result_sized(const void *result, size_t size);

/* A task that faulted; takes the error over. 1 allocation. NULL gives one with `invalid
 * argument`. */
VT_MUST_CHECK vt_task_t *vt_task_from_error(vt_error_t *error);

/* The shared task that was canceled. 0 allocations. */
VT_MUST_CHECK vt_task_t *vt_task_from_canceled(void);

/* ---- pending tasks, completed by hand (.NET's TaskCompletionSource) ---- */

/* A pending task; `options`: VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY. 1 allocation. Without memory the
 * task is faulted already, and completing it gives VT_E_ALREADY_COMPLETED. */
VT_MUST_CHECK vt_task_t *vt_task_create(unsigned options);
VT_MUST_CHECK vt_task_t *vt_task_create_sized(size_t result_size, unsigned options);

/* The same in the caller's memory: 0 allocations. A wide result needs `result_size` bytes right
 * behind the task. VT_E_INVALID_ARGUMENT: NULL, or a size out of range. */
VT_MUST_CHECK vt_status_t vt_task_init(vt_task_t *task, unsigned options);
VT_MUST_CHECK vt_status_t vt_task_init_sized(vt_task_t *task, size_t result_size, unsigned options);

/* Gives up the reference that vt_task_init gave. VT_OK: the memory is free. VT_E_BUSY: the task is
 * pending, or somebody else has a reference; nothing changed. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_task_deinit(vt_task_t *task);

/* Complete a task. Of several calls one wins; the others get VT_E_ALREADY_COMPLETED and change
 * nothing. The first waiter runs before the call returns, unless an executor or an option says
 * otherwise. */
VT_MUST_CHECK vt_status_t vt_task_set_result(vt_task_t *task, uint64_t result);
VT_MUST_CHECK vt_status_t vt_task_set_result_sized(vt_task_t *task, const void *result,
                                                   size_t size);
VT_MUST_CHECK vt_status_t vt_task_set_error(vt_task_t *task, vt_error_t *error); /* takes it over */
VT_MUST_CHECK vt_status_t vt_task_set_canceled(vt_task_t *task);

/* ---- references ---- */

/* Adds a reference; gives the task. */
vt_task_t *vt_task_ref(vt_task_t *task);

/* Removes a reference. A task that is still pending is freed when it completes. Accepts NULL. */
void vt_task_unref(vt_task_t *task);

/* ---- observing; the caller keeps its reference ---- */

vt_state_t vt_task_state(const vt_task_t *task);

/* Registers a continuation; a task takes any number. Of those registered before completion, the
 * first runs inline (or as the task's options and its executor say) and the others are queued.
 * Before that, combined tasks and waits complete. Keep a reference until it has run.
 * VT_E_INVALID_ARGUMENT for NULL. */
VT_MUST_CHECK vt_status_t vt_task_on_completed(vt_task_t *task, vt_continuation_t *continuation,
                                               unsigned flags);

/* Blocks until the task is complete. Spins for some microseconds before it sleeps.
 *
 * VT_E_DEADLOCK instead of blocking for ever: the task is of a method that will come back to a run
 * queue of this thread (run_queue.h), so only this thread can complete it. vt_run_queue_run_until
 * waits for such a task. The error is never wrong, but not every deadlock is found: not through
 * tasks in between (a combined task, a method that goes on anywhere), and not on one's own
 * executors, of which the library does not know whether another thread runs them. In the build for
 * one thread every pending task is one. */
vt_status_t vt_task_wait(vt_task_t *task);

/* The same, with limits: VT_E_TIMED_OUT after `nanoseconds`, VT_E_CANCELED once `token` is
 * canceled. VT_E_DEADLOCK only without any limit (for one thread: without a time). The task knows
 * nothing of the wait after it. 0 allocations. */
VT_MUST_CHECK vt_status_t vt_task_wait_for(vt_task_t *task, uint64_t nanoseconds);
VT_MUST_CHECK vt_status_t vt_task_wait_cancelable(vt_task_t *task, uint64_t nanoseconds,
                                                  vt_cancel_token_t token);
#define VT_FOREVER UINT64_MAX

/* Waits if the task is pending, as vt_task_wait does. VT_OK with the result, VT_E_FAULTED with the
 * error (the caller releases it), or VT_E_CANCELED. Every call gives the same answer. `result` and
 * `error` may be NULL; only the one that applies is written. */
VT_MUST_CHECK vt_status_t vt_task_get_result(vt_task_t *task, uint64_t *result, vt_error_t *error);
VT_MUST_CHECK vt_status_t vt_task_get_result_sized(vt_task_t *task, void *result, size_t size,
                                                   vt_error_t *error);

/* Called with the error of a task that faulted and was freed before anybody looked at the error,
 * which is borrowed. NULL: no calls. */
typedef void (*vt_unobserved_hook_t)(const vt_error_t *error);
void vt_task_set_unobserved_hook(vt_unobserved_hook_t hook);

VT_END_DECLS

#endif
