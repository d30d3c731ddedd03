/* What does an operation cost whose methods await each other, `depth` levels deep? */
#include <stdlib.h>

#include "catalogue.h"
#include "chain.h"
#include "local.h"
#include "loops.h"

typedef struct chain_run {
    scenario_run_t base;
    unsigned depth;
    vt_reset_source_t gate;
    chain_gate_t callback_gate;
    chain_callback_t callback;
    caller_t caller;
} chain_run_t;

static void outermost_done(chain_callback_t *self, uint64_t result) {
    chain_run_t *run = VT_CONTAINER_OF(self, chain_run_t, callback);
    caller_finish(&run->caller, (caller_outcome_t){VT_OK, result});
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    chain_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->depth = (unsigned)self->argument[0];
    run->callback.done = outermost_done;
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* The outermost level has depth - 1 below it. */
#define OUTERMOST(name) (run->depth % 2 == 0 ? chain_##name##_even : chain_##name##_odd)

/* Every level is done when the call returns. */
#define SYNC_LOOP(name, call) \
    LOOP_SYNC(static, name, chain_run_t, caller_uncached, run->depth, call)

SYNC_LOOP(sync_direct, caller_take_direct(OUTERMOST(direct)(run->depth, value)))
SYNC_LOOP(sync_task, caller_take_task(OUTERMOST(task)(run->depth, value, NULL)))
SYNC_LOOP(sync_value_task, caller_take(OUTERMOST(value_task)(run->depth, value, NULL)))
SYNC_LOOP(sync_pooled, caller_take(OUTERMOST(pooled)(run->depth, value, NULL)))

/* Every level suspends; then the gate opens. */
#define ASYNC_LOOP(name, start, open) \
    LOOP_SUSPEND(static, name, chain_run_t, run->depth, start, open)
#define CLOSED loop_closed(&run->gate)
#define OPEN   loop_open(&run->gate, value)

static bool start_callbacks(chain_run_t *run, uint64_t value) {
    run->callback_gate.innermost = NULL; /* so it stays where there is no memory */
    return OUTERMOST(callback)(run->depth, value, &run->callback_gate, &run->callback);
}

static void open_callback_gate(chain_run_t *run, uint64_t value) {
    chain_callback_t *innermost = run->callback_gate.innermost;
    if (innermost != NULL) {
        innermost->done(innermost, value);
    }
}

ASYNC_LOOP(async_callback, base->wrong += !start_callbacks(run, value),
           open_callback_gate(run, value))
ASYNC_LOOP(async_task, caller_await_task(&run->caller, OUTERMOST(task)(run->depth, value, CLOSED)),
           OPEN)
ASYNC_LOOP(async_value_task,
           caller_await(&run->caller, OUTERMOST(value_task)(run->depth, value, CLOSED)), OPEN)
ASYNC_LOOP(async_pooled, caller_await(&run->caller, OUTERMOST(pooled)(run->depth, value, CLOSED)),
           OPEN)

#define CASE_OF(contender_, depth_, when, allocs, setup_, loop, teardown_)                \
    {                                                                                     \
        .contender = (contender_), .params = "depth=" #depth_ ";when=" when,              \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1,                              \
        .count_operations = (depth_) > 10 ? 100 : 1000, .setup = (setup_), .run = (loop), \
        .teardown = (teardown_), .argument = {                                            \
            (depth_)                                                                      \
        }                                                                                 \
    }
#define CASE(contender_, depth_, when, allocs, loop) \
    CASE_OF(contender_, depth_, when, allocs, setup, loop, teardown)
#define LOCAL(contender_, depth_, when, allocs, path)                \
    CASE_OF(#contender_ "_local", depth_, when, allocs, local_setup, \
            local_chain_##path##_##contender_, local_teardown)

#define CASES(depth_)                                                     \
    CASE("direct", depth_, "sync", 0, sync_direct),                       \
        CASE("task", depth_, "sync", depth_, sync_task),                  \
        CASE("value_task", depth_, "sync", 0, sync_value_task),           \
        CASE("value_task_pooled", depth_, "sync", 0, sync_pooled),        \
        LOCAL(value_task, depth_, "sync", 0, sync),                       \
        LOCAL(value_task_pooled, depth_, "sync", 0, sync),                \
        CASE("callback_malloc", depth_, "async", depth_, async_callback), \
        CASE("task", depth_, "async", depth_, async_task),                \
        CASE("value_task", depth_, "async", depth_, async_value_task),    \
        CASE("value_task_pooled", depth_, "async", 0, async_pooled),      \
        LOCAL(value_task, depth_, "async", depth_, suspend),              \
        LOCAL(value_task_pooled, depth_, "async", 0, suspend)

static const scenario_case_t cases[] = {CASES(1), CASES(10), CASES(100)};

const scenario_t scenario_await_chain = {
    .name = "await_chain",
    .question = "What does an operation cost whose methods await each other, `depth` levels deep?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
