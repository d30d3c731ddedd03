/*
 * combinators.h - several tasks, or value tasks, as one.
 *
 * Tasks stay the caller's: vt_when_all, vt_when_any. Value tasks are consumed: vt_when_all_values,
 * which needs no block for each of them, as vt_value_task_as_task would. when_any has no such form:
 * it would have to consume the losers, and their outcomes would be lost.
 *
 * Where they complete: where the task that decides completes, in the order in which tasks complete,
 * also beside other waiters, and without a thread of a pool. If that task was made with
 * VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY, continuations of the combined one are queued too. A combined
 * task that is dropped while it is pending still waits: its block stays until it completes.
 */
#ifndef VALUETASK_COMBINATORS_H
#define VALUETASK_COMBINATORS_H

#include "valuetask/reset_source.h"
#include "valuetask/task.h"

VT_BEGIN_DECLS

/* ---- tasks ---- */

/* Completes when all have. It faults with the error of the first, in order, that faulted; it is
 * canceled if one was canceled and none faulted. On success `results` holds one word per task, in
 * order, without wide results; it must live until then, and may be NULL. The result of the combined
 * task is `count`. No tasks: completed at once.
 *
 * Of several faults one is in the result. The others stay in their tasks, and are reported to the
 * hook (task.h) if nobody looks at them there. 1 allocation for any number of tasks. */
VT_MUST_CHECK vt_task_t *vt_when_all(vt_task_t *const *tasks, size_t count, uint64_t *results);

/* Completes with the index of the first task that completes, however it ended. Of those that are
 * complete already, the first in order wins. No tasks: `invalid argument`. The losers go on, and
 * know nothing of it any more when it is complete; leaving each costs time in the number of its
 * later waiters. A fault is not looked at: it stays with its task. 1 allocation. */
VT_MUST_CHECK vt_task_t *vt_when_any(vt_task_t *const *tasks, size_t count);

/* ---- value tasks ---- */

/* Completes when all have, with `count`, and consumes them: each as soon as it completes, so that
 * its block is free again. Faults, cancellation and `results` as for vt_when_all, but a word is
 * stored when its operation succeeds, also if others fail; and as nobody else can see the faults
 * that are not in the result, they go to the hook. A wide result is a fault, `invalid argument`.
 *
 * 0 allocations if all are complete (1 if one of them faulted), else 1 for those that are pending
 * together. Without memory it faults with `out of memory`, and all were discarded. Consume it once,
 * as any value task; to do so twice is use after free. */
VT_MUST_CHECK vt_value_task_t vt_when_all_values(const vt_value_task_t *value_tasks, size_t count,
                                                 uint64_t *results);

typedef struct vt_when_all vt_when_all_t;

/* For one operation that is pending. Not for use by hand. */
typedef struct vt_when_all_member {
    union {
        vt_continuation_t continuation; /* while it waits */
        vt_error_t error;               /* then: why it failed */
    } node;
    vt_value_task_t value_task;
    vt_when_all_t *all;
    size_t index;
    vt_status_t status;
    bool queues;
} vt_when_all_member_t;

/* Storage of the caller's for one vt_when_all_values after the other. */
struct vt_when_all {
    vt_reset_source_t source;
    vt_when_all_member_t *members;
    size_t capacity;
    size_t used;
    uint64_t *results;
    size_t count;
    size_t remaining; /* atomic; pending ones, and one while they are registered */
    size_t failed;    /* of those that were complete: the first that faulted */
    vt_error_t error; /* its error */
    vt_status_t status;
    bool began;
};

/* `members` is an array of `capacity`, the caller's. VT_E_INVALID_ARGUMENT for NULL. */
VT_MUST_CHECK vt_status_t vt_when_all_init(vt_when_all_t *all, vt_when_all_member_t *members,
                                           size_t capacity);

/* VT_E_BUSY until the last operation has completed and was consumed. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_when_all_deinit(vt_when_all_t *all);

/* vt_when_all_values in the caller's storage: 0 allocations. If more than `capacity` are pending it
 * faults with `invalid argument`, if the operation before was not consumed with `busy`; all were
 * discarded then. The storage may be used again once the value task was consumed. One thread at a
 * time calls it. */
VT_MUST_CHECK vt_value_task_t vt_when_all_values_in(vt_when_all_t *all,
                                                    const vt_value_task_t *value_tasks,
                                                    size_t count, uint64_t *results);

VT_END_DECLS

#endif
