/*
 * local.h - contenders in the library for one thread (VT_THREADS=OFF), which the process has as a
 * second copy.
 *
 * An operation, what it awaits and its caller must be of one library. So local.c and what it uses
 * are compiled with that library and linked with it into one object, of which these names alone are
 * global.
 */
#ifndef SCENARIO_LOCAL_H
#define SCENARIO_LOCAL_H

#include "scenario.h"

/* For all loops but the suspended ones. The first argument of the case is the depth of a chain. */
scenario_run_t *local_setup(const scenario_case_t *self, uint64_t seed);
void local_teardown(scenario_run_t *run);

/* Done when the call returns, and suspended until the loop opens the gate. `chain`: that deep. */
#define LOCAL_DECLARE(contender)                                                    \
    void local_sync_##contender(scenario_run_t *run, uint64_t operations);          \
    void local_suspend_##contender(scenario_run_t *run, uint64_t operations);       \
    void local_chain_sync_##contender(scenario_run_t *run, uint64_t operations);    \
    void local_chain_suspend_##contender(scenario_run_t *run, uint64_t operations); \
    void local_suspended_run_##contender(scenario_run_t *run, uint64_t operations);
LOCAL_DECLARE(value_task)
LOCAL_DECLARE(value_task_pooled)

/* Those of suspended.h, with a gate that the same thread opens. */
scenario_run_t *local_suspended_setup(const scenario_case_t *self, uint64_t seed);
void local_suspended_teardown(scenario_run_t *run);

#endif
