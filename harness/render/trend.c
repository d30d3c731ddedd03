#include "trend.h"

#include <math.h>
#include <string.h>

#include "judge/times.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

/* ---- the runs ---- */

static void add_runs(bench_table_t *table, const bench_report_t *runs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bench_table_add_rest(table, or_empty(runs[i].name), or_empty(runs[i].created),
                             bench_report_fact(&runs[i], "git_revision"),
                             bench_report_fact(&runs[i], "cpu"), (int64_t)runs[i].row_count);
    }
}

/* ---- steps ---- */

/* The row of the case in the last of the first `count` runs that counted it; NULL: none did. */
static const bench_row_t *row_before(const bench_report_t *runs, size_t count,
                                     const bench_case_key_t *key) {
    const bench_row_t *row = NULL;
    while (count > 0 && (row == NULL || !row->counted)) {
        row = bench_report_find(&runs[--count], key);
    }
    return row != NULL && row->counted ? row : NULL;
}

static bench_fraction_t exact_of(const bench_row_t *row, bench_metric_id_t metric) {
    return bench_row_count(row, &bench_metrics[metric]).fraction;
}

static void add_step(bench_doc_t *doc, bench_table_t **table, const bench_report_t *run,
                     const bench_row_t *before, const bench_row_t *row, bench_metric_id_t metric) {
    char name[BENCH_CASE_NAME_MAX];
    bench_fraction_t from = exact_of(before, metric);
    bench_fraction_t to = exact_of(row, metric);
    if (bench_fraction_is_known(from) && bench_fraction_is_known(to) &&
        !bench_fraction_equal(from, to)) {
        if (*table == NULL) {
            *table =
                bench_doc_table(doc, BENCH_SCREEN, "case|column|before:f|after:f|run|revision");
        }
        bench_case_format(&row->key, name);
        bench_table_add_rest(*table, bench_table_keep(*table, name), bench_metrics[metric].name,
                             from, to, or_empty(run->name), bench_report_fact(run, "git_revision"));
    }
}

/* Counts that the kernel's timing moves make no steps. */
static void add_steps(bench_doc_t *doc, const bench_report_t *runs, size_t count) {
    bench_table_t *table = NULL;
    static const bench_metric_id_t metrics[] = {BENCH_METRIC_allocs_per_op,
                                                BENCH_METRIC_bytes_requested_per_op,
                                                BENCH_METRIC_bytes_usable_per_op};
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < runs[i].row_count; j++) {
            const bench_row_t *row = &runs[i].rows[j];
            const bench_row_t *before =
                row->counted && !row->kernel_timed ? row_before(runs, i, &row->key) : NULL;
            for (size_t k = 0; before != NULL && k < sizeof metrics / sizeof metrics[0]; k++) {
                add_step(doc, &table, &runs[i], before, row, metrics[k]);
            }
        }
    }
    if (table == NULL) {
        bench_doc_paragraph(doc, BENCH_SCREEN, 0);
        bench_doc_say(doc, "No exact count did.");
    }
}

/* ---- values ---- */

static void add_values(bench_table_t *table, const bench_report_t *runs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < runs[i].row_count; j++) {
            const bench_row_t *row = &runs[i].rows[j];
            bench_interval_t time = bench_row_time(row);
            const bench_fraction_t none = {0, 0};
            bench_table_add_case(table, &row->key);
            bench_table_add_rest(table, (int64_t)i, row->counted ? row->counts.allocs_per_op : none,
                                 row->counted ? row->counts.bytes_usable_per_op : none,
                                 time.estimate, time.low, time.high, row->instructions.per_op);
        }
    }
}

void bench__add_trend(bench_doc_t *doc, const bench_report_t *runs, size_t count) {
    if (count < 2) {
        return;
    }
    bench_doc_title(doc, BENCH_SCREEN, 2, BENCH_PLAIN, "Over %zu runs", count);
    add_runs(bench_doc_table(doc, BENCH_SCREEN, "run|created|revision|processor|cases:i"), runs,
             count);
    bench_doc_view(doc, "trend", "With JavaScript this page draws each metric over the runs.");
    bench_doc_title(doc, BENCH_SCREEN, 3, BENCH_PLAIN, "Counts that changed");
    add_steps(doc, runs, count);
    add_runs(bench_doc_screen_data(doc, "runs", "name|created|revision|cpu|cases:i"), runs, count);
    add_values(bench_doc_screen_data(doc, "trend",
                                     "scenario|contender|params|run:i|allocs_per_op:f|"
                                     "bytes_usable_per_op:f|ns_per_op:n|ns_low:n|ns_high:n|"
                                     "instructions_per_op:f"),
               runs, count);
}
