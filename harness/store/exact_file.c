/* exact_file.c - the columns and rows of exact.csv. */
#include "store/exact_file.h"

#include "store/csv.h"

static const bench_csv_kind_t kind = {
    .name = "a file of exact numbers",
    .columns = "exact columns",
    .row = "a case",
    .made_by = "vtbench accept",
};

static bool is_column(const bench_metric_t *metric) {
    return metric->file == BENCH_FILE_ALLOCATIONS && metric->pass == BENCH_PASS_COUNT;
}

static void add_columns(bench_table_t *table) {
    bench_table_init(table);
    bench_table_add_case_columns(table);
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (is_column(&bench_metrics[i])) {
            bench_table_add_column(table, bench_metrics[i].name, bench_metrics[i].type);
        }
    }
}

static void add_row(bench_table_t *table, const bench_row_t *row) {
    bench_table_add_case(table, &row->key);
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (is_column(&bench_metrics[i])) {
            bench_table_add(table, bench_row_count(row, &bench_metrics[i]));
        }
    }
}

void bench_exact_table(const bench_report_t *report, bench_table_t *table) {
    add_columns(table);
    for (size_t i = 0; i < report->row_count; i++) {
        if (!report->rows[i].kernel_timed) {
            add_row(table, &report->rows[i]);
        }
    }
}

bool bench_write_exact(const bench_report_t *report, const char *path, bench_problem_t *problem) {
    bench_table_t table;
    bench_exact_table(report, &table);
    bool written = bench_csv_write(&table, path, problem);
    bench_table_deinit(&table);
    return written;
}

bool bench_read_exact(const char *path, bench_table_t *table, bench_problem_t *problem) {
    add_columns(table);
    return bench_csv_read(&kind, path, table, problem);
}

bool bench_parse_exact(const char *source, const char *text, size_t size, bench_table_t *table,
                       bench_problem_t *problem) {
    add_columns(table);
    return bench_csv_parse(&kind, source, text, size, table, problem);
}
