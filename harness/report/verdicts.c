/* verdicts.c - Holm's correction, the control and the spread of a run's own cases. */
#include "verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Quartiles of fewer say nothing. */
#define SPREAD_PROCESSES_MIN 4

static bool is_compared(const bench_report_t *report, const bench_row_t *row) {
    return strcmp(row->contender, "task") != 0 && !isnan(bench_row_ratio_to_task(report, row).low);
}

static double largest_rejected(const double *p, size_t count, const bool *rejected) {
    double cutoff = -1;
    for (size_t i = 0; i < count; i++) {
        cutoff = rejected[i] ? fmax(cutoff, p[i]) : cutoff;
    }
    return cutoff;
}

double bench_verdict_cutoff(const bench_report_t *report) {
    double *p = calloc(report->row_count + 1, sizeof *p);
    bool *rejected = calloc(report->row_count + 1, sizeof *rejected);
    double cutoff = -1;
    size_t count = 0;
    for (size_t i = 0; p != NULL && rejected != NULL && i < report->row_count; i++) {
        if (is_compared(report, &report->rows[i])) {
            p[count++] = bench_row_p_to_task(report, &report->rows[i]);
        }
    }
    if (count != 0) {
        bench_holm(p, count, 0.05, rejected);
        cutoff = largest_rejected(p, count, rejected);
    }
    free(p);
    free(rejected);
    return cutoff;
}

/* Every second slice from `first` on: their median. */
static double median_of_half(const bench_process_samples_t *samples, size_t first, double *room) {
    size_t count = 0;
    for (size_t i = first; i < samples->slice_count; i += 2) {
        room[count++] = samples->slices[i];
    }
    return bench_median(room, count);
}

static size_t fill_halves(const bench_row_t *row, double *odd, double *even) {
    size_t count = 0;
    for (size_t i = 0; i < row->process_count; i++) {
        const bench_process_samples_t *samples = &row->processes[i];
        double *room = samples->slice_count < 2 ? NULL : calloc(samples->slice_count, sizeof *room);
        if (room != NULL) {
            odd[count] = median_of_half(samples, 1, room);
            even[count] = median_of_half(samples, 0, room);
            count++;
            free(room);
        }
    }
    return count;
}

bench_interval_t bench_row_control(const bench_row_t *row) {
    size_t most = row->process_count + 1;
    double *halves = calloc(most, 2 * sizeof *halves);
    bench_interval_t ratio = {NAN, NAN, NAN};
    if (halves != NULL) {
        size_t count = fill_halves(row, halves, halves + most);
        ratio = bench_paired_ratio(halves, halves + most, count);
    }
    free(halves);
    return ratio;
}

bench_interval_t bench_row_drift(const bench_row_t *row) {
    size_t half = row->process_count / 2;
    double *medians = calloc(row->process_count + 1, sizeof *medians);
    bench_interval_t ratio = {NAN, NAN, NAN};
    if (medians != NULL && half > 0) {
        (void)bench_row_steps(row, medians);
        ratio = bench_unpaired_ratio(medians + half, row->process_count - half, medians, half);
    }
    free(medians);
    return ratio;
}

double bench_row_spread(const bench_row_t *row) {
    double *medians = row->process_count < SPREAD_PROCESSES_MIN
                          ? NULL
                          : calloc(row->process_count, sizeof *medians);
    if (medians == NULL) {
        return NAN;
    }
    bench_row_medians(row, medians);
    double width = bench_quantile(medians, row->process_count, 0.75) -
                   bench_quantile(medians, row->process_count, 0.25);
    double spread = width / bench_median(medians, row->process_count);
    free(medians);
    return spread;
}
