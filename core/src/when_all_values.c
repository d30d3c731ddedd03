/* when_all over value tasks: each is consumed where it completes; the last to do so completes the
 * whole. */
#include <stdlib.h>

#include "certain.h"
#include "operand.h"
#include "valuetask/combinators.h"

/* ---- the outcome ---- */

/* Adds the outcome of one operation. A fault wins over a cancellation; of several the first in
 * order, and the others are reported. */
static void fold(vt_when_all_t *all, size_t index, vt_status_t status, vt_error_t error) {
    if (status == VT_E_CANCELED && all->status == VT_OK) {
        all->status = status;
    }
    if (status != VT_E_FAULTED) {
        return;
    }
    if (all->status != VT_E_FAULTED) {
        all->status = status;
        all->failed = index;
        all->error = error;
        return;
    }
    if (index < all->failed) {
        vt_error_t later = all->error;
        all->failed = index;
        all->error = error;
        error = later;
    }
    vt__operand_drop_error(&error);
}

static vt_status_t take(const vt_when_all_t *all, vt_value_task_t value_task, size_t index,
                        vt_error_t *error) {
    uint64_t nowhere;
    return vt__operand_take(value_task, all->results == NULL ? &nowhere : &all->results[index],
                            error);
}

static void fold_members(vt_when_all_t *all) {
    for (size_t i = 0; i < all->used; i++) {
        const vt_when_all_member_t *member = &all->members[i];
        vt_error_t error = {0};
        if (member->status == VT_E_FAULTED) {
            error = member->node.error;
        }
        fold(all, member->index, member->status, error);
    }
}

/* ---- pending operations ---- */

/* acq_rel: the last one sees the outcomes of all others. */
static bool is_last(vt_when_all_t *all) {
    return vt__atomic_fetch_sub(&all->remaining, 1u, __ATOMIC_ACQ_REL) == 1;
}

static void member_completed(vt_continuation_t *self) {
    vt_when_all_member_t *member = VT_CONTAINER_OF(self, vt_when_all_member_t, node.continuation);
    vt_when_all_t *all = member->all;
    bool queues = member->queues;
    vt_error_t error = {0};
    member->status = take(all, member->value_task, member->index, &error);
    member->node.error = error;
    if (is_last(all)) {
        fold_members(all);
        vt__complete_source(&all->source, all->status, all->count, &all->error, queues);
    }
}

/* False: it is complete by now. */
static bool add_member(vt_when_all_t *all, vt_value_task_t value_task, size_t index) {
    vt_when_all_member_t *member = &all->members[all->used];
    *member = (vt_when_all_member_t){.node = {.continuation = {.run = member_completed}},
                                     .value_task = value_task,
                                     .all = all,
                                     .index = index};
    all->used++;
    vt__atomic_fetch_add(&all->remaining, 1u, __ATOMIC_RELAXED); /* ours keeps it from ending */
    vt_status_t status =
        vt__operand_register(value_task, &member->node.continuation, &member->queues);
    if (status == VT_OK) {
        return true;
    }
    all->used--;
    vt__atomic_fetch_sub(&all->remaining, 1u, __ATOMIC_RELAXED);
    if (status == VT_E_ALREADY_COMPLETED) {
        return false;
    }
    fold(all, index, VT_E_FAULTED, vt_error_from_status(status)); /* misuse: not consumed */
    return true;
}

static void begin(vt_when_all_t *all, size_t count, uint64_t *results) {
    all->used = 0;
    all->results = results;
    all->count = count;
    all->remaining = 1;
    all->status = VT_OK;
    all->began = true;
}

/* Consumes the complete ones, and registers the others. */
static void consume_or_register(vt_when_all_t *all, const vt_value_task_t *value_tasks) {
    for (size_t i = 0; i < all->count; i++) {
        if (all->used < all->capacity && vt__operand_is_pending(value_tasks[i]) &&
            add_member(all, value_tasks[i], i)) {
            continue;
        }
        vt_error_t error = {0};
        fold(all, i, take(all, value_tasks[i], i, &error), error);
    }
}

/* The outcome as a value task that needs no storage. */
static vt_value_task_t completed(vt_when_all_t *all) {
    if (all->status == VT_OK) {
        return vt_value_task_from_result(all->count);
    }
    return all->status == VT_E_CANCELED ? vt_value_task_from_task(vt_task_from_canceled())
                                        : vt_value_task_from_error(&all->error);
}

/* ---- the calls ---- */

static vt_value_task_t discard_all(const vt_value_task_t *value_tasks, size_t count,
                                   vt_status_t why) {
    for (size_t k = 0; value_tasks != NULL && k < count; k++) {
        vt_value_task_discard(value_tasks[k]);
    }
    return vt_value_task_from_status(why);
}

static size_t count_pending(const vt_value_task_t *value_tasks, size_t count) {
    size_t pending = 0;
    for (size_t i = 0; i < count; i++) {
        pending += vt__operand_is_pending(value_tasks[i]);
    }
    return pending;
}

static vt_value_task_t of_completed(const vt_value_task_t *value_tasks, size_t count,
                                    uint64_t *results) {
    vt_when_all_t all = {.capacity = 0};
    begin(&all, count, results);
    consume_or_register(&all, value_tasks);
    return completed(&all);
}

static void free_block(vt_reset_source_t *source) {
    free(VT_CONTAINER_OF(source, vt_when_all_t, source));
}

/* In one block, which is freed when it was consumed. */
static vt_when_all_t *block_make(size_t pending) {
    if (pending > (SIZE_MAX - sizeof(vt_when_all_t)) / sizeof(vt_when_all_member_t)) {
        return NULL;
    }
    vt_when_all_t *all = malloc(sizeof *all + pending * sizeof(vt_when_all_member_t));
    if (all != NULL) {
        vt_reset_source_init(&all->source, free_block, VT_ONE_COMPLETER);
        all->members = (vt_when_all_member_t *)(all + 1);
        all->capacity = pending;
    }
    return all;
}

/* What is pending only becomes less, so the members that were counted are enough. */
vt_value_task_t vt_when_all_values(const vt_value_task_t *value_tasks, size_t count,
                                   uint64_t *results) {
    if (value_tasks == NULL && count != 0) {
        return discard_all(NULL, 0, VT_E_INVALID_ARGUMENT);
    }
    size_t pending = count_pending(value_tasks, count);
    if (pending == 0) {
        return of_completed(value_tasks, count, results);
    }
    vt_when_all_t *all = block_make(pending);
    if (all == NULL) {
        return discard_all(value_tasks, count, VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt_reset_source_value_task(&all->source);
    begin(all, count, results);
    consume_or_register(all, value_tasks);
    if (!is_last(all)) {
        return value_task;
    }
    fold_members(all);
    value_task = completed(all);
    free(all);
    return value_task;
}

vt_status_t vt_when_all_init(vt_when_all_t *all, vt_when_all_member_t *members, size_t capacity) {
    if (all == NULL || (members == NULL && capacity != 0)) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(all, 0, sizeof *all);
    vt_reset_source_init(&all->source, NULL, VT_ONE_COMPLETER);
    all->members = members;
    all->capacity = capacity;
    return VT_OK;
}

static bool in_use(const vt_when_all_t *all) {
    return all->began && !vt__is_consumed(&all->source);
}

vt_status_t vt_when_all_deinit(vt_when_all_t *all) {
    return all != NULL && in_use(all) ? VT_E_BUSY : VT_OK;
}

/* A new operation of the source, which queues nothing unless its last operand asks for it. */
static vt_value_task_t renew(vt_when_all_t *all) {
    if (all->began) {
        vt__certainly(vt_reset_source_reset(&all->source)); /* it was consumed */
    }
    vt__atomic_store(&all->source.operation.completion.options, (uint8_t)VT_ONE_COMPLETER,
                     __ATOMIC_RELAXED);
    return vt_reset_source_value_task(&all->source);
}

vt_value_task_t vt_when_all_values_in(vt_when_all_t *all, const vt_value_task_t *value_tasks,
                                      size_t count, uint64_t *results) {
    if (all == NULL || (value_tasks == NULL && count != 0)) {
        return discard_all(value_tasks, count, VT_E_INVALID_ARGUMENT);
    }
    size_t pending = count_pending(value_tasks, count);
    if (pending == 0) {
        return of_completed(value_tasks, count, results);
    }
    if (in_use(all)) {
        return discard_all(value_tasks, count, VT_E_BUSY);
    }
    if (pending > all->capacity) {
        return discard_all(value_tasks, count, VT_E_INVALID_ARGUMENT);
    }
    vt_value_task_t value_task = renew(all);
    begin(all, count, results);
    consume_or_register(all, value_tasks);
    if (is_last(all)) {
        fold_members(all);
        vt__complete_source(&all->source, all->status, count, &all->error, false);
    }
    return value_task;
}
