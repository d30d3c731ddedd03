/*
 * What do value tasks cost compared with C++20 coroutines and handwritten callbacks?
 *
 * The C contenders are those of fetch.h and chain.h. In C and in C++ the loop itself opens the
 * gates, so that no other code of the suite is involved.
 */
#include <stdlib.h>

#include "chain.h"
#include "coroutines.h"
#include "fetch.h"
#include "local.h"
#include "loops.h"

enum { DEPTH = 10 };

typedef struct peers_run {
    scenario_run_t base; /* first */
    vt_reset_source_t gate;
    fetch_operation_t operation;
    fetch_callback_t callback;
    chain_gate_t chain_gate;
    chain_callback_t chain_callback;
    caller_t caller;
} peers_run_t;

static void callback_done(fetch_callback_t *self, vt_status_t status, uint64_t result) {
    peers_run_t *run = VT_CONTAINER_OF(self, peers_run_t, callback);
    caller_finish(&run->caller, (caller_outcome_t){status, result});
}

static void chain_done(chain_callback_t *self, uint64_t result) {
    peers_run_t *run = VT_CONTAINER_OF(self, peers_run_t, chain_callback);
    caller_finish(&run->caller, (caller_outcome_t){VT_OK, result});
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    peers_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->callback.done = callback_done;
    run->chain_callback.done = chain_done;
    fetch_operation_init(&run->operation);
    /* One side completes it, and only once, as for the C++ event. */
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* ---- path=sync, chain10_sync: done when the call returns ---- */

#define SYNC_LOOP(name, levels, call) \
    LOOP_SYNC(static, name, peers_run_t, caller_uncached, levels, call)

SYNC_LOOP(sync_direct, 1, caller_take_direct(fetch_direct(&run->callback, value, FETCH_HIT)))
SYNC_LOOP(sync_callback, 1,
          caller_take_direct(fetch_callback_malloc(&run->callback, value, FETCH_HIT)))
SYNC_LOOP(sync_task, 1, caller_take_task(fetch_task(NULL, value, FETCH_HIT)))
SYNC_LOOP(sync_value_task, 1, caller_take(fetch_value_task(NULL, value, FETCH_HIT)))
SYNC_LOOP(sync_pooled, 1, caller_take(fetch_value_task_pooled(NULL, value, FETCH_HIT)))
SYNC_LOOP(sync_source, 1, caller_take(fetch_value_task_source(&run->operation, value, FETCH_HIT)))

SYNC_LOOP(chain_sync_direct, DEPTH, caller_take_direct(chain_direct_even(DEPTH, value)))
SYNC_LOOP(chain_sync_task, DEPTH, caller_take_task(chain_task_even(DEPTH, value, NULL)))
SYNC_LOOP(chain_sync_value_task, DEPTH, caller_take(chain_value_task_even(DEPTH, value, NULL)))
SYNC_LOOP(chain_sync_pooled, DEPTH, caller_take(chain_pooled_even(DEPTH, value, NULL)))

/* ---- path=suspend, chain10_suspend: the caller waits, then the loop opens the gate ---- */

#define SUSPEND_LOOP(name, levels, start_and_wait, open) \
    LOOP_SUSPEND(static, name, peers_run_t, levels, start_and_wait, open)
#define CLOSED loop_closed(&run->gate)
#define OPEN   loop_open(&run->gate, value)

/* Callback: the completing side calls the operation. */
static void call_back(fetch_callback_t *callback, uint64_t value) {
    callback->opened(callback, value);
}

static void await_direct(peers_run_t *run, fetch_direct_t direct) {
    if (direct.status != VT_E_NOT_COMPLETED) {
        caller_finish(&run->caller, caller_take_direct(direct));
    }
}

static void start_chain(peers_run_t *run, uint64_t value) {
    run->base.wrong += !chain_callback_even(DEPTH, value, &run->chain_gate, &run->chain_callback);
}

SUSPEND_LOOP(suspend_direct, 1, await_direct(run, fetch_direct(&run->callback, value, FETCH_MISS)),
             call_back(&run->callback, value))
SUSPEND_LOOP(suspend_callback, 1,
             await_direct(run, fetch_callback_malloc(&run->callback, value, FETCH_MISS)),
             call_back(&run->callback, value))
SUSPEND_LOOP(suspend_task, 1,
             caller_await_task(&run->caller, fetch_task(CLOSED, value, FETCH_MISS)), OPEN)
SUSPEND_LOOP(suspend_value_task, 1,
             caller_await(&run->caller, fetch_value_task(CLOSED, value, FETCH_MISS)), OPEN)
SUSPEND_LOOP(suspend_pooled, 1,
             caller_await(&run->caller, fetch_value_task_pooled(CLOSED, value, FETCH_MISS)), OPEN)
SUSPEND_LOOP(suspend_source, 1,
             caller_await(&run->caller,
                          fetch_value_task_source(&run->operation, value, FETCH_MISS)),
             call_back(&run->operation.callback, value))

SUSPEND_LOOP(chain_suspend_callback, DEPTH, start_chain(run, value),
             run->chain_gate.innermost->done(run->chain_gate.innermost, value))
SUSPEND_LOOP(chain_suspend_task, DEPTH,
             caller_await_task(&run->caller, chain_task_even(DEPTH, value, CLOSED)), OPEN)
SUSPEND_LOOP(chain_suspend_value_task, DEPTH,
             caller_await(&run->caller, chain_value_task_even(DEPTH, value, CLOSED)), OPEN)
SUSPEND_LOOP(chain_suspend_pooled, DEPTH,
             caller_await(&run->caller, chain_pooled_even(DEPTH, value, CLOSED)), OPEN)

/* ---- the scenario ---- */

#define CASE(contender_, path, allocs, setup_, run_, teardown_)                                  \
    {                                                                                            \
        .contender = (contender_), .params = "path=" path, .budget = SCENARIO_BUDGET(allocs, 1), \
        .period = 1, .count_operations = 1000, .setup = (setup_), .run = (run_),                 \
        .teardown = (teardown_), .argument = {                                                   \
            DEPTH                                                                                \
        }                                                                                        \
    }
#define OURS(contender_, path, allocs, run_) CASE(contender_, path, allocs, setup, run_, teardown)
#define LOCAL(contender_, path, allocs, loop)                                          \
    CASE(#contender_ "_local", path, allocs, local_setup, local_##loop##_##contender_, \
         local_teardown)
#define CPP(kind, path, allocs, run_)                                                       \
    CASE("cpp_" #kind, path, allocs, coroutines_##kind##_setup, coroutines_##kind##_##run_, \
         coroutines_##kind##_teardown)

static const scenario_case_t cases[] = {
    OURS("direct", "sync", 0, sync_direct),
    OURS("callback_malloc", "sync", 0, sync_callback),
    CPP(malloc, "sync", 1, sync),
    CPP(recycled, "sync", 0, sync),
    CPP(shared, "sync", 1, sync),
    CPP(shared_recycled, "sync", 0, sync),
    OURS("task", "sync", 1, sync_task),
    OURS("value_task", "sync", 0, sync_value_task),
    OURS("value_task_pooled", "sync", 0, sync_pooled),
    LOCAL(value_task, "sync", 0, sync),
    LOCAL(value_task_pooled, "sync", 0, sync),
    OURS("value_task_source", "sync", 0, sync_source),

    OURS("direct", "suspend", 0, suspend_direct),
    OURS("callback_malloc", "suspend", 1, suspend_callback),
    CPP(malloc, "suspend", 1, suspend),
    CPP(recycled, "suspend", 0, suspend),
    CPP(shared, "suspend", 1, suspend),
    CPP(shared_recycled, "suspend", 0, suspend),
    OURS("task", "suspend", 1, suspend_task),
    OURS("value_task", "suspend", 1, suspend_value_task),
    OURS("value_task_pooled", "suspend", 0, suspend_pooled),
    LOCAL(value_task, "suspend", 1, suspend),
    LOCAL(value_task_pooled, "suspend", 0, suspend),
    OURS("value_task_source", "suspend", 0, suspend_source),

    OURS("direct", "chain10_sync", 0, chain_sync_direct),
    CPP(malloc, "chain10_sync", DEPTH, chain_sync),
    CPP(recycled, "chain10_sync", 0, chain_sync),
    CPP(shared, "chain10_sync", DEPTH, chain_sync),
    CPP(shared_recycled, "chain10_sync", 0, chain_sync),
    OURS("task", "chain10_sync", DEPTH, chain_sync_task),
    OURS("value_task", "chain10_sync", 0, chain_sync_value_task),
    OURS("value_task_pooled", "chain10_sync", 0, chain_sync_pooled),
    LOCAL(value_task, "chain10_sync", 0, chain_sync),
    LOCAL(value_task_pooled, "chain10_sync", 0, chain_sync),

    OURS("callback_malloc", "chain10_suspend", DEPTH, chain_suspend_callback),
    CPP(malloc, "chain10_suspend", DEPTH, chain_suspend),
    CPP(recycled, "chain10_suspend", 0, chain_suspend),
    CPP(shared, "chain10_suspend", DEPTH, chain_suspend),
    CPP(shared_recycled, "chain10_suspend", 0, chain_suspend),
    OURS("task", "chain10_suspend", DEPTH, chain_suspend_task),
    OURS("value_task", "chain10_suspend", DEPTH, chain_suspend_value_task),
    OURS("value_task_pooled", "chain10_suspend", 0, chain_suspend_pooled),
    LOCAL(value_task, "chain10_suspend", DEPTH, chain_suspend),
    LOCAL(value_task_pooled, "chain10_suspend", 0, chain_suspend),
};

static const scenario_t peers = {
    .name = "peers",
    .question = "What do value tasks cost beside C++20 coroutines and callbacks by hand?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
};

SCENARIO_PLUGIN(&peers)
