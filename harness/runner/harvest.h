/*
 * harvest.h - what came of a measuring process: its rows, its failures, and how it ended.
 */
#ifndef BENCH_RUNNER_HARVEST_H
#define BENCH_RUNNER_HARVEST_H

#include <sys/types.h>

#include "black_box.h"
#include "runner/gathering.h"
#include "runner/plan.h"

/* A process that was started, and what it shares with this one. */
typedef struct bench__process {
    pid_t pid; /* of its group too; 0: none */
    int end;   /* ours, of the channel */
    int its_end;
    bench__black_box_t *box;
    int its_box;
} bench__process_t;

/* Of one plan. All zero but for the first two: nothing yet. */
typedef struct bench__harvest {
    const bench_gathering_t *gathering;
    bench_plan_t *plan; /* a case that ended its process is added to those that it leaves out */
    bench_names_t done; /* cases that are measured or failed: not to be tried again for this plan */
    bool goes_on;       /* the process was ended by a case: another is to measure what remains */
} bench__harvest_t;

/* Takes what the process sends until it is done, or ends, or does not return from a case for too
 * long, and waits for its end; whatever it left behind ends too. With `started` false it is only
 * ended. False: a problem that is not a case's. */
bool bench__harvest_process(bench__harvest_t *harvest, const bench__process_t *process,
                            bool started, bench_problem_t *problem);

#endif
