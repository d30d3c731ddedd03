// clang-format off
/*
 * group.h - a group of children that end before it does (structured concurrency).
 *
 * Python's TaskGroup, Go's errgroup, Swift's task group. Children are value tasks that were started
 * already. The first that faults cancels the token of the group, which the others were given. The
 * wait completes when all children have ended, with the first fault.
 *
 *     VT_METHOD(fetch_both, fetch_frame_t, frame) {
 *         vt_status_t status;
 *         vt_error_t failure;
 *         uint64_t nothing;
 *         VT_BEGIN(frame);
 *         if (vt_group_create(frame->token, &frame->group) != VT_OK) {
 *             VT_FAIL_WITH(vt_error_from_status(VT_E_OUT_OF_MEMORY));
 *         }
 *         start_children(frame);                           // vt_group_add(frame->group, ...)
 *         VT_TRY_AWAIT(frame, status, nothing, failure, more(frame));
 *         if (status != VT_OK) {                           // the body fails, and still waits:
 *             vt_group_fail(frame->group, &failure);       // its failure is like a child's
 *         }
 *         VT_TRY_AWAIT(frame, status, nothing, failure, vt_group_wait(frame->group));
 *         (void)!vt_group_destroy(frame->group);           // all have ended
 *         if (status == VT_E_CANCELED) { VT_CANCEL; }
 *         if (status != VT_OK) { VT_FAIL_WITH(failure); }
 *         VT_RETURN_VOID;
 *         VT_END;
 *     }
 *
 * Everything that leaves the body has to come by the wait, so handle what may fail between creating
 * and waiting with VT_TRY_AWAIT. A group must not be part of a frame, which moves: use a pointer.
 *
 * Ownership. The group is the caller's, from init to deinit; it serves one wait. Children are the
 * group's once they were added. A child may add further children to the group that it is in.
 * Threads. Any thread adds, cancels and fails; one waits.
 */
// clang-format on
#ifndef VALUETASK_GROUP_H
#define VALUETASK_GROUP_H

#include "valuetask/cancel.h"
#include "valuetask/reset_source.h"

VT_BEGIN_DECLS

typedef struct vt_group {
    vt_cancel_source_t source;
    vt_cancel_registration_t registration; /* with the parent */
    vt_cancel_token_t parent;
    vt_reset_source_t done;
    size_t live;   /* atomic; children, calls that use the group, and one until the wait */
    bool faulted;  /* atomic; `error` is taken */
    bool canceled; /* atomic; a child was */
    bool waited;   /* atomic */
    vt_error_t error;
} vt_group_t;

/* A pending child. Not for use by hand, except as storage for vt_group_add_in. */
typedef struct vt_group_child {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
    vt_group_t *group;
    bool queues;
    bool owned; /* by the library */
} vt_group_child_t;

/* `parent` cancels the group's token too. 0 allocations. VT_E_OUT_OF_MEMORY: the system has no
 * mutex left. */
VT_MUST_CHECK vt_status_t vt_group_init(vt_group_t *group, vt_cancel_token_t parent);

/* VT_E_BUSY while children live, while the outcome of the wait was not consumed, or while something
 * is registered with the group's token; the group then goes on. A group that was never waited for
 * reports its fault to the hook (task.h). Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_group_deinit(vt_group_t *group);

/* The same with the group in a block of its own: 1 allocation. */
VT_MUST_CHECK vt_status_t vt_group_create(vt_cancel_token_t parent, vt_group_t **group);
VT_MUST_CHECK vt_status_t vt_group_destroy(vt_group_t *group);

/* For the children: canceled with the parent, by the first fault, or by vt_group_cancel. To cancel
 * it yourself, call vt_group_cancel, not vt_cancel_source_cancel: the group may end meanwhile. */
static inline vt_cancel_token_t vt_group_token(vt_group_t *group) {
    return vt_cancel_source_token(&group->source);
}

/* Consumes a value task, which the group waits for; its result is dropped. Call it before the wait,
 * or from a child of the group that still runs. 0 allocations if it is complete, else 1 that is
 * freed when it ends. Not consumed, and the group is unchanged, with VT_E_OUT_OF_MEMORY: it runs
 * without the group, so the caller has to wait for it; VT_E_ALREADY_COMPLETED: the wait is over; a
 * misuse of the value task: VT_E_STALE_TOKEN, VT_E_ALREADY_AWAITED. */
VT_MUST_CHECK vt_status_t vt_group_add(vt_group_t *group, vt_value_task_t value_task);

/* The same in storage of the caller's, which must live until the wait has completed: 0 allocations,
 * and never out of memory. */
VT_MUST_CHECK vt_status_t vt_group_add_in(vt_group_t *group, vt_group_child_t *child,
                                          vt_value_task_t value_task);

/* Cancels the group's token. */
void vt_group_cancel(vt_group_t *group);

/* As if a child had ended with the error that VT_TRY_AWAIT gave, which it takes over: faulted, or
 * canceled. Cancels the token in both cases. Call it when vt_group_add may be called. */
void vt_group_fail(vt_group_t *group, vt_error_t *error);

/* Completes when all children have ended. It faults with the fault that came first; else it is
 * canceled if a child was; else its result is 0. The other faults are reported to the hook (task.h)
 * and released. Call it once: after that it faults with `already awaited`. 0 allocations. To
 * discard it drops the fault, and the group has to live on until all have ended. */
VT_MUST_CHECK vt_value_task_t vt_group_wait(vt_group_t *group);

VT_END_DECLS

#endif
