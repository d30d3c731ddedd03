/* dated_runs.h - several runs, read and in the order of their dates. */
#ifndef CLI_DATED_RUNS_H
#define CLI_DATED_RUNS_H

#include "model/report.h"

typedef struct dated_runs {
    size_t count;
    bench_report_t *reports; /* the oldest first */
    const char **folders;    /* of each; borrowed */
} dated_runs_t;

/* Tells whether one of `count` paths is a file and no folder of a run. */
bool dated_runs_is_file_among(size_t count, const char *path);

/* Reads the runs that can be read. Files among several folders are left out ("results" followed by
 * a star names its README too); `complain` names each other path that is no run. Gives how many of
 * these there were; SIZE_MAX: out of memory, and *runs is empty. */
size_t dated_runs_read(dated_runs_t *runs, const char *const *paths, size_t count,
                       void (*complain)(const bench_problem_t *problem));
void dated_runs_deinit(dated_runs_t *runs);

#endif
