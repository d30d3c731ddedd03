/* What does a method cost of which many are started at once and awaited together? */
#include <stdlib.h>

#include "catalogue.h"
#include "workload.h"

#define FIRST_RESULT UINT64_C(1000)

typedef struct fan_out {
    workload_t workload;
    vt_task_t **tasks;
    vt_value_task_t *value_tasks;
    uint64_t *results;
    vt_when_all_t all; /* for those of pools, which then allocate nothing */
    vt_when_all_member_t *members;
} fan_out_t;

typedef struct child_frame {
    VT_FRAME;
    uint64_t result;
} child_frame_t;

/* Lets the others run, so that all are under way at once. */
VT_METHOD(child, child_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_yield());
    VT_RETURN(frame->result);
    VT_END;
}

WORKLOAD_APART vt_task_t *child_task(uint64_t result) {
    return VT_START_TASK(child, .result = result);
}

WORKLOAD_APART vt_value_task_t child_value_task(uint64_t result) {
    return VT_START(child, .result = result);
}

WORKLOAD_APART vt_value_task_t child_value_task_pooled(uint64_t result) {
    return VT_START_POOLED(child, .result = result);
}

/* ---- all of them ---- */

/* The combined task has references of its own. */
static vt_value_task_t start_task(workload_t *workload, uint64_t count) {
    fan_out_t *run = (fan_out_t *)workload;
    for (uint64_t i = 0; i < count; i++) {
        run->results[i] = 0;
        run->tasks[i] = child_task(FIRST_RESULT + i);
    }
    vt_task_t *all = vt_when_all(run->tasks, count, run->results);
    for (uint64_t i = 0; i < count; i++) {
        vt_task_unref(run->tasks[i]);
    }
    return vt_value_task_from_task(all);
}

static void start_children(fan_out_t *run, uint64_t count, vt_value_task_t (*child)(uint64_t)) {
    for (uint64_t i = 0; i < count; i++) {
        run->results[i] = 0;
        run->value_tasks[i] = child(FIRST_RESULT + i);
    }
}

static vt_value_task_t start_value_task(workload_t *workload, uint64_t count) {
    fan_out_t *run = (fan_out_t *)workload;
    start_children(run, count, child_value_task);
    return vt_when_all_values(run->value_tasks, count, run->results);
}

/* With storage of the caller's: nothing is allocated. */
static vt_value_task_t start_value_task_pooled(workload_t *workload, uint64_t count) {
    fan_out_t *run = (fan_out_t *)workload;
    start_children(run, count, child_value_task_pooled);
    return vt_when_all_values_in(&run->all, run->value_tasks, count, run->results);
}

WORKLOAD_LOOP(task, start_task)
WORKLOAD_LOOP(value_task, start_value_task)
WORKLOAD_LOOP(value_task_pooled, start_value_task_pooled)

/* The combined result is how many there were; a child's that is wrong makes it another one. */
static uint64_t expected(const workload_t *workload, uint64_t count) {
    const fan_out_t *run = (const fan_out_t *)workload;
    uint64_t right = 0;
    for (uint64_t i = 0; i < count; i++) {
        right += run->results[i] == FIRST_RESULT + i;
    }
    return right == count ? count : UINT64_MAX;
}

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    fan_out_t *run = (fan_out_t *)base;
    if (run != NULL) {
        workload_deinit(&run->workload);
        vt_status_t status = vt_when_all_deinit(&run->all);
        (void)status; /* all were awaited */
        (void)vt_pool_trim(VT_METHOD_POOL(child));
        free(run->members);
        free(run->results);
        free(run->value_tasks);
        free(run->tasks);
        free(run);
    }
}

static bool make_room(fan_out_t *run, size_t count) {
    run->tasks = calloc(count, sizeof *run->tasks); // NOLINT: pointers
    run->value_tasks = calloc(count, sizeof *run->value_tasks);
    run->results = calloc(count, sizeof *run->results);
    run->members = calloc(count, sizeof *run->members);
    return run->tasks != NULL && run->value_tasks != NULL && run->results != NULL &&
           run->members != NULL && vt_when_all_init(&run->all, run->members, count) == VT_OK;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, NULL};
    size_t count = (size_t)self->argument[0];
    fan_out_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL || !workload_init(&run->workload, self, &kind, WORKLOAD_ON_QUEUE, count) ||
        !make_room(run, count)) {
        teardown((scenario_run_t *)run);
        return NULL;
    }
    return &run->workload.base;
}

/* Beside the children there is one block for the combined one. */
#define CASE(contender_, children_, allocs, den)                                                 \
    {                                                                                            \
        .contender = #contender_, .params = "children=" #children_,                              \
        .budget = SCENARIO_BUDGET((allocs), (den)), .period = (children_), .batches_only = true, \
        .count_operations = (children_), .setup = setup, .run = run_##contender_,                \
        .teardown = teardown, .argument = {                                                      \
            (children_)                                                                          \
        }                                                                                        \
    }

#define CASES(children_)                                         \
    CASE(task, children_, (children_) + 1, children_),           \
        CASE(value_task, children_, (children_) + 1, children_), \
        CASE(value_task_pooled, children_, 0, 1)

static const scenario_case_t cases[] = {CASES(10), CASES(1000)};

const scenario_t scenario_fan_out = {
    .name = "fan_out",
    .question = "What does a method cost of which many are started at once and awaited together?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
