/* What does one suspension cost of a method that suspends many times? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

/* Called back `left` times, and then done: what the method is by hand. */
typedef struct counter {
    void (*opened)(struct counter *self, uint64_t value);
    uint64_t left;
    uint64_t sum;
} counter_t;

typedef struct loop_run {
    scenario_run_t base;
    uint64_t suspensions;
    vt_reset_source_t gate;
    counter_t counter;
    caller_t caller;
} loop_run_t;

/* ---- the operation: suspends until the gate has opened so many times, and gives the sum of what
 * it opened with. It closes the gate itself. ---- */

typedef struct sum_frame {
    VT_FRAME;
    vt_reset_source_t *gate;
    uint64_t left;
    uint64_t sum;
} sum_frame_t;

VT_METHOD(sum, sum_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT(frame, got, vt_reset_source_begin(frame->gate));
        frame->sum += got;
    }
    VT_RETURN(frame->sum);
    VT_END;
}

CALLER_OPAQUE static vt_task_t *sum_task(vt_reset_source_t *gate, uint64_t count) {
    return VT_START_TASK(sum, .gate = gate, .left = count);
}

CALLER_OPAQUE static vt_value_task_t sum_value_task(vt_reset_source_t *gate, uint64_t count) {
    return VT_START(sum, .gate = gate, .left = count);
}

CALLER_OPAQUE static vt_value_task_t sum_pooled(vt_reset_source_t *gate, uint64_t count) {
    return VT_START_POOLED(sum, .gate = gate, .left = count);
}

static void counter_opened(counter_t *counter, uint64_t value) {
    counter->sum += value;
    if (--counter->left == 0) {
        loop_run_t *run = VT_CONTAINER_OF(counter, loop_run_t, counter);
        caller_finish(&run->caller, (caller_outcome_t){VT_OK, counter->sum});
    }
}

CALLER_OPAQUE static void sum_direct(counter_t *counter, uint64_t count) {
    *counter = (counter_t){counter_opened, count, 0};
}

/* ---- the loops ---- */

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    loop_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->suspensions = (uint64_t)self->argument[0];
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

#define SUM_LOOP(name, start, open)                                     \
    static void name(scenario_run_t *base, uint64_t operations) {       \
        loop_run_t *run = (loop_run_t *)base;                           \
        const uint64_t count = run->suspensions;                        \
        for (uint64_t i = 0; i < operations; i++) {                     \
            const uint64_t value = caller_uncached(i);                  \
            const uint64_t sum_of_all = count * value;                  \
            caller_begin(&run->caller);                                 \
            start;                                                      \
            for (uint64_t k = 0; k < count; k++) {                      \
                open;                                                   \
            }                                                           \
            caller_check(base, run->caller.outcome, VT_OK, sum_of_all); \
        }                                                               \
        base->operations += operations;                                 \
    }
#define OPEN loop_open(&run->gate, value)

SUM_LOOP(run_direct, sum_direct(&run->counter, count), run->counter.opened(&run->counter, value))
SUM_LOOP(run_task, caller_await_task(&run->caller, sum_task(&run->gate, count)), OPEN)
SUM_LOOP(run_value_task, caller_await(&run->caller, sum_value_task(&run->gate, count)), OPEN)
SUM_LOOP(run_pooled, caller_await(&run->caller, sum_pooled(&run->gate, count)), OPEN)

#define CASE(contender_, suspensions_, allocs, loop)                                   \
    {                                                                                  \
        .contender = (contender_), .params = "suspensions=" #suspensions_,             \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 1000, \
        .setup = setup, .run = (loop), .teardown = teardown, .argument = {             \
            (suspensions_)                                                             \
        }                                                                              \
    }

#define CASES(suspensions_)                                                               \
    CASE("direct", suspensions_, 0, run_direct), CASE("task", suspensions_, 1, run_task), \
        CASE("value_task", suspensions_, 1, run_value_task),                              \
        CASE("value_task_pooled", suspensions_, 0, run_pooled)

static const scenario_case_t cases[] = {CASES(1), CASES(10), CASES(100)};

const scenario_t scenario_suspend_loop = {
    .name = "suspend_loop",
    .question = "What does one suspension cost of a method that suspends many times?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
