/*
 * columns.h - one list of what can be said of a row by machine-readable columns; CSV and JSON come
 * from it.
 */
#ifndef BENCH_COLUMNS_H
#define BENCH_COLUMNS_H

#include "report/tables.h"
#include "verdicts.h"

/* A row with what is derived from it. */
typedef struct bench_line {
    const bench_row_t *row;
    bench_interval_t time;
    bench_interval_t ratio; /* to task */
    bool judged;            /* verdict holds: not the task row, and there is one to compare with */
    bool control_differs;   /* the row, or task, differs from itself: there is no verdict */
    bench_verdict_t verdict;
    double spread; /* layout sensitivity: of the middle half of the processes, over the median */
} bench_line_t;

/* `cutoffs`: of the report, from bench_cutoffs. */
bench_line_t bench_line(const bench_report_t *report, const bench_row_t *row,
                        bench_cutoffs_t cutoffs);

/* "better", "worse", "not resolved", "no verdict"; "" where nothing is judged. */
const char *bench_line_verdict(const bench_line_t *line);

/* One column. `get` gives "" where there is no value; it may use `text` (BENCH_TEXT_MAX bytes). */
typedef struct bench_column {
    const char *name;
    bool is_text; /* else a number */
    const char *(*get)(const bench_line_t *line, char *text);
} bench_column_t;

/* The columns of one table. */
typedef struct bench_columns {
    const bench_column_t *items;
    size_t count;
} bench_columns_t;

extern const bench_columns_t bench_case_columns;         /* scenario, contender, params */
extern const bench_columns_t bench_allocations_columns;  /* the rest of allocations.csv */
extern const bench_columns_t bench_latency_columns;      /* the rest of latency.csv */
extern const bench_columns_t bench_instructions_columns; /* instructions.csv has shorter names */

#endif
