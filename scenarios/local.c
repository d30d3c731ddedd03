/* The loops of the contenders for one thread; compiled with that library. */
#include "local.h"

#include <stdlib.h>

#include "chain.h"
#include "loops.h"
#include "suspended.h"

typedef struct local_run {
    scenario_run_t base;
    unsigned depth;
    vt_reset_source_t gate;
    caller_t caller;
} local_run_t;

scenario_run_t *local_setup(const scenario_case_t *self, uint64_t seed) {
    local_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->depth = (unsigned)self->argument[0];
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

void local_teardown(scenario_run_t *run) {
    free(run);
}

scenario_run_t *local_suspended_setup(const scenario_case_t *self, uint64_t seed) {
    (void)seed;
    return suspended_setup(self, GATE_SAME_THREAD, FETCH_MISS);
}

void local_suspended_teardown(scenario_run_t *run) {
    suspended_teardown(run);
}

/* The outermost level has depth - 1 below it. */
#define OUTERMOST(name) (run->depth % 2 == 0 ? chain_##name##_even : chain_##name##_odd)
#define CLOSED          loop_closed(&run->gate)

#define LOOPS(contender, fetch, chain)                                                    \
    LOOP_SYNC(, local_sync_##contender, local_run_t, caller_uncached, 1,                  \
              caller_take(fetch(NULL, value, FETCH_HIT)))                                 \
    LOOP_SYNC(, local_chain_sync_##contender, local_run_t, caller_uncached, run->depth,   \
              caller_take(OUTERMOST(chain)(run->depth, value, NULL)))                     \
    LOOP_SUSPEND(, local_suspend_##contender, local_run_t, 1,                             \
                 caller_await(&run->caller, fetch(CLOSED, value, FETCH_MISS)),            \
                 loop_open(&run->gate, value))                                            \
    LOOP_SUSPEND(, local_chain_suspend_##contender, local_run_t, run->depth,              \
                 caller_await(&run->caller, OUTERMOST(chain)(run->depth, value, CLOSED)), \
                 loop_open(&run->gate, value))                                            \
    void local_suspended_run_##contender(scenario_run_t *run, uint64_t operations) {      \
        suspended_run_##contender(run, operations);                                       \
    }

LOOPS(value_task, fetch_value_task, value_task)
LOOPS(value_task_pooled, fetch_value_task_pooled, pooled)
