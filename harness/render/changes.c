/* changes.c - what changed between two runs, number by number. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compare_parts.h"
#include "render/compare.h"

#define NUMBER_MAX 96

/* The numbers that tell of a change; others, as frees, follow from them. */
static bool is_main(const char *metric) {
    return strcmp(metric, "allocs_per_op") == 0 || strcmp(metric, "bytes_usable_per_op") == 0 ||
           strcmp(metric, "instructions_per_op") == 0;
}

static const char *number_of(const bench_row_t *row, const char *metric, char text[NUMBER_MAX]) {
    if (strcmp(metric, "instructions_per_op") == 0) {
        return bench_fraction_format(row->instructions.per_op, text);
    }
    return bench_count_text(row, metric, text);
}

static const char *verdict_of(bench_change_t change) {
    return change == BENCH_CHANGE_MORE    ? "worse"
           : change == BENCH_CHANGE_FEWER ? "better"
                                          : "other";
}

static void add(bench_table_t *table, const bench_comparison_t *pair, const char *metric,
                const char *base, const char *new_run, const char *verdict) {
    bench_table_add_case(table, &bench_comparison_row(pair)->key);
    bench_table_add_rest(table, metric, bench_table_keep(table, base),
                         bench_table_keep(table, new_run), verdict);
}

/* The columns of a case that are told of: the main ones that differ, or where none does, all. */
static void add_counts(bench_table_t *table, const bench_comparison_t *pair, const char *metric) {
    bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
    size_t count = bench_comparison_columns(pair, changes);
    bool any_main = false;
    for (size_t i = 0; i < count; i++) {
        any_main |= is_main(changes[i].column);
    }
    for (size_t i = 0; i < count; i++) {
        char base[NUMBER_MAX];
        char new_run[NUMBER_MAX];
        if (strcmp(changes[i].column, metric) == 0 && (is_main(metric) || !any_main)) {
            add(table, pair, changes[i].column, number_of(pair->base, metric, base),
                number_of(pair->new_row, metric, new_run), verdict_of(changes[i].change));
        }
    }
}

static void add_time(bench_table_t *table, const bench_comparison_t *pair, const char *metric) {
    bool changed = pair->time == BENCH_BETTER || pair->time == BENCH_WORSE;
    if (changed && strcmp(metric, "ns_per_op") == 0) {
        char base[NUMBER_MAX];
        char new_run[NUMBER_MAX];
        (void)snprintf(base, sizeof base, "%.10g", bench_row_time(pair->base).estimate);
        (void)snprintf(new_run, sizeof new_run, "%.10g", bench_row_time(pair->new_row).estimate);
        add(table, pair, "ns_per_op", base, new_run, bench_comparison_verdict(pair));
    }
}

void bench_comparison_changes(const bench_comparison_t *comparisons, size_t count,
                              bench_table_t *table) {
    bench_table_add_columns(table, "scenario|contender|params|metric|base|new|verdict");
    for (size_t metric = 0; metric < BENCH_METRIC_COUNT; metric++) {
        for (size_t i = 0; i < count; i++) {
            if (comparisons[i].base != NULL && comparisons[i].new_row != NULL) {
                add_counts(table, &comparisons[i], bench_metrics[metric].name);
                add_time(table, &comparisons[i], bench_metrics[metric].name);
            }
        }
    }
}
