/*
 * committed.h - what `check` and `accept` share: the cases that are counted, and the files that
 * they are held against, of exact numbers and of limits.
 *
 * The one is exact.csv of a baseline, which is the folder of a run or one with nothing else in it,
 * or any file (--against); the other limits.csv beside it, or any (--limits).
 */
#ifndef CLI_COMMITTED_H
#define CLI_COMMITTED_H

#include "cli.h"
#include "judge/check.h"
#include "options.h"
#include "run_folder.h"
#include "runner/run.h"

#define COMMITTED_FILE    "exact.csv"
#define COMMITTED_DEFAULT "reference" /* baseline */
#define RUNS_DEFAULT      "results"   /* folder of runs */

typedef struct committed {
    bench_choice_t choice;
    bench_selection_t selection;
    const char *against;       /* a file; NULL: the baseline's */
    const char *baseline;      /* NULL: the default one */
    const char *out;           /* folder of runs */
    char path[RUN_FOLDER_MAX]; /* room for the baseline's file */
    const char *file;          /* one of the two, by committed_find */
    const char *limits_file;   /* NULL: beside the file, if there is one */
    bench_limits_t limits;     /* by committed_read_limits */
    bench_limits_verdict_t verdict;
    bench_report_t base;             /* the run beside the file, where limits refer to it */
    opt_instructions_t instructions; /* counted for limits on them */
    bool quiet;
} committed_t;

/* Rows of --help. */
#define COMMITTED_BASELINE(committed, doc) \
    { "baseline", "NAME", doc, opt_text, .to = &(committed)->baseline }
#define COMMITTED_AGAINST(committed, doc) \
    { "against", "FILE", doc, opt_text, .to = &(committed)->against }
#define COMMITTED_LIMITS(committed, doc) OPT_LIMITS(&(committed)->limits_file, doc)

/* Looks at these options together, for opt_command_t. */
void committed_check(const committed_t *committed, struct argp_state *state);

/* Finds the file. EXIT_OK, or prints why not. */
int committed_find(committed_t *committed);

/* Reads the limits that were named, or with `beside` those beside the file, if there are any.
 * EXIT_OK, or prints why not. */
int committed_read_limits(committed_t *committed, bool beside);

/* Tells whether the file was asked for by name. */
bool committed_is_named(const committed_t *committed);

/* Counts the selection into an empty report. */
bool committed_count(const committed_t *committed, bench_report_t *report,
                     bench_failures_t *failures, bench_problem_t *problem);

/* Reads the counts of a saved run instead, those of the cases that are chosen. EXIT_OK, or prints
 * why not. */
int committed_read_run(const committed_t *committed, const char *run, bench_report_t *report);

/* Adds to the findings what came of the limits, if there are any; before committed_compare. `exact`
 * are the numbers of the file; NULL: there are none. `whole`: a limit without a case is told of.
 * EXIT_OK, or prints why not. */
int committed_hold(committed_t *committed, const bench_report_t *report, const bench_table_t *exact,
                   bool whole, bench_check_t *found);

/* Adds to the findings how the counts differ from those of the file. `complete`: lines of the file
 * that have no case are a difference. */
bool committed_compare(const bench_table_t *exact, const bench_report_t *report, bool complete,
                       bench_check_t *found, bench_problem_t *problem);

/* Writes a table to a file of the baseline, whose folder is made with its first one. EXIT_OK, or
 * prints why not. */
int committed_write(const committed_t *committed, const char *file, const bench_table_t *table);

/* The command that accepts these counts, for a shell. Owned by the caller (free). NULL: out of
 * memory. */
char *committed_accept_command(const committed_t *committed);

void committed_deinit(committed_t *committed);

#endif
