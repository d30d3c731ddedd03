/* What does an operation cost that suspends once and is completed later? */
#include "catalogue.h"
#include "local.h"
#include "suspended.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    (void)seed;
    return suspended_setup(self, (gate_opener_t)self->argument[0], FETCH_MISS);
}

/* The first operation of a slice finds the other thread asleep and wakes it, which takes as long as
 * dozens of operations. So a slice holds many, however long they take. */
#define BATCH(where) \
    ((where) == GATE_OTHER_THREAD ? 100 : (where) == GATE_SPINNING_THREAD ? 500 : 0)

#define CASE_OF(contender_, on, where, operations, allocs, setup_, run_, teardown_)                \
    {                                                                                              \
        .contender = (contender_), .params = "on=" on, .budget = SCENARIO_BUDGET((allocs), 1),     \
        .period = 1, .batch = BATCH(where), .count_operations = (operations), .setup = (setup_),   \
        .batches_only = (where) == GATE_SPINNING_THREAD, .spins = (where) == GATE_SPINNING_THREAD, \
        .run = (run_), .teardown = (teardown_), .argument = {                                      \
            (where)                                                                                \
        }                                                                                          \
    }
#define CASE(contender_, on, where, operations, allocs)                                    \
    CASE_OF(#contender_, on, where, operations, allocs, setup, suspended_run_##contender_, \
            suspended_teardown)
#define LOCAL(contender_, on, where, operations, allocs)                                \
    CASE_OF(#contender_ "_local", on, where, operations, allocs, local_suspended_setup, \
            local_suspended_run_##contender_, local_suspended_teardown)

#define CASES(on, where, operations)                                                         \
    CASE(direct, on, where, operations, 0), CASE(callback_malloc, on, where, operations, 1), \
        CASE(task, on, where, operations, 1), CASE(value_task, on, where, operations, 1),    \
        CASE(value_task_pooled, on, where, operations, 0),                                   \
        CASE(value_task_source, on, where, operations, 0)

static const scenario_case_t cases[] = {
    CASES("same_thread", GATE_SAME_THREAD, 1000),
    LOCAL(value_task, "same_thread", GATE_SAME_THREAD, 1000, 1),
    LOCAL(value_task_pooled, "same_thread", GATE_SAME_THREAD, 1000, 0),
    CASES("run_queue", GATE_RUN_QUEUE, 1000),
    CASES("other_thread", GATE_OTHER_THREAD, 200),
    CASES("spinning_thread", GATE_SPINNING_THREAD, 200),
};

const scenario_t scenario_async_completion = {
    .name = "async_completion",
    .question = "What does an operation cost that suspends once and is completed later?",
    .cases = cases,
    .open_loop = true,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
