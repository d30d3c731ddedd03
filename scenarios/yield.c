/* What does it cost to let others run? */
#include <stdlib.h>

#include "catalogue.h"
#include "workload.h"

#define FIRST_RESULT UINT64_C(1000)

typedef struct yield_frame {
    VT_FRAME;
    uint64_t left;
    uint64_t result;
} yield_frame_t;

VT_METHOD(yielder, yield_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT_VOID(frame, vt_yield());
    }
    VT_RETURN(frame->result);
    VT_END;
}

static uint64_t expected(const workload_t *workload, uint64_t count) {
    (void)workload;
    return FIRST_RESULT + count;
}

/* A method that yields so often. */
static vt_value_task_t start_task(workload_t *workload, uint64_t count) {
    (void)workload;
    return vt_value_task_from_task(
        VT_START_TASK(yielder, .left = count, .result = FIRST_RESULT + count));
}

static vt_value_task_t start_value_task(workload_t *workload, uint64_t count) {
    (void)workload;
    return VT_START(yielder, .left = count, .result = FIRST_RESULT + count);
}

static vt_value_task_t start_value_task_pooled(workload_t *workload, uint64_t count) {
    (void)workload;
    return VT_START_POOLED(yielder, .left = count, .result = FIRST_RESULT + count);
}

WORKLOAD_LOOP(task, start_task)
WORKLOAD_LOOP(value_task, start_value_task)
WORKLOAD_LOOP(value_task_pooled, start_value_task_pooled)

static void teardown(scenario_run_t *base) {
    workload_t *workload = (workload_t *)base;
    if (workload != NULL) {
        workload_deinit(workload);
        (void)vt_pool_trim(VT_METHOD_POOL(yielder));
        free(workload);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, NULL};
    workload_t *workload = calloc(1, sizeof *workload);
    (void)seed;
    if (workload == NULL ||
        !workload_init(workload, self, &kind, WORKLOAD_ON_QUEUE, (uint64_t)self->argument[0])) {
        teardown((scenario_run_t *)workload);
        return NULL;
    }
    return &workload->base;
}

#define CASE(contender_, yields_, allocs)                                                        \
    {                                                                                            \
        .contender = #contender_, .params = "yields=" #yields_,                                  \
        .budget = SCENARIO_BUDGET((allocs), (yields_)), .period = (yields_),                     \
        .count_operations = 1000, .setup = setup, .run = run_##contender_, .teardown = teardown, \
        .argument = {                                                                            \
            (yields_)                                                                            \
        }                                                                                        \
    }

#define CASES(yields_) \
    CASE(task, yields_, 1), CASE(value_task, yields_, 1), CASE(value_task_pooled, yields_, 0)

static const scenario_case_t cases[] = {CASES(1), CASES(100)};

const scenario_t scenario_yield = {
    .name = "yield",
    .question = "What does it cost to let others run?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
