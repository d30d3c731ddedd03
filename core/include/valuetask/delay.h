/*
 * delay.h - value tasks that complete by themselves: after a time, or as soon as the executor comes
 * to it.
 */
#ifndef VALUETASK_DELAY_H
#define VALUETASK_DELAY_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

/* .NET's Task.Yield: to be awaited only. What follows is posted to the executor that is current at
 * the await, or to the default one. 0 allocations; can be awaited any number of times. */
vt_value_task_t vt_yield(void);

/* .NET's Task.Delay: completes after `nanoseconds` on the current executor, or canceled as soon as
 * the token is. The library keeps the blocks that delays need: 0 allocations once as many were
 * under way at once before, else 1. */
vt_value_task_t vt_delay(uint64_t nanoseconds, vt_cancel_token_t token);

/* .NET's Task.WaitAsync: a task that ends as `task` does; or faulted with `timed out`, or canceled,
 * if that comes first. The given task goes on and stays the caller's. VT_FOREVER and {0} for no
 * limit. 2 allocations, or none where it is complete; one of them stays until `task` completes. */
vt_task_t *vt_task_wait_async(vt_task_t *task, uint64_t nanoseconds, vt_cancel_token_t token);

VT_END_DECLS

#endif
