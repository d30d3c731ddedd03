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

static double cutoff_of(const double *p, size_t count, bool *rejected) {
    double cutoff = -1;
    if (count != 0) {
        bench_holm(p, count, 0.05, rejected);
    }
    for (size_t i = 0; i < count; i++) {
        cutoff = rejected[i] ? fmax(cutoff, p[i]) : cutoff;
    }
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

/* The medians of both halves of each process, the odd ones first; *count of each. The caller's
 * (free); NULL: memory is short. */
static double *take_halves(const bench_row_t *row, size_t *count) {
    size_t most = row->process_count + 1;
    double *halves = calloc(most, 2 * sizeof *halves);
    if (halves != NULL) {
        *count = fill_halves(row, halves, halves + most);
    }
    return halves;
}

bench_interval_t bench_row_control(const bench_row_t *row) {
    size_t count;
    double *halves = take_halves(row, &count);
    bench_interval_t ratio = {NAN, NAN, NAN};
    if (halves != NULL) {
        ratio = bench_paired_ratio(halves, halves + row->process_count + 1, count);
    }
    free(halves);
    return ratio;
}

double bench_row_control_p(const bench_row_t *row) {
    size_t count;
    double *halves = take_halves(row, &count);
    double p = 1;
    if (halves != NULL && count != 0) {
        p = bench_sign_test_p(halves, halves + row->process_count + 1, count);
    }
    free(halves);
    return p;
}

/* Fills what is compared with a task into `of_tasks`, and each case's control into `of_controls`.
 */
static bench_cutoffs_t find_cutoffs(const bench_report_t *report, double *of_tasks,
                                    double *of_controls, bool *rejected) {
    size_t tasks = 0;
    size_t controls = 0;
    bench_cutoffs_t cutoffs;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (is_compared(report, row)) {
            of_tasks[tasks++] = bench_row_p_to_task(report, row);
        }
        if (row->process_count != 0) {
            of_controls[controls++] = bench_row_control_p(row);
        }
    }
    cutoffs.verdict = cutoff_of(of_tasks, tasks, rejected);
    cutoffs.control = cutoff_of(of_controls, controls, rejected);
    return cutoffs;
}

bench_cutoffs_t bench_cutoffs(const bench_report_t *report) {
    double *p = calloc(report->row_count + 1, 2 * sizeof *p);
    bool *rejected = calloc(report->row_count + 1, sizeof *rejected);
    bench_cutoffs_t cutoffs = {.verdict = -1, .control = -1};
    if (p != NULL && rejected != NULL) {
        cutoffs = find_cutoffs(report, p, p + report->row_count + 1, rejected);
    }
    free(p);
    free(rejected);
    return cutoffs;
}

static bench_interval_t later_over_earlier(const double *medians, size_t count) {
    size_t half = count / 2;
    return bench_unpaired_ratio(medians + half, count - half, medians, half);
}

bench_interval_t bench_row_drift(const bench_row_t *row) {
    bench_interval_t ratio = {NAN, NAN, NAN};
    double *medians = row->process_count < 2 ? NULL : calloc(row->process_count, sizeof *medians);
    if (medians != NULL) {
        bench_row_medians(row, medians);
        ratio = later_over_earlier(medians, row->process_count);
        if (bench_row_steps(row, medians)) {
            ratio = bench_ratio_hull(ratio, later_over_earlier(medians, row->process_count));
        }
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
