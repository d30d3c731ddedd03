/* What does it cost to await a value task of each kind, in an async method, or to pass it on? */
#include <stdlib.h>

#include "caller.h"
#include "catalogue.h"
#include "loops.h"
#include "small_methods.h"

/* Of the task that all operations share; outside of the cache of completed tasks. */
#define SHARED 1042

typedef struct perf_run {
    scenario_run_t base;
    uint64_t got; /* what the method awaited */
    uint64_t value;
    caller_t caller;
    vt_run_queue_t queue;
    vt_continuation_t starting; /* the work item that starts a method which yields */
    vt_task_t *task;            /* complete, with SHARED */
    vt_reset_source_t source;
    vt_reset_source_t passed_source; /* complete, never consumed */
    vt_value_task_t passed;
} perf_run_t;

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    perf_run_t *run = (perf_run_t *)base;
    if (run != NULL) {
        vt_status_t status = vt_run_queue_deinit(&run->queue);
        (void)status; /* every operation was consumed */
        vt_value_task_discard(run->passed);
        vt_task_unref(run->task);
        free(run);
    }
}

enum { RESULT, TASK, SOURCE };

/* What `copy` passes on. */
static vt_value_task_t passed(perf_run_t *run, int backing) {
    if (backing == TASK) {
        return vt_task_await(run->task);
    }
    if (backing == SOURCE && vt_reset_source_set_result(&run->passed_source, SHARED) == VT_OK) {
        return vt_reset_source_value_task(&run->passed_source);
    }
    return vt_value_task_from_result(SHARED);
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    perf_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (vt_run_queue_init(&run->queue) != VT_OK) {
        free(run);
        return NULL;
    }
    run->base.definition = self;
    run->task = vt_task_from_result(SHARED);
    vt_reset_source_init(&run->source, NULL, VT_ONE_COMPLETER);
    vt_reset_source_init(&run->passed_source, NULL, VT_ONE_COMPLETER);
    run->passed = passed(run, self->variant);
    return &run->base;
}

/* ---- methods that have ended when the call returns ---- */

static inline uint64_t shared(uint64_t i) {
    (void)i;
    return SHARED;
}

/* The method has no result; what it awaited is. */
static inline caller_outcome_t take(perf_run_t *run, vt_task_t *task) {
    caller_outcome_t outcome = caller_take_task(task);
    outcome.result = run->got;
    run->got = 0;
    return outcome;
}

#define LOOP(name, input, ...) LOOP_SYNC(static, name, perf_run_t, input, 0, take(run, __VA_ARGS__))
#define LOOP_OF_VALUE(name)    LOOP(run_##name, caller_uncached, small_##name(value, &run->got))
#define LOOP_OF_TASK(name)     LOOP(run_##name, shared, small_##name(run->task, &run->got))
#define LOOP_OF_SOURCE(name) \
    LOOP(run_##name, caller_uncached, small_##name(&run->source, value, &run->got))

LOOP_OF_VALUE(await_result)
LOOP_OF_VALUE(await_result_anywhere)
LOOP_OF_VALUE(await_new_task)
LOOP_OF_TASK(await_task)
LOOP_OF_TASK(await_task_anywhere)
LOOP_OF_VALUE(await_new_source)
LOOP_OF_SOURCE(await_source)
LOOP_OF_SOURCE(await_source_anywhere)
LOOP_OF_VALUE(await_delayed_task)
LOOP_OF_VALUE(await_delayed_value_task)
LOOP_OF_VALUE(await_delayed_value_task_pooled)

/* ---- methods that await one which yields, on a run queue ---- */

#define LOOP_OF_YIELD(name)                                                        \
    static void start_##name(vt_continuation_t *self) {                            \
        perf_run_t *run = VT_CONTAINER_OF(self, perf_run_t, starting);             \
        caller_await_task(&run->caller, small_##name(run->value, &run->got));      \
    }                                                                              \
    static void run_##name(scenario_run_t *base, uint64_t operations) {            \
        perf_run_t *run = (perf_run_t *)base;                                      \
        run->starting.run = start_##name;                                          \
        for (uint64_t i = 0; i < operations; i++) {                                \
            run->value = caller_uncached(i);                                       \
            caller_begin(&run->caller);                                            \
            if (vt_executor_post(&run->queue.executor, &run->starting) == VT_OK) { \
                vt_run_queue_run(&run->queue);                                     \
            }                                                                      \
            caller_check(base, run->caller.outcome, VT_OK, 0);                     \
            base->wrong += run->got != run->value;                                 \
            run->got = 0;                                                          \
        }                                                                          \
        base->operations += operations;                                            \
    }

LOOP_OF_YIELD(await_yield_task)
LOOP_OF_YIELD(await_yield_value_task)
LOOP_OF_YIELD(await_yield_value_task_pooled)

/* ---- passing on ---- */

static void run_pass(scenario_run_t *base, uint64_t operations) {
    perf_run_t *run = (perf_run_t *)base;
    for (uint64_t i = 0; i < operations; i++) {
        base->wrong += !vt_value_task_equal(small_pass(run->passed), run->passed);
    }
    base->operations += operations;
}

/* ---- the cases ---- */

#define CASE_OF(contender_, test, allocs, loop, backing)                                          \
    {                                                                                             \
        .contender = #contender_, .params = "test=" test, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = (loop),                     \
        .teardown = teardown, .variant = (backing)                                                \
    }
#define CASE(contender, test, allocs, loop) CASE_OF(contender, test, allocs, loop, RESULT)

static const scenario_case_t cases[] = {
    CASE(task, "await", 1, run_await_new_task),
    CASE(value_task, "await", 0, run_await_result),
    CASE(value_task_new_source, "await", 1, run_await_new_source),
    CASE(task, "create_and_await", 0, run_await_task),
    CASE(value_task, "create_and_await", 0, run_await_result),
    CASE(value_task_source, "create_and_await", 0, run_await_source),
    CASE(task, "create_and_await_anywhere", 0, run_await_task_anywhere),
    CASE(value_task, "create_and_await_anywhere", 0, run_await_result_anywhere),
    CASE(value_task_source, "create_and_await_anywhere", 0, run_await_source_anywhere),
    CASE(task, "yielding_method", 2, run_await_yield_task),
    CASE(value_task, "yielding_method", 2, run_await_yield_value_task),
    CASE(value_task_pooled, "yielding_method", 1, run_await_yield_value_task_pooled),
    CASE(task, "delayed_completion", 2, run_await_delayed_task),
    CASE(value_task, "delayed_completion", 2, run_await_delayed_value_task),
    CASE(value_task_pooled, "delayed_completion", 1, run_await_delayed_value_task_pooled),
    CASE_OF(task, "copy", 0, run_pass, TASK),
    CASE_OF(value_task, "copy", 0, run_pass, RESULT),
    CASE_OF(value_task_source, "copy", 0, run_pass, SOURCE),
};

const scenario_t scenario_value_task_perf = {
    .name = "value_task_perf",
    .question = "What does it cost to await a value task of each kind, in an async method, or to "
                "pass it on?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
