#include "trend.h"

#include <math.h>
#include <string.h>

#include "judge/steps.h"
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

typedef struct steps {
    bench_doc_t *doc;
    const bench_report_t *runs;
    bench_table_t *table; /* made at its first row */
} steps_t;

static void add_step(void *context, const bench_step_t *step) {
    steps_t *steps = context;
    char name[BENCH_CASE_NAME_MAX];
    const bench_report_t *run = &steps->runs[step->run];
    if (steps->table == NULL) {
        steps->table =
            bench_doc_table(steps->doc, BENCH_SCREEN, "case|column|before:f|after:f|run|revision");
    }
    bench_case_format(&step->row->key, name);
    bench_table_add_rest(steps->table, bench_table_keep(steps->table, name),
                         bench_metrics[step->metric].name, step->before, step->after,
                         or_empty(run->name), bench_report_fact(run, "git_revision"));
}

static void add_steps(bench_doc_t *doc, const bench_report_t *runs, size_t count) {
    static const bench_metric_id_t metrics[] = {BENCH_METRIC_allocs_per_op,
                                                BENCH_METRIC_bytes_requested_per_op,
                                                BENCH_METRIC_bytes_usable_per_op};
    steps_t steps = {.doc = doc, .runs = runs};
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        bench_find_steps(runs, count, metrics[i], add_step, &steps);
    }
    if (steps.table == NULL) {
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
