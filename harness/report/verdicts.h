/*
 * verdicts.h - what a run's own comparisons, each case with the task of its group, may claim.
 *
 * All are judged together (Holm), and each against a control: the same case with itself.
 */
#ifndef BENCH_VERDICTS_H
#define BENCH_VERDICTS_H

#include "report/times.h"

/* The largest p-values that Holm's correction at 5 % rejects; below 0 where it rejects none. */
typedef struct bench_cutoffs {
    double verdict; /* among all cases of the run that are compared with a task */
    double control; /* among the controls of all cases */
} bench_cutoffs_t;

/* Where memory is short nothing is rejected, and so nothing claimed. */
bench_cutoffs_t bench_cutoffs(const bench_report_t *report);

/* A/A: the odd slices of each process over the even ones. NaN in all with less than two slices. */
bench_interval_t bench_row_control(const bench_row_t *row);

/* The p-value of that: sign test, paired by process; 1 where there is none. */
double bench_row_control_p(const bench_row_t *row);

/* A/A over a run: the later half of its processes over the earlier half, as two runs are compared;
 * with a yardstick, what holds in ns and in its steps.
 * NaN in all with fewer than 14 processes. */
bench_interval_t bench_row_drift(const bench_row_t *row);

/* The processes' medians: the middle half's width over their median. NaN with fewer than 4. */
double bench_row_spread(const bench_row_t *row);

#endif
