/* row.c - one row of a report. */
#include "report/row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/statistics.h"

/* Both sides of the "misses" budget are the same count divided twice, once as a fraction and once
 * as a double: they differ by rounding only, while one operation in 10^8 would differ by more. */
#define SHARE_TOLERANCE 1e-9

void bench_row_init(bench_row_t *row) {
    *row = (bench_row_t){.synchronous_share = NAN};
}

static void deinit_processes(bench_row_t *row) {
    for (size_t i = 0; i < row->process_count; i++) {
        free(row->processes[i].slices);
    }
    free(row->processes);
}

void bench_counts_deinit(bench_counts_t *counts) {
    for (size_t i = 0; i < counts->site_count; i++) {
        free(counts->sites[i].made_by);
        free(counts->sites[i].stack);
    }
    free(counts->sites);
    free(counts->threads);
    free(counts->sizes);
    free(counts->verified);
    memset(counts, 0, sizeof *counts);
}

void bench_row_deinit(bench_row_t *row) {
    if (row == NULL) {
        return;
    }
    free(row->scenario);
    free(row->contender);
    free(row->params);
    bench_counts_deinit(&row->counts);
    deinit_processes(row);
    free(row->latencies);
    bench_row_init(row);
}

static bool same_text(const char *a, const char *b) {
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

bool bench_row_same_case(const bench_row_t *a, const bench_row_t *b) {
    return same_text(a->scenario, b->scenario) && same_text(a->contender, b->contender) &&
           same_text(a->params, b->params);
}

bool bench_row_within_budget(const bench_row_t *row) {
    if (!row->counted) {
        return true;
    }
    switch (row->budget_kind) {
    case BENCH_BUDGET_NONE:
        return true;
    case BENCH_BUDGET_ALLOCS:
        return bench_fraction_equal(row->counts.allocs_per_op, row->budget);
    case BENCH_BUDGET_MISSES:
        /* A share that was not measured is NaN: the promise is then not shown to hold. */
        return fabs(bench_fraction_value(row->counts.allocs_per_op) -
                    (1.0 - row->synchronous_share)) <= SHARE_TOLERANCE;
    }
    return false;
}

void bench_row_medians(const bench_row_t *row, double *medians) {
    for (size_t i = 0; i < row->process_count; i++) {
        medians[i] = bench_median(row->processes[i].slices, row->processes[i].slice_count);
    }
}

double bench_row_median_in(const bench_row_t *row, uint32_t process) {
    for (size_t i = 0; i < row->process_count; i++) {
        if (row->processes[i].process == process) {
            return bench_median(row->processes[i].slices, row->processes[i].slice_count);
        }
    }
    return NAN;
}

bool bench_row_has_yardstick(const bench_row_t *row) {
    bool all = row->process_count > 0;
    for (size_t i = 0; i < row->process_count; i++) {
        all &= row->processes[i].yardstick > 0;
    }
    return all;
}

bool bench_row_steps(const bench_row_t *row, double *medians) {
    if (!bench_row_has_yardstick(row)) {
        return false;
    }
    bench_row_medians(row, medians);
    for (size_t i = 0; i < row->process_count; i++) {
        medians[i] /= row->processes[i].yardstick;
    }
    return true;
}

double bench_row_yardstick(const bench_row_t *row) {
    double *steps = bench_row_has_yardstick(row) ? calloc(row->process_count, sizeof *steps) : NULL;
    if (steps == NULL) {
        return NAN;
    }
    for (size_t i = 0; i < row->process_count; i++) {
        steps[i] = row->processes[i].yardstick;
    }
    double median = bench_median(steps, row->process_count);
    free(steps);
    return median;
}
