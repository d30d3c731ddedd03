/*
 * metric_columns.h - the metrics of a run as columns of a table.
 */
#ifndef BENCH_METRIC_COLUMNS_H
#define BENCH_METRIC_COLUMNS_H

#include "judge/line.h"
#include "model/table.h"

/* The columns of the metrics of a file, and their cells. */
void bench__add_metric_columns(bench_table_t *table, bench_file_t file);
void bench__add_metrics(bench_table_t *table, const bench_line_t *line, bench_file_t file);

#endif
