/* remake.h - commands that take runs and make something of each again. */
#ifndef CLI_REMAKE_H
#define CLI_REMAKE_H

#include "cli.h"

/* Parses "RUN..." and calls `make` with each run's folder, after reading its report to be sure that
 * it is a run. Goes on after a failure; gives the last failure's exit code. */
int remake_runs(int argc, char **argv, const char *doc,
                int (*make)(const char *folder, const bench_report_t *report));

#endif
