/* The group is over when nobody holds a share of it any more: the body until it waits, each child,
 * and every call that still needs the group after something that may end a child. */
#include "valuetask/group.h"

#include <stdlib.h>
#include <string.h>

#include "certain.h"
#include "operand.h"

/* ---- shares ---- */

/* False: the group is over. Relaxed: a share is only added beside another one that goes on. */
static bool take_share(vt_group_t *group) {
    size_t live = vt__atomic_load(&group->live, __ATOMIC_RELAXED);
    while (live != 0) {
        if (vt__atomic_compare_exchange(&group->live, &live, live + 1, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

/* Last: completing may run the body, which ends the group. */
static void finish(vt_group_t *group, bool queues) {
    vt_status_t status = VT_OK;
    if (vt__atomic_load(&group->faulted, __ATOMIC_RELAXED)) {
        status = VT_E_FAULTED;
    } else if (vt__atomic_load(&group->canceled, __ATOMIC_RELAXED)) {
        status = VT_E_CANCELED;
    }
    vt__complete_source(&group->done, status, 0, &group->error, queues);
}

/* After this the group may be gone. acq_rel: the last one sees what all others left. */
static void let_go(vt_group_t *group, bool queues) {
    if (vt__atomic_fetch_sub(&group->live, 1u, __ATOMIC_ACQ_REL) == 1) {
        finish(group, queues);
    }
}

/* ---- outcomes of children ---- */

/* With a share of the caller's: canceling may end the other children. */
static void note(vt_group_t *group, vt_status_t status, vt_error_t *error) {
    if (status == VT_E_CANCELED) {
        vt__atomic_store(&group->canceled, true, __ATOMIC_RELAXED);
    } else if (status == VT_E_FAULTED) {
        if (vt__atomic_exchange(&group->faulted, true, __ATOMIC_RELAXED)) {
            vt__operand_drop_error(error);
            return;
        }
        vt__error_move(&group->error, error);
        vt_cancel_source_cancel(&group->source);
    }
}

static void consume(vt_group_t *group, vt_value_task_t value_task) {
    uint64_t result;
    vt_error_t error = {0};
    vt_status_t status = vt__operand_take(value_task, &result, &error);
    note(group, status, &error);
}

static void child_ended(vt_continuation_t *self) {
    vt_group_child_t *child = VT_CONTAINER_OF(self, vt_group_child_t, continuation);
    vt_group_t *group = child->group;
    vt_value_task_t value_task = child->value_task;
    bool queues = child->queues;
    if (child->owned) {
        free(child);
    }
    consume(group, value_task);
    let_go(group, queues);
}

/* ---- adding ---- */

/* With a share, which goes to the child if this gives VT_OK. */
static vt_status_t wait_for(vt_group_t *group, vt_group_child_t *child, vt_value_task_t value_task,
                            bool owned) {
    *child = (vt_group_child_t){.continuation = {.run = child_ended},
                                .value_task = value_task,
                                .group = group,
                                .owned = owned};
    vt_status_t status = vt__operand_register(value_task, &child->continuation, &child->queues);
    if (status == VT_E_ALREADY_COMPLETED) {
        child_ended(&child->continuation);
        return VT_OK;
    }
    return status;
}

static vt_status_t add_pending(vt_group_t *group, vt_group_child_t *child,
                               vt_value_task_t value_task) {
    if (child != NULL) {
        return wait_for(group, child, value_task, false);
    }
    child = malloc(sizeof *child);
    if (child == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    vt_status_t status = wait_for(group, child, value_task, true);
    if (status != VT_OK) {
        free(child);
    }
    return status;
}

static vt_status_t add(vt_group_t *group, vt_group_child_t *child, vt_value_task_t value_task) {
    if (!take_share(group)) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt_status_t status = VT_OK;
    if (vt__operand_is_pending(value_task)) {
        status = add_pending(group, child, value_task);
        if (status == VT_OK) {
            return VT_OK;
        }
    } else {
        vt_state_t state;
        status = vt_value_task_get_status(value_task, &state);
        if (status == VT_OK) {
            consume(group, value_task);
        }
    }
    let_go(group, false);
    return status;
}

vt_status_t vt_group_add(vt_group_t *group, vt_value_task_t value_task) {
    return group == NULL ? VT_E_INVALID_ARGUMENT : add(group, NULL, value_task);
}

vt_status_t vt_group_add_in(vt_group_t *group, vt_group_child_t *child,
                            vt_value_task_t value_task) {
    return group == NULL || child == NULL ? VT_E_INVALID_ARGUMENT : add(group, child, value_task);
}

/* ---- canceling ---- */

void vt_group_cancel(vt_group_t *group) {
    if (group != NULL && take_share(group)) {
        vt_cancel_source_cancel(&group->source);
        let_go(group, false);
    }
}

static bool is_cancellation(const vt_error_t *error) {
    return error->domain == vt_error_domain && error->code == VT_E_CANCELED;
}

void vt_group_fail(vt_group_t *group, vt_error_t *error) {
    if (error == NULL) {
        return;
    }
    if (group == NULL || !take_share(group)) {
        vt__operand_drop_error(error);
        return;
    }
    if (is_cancellation(error)) {
        vt_error_release(error);
        note(group, VT_E_CANCELED, NULL);
        vt_cancel_source_cancel(&group->source);
    } else {
        note(group, VT_E_FAULTED, error);
    }
    let_go(group, false);
}

static void parent_canceled(vt_cancel_registration_t *self) {
    vt_group_cancel(VT_CONTAINER_OF(self, vt_group_t, registration));
}

/* ---- its life ---- */

static void follow_parent(vt_group_t *group) {
    vt__certainly(vt_cancel_token_register(group->parent, &group->registration, parent_canceled));
}

vt_status_t vt_group_init(vt_group_t *group, vt_cancel_token_t parent) {
    if (group == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(group, 0, sizeof *group);
    vt_status_t status = vt_cancel_source_init(&group->source);
    if (status != VT_OK) {
        return status;
    }
    vt_reset_source_init(&group->done, NULL, VT_ONE_COMPLETER);
    group->live = 1;
    group->parent = parent;
    follow_parent(group);
    return VT_OK;
}

/* Acquire pairs with the release of the last child that let go. */
static bool is_over(const vt_group_t *group) {
    return vt__atomic_load(&group->waited, __ATOMIC_RELAXED)
               ? vt__is_consumed(&group->done)
               : vt__atomic_load(&group->live, __ATOMIC_ACQUIRE) == 1;
}

/* Leaves the parent first: that waits for its callback, which has a share. */
vt_status_t vt_group_deinit(vt_group_t *group) {
    if (group == NULL) {
        return VT_OK;
    }
    (void)vt_cancel_registration_unregister(&group->registration);
    if (!is_over(group) || vt_cancel_source_deinit(&group->source) != VT_OK) {
        follow_parent(group);
        return VT_E_BUSY;
    }
    if (group->faulted && !group->waited) {
        vt__operand_drop_error(&group->error);
    }
    return VT_OK;
}

vt_status_t vt_group_create(vt_cancel_token_t parent, vt_group_t **group) {
    if (group == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_group_t *made = malloc(sizeof *made);
    if (made == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    vt_status_t status = vt_group_init(made, parent);
    if (status != VT_OK) {
        free(made);
        return status;
    }
    *group = made;
    return VT_OK;
}

vt_status_t vt_group_destroy(vt_group_t *group) {
    vt_status_t status = vt_group_deinit(group);
    if (status == VT_OK) {
        free(group);
    }
    return status;
}

/* ---- waiting ---- */

vt_value_task_t vt_group_wait(vt_group_t *group) {
    static const vt_static_error_t awaited = VT_STATIC_ERROR_INIT(
        vt_error_domain, VT_E_ALREADY_AWAITED, "already awaited: a group has one wait");
    if (group == NULL) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    if (vt__atomic_exchange(&group->waited, true, __ATOMIC_RELAXED)) {
        return vt_value_task_from_static_error(&awaited);
    }
    vt_value_task_t done = vt_reset_source_value_task(&group->done);
    let_go(group, false);
    return done;
}
