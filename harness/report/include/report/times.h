/*
 * times.h - what follows from the samples of a report: the time of a case, and its ratio to task.
 */
#ifndef BENCH_REPORT_TIMES_H
#define BENCH_REPORT_TIMES_H

#include "report/report.h"
#include "report/statistics.h"

/* The time of a row: median of per-process medians with its interval. NaN in all where not timed.
 */
bench_interval_t bench_row_time(const bench_row_t *row);

/* The `task` row of the same scenario and params; NULL: there is none. */
const bench_row_t *bench_task_of(const bench_report_t *report, const bench_row_t *row);

/* The time of a row over the time of the `task` row of the same scenario and params, paired by
 * process. NaN in all where there is no such row; 1 for the `task` row itself. */
bench_interval_t bench_row_ratio_to_task(const bench_report_t *report, const bench_row_t *row);

/* The p-value of that comparison: sign test, paired by process; 1 where there is none. */
double bench_row_p_to_task(const bench_report_t *report, const bench_row_t *row);

#endif
