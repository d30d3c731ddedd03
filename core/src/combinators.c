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

/* The combined task and its waiting nodes, in one block that is freed as a task. Each node that is
 * registered has a reference to it. */
struct combined {
    vt_task_t task;
    uint64_t *results;
    size_t count;
    size_t remaining; /* atomic; all: tasks that are pending; any: see below */
    bool won;         /* atomic; any: one was first */
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
    combined->won = false;
    for (size_t i = 0; i < count; i++) {
        combined->members[i].continuation.run = run;
        combined->members[i].combined = combined;
        combined->members[i].task = vt_task_ref(tasks[i]);
    }
    return combined;
}

static bool member_register(member_t *member) {
    return vt__task_register_inline(member->task, &member->continuation) == VT_OK;
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

static void store_result(combined_t *combined, size_t i) {
    const vt_task_t *task = combined->members[i].task;
    if (combined->results != NULL && vt__task_state(task) == VT_SUCCEEDED &&
        task->completion.result_size == sizeof(uint64_t)) {
        combined->results[i] = task->outcome.word;
    }
}

static vt_state_t state_of(const combined_t *combined, size_t i) {
    return vt__task_state(combined->members[i].task);
}

/* Who decides the outcome: the first in order that faulted, else the first that was canceled, else
 * the first. */
static size_t decisive_one(const combined_t *combined) {
    size_t found = 0;
    for (size_t i = 0; i < combined->count; i++) {
        vt_state_t state = state_of(combined, i);
        if (state == VT_FAULTED) {
            return i;
        }
        if (state == VT_CANCELED && state_of(combined, found) == VT_SUCCEEDED) {
            found = i;
        }
    }
    return found;
}

/* Only the fault that becomes the result counts as seen: the others are still reported if nobody
 * looks at their tasks. */
static void complete_all(combined_t *combined) {
    size_t decisive = decisive_one(combined);
    vt_state_t state = state_of(combined, decisive);
    vt_error_t error = {0};
    if (state == VT_FAULTED) {
        error = vt__task_error(combined->members[decisive].task);
    }
    for (size_t i = 0; i < combined->count; i++) {
        store_result(combined, i);
        vt_task_unref(combined->members[i].task);
    }
    if (state == VT_SUCCEEDED) {
        vt__task_succeed(&combined->task, combined->count);
    } else if (state == VT_FAULTED) {
        vt__task_fail(&combined->task, &error);
    } else {
        vt__task_publish(&combined->task, VT_CANCELED);
    }
}

static void one_of_all(vt_continuation_t *self) {
    member_t *member = VT_CONTAINER_OF(self, member_t, continuation);
    combined_t *combined = member->combined;
    /* Before the count: the last one unrefs the tasks. */
    bool queues =
        (vt__options(&member->task->completion) & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0;
    /* acq_rel: the last member sees the results of all others. */
    if (vt__atomic_fetch_sub(&combined->remaining, 1u, __ATOMIC_ACQ_REL) == 1) {
        if (queues) {
            vt__task_queue_continuations(&combined->task);
        }
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
    if (combined == NULL) {
        return vt__task_without_memory();
    }
    combined->remaining = count;
    for (size_t i = 0; i < count; i++) {
        if (!member_register(&combined->members[i])) {
            one_of_all(&combined->members[i].continuation);
        }
    }
    return &combined->task;
}

/* ---- any ----
 *
 * The first member to run wins; the others must leave their tasks. That needs both: that there is a
 * winner, and that all members are registered. Whoever comes second of the winner and the thread
 * that registers does it. `remaining` counts the two down. */

enum { WINNER_AND_REGISTRANT = 2 };

/* Takes the losers out of their tasks. Those that are about to run as their tasks complete now only
 * let go of the combined task. */
static void leave_losers(combined_t *combined) {
    for (size_t i = 0; i < combined->count; i++) {
        member_t *member = &combined->members[i];
        if (member->continuation.run != NULL &&
            vt__task_unregister(member->task, &member->continuation)) {
            vt_task_unref(&combined->task);
        }
        vt_task_unref(member->task);
    }
}

/* acq_rel: the second sees what the first did. */
static void leave_losers_if_second(combined_t *combined) {
    if (vt__atomic_fetch_sub(&combined->remaining, 1u, __ATOMIC_ACQ_REL) == 1) {
        leave_losers(combined);
    }
}

static bool is_first(combined_t *combined) {
    return !vt__atomic_exchange(&combined->won, true, __ATOMIC_RELAXED);
}

static void one_of_any(vt_continuation_t *self) {
    member_t *member = VT_CONTAINER_OF(self, member_t, continuation);
    combined_t *combined = member->combined;
    if (is_first(combined)) {
        vt__task_follow(&combined->task, member->task); /* the members still have their tasks */
        leave_losers_if_second(combined);
        vt__task_succeed(&combined->task, (uint64_t)(member - combined->members));
    }
    vt_task_unref(&combined->task);
}

/* Registers the members until one has won, and marks the others as not registered. */
static void register_any(combined_t *combined) {
    bool goes_on = true;
    for (size_t i = 0; i < combined->count; i++) {
        member_t *member = &combined->members[i];
        if (goes_on && member_register(member)) {
            goes_on = !vt__atomic_load(&combined->won, __ATOMIC_RELAXED);
            continue;
        }
        member->continuation.run = NULL;
        if (goes_on) {
            goes_on = false;
            one_of_any(&member->continuation);
        } else {
            vt_task_unref(&combined->task);
        }
    }
    leave_losers_if_second(combined);
}

vt_task_t *vt_when_any(vt_task_t *const *tasks, size_t count) {
    if (count == 0 || any_null(tasks, count)) {
        return invalid();
    }
    combined_t *combined = combined_create(tasks, count, NULL, one_of_any);
    if (combined == NULL) {
        return vt__task_without_memory();
    }
    combined->remaining = WINNER_AND_REGISTRANT;
    register_any(combined);
    return &combined->task;
}
