/* What does it cost to hand out an operation that somebody else completes? */
#include <stdlib.h>

#include "caller.h"
#include "catalogue.h"

/* Room for what is idle between two operations. */
#define POOL_CAPACITY 4

typedef struct source_run {
    scenario_run_t base;
    caller_t caller;
    vt_run_queue_t queue;
    vt_continuation_t completing; /* the work item that completes the operation */
    uint64_t value;
    vt_source_pool_t *pool;
    vt_reset_source_t own;
    vt_reset_source_t *source; /* the operation: own or rented */
    vt_task_t *task;           /* the operation, for `task` */
} source_run_t;

static void teardown(scenario_run_t *base) {
    source_run_t *run = (source_run_t *)base;
    if (run != NULL) {
        vt_status_t status = vt_source_pool_destroy(run->pool);
        status = status == VT_OK ? vt_run_queue_deinit(&run->queue) : status;
        (void)status; /* every operation was consumed */
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    source_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (vt_run_queue_init(&run->queue) != VT_OK ||
        vt_source_pool_create(POOL_CAPACITY, 0, &run->pool) != VT_OK) {
        teardown(&run->base);
        return NULL;
    }
    run->base.definition = self;
    vt_reset_source_init(&run->own, NULL, 0);
    return &run->base;
}

static source_run_t *run_of(vt_continuation_t *self) {
    return VT_CONTAINER_OF(self, source_run_t, completing);
}

static void complete_source(vt_continuation_t *self) {
    source_run_t *run = run_of(self);
    vt_status_t status = vt_reset_source_set_result(run->source, run->value);
    (void)status; /* a refusal shows as a missing outcome */
}

static void complete_task(vt_continuation_t *self) {
    source_run_t *run = run_of(self);
    vt_status_t status = vt_task_set_result(run->task, run->value);
    vt_task_unref(run->task);
    (void)status;
}

static void complete_direct(vt_continuation_t *self) {
    source_run_t *run = run_of(self);
    caller_finish(&run->caller, (caller_outcome_t){VT_OK, run->value});
}

static vt_value_task_t rent(source_run_t *run) {
    run->source = vt_source_pool_rent(run->pool);
    return run->source == NULL ? vt_value_task_from_source(NULL, 0)
                               : vt_reset_source_value_task(run->source);
}

static vt_value_task_t use_own(source_run_t *run) {
    run->source = &run->own;
    return vt_reset_source_reset(&run->own) == VT_OK ? vt_reset_source_value_task(&run->own)
                                                     : vt_value_task_from_source(NULL, 0);
}

/* The producer keeps one reference until it has completed the task, the consumer has the other. */
static vt_task_t *create_task(source_run_t *run) {
    run->task = vt_task_create(0);
    return vt_task_ref(run->task);
}

/* The loop of a contender: hand out, wait, complete by the run queue, take. */
#define SOURCE_LOOP(name, complete, hand_out_and_await)                              \
    static void name(scenario_run_t *base, uint64_t operations) {                    \
        source_run_t *run = (source_run_t *)base;                                    \
        run->completing.run = (complete);                                            \
        for (uint64_t i = 0; i < operations; i++) {                                  \
            run->value = caller_uncached(i);                                         \
            caller_begin(&run->caller);                                              \
            hand_out_and_await;                                                      \
            if (vt_executor_post(&run->queue.executor, &run->completing) == VT_OK) { \
                vt_run_queue_run(&run->queue);                                       \
            }                                                                        \
            caller_check(base, run->caller.outcome, VT_OK, run->value);              \
        }                                                                            \
        base->operations += operations;                                              \
    }

SOURCE_LOOP(run_direct, complete_direct, (void)0)
SOURCE_LOOP(run_task, complete_task, caller_await_task(&run->caller, create_task(run)))
SOURCE_LOOP(run_rented, complete_source, caller_await(&run->caller, rent(run)))
SOURCE_LOOP(run_own, complete_source, caller_await(&run->caller, use_own(run)))

#define CASE(contender_, allocs, loop)                                                             \
    {                                                                                              \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET((allocs), 1),           \
        .period = 1, .count_operations = 1000, .setup = setup, .run = (loop), .teardown = teardown \
    }

static const scenario_case_t cases[] = {
    CASE("direct", 0, run_direct),
    CASE("task", 1, run_task),
    CASE("value_task_pooled", 0, run_rented),
    CASE("value_task_source", 0, run_own),
};

const scenario_t scenario_pooled_source = {
    .name = "pooled_source",
    .question = "What does it cost to hand out an operation that somebody else completes?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
