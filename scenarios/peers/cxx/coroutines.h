/* coroutines.h - the C++ contenders, with the functions that scenario.h needs. */
#ifndef PEERS_COROUTINES_H
#define PEERS_COROUTINES_H

#include "scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `frames` selects the allocation of frames: malloc or recycled. */
#define COROUTINES_DECLARE(frames)                                                           \
    scenario_run_t *coroutines_##frames##_setup(const scenario_case_t *self, uint64_t seed); \
    void coroutines_##frames##_teardown(scenario_run_t *run);                                \
    void coroutines_##frames##_sync(scenario_run_t *run, uint64_t operations);               \
    void coroutines_##frames##_suspend(scenario_run_t *run, uint64_t operations);            \
    void coroutines_##frames##_chain_sync(scenario_run_t *run, uint64_t operations);         \
    void coroutines_##frames##_chain_suspend(scenario_run_t *run, uint64_t operations);

COROUTINES_DECLARE(malloc)
COROUTINES_DECLARE(recycled)

#ifdef __cplusplus
}
#endif

#endif
