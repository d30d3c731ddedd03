/*
 * worker_parts.h - what the modes of a measuring process share: a case from set-up to tear-down,
 * and how the parent is told of it.
 */
#ifndef CLI_WORKER_PARTS_H
#define CLI_WORKER_PARTS_H

#include "singles.h"

/* Larger than any number of cases, so that no two groups of two processes share an order's seed. */
#define PROCESS_STRIDE 1000003u

typedef struct worker {
    selection_t selection;
    bool count;
    bool ab;
    bench_instructions_by_t instructions; /* by nobody: not to be counted */
    const char *folder;                   /* for callgrind's files */
    uint32_t process;
    uint64_t seed;
    unsigned rounds;
    double slice_seconds;
    int cpu; /* -1: not pinned */
    singles_t singles;
} worker_t;

/* A case while it is being measured. */
typedef struct measured_case {
    const selected_case_t *selected;
    scenario_run_t *run;
    uint64_t misses; /* kept up to date for the counting pass */
    bool miscounted; /* run did not run as many operations as it was asked for */
    char name[16 + SELECTION_NAME_MAX];
} measured_case_t;

extern volatile int worker_stop; /* set by SIGINT */

/* One line: what could not be measured, and why. */
void worker_say_failure(const char *name, const char *why);

/* One line: a row, behind a prefix. */
void worker_say_row(const char *prefix, const bench_row_t *row);

/* A row with the samples of this process; they stay the caller's. */
void worker_say_timed(const char *prefix, bench_row_t *row, bench_process_samples_t *samples);

/* The row of a case that was timed, with the samples of this process; they stay the caller's. */
void worker_say_samples(const char *prefix, const measured_case_t *measured,
                        bench_process_samples_t *samples);

/* Sets a case up; `label` goes before its name in messages. False: it was said why not. */
bool worker_set_up(measured_case_t *measured, const selected_case_t *selected, const char *label,
                   uint64_t seed);
void worker_tear_down(measured_case_t *measured);

/* The case as a subject: for counting, and for timing, where slices are whole batches. */
bench_subject_t worker_subject(measured_case_t *measured);
bench_subject_t worker_timed_subject(measured_case_t *measured);

/* A measurement of wrong results is none. False: it was said what was wrong. */
bool worker_results_were_right(const measured_case_t *measured);

/* The mode of `vtbench run --instructions`. */
void worker_count_instructions(const worker_t *worker);

/* The mode of `vtbench ab`: the first of the selection's plugins is OLD, the second is NEW. */
int worker_time_ab(const worker_t *worker);

#endif
