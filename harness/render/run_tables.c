#include "run_tables.h"

#include <math.h>
#include <stdlib.h>

#include "judge/budget.h"
#include "judge/percentiles.h"
#include "metric_columns.h"
#include "model/quantile.h"

/* ---- counts ---- */

static void add_sizes(bench_table_t *table, const bench_row_t *row) {
    for (size_t i = 0; row->counted && i < row->counts.size_count; i++) {
        const bench_size_count_t *size = &row->counts.sizes[i];
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, (int64_t)size->size_class, size->allocs_per_op);
    }
}

static void add_ledger(bench_table_t *table, const bench_row_t *row) {
    bench_part_t parts[BENCH_PARTS_MAX];
    size_t count = bench_row_parts(row, parts);
    for (size_t i = 0; i < count; i++) {
        const bench_part_t *part = &parts[i];
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, part->made_by, part->allocs_per_op, part->bytes_per_op);
    }
}

static void add_lifetimes(bench_table_t *table, const bench_row_t *row) {
    const bench_lifetimes_t *lives = &row->counts.lifetimes;
    if (row->counts.followed) {
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, lives->same_op, lives->next_op, lives->later, lives->kept,
                             (int64_t)bench_row_leaked(row));
    }
}

static void add_threads(bench_table_t *table, const bench_row_t *row) {
    for (size_t i = 0; i < row->counts.thread_count; i++) {
        const bench_thread_count_t *thread = &row->counts.threads[i];
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, (int64_t)i, thread->allocs_per_op, thread->frees_per_op,
                             thread->remote_frees_per_op, thread->peak_live_bytes);
    }
}

/* ---- times ---- */

static void add_slices(bench_table_t *table, const bench_row_t *row) {
    for (size_t i = 0; i < row->process_count; i++) {
        const bench_process_samples_t *process = &row->processes[i];
        for (size_t j = 0; j < process->slice_count; j++) {
            bench_table_add_case(table, &row->key);
            bench_table_add_rest(table, (int64_t)process->process, (int64_t)j, process->slices[j]);
        }
    }
}

static void add_processes(bench_table_t *table, const bench_row_t *row) {
    for (size_t i = 0; i < row->process_count; i++) {
        const bench_process_samples_t *process = &row->processes[i];
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, (int64_t)process->process,
                             bench_median(process->slices, process->slice_count),
                             process->yardstick > 0 ? process->yardstick : (double)NAN);
    }
}

static void add_each(bench_table_t *table, const bench_row_t *row, const char *kind, double load,
                     bench_percentiles_t percentiles) {
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        if (!isnan(percentiles.ns[i])) {
            bench_table_add_case(table, &row->key);
            bench_table_add_rest(table, kind, bench_percentile_names[i], percentiles.ns[i], load,
                                 (int64_t)percentiles.samples);
        }
    }
}

static void add_percentiles(bench_table_t *table, const bench_row_t *row) {
    const bench_latency_t *service = bench_shown_latency(row, BENCH_SERVICE, NAN);
    if (service != NULL) {
        add_each(table, row, "service", NAN, bench_latency_percentiles(service));
    } else {
        add_each(table, row, "slice", NAN, bench_slice_percentiles(row));
    }
    for (size_t i = 0; i < row->latency_count; i++) {
        const bench_latency_t *latency = &row->latencies[i];
        if (latency->kind == BENCH_RESPONSE && bench_latency_is_whole(row, latency)) {
            add_each(table, row, "response", latency->load, bench_latency_percentiles(latency));
        }
    }
}

/* ---- the run ---- */

static void fill_environment(bench_table_t *table, const bench_report_t *report) {
    bench_table_add_rest(table, "name", report->name);
    bench_table_add_rest(table, "created", report->created);
    for (size_t i = 0; i < report->fact_count; i++) {
        bench_table_add_rest(table, report->facts[i].name, report->facts[i].value);
    }
}

static void fill_floors(bench_table_t *table, const bench_report_t *report) {
    for (size_t i = 0; i < report->floor_count; i++) {
        const bench_floor_t *floor = &report->floors[i];
        bench_interval_t ratio;
        if (bench_floor_ratio(report, floor, &ratio)) {
            bench_table_add_rest(table, floor->path, floor->floor, ratio.estimate, ratio.low,
                                 ratio.high, floor->aim);
        }
    }
}

static void fill_contenders(bench_table_t *table, const bench_report_t *report) {
    for (size_t i = 0; i < report->contender_count; i++) {
        const bench_contender_t *it = &report->contenders[i];
        bench_table_add_rest(table, it->name, it->label, it->colour, (int64_t)it->symbol, it->about,
                             it->compared_with, it->aside ? "yes" : "");
    }
}

/* A file whose numbers most cases do not have leaves those out. */
static bool has_line(const bench_row_t *row, bench_file_t file) {
    switch (file) {
    case BENCH_FILE_INSTRUCTIONS:
        return row->instructions.by != BENCH_BY_NONE;
    case BENCH_FILE_COLLECTIONS:
        return bench_fraction_is_known(row->counts.collections_per_million_ops);
    case BENCH_FILE_MEMORY:
        return !isnan(row->counts.resident_bytes_per_op);
    default:
        return true;
    }
}

static void fill_metrics(bench_table_t *table, const bench_report_t *report, bench_file_t file) {
    bench_line_t *lines = bench_lines(report);
    table->failed |= lines == NULL;
    bench__add_metric_columns(table, file);
    for (size_t i = 0; lines != NULL && i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (has_line(row, file)) {
            bench_table_add_case(table, &row->key);
            bench__add_metrics(table, &lines[i], file);
        }
    }
    free(lines);
}

/* ---- all of them ---- */

/* Filled row by row, from the whole report, or with metrics. */
static const struct derived {
    const char *file;
    const char *columns;
    void (*add)(bench_table_t *table, const bench_row_t *row);
    void (*fill)(bench_table_t *table, const bench_report_t *report);
    bench_file_t metrics;
    bool on_screen;
} tables[] = {
#define CASE "scenario|contender|params"
    {"allocations.csv", CASE, .metrics = BENCH_FILE_ALLOCATIONS},
    {"latency.csv", CASE, .metrics = BENCH_FILE_LATENCY},
    {"instructions.csv", CASE, .metrics = BENCH_FILE_INSTRUCTIONS},
    {"collections.csv", CASE, .metrics = BENCH_FILE_COLLECTIONS},
    {"memory.csv", CASE, .metrics = BENCH_FILE_MEMORY},
    {"percentiles.csv", CASE "|kind|percentile|ns:n|load:n|samples:i", .add = add_percentiles,
     .on_screen = true},
    {"sizes.csv", CASE "|size_class:i|allocs_per_op:f", .add = add_sizes, .on_screen = true},
    {"slices.csv", CASE "|process:i|slice:i|ns_per_op:n", .add = add_slices},
    {"processes.csv", CASE "|process:i|ns_per_op:n|ns_per_step:n", .add = add_processes},
    {"environment.csv", "name|value", .fill = fill_environment},
    {"floors.csv", "path|floor|ratio:r|ratio_low:r|ratio_high:r|aim:r", .fill = fill_floors},
    {"ledger.csv", CASE "|made_by|allocs_per_op:f|bytes_per_op:f", .add = add_ledger,
     .on_screen = true},
    {"lifetimes.csv", CASE "|same_op:f|next_op:f|later:f|kept:f|leaked:i", .add = add_lifetimes,
     .on_screen = true},
    {"threads.csv",
     CASE "|thread:i|allocs_per_op:f|frees_per_op:f|remote_frees_per_op:f|peak_live_bytes:i",
     .add = add_threads, .on_screen = true},
    {"contenders.csv", "contender|label|colour|symbol:i|about|compared_with|aside",
     .fill = fill_contenders, .on_screen = true},
};

const char *bench__run_table(size_t index) {
    return index < sizeof tables / sizeof tables[0] ? tables[index].file : NULL;
}

bool bench__run_table_is_on_screen(size_t index) {
    return tables[index].on_screen;
}

void bench__fill_run_table(bench_table_t *table, const bench_report_t *report, size_t index) {
    const struct derived *from = &tables[index];
    bench_table_add_columns(table, from->columns);
    if (from->fill != NULL) {
        from->fill(table, report);
    } else if (from->add == NULL) {
        fill_metrics(table, report, from->metrics);
    }
    for (size_t i = 0; from->add != NULL && i < report->row_count; i++) {
        from->add(table, &report->rows[i]);
    }
}
