/* row_times.c - the samples of a row, process by process. */
#include <math.h>
#include <stdlib.h>

#include "model/quantile.h"
#include "model/row.h"

void bench_row_medians(const bench_row_t *row, double *medians) {
    for (size_t i = 0; i < row->process_count; i++) {
        medians[i] = bench_median(row->processes[i].slices, row->processes[i].slice_count);
    }
}

bool bench_row_has_yardstick(const bench_row_t *row) {
    bool all = row->process_count > 0;
    for (size_t i = 0; i < row->process_count; i++) {
        all &= row->processes[i].yardstick > 0;
    }
    return all;
}

double bench_step_beside(const bench_process_samples_t *of_case,
                         const bench_process_samples_t *of_yardstick) {
    size_t rounds = of_case->slice_count < of_yardstick->slice_count ? of_case->slice_count
                                                                     : of_yardstick->slice_count;
    double *steps = calloc(rounds + 1, sizeof *steps);
    for (size_t i = 0; steps != NULL && i < rounds; i++) {
        steps[i] = of_case->slices[i] / of_yardstick->slices[i];
    }
    double step = bench_median(of_case->slices, rounds) / bench_median(steps, rounds);
    free(steps);
    return isnan(step) ? 0 : step;
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
