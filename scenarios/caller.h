/*
 * caller.h - the code that calls an operation and takes its result; the same for every scenario.
 *
 * Everything is inline, so that each contender's loop calls its own functions directly.
 */
#ifndef SCENARIO_CALLER_H
#define SCENARIO_CALLER_H

#include "fetch.h"
#include "scenario.h"
#include "valuetask.h"

/* Of an operation that stands in the file of its scenario: the loop calls it, as it would in
 * another file. */
#define CALLER_OPAQUE __attribute__((noinline))

/* One operation's end: the result, or the status of a failure. Two whole words, stored and loaded
 * as such: a processor cannot forward narrow stores to a wider load. */
typedef struct caller_outcome {
    int64_t status; /* a vt_status_t */
    uint64_t result;
} caller_outcome_t;

/* Waits for one operation; reused for the next. */
typedef struct caller {
    vt_awaiter_t awaiter; /* of a value task, or of a task's value task */
    caller_outcome_t outcome;
    void (*taken)(struct caller *self); /* called when the outcome has been taken; may be NULL */
} caller_t;

/* Values whose results are outside the cache of completed tasks, and inside it. */
static inline uint64_t caller_uncached(uint64_t i) {
    return 1000 + (i & 1023);
}

static inline uint64_t caller_cached(uint64_t i) {
    return i & 7;
}

static inline caller_outcome_t caller_take_direct(fetch_direct_t direct) {
    caller_outcome_t outcome = {direct.status, direct.result};
    return outcome;
}

/* The result is read into a variable of its own: it is written as one word, and read as one. */
#define CALLER_TAKE(take)                              \
    uint64_t result = 0;                               \
    vt_error_t error;                                  \
    vt_status_t status = take;                         \
    if (__builtin_expect(status == VT_E_FAULTED, 0)) { \
        vt_error_release(&error);                      \
    }                                                  \
    caller_outcome_t outcome = {status, result}

/* Takes a complete value task's outcome and releases its error. */
static inline caller_outcome_t caller_take(vt_value_task_t value_task) {
    CALLER_TAKE(vt_value_task_get_result(value_task, &result, &error));
    return outcome;
}

static inline caller_outcome_t caller_take_task(vt_task_t *task) {
    CALLER_TAKE(vt_task_get_result(task, &result, &error));
    vt_task_unref(task);
    return outcome;
}

static inline caller_outcome_t caller_take_wide(wide_value_task_t value_task) {
    CALLER_TAKE(wide_value_task_get_result(value_task, &result, &error));
    return outcome;
}

/* The status of an operation that was begun and has no outcome: no other one is equal to it. */
#define CALLER_WAITS INT64_MIN

static inline void caller_begin(caller_t *caller) {
    caller->outcome.status = CALLER_WAITS;
}

static inline bool caller_is_done(const caller_t *caller) {
    return caller->outcome.status != CALLER_WAITS;
}

static inline void caller_finish(caller_t *caller, caller_outcome_t outcome) {
    caller->outcome.status = outcome.status;
    caller->outcome.result = outcome.result;
    if (caller->taken != NULL) {
        caller->taken(caller);
    }
}

/* Apart, so that the usual case saves no registers. */
__attribute__((noinline)) static void caller_finish_specially(caller_t *caller) {
    caller_finish(caller, caller_take(caller->awaiter.value_task));
}

static inline void caller_continue(vt_continuation_t *self) {
    caller_t *caller = VT_CONTAINER_OF(self, caller_t, awaiter.continuation);
    if (__builtin_expect(caller->awaiter.value_task.source == NULL, 1)) {
        caller_finish(caller, (caller_outcome_t){VT_OK, caller->awaiter.value_task.word});
    } else {
        caller_finish_specially(caller);
    }
}

/* Registers with a pending operation; takes the outcome of one that is already complete. Misuse
 * gives its status as the outcome. */
static inline void caller_await(caller_t *caller, vt_value_task_t value_task) {
    caller->awaiter.value_task = value_task;
    caller->awaiter.continuation.run = caller_continue;
    if (value_task.source == NULL ||
        vt_awaiter_on_completed(&caller->awaiter, VT_REFUSE_COMPLETED) != VT_OK) {
        caller_finish_specially(caller);
    }
}

/* The reference goes with the value task. */
static inline void caller_await_task(caller_t *caller, vt_task_t *task) {
    caller_await(caller, vt_value_task_from_task(task));
}

/* Counts an outcome that is not the expected one. */
static inline void caller_check(scenario_run_t *run, caller_outcome_t outcome, vt_status_t status,
                                uint64_t result) {
    run->wrong += (((uint64_t)outcome.status ^ (uint64_t)status) | (outcome.result ^ result)) != 0;
}

#endif
