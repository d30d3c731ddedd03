/* What does an operation cost that fails, at once or after it suspended? */
#include "catalogue.h"
#include "suspended.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    (void)seed;
    return suspended_setup(self, GATE_SAME_THREAD, FETCH_MISS_FAIL);
}

/* The loop of a contender that fails at once: the caller observes the error and releases it. */
#define FAULT_LOOP(name, call)                                    \
    static void name(scenario_run_t *base, uint64_t operations) { \
        suspended_run_t *run = (suspended_run_t *)base;           \
        for (uint64_t i = 0; i < operations; i++) {               \
            uint64_t value = caller_uncached(i);                  \
            caller_check(base, call, VT_E_FAULTED, 0);            \
        }                                                         \
        base->operations += operations;                           \
        (void)run;                                                \
    }

FAULT_LOOP(run_direct, caller_take_direct(fetch_direct(NULL, value, FETCH_FAIL)))
FAULT_LOOP(run_task, caller_take_task(fetch_task(NULL, value, FETCH_FAIL)))
FAULT_LOOP(run_value_task, caller_take(fetch_value_task(NULL, value, FETCH_FAIL)))
FAULT_LOOP(run_pooled, caller_take(fetch_value_task_pooled(NULL, value, FETCH_FAIL)))
FAULT_LOOP(run_source, caller_take(fetch_value_task_source(&run->operation, value, FETCH_FAIL)))
FAULT_LOOP(run_static_error, caller_take(fetch_value_task_static_error(NULL, value, FETCH_FAIL)))
FAULT_LOOP(run_wide, caller_take_wide(fetch_value_task_wide(NULL, value, FETCH_FAIL)))

#define CASE(contender_, when, allocs, loop)                                                       \
    {                                                                                              \
        .contender = (contender_), .params = "when=" when, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = (loop),                      \
        .teardown = suspended_teardown                                                             \
    }

/* After suspension a static error saves nothing: the block is there already, so that contender is
 * absent. */
static const scenario_case_t cases[] = {
    CASE("direct", "sync", 0, run_direct),
    CASE("task", "sync", 1, run_task),
    CASE("value_task", "sync", 1, run_value_task),
    CASE("value_task_pooled", "sync", 1, run_pooled),
    CASE("value_task_source", "sync", 0, run_source),
    CASE("value_task_static_error", "sync", 0, run_static_error),
    CASE("value_task_wide", "sync", 0, run_wide),
    CASE("direct", "async", 0, suspended_run_direct),
    CASE("task", "async", 1, suspended_run_task),
    CASE("value_task", "async", 1, suspended_run_value_task),
    CASE("value_task_pooled", "async", 0, suspended_run_value_task_pooled),
    CASE("value_task_source", "async", 0, suspended_run_value_task_source),
    CASE("value_task_wide", "async", 1, suspended_run_value_task_wide),
};

const scenario_t scenario_fault = {
    .name = "fault",
    .question = "What does an operation cost that fails, at once or after it suspended?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
