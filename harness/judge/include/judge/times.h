/*
 * times.h - what follows from the samples of a row: its time, its ratio to the case that it is
 * compared with, and how it differs from itself.
 */
#ifndef BENCH_JUDGE_TIMES_H
#define BENCH_JUDGE_TIMES_H

#include "judge/statistics.h"
#include "model/report.h"

/* The time of a row: median of per-process medians with its interval. NaN in all where not timed.
 */
bench_interval_t bench_row_time(const bench_row_t *row);

/* The time of a row over that of another one, paired by process. Nothing where either is NULL. */
bench_evidence_t bench_rows_evidence(const bench_row_t *row, const bench_row_t *other);

/* The time of a row over that of the row it is compared with (bench_report_compared_with), paired
 * by process. Nothing where there is no such row; 1 for a row that is compared with itself. */
bench_evidence_t bench_row_evidence(const bench_report_t *report, const bench_row_t *row);

/* Tells whether the row is compared with another one, and both were timed. */
bool bench_row_is_compared(const bench_report_t *report, const bench_row_t *row);

/* A/A: the odd slices of each process over the even ones. Nothing with less than two slices. */
bench_evidence_t bench_row_control(const bench_row_t *row);

/* A/A over a run: the later half of its processes over the earlier half, as two runs are compared;
 * with a yardstick, what holds in ns and in its steps. Without interval with fewer than 8
 * processes.
 */
bench_interval_t bench_row_drift(const bench_row_t *row);

/* The processes' medians: the middle half's width over their median. NaN with fewer than 4. */
double bench_row_spread(const bench_row_t *row);

/* How far the processes of a run are apart in what is not the code's: in each process the median
 * over the timed contenders of the row's group, each around its own median over all processes, in
 * ns and in steps of the yardstick, whichever is closer; then the middle half's width, as a
 * fraction. Where code and data come to lie moves each contender by itself. What moves all of them
 * is the state of kernel, memory and machine, which a process keeps while it lives and a whole run
 * may keep too. Of a row with one slice in a process it is that row's own spread, in which both
 * are; of a row without others in its group it is not known: 0, as with fewer than 4
 * processes. Where memory is short it is INFINITY, so that nothing is claimed. */
double bench_row_shared_spread(const bench_report_t *report, const bench_row_t *row);

/* A path as a multiple of what it cannot do without: its case over a sum of other cases of the same
 * run, process by process. False where a case is missing or was not timed. */
bool bench_floor_ratio(const bench_report_t *report, const bench_floor_t *floor,
                       bench_interval_t *ratio);

#endif
