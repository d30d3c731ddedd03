/* What does an operation cost that completes synchronously? */
#include <stdlib.h>

#include "catalogue.h"
#include "fetch.h"
#include "local.h"
#include "loops.h"

typedef struct sync_run {
    scenario_run_t base;
    fetch_operation_t operation;
} sync_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    sync_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    fetch_operation_init(&run->operation);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* The loop of a contender: `call` starts the operation and takes its outcome. */
#define SYNC_LOOP(name, input, call) LOOP_SYNC(static, name, sync_run_t, input, 1, call)

SYNC_LOOP(run_direct, caller_uncached, caller_take_direct(fetch_direct(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_task, caller_uncached, caller_take_task(fetch_task(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_task_cached, caller_cached, caller_take_task(fetch_task(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_value_task, caller_uncached, caller_take(fetch_value_task(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_pooled, caller_uncached, caller_take(fetch_value_task_pooled(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_source, caller_uncached,
          caller_take(fetch_value_task_source(&run->operation, value, FETCH_HIT)))
SYNC_LOOP(run_static_error, caller_uncached,
          caller_take(fetch_value_task_static_error(NULL, value, FETCH_HIT)))
SYNC_LOOP(run_wide, caller_uncached,
          caller_take_wide(fetch_value_task_wide(NULL, value, FETCH_HIT)))

#define CASE_OF(contender_, allocs, setup_, loop, teardown_)                             \
    {                                                                                    \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = (setup_), .run = (loop),         \
        .teardown = (teardown_)                                                          \
    }
#define CASE(contender_, allocs, loop) CASE_OF(contender_, allocs, setup, loop, teardown)
#define LOCAL(contender_, allocs) \
    CASE_OF(#contender_ "_local", allocs, local_setup, local_sync_##contender_, local_teardown)

static const scenario_case_t cases[] = {
    CASE("direct", 0, run_direct),
    CASE("task", 1, run_task),
    CASE("task_cached", 0, run_task_cached),
    CASE("value_task", 0, run_value_task),
    CASE("value_task_pooled", 0, run_pooled),
    LOCAL(value_task, 0),
    LOCAL(value_task_pooled, 0),
    CASE("value_task_source", 0, run_source),
    CASE("value_task_static_error", 0, run_static_error),
    CASE("value_task_wide", 0, run_wide),
};

const scenario_t scenario_sync_success = {
    .name = "sync_success",
    .question = "What does an operation cost that completes synchronously?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
