/*
 * small_methods.h - the async methods of dotnet/performance's benchmarks that await one thing, or
 * nothing. In a file of their own, so that no compiler sees through a call.
 */
#ifndef SCENARIO_SMALL_METHODS_H
#define SCENARIO_SMALL_METHODS_H

#include "valuetask.h"

/* ---- what is awaited; once for each way to hand it back ---- */

/* Ends at once, without a result. */
vt_task_t *small_empty_task(void);
vt_value_task_t small_empty_value_task(void);
vt_value_task_t small_empty_value_task_pooled(void);

/* Yields once, then gives `value`. */
vt_task_t *small_yield_task(uint64_t value);
vt_value_task_t small_yield_value_task(uint64_t value);
vt_value_task_t small_yield_value_task_pooled(uint64_t value);

/* ---- methods without a result, which store what they awaited in *got ----
 *
 * Each is .NET's `async Task`. It awaits: */

/* a value task with its result inside. `anywhere`: ConfigureAwait(false); also below. */
vt_task_t *small_await_result(uint64_t value, uint64_t *got);
vt_task_t *small_await_result_anywhere(uint64_t value, uint64_t *got);

/* a completed task: a new one, or one that the caller keeps */
vt_task_t *small_await_new_task(uint64_t value, uint64_t *got);
vt_task_t *small_await_task(vt_task_t *task, uint64_t *got);
vt_task_t *small_await_task_anywhere(vt_task_t *task, uint64_t *got);

/* a completed source: a new one on the heap, or one that the caller keeps, which begins its next
 * operation and completes it */
vt_task_t *small_await_new_source(uint64_t value, uint64_t *got);
vt_task_t *small_await_source(vt_reset_source_t *source, uint64_t value, uint64_t *got);
vt_task_t *small_await_source_anywhere(vt_reset_source_t *source, uint64_t value, uint64_t *got);

/* small_yield_... */
vt_task_t *small_await_yield_task(uint64_t value, uint64_t *got);
vt_task_t *small_await_yield_value_task(uint64_t value, uint64_t *got);
vt_task_t *small_await_yield_value_task_pooled(uint64_t value, uint64_t *got);

/* a method that suspended on a new pending task, which was completed in between. The method hands
 * back: */
vt_task_t *small_await_delayed_task(uint64_t value, uint64_t *got);
vt_task_t *small_await_delayed_value_task(uint64_t value, uint64_t *got);
vt_task_t *small_await_delayed_value_task_pooled(uint64_t value, uint64_t *got);

/* ---- no method: gives back what it was given ---- */
vt_value_task_t small_pass(vt_value_task_t value_task);

#endif
