/*
 * hits.h - the set-up of scenarios in which a given share of the operations completes
 * synchronously. The others suspend, and the same thread completes them.
 */
#ifndef SCENARIO_HITS_H
#define SCENARIO_HITS_H

#include "suspended.h"

/* A pattern so long that a branch predictor does not learn it. The share is exact over each period
 * of the case, which is a hundred or a multiple that divides it. */
#define HITS_PATTERN 10000

/* The first argument of the case is the share, in per cent. A suspended_run_t. */
scenario_run_t *hits_setup(const scenario_case_t *self, uint64_t seed);
void hits_teardown(scenario_run_t *run);

#endif
