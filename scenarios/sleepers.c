/* What does a method cost, in time and memory, of which very many wait at once? */
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "workload.h"

#define FIRST_SLEEPER UINT64_C(1000)

typedef struct sleepers {
    workload_t workload;
    vt_task_t alarm; /* what all wait for */
    bool set;        /* the alarm */
    vt_value_task_t *value_tasks;
} sleepers_t;

typedef struct sleep_frame {
    VT_FRAME;
    vt_task_t *alarm;
    uint64_t number;
} sleep_frame_t;

VT_METHOD(sleeper, sleep_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_task_await(frame->alarm));
    VT_RETURN(frame->number);
    VT_END;
}

WORKLOAD_APART vt_value_task_t sleep_task(vt_task_t *alarm, uint64_t number) {
    return vt_value_task_from_task(VT_START_TASK(sleeper, .alarm = alarm, .number = number));
}

WORKLOAD_APART vt_value_task_t sleep_value_task(vt_task_t *alarm, uint64_t number) {
    return VT_START(sleeper, .alarm = alarm, .number = number);
}

WORKLOAD_APART vt_value_task_t sleep_value_task_pooled(vt_task_t *alarm, uint64_t number) {
    return VT_START_POOLED(sleeper, .alarm = alarm, .number = number);
}

/* The last alarm went off, and everybody has let go of it. */
static void set_alarm(sleepers_t *run) {
    vt_status_t status = run->set ? vt_task_deinit(&run->alarm) : VT_OK;
    status = status == VT_OK ? vt_task_init(&run->alarm, 0) : status;
    run->set = true;
    run->workload.base.wrong += status != VT_OK;
}

static void go_off(sleepers_t *run) {
    vt_status_t status = vt_task_set_result(&run->alarm, 0);
    run->workload.base.wrong += status != VT_OK;
}

/* All fall asleep, and wake. */
#define SLEEPERS(name)                                                          \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) { \
        sleepers_t *run = (sleepers_t *)workload;                               \
        set_alarm(run);                                                         \
        for (uint64_t i = 0; i < count; i++) {                                  \
            run->value_tasks[i] = sleep_##name(&run->alarm, FIRST_SLEEPER + i); \
        }                                                                       \
        go_off(run);                                                            \
        return workload_gather(workload, run->value_tasks, count);              \
    }                                                                           \
    WORKLOAD_LOOP(name, start_##name)

SLEEPERS(task)
SLEEPERS(value_task)
SLEEPERS(value_task_pooled)

static uint64_t expected(const workload_t *workload, uint64_t count) {
    (void)workload;
    return count * FIRST_SLEEPER + count * (count - 1) / 2;
}

static void teardown(scenario_run_t *base) {
    sleepers_t *run = (sleepers_t *)base;
    if (run != NULL) {
        workload_deinit(&run->workload);
        vt_status_t status = run->set ? vt_task_deinit(&run->alarm) : VT_OK;
        (void)status; /* it went off */
        (void)vt_pool_trim(VT_METHOD_POOL(sleeper));
        free(run->value_tasks);
        free(run);
    }
}

enum { PLAIN, POOLED };

/* So much of a block is touched in set-up, which is less than all of it: the memory that the blocks
 * take is measured from before set-up. */
enum { TOUCHED = 64 };

/* The first operations find pools filled, and memory that was touched already. */
static void make_ready(sleepers_t *run, const scenario_case_t *definition, size_t count) {
    if (definition->variant == POOLED) {
        definition->run(&run->workload.base, count);
        run->workload.base.operations = 0;
        return;
    }
    void *volatile room = malloc(TOUCHED * count);
    if (room != NULL) {
        memset(room, 1, TOUCHED * count);
    }
    free(room);
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, NULL};
    size_t count = (size_t)self->argument[0];
    sleepers_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL || !workload_init(&run->workload, self, &kind, WORKLOAD_ON_QUEUE, count) ||
        (run->value_tasks = calloc(count, sizeof *run->value_tasks)) == NULL) {
        teardown((scenario_run_t *)run);
        return NULL;
    }
    make_ready(run, self, count);
    return &run->workload.base;
}

/* More than a thousand are counted by their first thousand; what memory they take is measured. */
#define CASE(contender_, methods_, allocs, kind)                                                 \
    {                                                                                            \
        .contender = #contender_, .params = "methods=" #methods_,                                \
        .budget = SCENARIO_BUDGET((allocs), 1), .batches_only = true, .period = 1,               \
        .batch = (methods_), .count_operations = 1000, .setup = setup, .run = run_##contender_,  \
        .teardown = teardown, .resident = (methods_) >= 100000, .variant = (kind), .argument = { \
            (methods_)                                                                           \
        }                                                                                        \
    }

#define CASES(methods_)                                                   \
    CASE(task, methods_, 1, PLAIN), CASE(value_task, methods_, 1, PLAIN), \
        CASE(value_task_pooled, methods_, 0, POOLED)

/* A million take long, so there is one contender. */
static const scenario_case_t cases[] = {CASES(1000), CASES(100000),
                                        CASE(value_task, 1000000, 1, PLAIN)};

const scenario_t scenario_sleepers = {
    .name = "sleepers",
    .question = "What does a method cost, in time and memory, of which very many wait at once?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
