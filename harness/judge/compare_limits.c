/* compare_limits.c - two reports, where limits take the place of the comparison. */
#include "judge/compare.h"

/* The first change of counts that no limit decides about. Size classes say something only where the
 * sums are equal: they move with a number that moved within its limit. */
static void leave_limited_counts_out(bench_comparison_t *pair,
                                     const bench_limits_verdict_t *verdict) {
    bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
    size_t count = bench_counts_changes(pair->base, pair->new_row, changes);
    bool any = false;
    pair->allocs = BENCH_CHANGE_NONE;
    pair->column = "";
    for (size_t i = 0; i < count && pair->allocs == BENCH_CHANGE_NONE; i++) {
        const bench_metric_t *metric = bench_metric_find(changes[i].column);
        bool limited = metric == NULL ? any
                                      : bench_limits_decide(verdict, &pair->new_row->key, metric,
                                                            changes[i].difference);
        any |= limited;
        if (!limited) {
            pair->allocs = changes[i].change;
            pair->column = changes[i].column;
        }
    }
}

static void leave_limited_instructions_out(bench_comparison_t *pair,
                                           const bench_limits_verdict_t *verdict) {
    const bench_metric_t *metric = &bench_metrics[BENCH_METRIC_instructions_per_op];
    if (bench_limits_find(verdict, &pair->new_row->key, metric) != NULL) {
        pair->instructions = BENCH_CHANGE_NONE;
    }
}

static void take_outcome(bench_comparison_t *pair, const bench_limits_verdict_t *verdict) {
    for (size_t i = 0; i < verdict->count; i++) {
        const bench_limited_t *number = &verdict->numbers[i];
        if (bench_case_equal(number->key, &pair->new_row->key)) {
            pair->over |= bench_limited_is_over(number) ? 1u << number->metric->pass : 0;
            pair->moved |= bench_limited_has_moved(number);
        }
    }
}

void bench_compare_limits(bench_comparison_t *comparisons, size_t count,
                          const bench_limits_verdict_t *verdict) {
    for (size_t i = 0; i < count; i++) {
        bench_comparison_t *pair = &comparisons[i];
        if (pair->new_row == NULL) {
            continue;
        }
        if (bench_comparison_counted(pair)) {
            leave_limited_counts_out(pair, verdict);
        }
        leave_limited_instructions_out(pair, verdict);
        take_outcome(pair, verdict);
    }
}
