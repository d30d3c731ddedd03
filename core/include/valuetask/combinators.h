/*
 * combinators.h - several tasks as one.
 *
 * They take tasks; use vt_value_task_as_task for value tasks, which may allocate. The tasks stay
 * the caller's. The combined task and its waiting nodes are one block: 1 allocation for any number
 * of tasks.
 */
#ifndef VALUETASK_COMBINATORS_H
#define VALUETASK_COMBINATORS_H

#include "valuetask/task.h"

VT_BEGIN_DECLS

/* Completes when all have. It faults with the error of the first, in order, that faulted; it is
 * canceled if one was canceled and none faulted. On success `results` holds one word per task, in
 * order, without wide results; it must live until then, and may be NULL. The result of the combined
 * task is `count`. No tasks: completed at once. */
vt_task_t *vt_when_all(vt_task_t *const *tasks, size_t count, uint64_t *results);

/* Completes with the index of the first task that completes, however it ended. Of those that are
 * complete already, the first in order wins. No tasks: `invalid argument`. */
vt_task_t *vt_when_any(vt_task_t *const *tasks, size_t count);

VT_END_DECLS

#endif
