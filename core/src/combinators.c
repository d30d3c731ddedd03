#include "valuetask/combinators.h"

#include <stdlib.h>

#include "task_core.h"

typedef struct combined combined_t;

/* Waits for one of the tasks. */
typedef struct member {
    vt_continuation_t continuation;
    combined_t *combined;
    vt_task_t *task; /* a reference, until the combined task is done with it */
} member_t;

/* The combined task and its waiting nodes, in one block that is freed as a task. Each member that
 * has not completed yet has a reference to it. */
struct combined {
    vt_task_t task;
    uint64_t *results;
    size_t count;
    size_t remaining; /* atomic */
    member_t members[];
};

static combined_t *combined_create(vt_task_t *const *tasks, size_t count, uint64_t *results,
                                   void (*run)(vt_continuation_t *self)) {
    if (count > (SIZE_MAX - sizeof(combined_t)) / sizeof(member_t)) {
        return NULL;
    }
    combined_t *combined = malloc(sizeof *combined + count * sizeof(member_t));
    if (combined == NULL) {
        return NULL;
    }
    vt__completion_init(&combined->task.completion, &vt__task_ops, sizeof(uint64_t), 0);
    combined->task.completion.claimed = 1; /* the user of the task cannot complete it */
    vt__task_born(&combined->task);
    /* One reference for the caller, one for each member. */
    combined->task.completion.refs += (uint32_t)count;
    combined->results = results;
    combined->count = count;
    combined->remaining = count;
    for (size_t i = 0; i < count; i++) {
        combined->members[i].continuation.run = run;
        combined->members[i].combined = combined;
        combined->members[i].task = vt_task_ref(tasks[i]);
    }
    return combined;
}

/* Registers all members; those that are complete already run here. */
static vt_task_t *combined_start(combined_t *combined) {
    size_t count = combined->count;
    for (size_t i = 0; i < count; i++) {
        vt_continuation_t *continuation = &combined->members[i].continuation;
        if (vt_task_on_completed(combined->members[i].task, continuation, VT_REFUSE_COMPLETED) !=
            VT_OK) {
            continuation->run(continuation);
        }
    }
    return &combined->task;
}

static bool any_null(vt_task_t *const *tasks, size_t count) {
    if (tasks == NULL) {
        return count != 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (tasks[i] == NULL) {
            return true;
        }
    }
    return false;
}

static vt_task_t *invalid(void) {
    vt_error_t error = vt_error_from_status(VT_E_INVALID_ARGUMENT);
    return vt_task_from_error(&error);
}

/* ---- all ---- */

/* A fault wins over a cancellation; of several, the first in order. */
static void complete_all(combined_t *combined) {
    vt_status_t outcome = VT_OK;
    vt_error_t first = {0};
    for (size_t i = 0; i < combined->count; i++) {
        uint64_t word = 0;
        vt_error_t error = {0};
        vt_task_t *task = combined->members[i].task;
        bool wide = task->completion.result_size > sizeof word;
        vt_status_t status = vt_task_get_result_sized(task, wide ? NULL : &word,
                                                      task->completion.result_size, &error);
        if (status == VT_OK && combined->results != NULL && !wide) {
            combined->results[i] = word;
        }
        if (status == VT_E_FAULTED && outcome != VT_E_FAULTED) {
            outcome = status;
            first = error;
        } else {
            vt_error_release(&error);
        }
        if (status == VT_E_CANCELED && outcome == VT_OK) {
            outcome = status;
        }
        vt_task_unref(task);
    }
    if (outcome == VT_OK) {
        vt__task_succeed(&combined->task, combined->count);
    } else if (outcome == VT_E_FAULTED) {
        vt__task_fail(&combined->task, &first);
    } else {
        vt__task_publish(&combined->task, VT_CANCELED);
    }
}

static void one_of_all(vt_continuation_t *self) {
    combined_t *combined = VT_CONTAINER_OF(self, member_t, continuation)->combined;
    /* acq_rel: the last member sees the results of all others. */
    if (__atomic_fetch_sub(&combined->remaining, 1u, __ATOMIC_ACQ_REL) == 1) {
        complete_all(combined);
    }
    vt_task_unref(&combined->task);
}

vt_task_t *vt_when_all(vt_task_t *const *tasks, size_t count, uint64_t *results) {
    if (any_null(tasks, count)) {
        return invalid();
    }
    if (count == 0) {
        return vt_task_from_result(0);
    }
    combined_t *combined = combined_create(tasks, count, results, one_of_all);
    return combined == NULL ? vt__task_without_memory() : combined_start(combined);
}

/* ---- any ---- */

static void one_of_any(vt_continuation_t *self) {
    member_t *member = VT_CONTAINER_OF(self, member_t, continuation);
    combined_t *combined = member->combined;
    vt_task_t *task = member->task;
    if (__atomic_fetch_sub(&combined->remaining, 1u, __ATOMIC_RELAXED) == combined->count) {
        vt__task_succeed(&combined->task, (uint64_t)(member - combined->members));
    }
    vt_task_unref(task);
    vt_task_unref(&combined->task);
}

vt_task_t *vt_when_any(vt_task_t *const *tasks, size_t count) {
    if (count == 0 || any_null(tasks, count)) {
        return invalid();
    }
    combined_t *combined = combined_create(tasks, count, NULL, one_of_any);
    return combined == NULL ? vt__task_without_memory() : combined_start(combined);
}
