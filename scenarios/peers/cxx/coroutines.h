/* coroutines.h - the C++ contenders, with the functions that scenario.h needs. */
#ifndef PEERS_COROUTINES_H
#define PEERS_COROUTINES_H

#include "scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a failure allocates besides the frame: the exception, and what rethrows it to the caller. */
#define COROUTINES_FAILURE_BLOCKS 2

/* `kind` is one of coroutine_leaf.h. Of a case: argument[0] is the depth of a chain, argument[1]
 * the percentage of hits where has_share is set; where spins is set a thread opens the gate. */
#define COROUTINES_DECLARE(kind)                                                           \
    scenario_run_t *coroutines_##kind##_setup(const scenario_case_t *self, uint64_t seed); \
    void coroutines_##kind##_teardown(scenario_run_t *run);                                \
    void coroutines_##kind##_sync(scenario_run_t *run, uint64_t operations);               \
    void coroutines_##kind##_suspend(scenario_run_t *run, uint64_t operations);            \
    void coroutines_##kind##_mixed(scenario_run_t *run, uint64_t operations);              \
    void coroutines_##kind##_fail(scenario_run_t *run, uint64_t operations);               \
    void coroutines_##kind##_suspend_fail(scenario_run_t *run, uint64_t operations);       \
    void coroutines_##kind##_chain_sync(scenario_run_t *run, uint64_t operations);         \
    void coroutines_##kind##_chain_suspend(scenario_run_t *run, uint64_t operations);

COROUTINES_DECLARE(malloc)
COROUTINES_DECLARE(recycled)
COROUTINES_DECLARE(shared)
COROUTINES_DECLARE(shared_recycled)

/* The gate is opened by a thread that spins: of the kinds that any thread may complete. */
void coroutines_shared_suspend_spinning(scenario_run_t *run, uint64_t operations);
void coroutines_shared_recycled_suspend_spinning(scenario_run_t *run, uint64_t operations);

#ifdef __cplusplus
}
#endif

#endif
