/* What does it cost to turn a value task into a task, or to await it twice? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

#define MEMOIZED 5000 /* outside the cache of completed tasks */

typedef struct boundary_run {
    scenario_run_t base;
    vt_reset_source_t gate;
    fetch_operation_t operation;
    vt_task_t *memoized;  /* what the callee has completed once, and hands out again */
    vt_run_queue_t queue; /* runs all but the first waiter of a task */
    caller_t first;
    caller_t second; /* waits too, where there are two */
} boundary_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    boundary_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (vt_run_queue_init(&run->queue) != VT_OK) {
        free(run);
        return NULL;
    }
    run->base.definition = self;
    run->memoized = vt_task_from_result(MEMOIZED);
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    fetch_operation_init(&run->operation);
    return &run->base;
}

static void teardown(scenario_run_t *base) {
    if (base != NULL) {
        boundary_run_t *run = (boundary_run_t *)base;
        vt_status_t status = vt_run_queue_deinit(&run->queue);
        (void)status; /* every operation was waited for */
        vt_task_unref(run->memoized);
        free(run);
    }
}

/* ---- the two uses ---- */

static inline void await_once(boundary_run_t *run, vt_task_t *task) {
    caller_await_task(&run->first, task);
}

static inline void await_task_twice(boundary_run_t *run, vt_task_t *task) {
    caller_await(&run->first, vt_task_await(task));
    caller_await_task(&run->second, task);
}

/* A result can be copied, and what is not one is a task by then. */
static inline void await_twice(boundary_run_t *run, vt_value_task_t value_task) {
    vt_value_task_t preserved = vt_value_task_preserve(value_task);
    if (preserved.source == NULL) {
        caller_await(&run->first, preserved);
        caller_await(&run->second, preserved);
    } else {
        await_task_twice(run, vt_value_task_as_task(preserved));
    }
}

/* ---- the loops ---- */

/* `open` completes what is pending. The second caller is queued then: on the queue, which is the
 * default executor meanwhile. */
#define LOOP(name, callers, start_and_await, open, result)              \
    static void name(scenario_run_t *base, uint64_t operations) {       \
        boundary_run_t *run = (boundary_run_t *)base;                   \
        vt_executor_set_default(&run->queue.executor);                  \
        for (uint64_t i = 0; i < operations; i++) {                     \
            const uint64_t value = caller_uncached(i);                  \
            caller_begin(&run->first);                                  \
            caller_begin(&run->second);                                 \
            start_and_await;                                            \
            open;                                                       \
            caller_check(base, run->first.outcome, VT_OK, result);      \
            if ((callers) == 2) {                                       \
                vt_run_queue_run(&run->queue);                          \
                caller_check(base, run->second.outcome, VT_OK, result); \
            }                                                           \
            (void)value;                                                \
        }                                                               \
        vt_executor_set_default(NULL);                                  \
        base->operations += operations;                                 \
    }

/* An operation that is used as a task by one caller, and one that two callers await. */
#define LOOPS(name, handle, open, result)                                                 \
    LOOP(name##_as_task, 1, await_once(run, vt_value_task_as_task(handle)), open, result) \
    LOOP(name##_twice, 2, await_twice(run, handle), open, result)
#define TASK_LOOPS(name, task, open, result)                     \
    LOOP(name##_as_task, 1, await_once(run, task), open, result) \
    LOOP(name##_twice, 2, await_task_twice(run, task), open, result)

#define OPEN_GATE      loop_open(&run->gate, value)
#define OPEN_OPERATION run->operation.callback.opened(&run->operation.callback, value)
#define CLOSED         loop_closed(&run->gate)

TASK_LOOPS(completed_task, fetch_task(NULL, value, FETCH_HIT), (void)0, value + 1)
LOOPS(completed_value_task, fetch_value_task(NULL, value, FETCH_HIT), (void)0, value + 1)
LOOPS(completed_source, fetch_value_task_source(&run->operation, value, FETCH_HIT), (void)0,
      value + 1)
LOOP(memoized_task_as_task, 1, await_once(run, vt_task_ref(run->memoized)), (void)0, MEMOIZED)
LOOP(memoized_value_task_as_task, 1,
     await_once(run, vt_value_task_as_task(vt_task_await(run->memoized))), (void)0, MEMOIZED)
TASK_LOOPS(pending_task, fetch_task(CLOSED, value, FETCH_MISS), OPEN_GATE, value + 1)
LOOPS(pending_value_task, fetch_value_task(CLOSED, value, FETCH_MISS), OPEN_GATE, value + 1)
LOOPS(pending_pooled, fetch_value_task_pooled(CLOSED, value, FETCH_MISS), OPEN_GATE, value + 1)
LOOPS(pending_source, fetch_value_task_source(&run->operation, value, FETCH_MISS), OPEN_OPERATION,
      value + 1)

#define CASE(contender_, of, use_, allocs, loop)                                       \
    {                                                                                  \
        .contender = (contender_), .params = "of=" of ";use=" #use_,                   \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 1000, \
        .setup = setup, .run = loop##_##use_, .teardown = teardown                     \
    }
#define CASES(contender, of, allocs_as_task, allocs_twice, loop) \
    CASE(contender, of, as_task, allocs_as_task, loop),          \
        CASE(contender, of, twice, allocs_twice, loop)

static const scenario_case_t cases[] = {
    CASES("task", "completed", 1, 1, completed_task),
    CASES("value_task", "completed", 1, 0, completed_value_task),
    CASES("value_task_source", "completed", 1, 1, completed_source),
    CASE("task", "memoized", as_task, 0, memoized_task),
    CASE("value_task", "memoized", as_task, 0, memoized_value_task),
    CASES("task", "pending", 1, 1, pending_task),
    CASES("value_task", "pending", 1, 1, pending_value_task),
    CASES("value_task_pooled", "pending", 1, 1, pending_pooled),
    CASES("value_task_source", "pending", 1, 1, pending_source),
};

const scenario_t scenario_boundary = {
    .name = "boundary",
    .question = "What does it cost to turn a value task into a task, or to await it twice?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
