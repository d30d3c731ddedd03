/* times.c - the time of a case, and what it is of its task's. */
#include "report/times.h"

#include <math.h>
#include <stdlib.h>

static bench_interval_t no_interval(void) {
    return (bench_interval_t){NAN, NAN, NAN};
}

bench_interval_t bench_row_time(const bench_row_t *row) {
    double *medians = row->process_count > 0 ? calloc(row->process_count, sizeof *medians) : NULL;
    if (medians == NULL) {
        return no_interval();
    }
    bench_row_medians(row, medians);
    bench_interval_t time = bench_median_interval(medians, row->process_count);
    free(medians);
    return time;
}

const bench_row_t *bench_task_of(const bench_report_t *report, const bench_row_t *row) {
    bench_row_t task = {
        .scenario = row->scenario, .contender = (char[]){"task"}, .params = row->params};
    return bench_report_find(report, &task);
}

/* Fills the medians of the processes that timed both; returns how many. */
static size_t pair_medians(const bench_row_t *a, const bench_row_t *b, double *of_a, double *of_b) {
    size_t pairs = 0;
    for (size_t i = 0; i < a->process_count; i++) {
        uint32_t process = a->processes[i].process;
        of_a[pairs] = bench_row_median_in(a, process);
        of_b[pairs] = bench_row_median_in(b, process);
        pairs += isnan(of_b[pairs]) ? 0 : 1;
    }
    return pairs;
}

/* The medians of the row and, behind process_count + 1 places, of its task, paired by process;
 * *pairs of each. The caller's (free); NULL: there is no task, or memory is short. */
static double *take_pairs(const bench_report_t *report, const bench_row_t *row, size_t *pairs) {
    const bench_row_t *task = bench_task_of(report, row);
    size_t most = row->process_count + 1;
    double *medians = task == NULL ? NULL : calloc(most, 2 * sizeof *medians);
    if (medians != NULL) {
        *pairs = pair_medians(row, task, medians, medians + most);
    }
    return medians;
}

double bench_row_p_to_task(const bench_report_t *report, const bench_row_t *row) {
    size_t pairs;
    double *medians = take_pairs(report, row, &pairs);
    double p =
        medians == NULL ? 1 : bench_sign_test_p(medians, medians + row->process_count + 1, pairs);
    free(medians);
    return p;
}

bench_interval_t bench_row_ratio_to_task(const bench_report_t *report, const bench_row_t *row) {
    size_t pairs;
    double *medians = take_pairs(report, row, &pairs);
    bench_interval_t ratio =
        medians == NULL ? no_interval()
                        : bench_paired_ratio(medians, medians + row->process_count + 1, pairs);
    free(medians);
    return ratio;
}
