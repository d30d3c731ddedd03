/*
 * launch.h - starts measuring processes one after the other and gathers their rows.
 */
#ifndef CLI_LAUNCH_H
#define CLI_LAUNCH_H

#include "failures.h"
#include "open_loop.h"
#include "progress.h"
#include "sampling.h"

typedef struct launch_plan {
    const selection_t *selection;
    bool count;
    bool ab;                              /* time two plugins side by side: see ab.h */
    const char *label;                    /* before what could not be measured; NULL: nothing */
    bench_instructions_by_t instructions; /* by nobody: not counted in this process */
    uint32_t process;
    const sampling_t *sampling;
    unsigned singles;        /* single operations of a case, at most, */
    double single_seconds;   /* and how long they may take */
    const open_loop_t *loop; /* NULL: none */
} launch_plan_t;

/* From here on SIGINT and SIGTERM end the measuring early and cleanly instead of the process. */
void launch_catch_interrupts(void);
bool launch_was_interrupted(void);

/* Sets what a counting process (or a timing one) must find in its environment. False: it could not
 * be set. */
bool launch_set_environment(bool count);

/* A report with one row, still empty, for each selected case. False: out of memory. */
bool launch_prepare(const selection_t *selection, bench_report_t *report);

/* Runs one process and merges what it measured into the report's rows; with plan->ab `report` is
 * the first of AB_SUBJECTS, one for each subject. Prints what could not be
 * measured on stderr and adds it to `failures`. EXIT_WELL, or EXIT_COULD_NOT where the process
 * itself failed. */
int launch(const launch_plan_t *plan, bench_report_t *report, progress_t *progress,
           failures_t *failures);

#endif
