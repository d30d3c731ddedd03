/* future.h - std::future, the naive choice, with the functions that scenario.h needs. */
#ifndef PEERS_FUTURE_H
#define PEERS_FUTURE_H

#include "scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of an operation: the state that both share, and the result. */
#define FUTURE_BLOCKS 2

scenario_run_t *future_setup(const scenario_case_t *self, uint64_t seed);
void future_teardown(scenario_run_t *run);
void future_sync(scenario_run_t *run, uint64_t operations);
void future_suspend(scenario_run_t *run, uint64_t operations);

#ifdef __cplusplus
}
#endif

#endif
