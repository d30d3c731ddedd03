/*
 * launch.h - starts one measuring process, waits for it, and gathers what it measured.
 *
 * The process is this program again, started with the hidden command of worker.h. The two share a
 * socket: the plan goes one way, rows and failures come back. Neither uses standard input or
 * output, so what measured code prints is never taken for a result: its stdout is our stderr.
 */
#ifndef BENCH_RUNNER_LAUNCH_H
#define BENCH_RUNNER_LAUNCH_H

#include "runner/gathering.h"
#include "runner/interrupts.h"
#include "runner/plan.h"

/* Sets what a process of that mode must find; it inherits this process's environment. A counting
 * process has the settings of the allocator that counting needs, and the interposer where that is
 * the witness; one that times has neither, whatever this process was started with. False: it could
 * not be set. */
bool bench_set_environment(bench_mode_t mode);

/* Runs one process and merges what it measured into the rows of the reports, which have one for
 * each case, in their order. What a case could not be measured for becomes a failure, and that of
 * its row.
 *
 * A case that ends its process, or does not return, is left out of the plan from then on
 * (plan->choice.left_out, which the caller releases), and another process measures what remains.
 * False: the process itself failed. An interrupt is neither: see bench_was_interrupted. */
bool bench_launch(bench_plan_t *plan, const bench_gathering_t *gathering, bench_problem_t *problem);

#endif
