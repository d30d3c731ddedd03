/*
 * launch.h - starts one measuring process, waits for it, and gathers what it measured.
 *
 * The process is this program again, started with the hidden command of worker.h. The two share a
 * socket: the plan goes one way, rows and failures come back. Neither uses standard input or
 * output, so what measured code prints is never taken for a result: its stdout is our stderr.
 */
#ifndef BENCH_RUNNER_LAUNCH_H
#define BENCH_RUNNER_LAUNCH_H

#include "runner/failures.h"
#include "runner/plan.h"
#include "runner/progress.h"

/* From here on SIGINT, SIGTERM and SIGHUP end the measuring early and cleanly. The latter two stay
 * ignored where they were; shells ignore SIGINT for every process in the background. */
void bench_catch_interrupts(void);
bool bench_was_interrupted(void);

/* Sets what a process of that mode must find; it inherits this process's environment. A counting
 * process has the settings of the allocator that counting needs, and the interposer where that is
 * the witness; one that times has neither, whatever this process was started with. False: it could
 * not be set. */
bool bench_set_environment(bench_mode_t mode);

/* Where the results of a process go. */
typedef struct bench_gathering {
    bench_report_t *reports; /* one; of BENCH_MODE_AB one for each subject */
    bench_failures_t *failures;
    bench_progress_t *progress;
    const char *label; /* before the names of cases in failures; "": nothing */
} bench_gathering_t;

/* Runs one process and merges what it measured into the rows of the reports, which have one for
 * each case. A case that could not be measured is a failure; false: the process itself failed. An
 * interrupt is neither: see bench_was_interrupted. */
bool bench_launch(const bench_plan_t *plan, const bench_gathering_t *gathering,
                  bench_problem_t *problem);

#endif
