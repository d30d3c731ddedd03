/* workloads.h - workloads in C++20, with the functions that scenario.h needs. */
#ifndef PEERS_WORKLOADS_H
#define PEERS_WORKLOADS_H

#include "scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of a case: argument[0] is how many operations are started at once, argument[1] whether the run
 * queue has them. */
scenario_run_t *workloads_setup(const scenario_case_t *self, uint64_t seed);
void workloads_teardown(scenario_run_t *run);

#define WORKLOADS_DECLARE(frames)                                              \
    void workloads_##frames##_yield(scenario_run_t *run, uint64_t operations); \
    void workloads_##frames##_fib(scenario_run_t *run, uint64_t operations);   \
    void workloads_##frames##_skynet(scenario_run_t *run, uint64_t operations);

WORKLOADS_DECLARE(malloc)
WORKLOADS_DECLARE(recycled)

/* The number that each call of fib is for, and how many calls that takes. */
#define WORKLOADS_FIB_N     10
#define WORKLOADS_FIB_CALLS 177

#ifdef __cplusplus
}
#endif

#endif
