#include "metric_columns.h"

void bench__add_metric_columns(bench_table_t *table, bench_file_t file) {
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].file == file) {
            bench_table_add_column(table, bench_metrics[i].name, bench_metrics[i].type);
        }
    }
}

void bench__add_metrics(bench_table_t *table, const bench_line_t *line, bench_file_t file) {
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].file == file) {
            bench_table_add(table, bench_line_value(line, (bench_metric_id_t)i));
        }
    }
}
