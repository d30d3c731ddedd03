/*
 * steps.h - where an exact metric of a case changed from one run to a later one.
 *
 * A run that has no value of the case is passed over, so that a step is between two runs that have
 * one, and belongs to the first run with the new value. Counts that the kernel's timing moves make
 * no steps, and neither do metrics that are not exact numbers.
 */
#ifndef BENCH_JUDGE_STEPS_H
#define BENCH_JUDGE_STEPS_H

#include "model/report.h"

typedef struct bench_step {
    size_t run;             /* the first with the new value */
    const bench_row_t *row; /* of that run, borrowed */
    bench_metric_id_t metric;
    bench_fraction_t before, after;
} bench_step_t;

typedef void bench_step_found_t(void *context, const bench_step_t *step);

/* Calls `found` for each step of the metric, run by run; the runs come in the order of their dates.
 */
void bench_find_steps(const bench_report_t *runs, size_t count, bench_metric_id_t metric,
                      bench_step_found_t *found, void *context);

/* The exact number of the metric in a row; not known where it has none. */
bench_fraction_t bench_exact_of(const bench_row_t *row, bench_metric_id_t metric);

#endif
