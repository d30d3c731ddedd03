/*
 * worker_parts.h - the inside of a measuring process: what every part of it knows, what it may be
 * for, the case that it measures, and what it tells its parent.
 */
#ifndef BENCH_RUNNER_WORKER_PARTS_H
#define BENCH_RUNNER_WORKER_PARTS_H

#include "measure/measure.h"
#include "runner/plan.h"

typedef struct bench__worker {
    bench_plan_t plan;
    int end; /* of the channel to the parent */
    bench_selection_t selection;
} bench__worker_t;

/* Allocations or instructions, and no times. */
static inline bool bench__is_counting(const bench__worker_t *worker) {
    return worker->plan.mode == BENCH_MODE_COUNT || worker->plan.mode == BENCH_MODE_INSTRUCTIONS;
}

/* What its cases draw by, and its orders: another seed in each timing process, so that the interval
 * of a time covers what was drawn. No two processes of a run share the seed of a group: the stride
 * is larger than any number of groups. */
static inline uint64_t bench__process_seed(const bench__worker_t *worker) {
    return worker->plan.sampling.seed + worker->plan.process * UINT64_C(1000003);
}

extern volatile int bench__stop; /* set by SIGINT */

/* ---- what it may be for ---- */

/* Each measures the selection of the worker and tells the parent of each case. */
void bench__worker_count(const bench__worker_t *worker);
void bench__worker_count_instructions(const bench__worker_t *worker);
void bench__worker_time(const bench__worker_t *worker);

/* Loads both builds itself, as it needs one of them twice. False: they could not be loaded. */
bool bench__worker_time_ab(const bench__worker_t *worker, bench_problem_t *problem);

/* ---- a case, from its set-up to its end ---- */

typedef struct bench__measured {
    const bench_selected_t *selected;
    uint32_t subject; /* bench_ab_subject_t, or 0 */
    int end;          /* of the channel */
    scenario_run_t *run;
    uint64_t misses; /* kept up to date for the counting pass */
    bool miscounted; /* run did not run as many operations as it was asked for */
    char name[BENCH_CASE_NAME_MAX];
} bench__measured_t;

/* Sets a case up. False: the parent has been told why not. */
bool bench__measured_set_up(bench__measured_t *measured, const bench__worker_t *worker,
                            const bench_selected_t *selected, uint32_t subject);

/* What the case changed of its surroundings is changed back, for the cases after it. */
void bench__measured_tear_down(bench__measured_t *measured);

/* The case as a subject: for counting, and for timing, where slices are whole batches. */
bench_subject_t bench__measured_counted(bench__measured_t *measured);
bench_subject_t bench__measured_timed(bench__measured_t *measured);

/* Has the host of a case run operations and count: `count` of a bench_elsewhere_t. */
void bench__measured_count_elsewhere(void *state, uint64_t operations, bench_counted_t *counted);

/* A measurement of wrong results is none. False: the parent has been told what was wrong. */
bool bench__measured_is_right(const bench__measured_t *measured, const bench__worker_t *worker);

/* ---- what the parent is told ----
 *
 * A message that cannot be delivered ends the process: the parent is gone, and there is nothing
 * left to measure for.
 */

/* Something of no single case could not be measured, and why. */
void bench__tell_failure(const bench__worker_t *worker, const char *name, const char *reason);

/* A case could not be measured, and why. `subject`: bench_ab_subject_t, or 0. */
void bench__tell_case_failure(const bench__worker_t *worker, const bench_selected_t *selected,
                              uint32_t subject, const char *reason);

/* The same of a case that ended the process that it had to itself. */
void bench__tell_end_of_case(const bench__worker_t *worker, const bench_selected_t *selected,
                             const char *reason);

/* A row. `subject`: bench_ab_subject_t, or 0. */
void bench__tell_row(const bench__worker_t *worker, uint32_t subject, const bench_row_t *row);

/* A row with the samples of this process; they stay the caller's. */
void bench__tell_timed(const bench__worker_t *worker, uint32_t subject, bench_row_t *row,
                       bench_process_samples_t *samples);

/* The end: nothing could be measured, or everything that could be was. */
void bench__tell_problem(const bench__worker_t *worker, const char *text);
void bench__tell_done(const bench__worker_t *worker);

#endif
