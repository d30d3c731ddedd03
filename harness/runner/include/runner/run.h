/*
 * run.h - measures a selection: counts in one process, instructions in another, then times in as
 * many as were asked for. And measures two builds of a plugin: counts each, then times them side by
 * side in the same processes, with OLD against a copy of itself as the control.
 */
#ifndef BENCH_RUNNER_RUN_H
#define BENCH_RUNNER_RUN_H

#include "runner/launch.h"

typedef struct bench_run {
    const bench_choice_t *choice;
    const bench_selection_t *selection; /* what came of the choice */
    bool count;                         /* allocations */
    bool resident; /* with these the resident memory, of cases that ask for it: a whole batch */
    bool time;
    bench_instructions_by_t instructions; /* by nobody: not counted */
    bench_sampling_t sampling;
    uint64_t single_operations; /* as in a plan */
    double single_seconds;
    bench_open_loop_t loop;
    bool quiet; /* no progress on stderr */
} bench_run_t;

/* Measures into `report`, which has a row for each case (bench_selection_describe). An interrupt
 * ends it early, with report->partial set. False: a process failed. */
bool bench_run(const bench_run_t *run, bench_report_t *report, bench_failures_t *failures,
               bench_problem_t *problem);

/* ---- two builds of a plugin ---- */

/* Two builds and what was measured of them. All zero: empty. */
typedef struct bench_builds {
    bench_selection_t old_cases;
    bench_selection_t new_cases;
    size_t common; /* cases that are in both */
    bench_report_t reports[BENCH_AB_SUBJECTS];
} bench_builds_t;

/* Loads both builds and describes their cases in the reports; the control has OLD's. `choice` has
 * the two plugins and the filters. */
bool bench_builds_init(bench_builds_t *builds, const bench_choice_t *choice,
                       bench_problem_t *problem);

/* Releases what it owns, also where bench_builds_init failed. */
void bench_builds_deinit(bench_builds_t *builds);

/* Tells whether each function that runs operations begins on a line of the instruction cache of
 * its own. */
#define BENCH_CODE_ALIGNMENT 64
bool bench_builds_are_aligned(const bench_builds_t *builds);

/* Measures into the reports. An interrupt ends it early: see bench_was_interrupted. False: a
 * process failed. */
bool bench_builds_measure(bench_builds_t *builds, const bench_choice_t *choice,
                          const bench_sampling_t *sampling, bool quiet, bench_failures_t *failures,
                          bench_problem_t *problem);

#endif
