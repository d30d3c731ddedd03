/* gathering.h - where the results of measuring processes go, and how long they are waited for. */
#ifndef BENCH_RUNNER_GATHERING_H
#define BENCH_RUNNER_GATHERING_H

#include "model/report.h"
#include "runner/failures.h"
#include "runner/progress.h"

/* How long a call of a case's code may take. */
typedef struct bench_patience {
    double seconds; /* as asked for; 0: the default, which grows with `longest` */
    double longest; /* call so far that came to its end */
} bench_patience_t;

/* The default: as long as this, or so many times the longest call so far. Under callgrind, which is
 * so much slower, five times as long. */
#define BENCH_PATIENCE_SECONDS 60
#define BENCH_PATIENCE_TIMES   20

/* Where the results of a process go. */
typedef struct bench_gathering {
    bench_report_t *reports; /* one; of BENCH_MODE_AB one for each subject */
    bench_failures_t *failures;
    bench_progress_t *progress;
    bench_patience_t *patience;
    const char *label; /* before the names of cases in failures; "": nothing */
} bench_gathering_t;

#endif
