/*
 * hosted.h - the cases of a host as scenarios: set-up, run and tear-down ask the host.
 *
 * A host is started when the first of its cases is set up, or before. One that ends, hangs, lies or
 * speaks nonsense gives up the measuring process, as code that ends its process does: the case is
 * told of and left out, and another process measures the others, with a host that is new.
 */
#ifndef BENCH_RUNNER_HOSTED_H
#define BENCH_RUNNER_HOSTED_H

#include "measure/measure.h"
#include "runner/host.h"
#include "scenario.h"

typedef struct bench__hosted bench__hosted_t;

/* The cases of what the host said; it stays the caller's and must outlive them. NULL: it has names
 * or numbers that no scenario may have, or memory is short. */
bench__hosted_t *bench__hosted_create(const bench_host_t *host, bench_problem_t *problem);

/* Ends the host. Accepts NULL. */
void bench__hosted_destroy(bench__hosted_t *hosted);

size_t bench__hosted_case_count(const bench__hosted_t *hosted);
const scenario_case_t *bench__hosted_case(const bench__hosted_t *hosted, size_t index);
const scenario_t *bench__hosted_scenario(const bench__hosted_t *hosted, size_t index);

/* ---- all hosts at once ---- */

/* Marks the host of a case that will be measured. */
void bench__hosted_is_measured(const scenario_case_t *definition);

/* Starts those that are marked and warms them up beside each other, so that it takes little more
 * time than of one. Each has so many seconds for an answer. Whatever one does wrong ends it and is
 * told when its first case is set up, where it is started anew. */
void bench__hosted_warm_up(bench__hosted_t *const *hosts, size_t count, uint64_t seed,
                           double seconds);

/* ---- a case that is set up ---- */

bool bench__is_hosted(const scenario_case_t *definition);

/* What of itself the host of a case can count. */
bench_host_counts_t bench__hosted_can_count(const scenario_case_t *definition);

/* Seconds that the last run took, by the host's clock; NULL: the case is not a host's. Valid until
 * it is torn down. */
const double *bench__hosted_clock(const scenario_run_t *run);

/* Runs so many operations and has the host count; they count as run. */
void bench__hosted_count(scenario_run_t *run, uint64_t operations, bench_counted_t *counted);

#endif
