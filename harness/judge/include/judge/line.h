/*
 * line.h - a row with what is derived from it: one line of a table, metric by metric.
 *
 * A row's time is compared with that of another one of its group. What may be claimed of that is
 * decided for a whole run: all are judged together (Holm), and each against a control: the same
 * case with itself.
 */
#ifndef BENCH_JUDGE_LINE_H
#define BENCH_JUDGE_LINE_H

#include "judge/times.h"

typedef struct bench_line {
    const bench_row_t *row;
    bench_interval_t time;
    bench_interval_t ratio; /* to the row that it is compared with */
    bool judged;            /* verdict holds: there is another row to compare with */
    bool control_differs; /* the row, or the other one, differs from itself: there is no verdict */
    bench_verdict_t verdict;
} bench_line_t;

/* A line for each row of the report, the caller's (free). NULL: out of memory. */
bench_line_t *bench_lines(const bench_report_t *report);

/* "better", "worse", "not resolved", "no verdict"; NULL where nothing is judged. */
const char *bench_line_verdict(const bench_line_t *line);

/* The value of any metric; not known where it was not measured. Texts are borrowed from the row.
 * The time and the ratio have their intervals. */
bench_value_t bench_line_value(const bench_line_t *line, bench_metric_id_t metric);

#endif
