/* What do Fibonacci numbers cost where each call starts two others and awaits both? */
#include <stdlib.h>

#include "catalogue.h"
#include "workload.h"

/* fib(10) is 177 calls, of which 89 start no others. */
enum { N = 10, FIB_N = 55 };

typedef struct leaf_frame {
    VT_FRAME;
    bool scheduled; /* lets others run before it gives its number */
    uint64_t n;
} leaf_frame_t;

typedef struct fib_frame {
    VT_FRAME;
    uint8_t step;
    bool failed;
    uint64_t sum;
    vt_value_task_t parts[2];
} fib_frame_t;

VT_METHOD(fib_leaf, leaf_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->scheduled ? vt_yield() : vt_value_task_from_result(0));
    VT_RETURN(frame->n);
    VT_END;
}

static void add(fib_frame_t *frame, vt_status_t status, uint64_t result, vt_error_t *failure) {
    if (status == VT_OK) {
        frame->sum += result;
    } else {
        vt_error_release(failure);
        frame->failed = true;
    }
}

/* Both parts are started, then awaited. */
#define FIB(name, start)                                                             \
    WORKLOAD_APART vt_value_task_t fib_##name(uint64_t n, bool scheduled);           \
    VT_METHOD(sum_##name, fib_frame_t, frame) {                                      \
        vt_status_t status;                                                          \
        uint64_t result = 0;                                                         \
        vt_error_t failure = vt_error(NULL, 0, NULL, NULL);                          \
        VT_BEGIN(frame);                                                             \
        for (; frame->step < 2; frame->step++) {                                     \
            VT_TRY_AWAIT(frame, status, result, failure, frame->parts[frame->step]); \
            add(frame, status, result, &failure);                                    \
        }                                                                            \
        if (frame->failed) {                                                         \
            VT_FAIL_WITH(workload_failure());                                        \
        }                                                                            \
        VT_RETURN(frame->sum);                                                       \
        VT_END;                                                                      \
    }                                                                                \
    WORKLOAD_APART vt_value_task_t fib_##name(uint64_t n, bool scheduled) {          \
        if (n < 2) {                                                                 \
            return start(fib_leaf, .scheduled = scheduled, .n = n);                  \
        }                                                                            \
        vt_value_task_t larger = fib_##name(n - 1, scheduled);                       \
        vt_value_task_t smaller = fib_##name(n - 2, scheduled);                      \
        return start(sum_##name, .parts = {larger, smaller});                        \
    }                                                                                \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) {      \
        (void)count; /* one at a time */                                             \
        return fib_##name(N, workload->base.definition->argument[0] != 0);           \
    }                                                                                \
    WORKLOAD_LOOP(name, start_##name)

#define START_AS_TASK(...) vt_value_task_from_task(VT_START_TASK(__VA_ARGS__))

FIB(task, START_AS_TASK)
FIB(value_task, VT_START)
FIB(value_task_pooled, VT_START_POOLED)

static uint64_t expected(const workload_t *workload, uint64_t count) {
    (void)workload;
    (void)count;
    return FIB_N;
}

static void teardown(scenario_run_t *base) {
    workload_t *workload = (workload_t *)base;
    if (workload != NULL) {
        workload_deinit(workload);
        (void)vt_pool_trim(VT_METHOD_POOL(fib_leaf));
        (void)vt_pool_trim(VT_METHOD_POOL(sum_value_task_pooled));
        free(workload);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, NULL};
    workload_t *workload = calloc(1, sizeof *workload);
    (void)seed;
    if (workload == NULL || !workload_init(workload, self, &kind, WORKLOAD_ON_QUEUE, 1)) {
        teardown((scenario_run_t *)workload);
        return NULL;
    }
    return &workload->base;
}

#define CASE(contender_, on, scheduled, allocs)                                                    \
    {                                                                                              \
        .contender = #contender_, .params = "n=10;on=" on, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 10, .setup = setup, .run = run_##contender_,              \
        .teardown = teardown, .argument = {                                                        \
            (scheduled)                                                                            \
        }                                                                                          \
    }

/* Completed tasks of numbers up to 8, fib(6), are shared: the larger ones are 7 calls. */
static const scenario_case_t cases[] = {
    CASE(task, "caller", 0, 7),
    CASE(value_task, "caller", 0, 0),
    CASE(task, "run_queue", 1, 177),
    CASE(value_task, "run_queue", 1, 177),
    CASE(value_task_pooled, "run_queue", 1, 0),
};

const scenario_t scenario_fib = {
    .name = "fib",
    .question = "What do Fibonacci numbers cost where each call starts two others and awaits both?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
