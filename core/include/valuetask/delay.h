/*
 * delay.h - yield, delay, and waiting with a limit.
 */
#ifndef VALUETASK_DELAY_H
#define VALUETASK_DELAY_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

/* .NET's Task.Yield. Only await it. The rest of the body is posted to the executor that is current
 * at the await, or to the default one. 0 allocations; can be awaited any number of times. */
VT_MUST_CHECK vt_value_task_t vt_yield(void);

/* .NET's Task.Delay: completes after `nanoseconds` on the current executor, or is canceled with the
 * token. In the child of a fork it may fault with VT_E_SHUT_DOWN (executor.h). The library keeps
 * the blocks of delays: 1 allocation, or 0 if as many delays were pending at once before.
 * Discarding it stops its timer and lets go of the token. */
VT_MUST_CHECK vt_value_task_t vt_delay(uint64_t nanoseconds, vt_cancel_token_t token);

/* .NET's Task.WaitAsync: a task that ends as `task` does, unless the time is over first (it faults
 * with `timed out`) or the token is canceled first. `task` goes on, stays the caller's, and knows
 * nothing of the wait any more; a fault of it then goes to the hook (task.h) if nobody looks at it.
 * A task of a wait (a permit, a word of a channel) takes what it waits for also after the limit: to
 * give such a wait up, cancel it with a token of its own. No limit: VT_FOREVER, {0}.
 *
 * It completes where `task` does, or where the token is canceled; when the time is over, its
 * continuations are queued. 2 allocations, one of which is freed as soon as it is complete; 0 if
 * `task` is complete. */
VT_MUST_CHECK vt_task_t *vt_task_wait_async(vt_task_t *task, uint64_t nanoseconds,
                                            vt_cancel_token_t token);

VT_END_DECLS

#endif
