#include "judge/steps.h"

bench_fraction_t bench_exact_of(const bench_row_t *row, bench_metric_id_t metric) {
    const bench_metric_t *described = &bench_metrics[metric];
    const bench_fraction_t unknown = {0};
    if (metric == BENCH_METRIC_instructions_per_op) {
        return row->instructions.exact ? row->instructions.per_op : unknown;
    }
    bool exact = described->certainty == BENCH_EXACT && bench_type_is_exact(described->type) &&
                 described->pass == BENCH_PASS_COUNT;
    return exact && row->counted && !row->kernel_timed ? bench_row_count(row, described).fraction
                                                       : unknown;
}

/* In the last of the first `count` runs that has one. */
static bench_fraction_t value_before(const bench_report_t *runs, size_t count,
                                     const bench_case_key_t *key, bench_metric_id_t metric) {
    bench_fraction_t value = {0};
    while (count > 0 && !bench_fraction_is_known(value)) {
        const bench_row_t *row = bench_report_find(&runs[--count], key);
        value = row != NULL ? bench_exact_of(row, metric) : value;
    }
    return value;
}

static void look_at(const bench_report_t *runs, bench_step_t *step, bench_step_found_t *found,
                    void *context) {
    step->after = bench_exact_of(step->row, step->metric);
    if (!bench_fraction_is_known(step->after)) {
        return;
    }
    step->before = value_before(runs, step->run, &step->row->key, step->metric);
    if (bench_fraction_is_known(step->before) && !bench_fraction_equal(step->before, step->after)) {
        found(context, step);
    }
}

void bench_find_steps(const bench_report_t *runs, size_t count, bench_metric_id_t metric,
                      bench_step_found_t *found, void *context) {
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < runs[i].row_count; j++) {
            bench_step_t step = {.run = i, .row = &runs[i].rows[j], .metric = metric};
            look_at(runs, &step, found, context);
        }
    }
}
