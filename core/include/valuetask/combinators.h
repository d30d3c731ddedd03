/*
 * combinators.h - several tasks as one.
 *
 * They take tasks; value tasks go through vt_value_task_as_task first, and the allocations that
 * return that way are the price of it. The tasks stay the caller's. Waiting nodes are part of the
 * one block that the combined task is: 1 allocation for any number of tasks.
 */
#ifndef VALUETASK_COMBINATORS_H
#define VALUETASK_COMBINATORS_H

#include "valuetask/task.h"

VT_BEGIN_DECLS

/* Completes when all have: succeeded, or with the error of the first in order that faulted, or
 * canceled where one was and none faulted. On success the results are in `results` in order (one
 * word per task; wide results are left out), which must live until then; it may be NULL. The result
 * of the combined task is `count`. No tasks: completed at once. */
vt_task_t *vt_when_all(vt_task_t *const *tasks, size_t count, uint64_t *results);

/* Completes with the index of the first task that completes, however it ended; the others are
 * unharmed. Of those already complete the first in order wins. No tasks: `invalid argument`. */
vt_task_t *vt_when_any(vt_task_t *const *tasks, size_t count);

VT_END_DECLS

#endif
