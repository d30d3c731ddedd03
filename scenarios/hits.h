/*
 * hits.h - the set-up of scenarios in which a given share of the operations completes
 * synchronously. The others suspend, and the same thread completes them.
 */
#ifndef SCENARIO_HITS_H
#define SCENARIO_HITS_H

#include "hit_pattern.h"
#include "suspended.h"

/* The first argument of the case is the share, in per cent, exact over each of its batches,
 * or periods where it has none (hit_pattern.h). A suspended_run_t. */
scenario_run_t *hits_setup(const scenario_case_t *self, uint64_t seed);
void hits_teardown(scenario_run_t *run);

#endif
