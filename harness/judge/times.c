/* times.c - the time of a case, its ratio to another one, and how it differs from itself. */
#include "judge/times.h"

#include <math.h>
#include <stdlib.h>

#include "medians.h"
#include "model/quantile.h"

bench_interval_t bench_row_time(const bench_row_t *row) {
    bench__medians_t medians = bench__row_medians(row, 0);
    bench_interval_t time = bench_median_interval(medians.of[0], medians.count);
    free(medians.of[0]);
    return time;
}

/* Of the first over the second; releases them. */
static bench_evidence_t end_pairs(bench__medians_t pairs) {
    bench_evidence_t evidence =
        bench_paired(pairs.of[0], pairs.of[1], pairs.count, BENCH_CONFIDENCE);
    free(pairs.of[0]);
    return evidence;
}

bench_evidence_t bench_rows_evidence(const bench_row_t *row, const bench_row_t *other) {
    const bench_row_t *rows[] = {row, other};
    return end_pairs(bench__common_medians(rows, 2));
}

bench_evidence_t bench_row_evidence(const bench_report_t *report, const bench_row_t *row) {
    return bench_rows_evidence(row, bench_report_compared_with(report, row));
}

bool bench_row_is_compared(const bench_report_t *report, const bench_row_t *row) {
    const bench_row_t *other = bench_report_compared_with(report, row);
    return other != row && !isnan(bench_row_evidence(report, row).ratio.estimate);
}

/* The median of every second slice from `first` on; NaN where memory is short. */
static double median_of_half(const bench_process_samples_t *samples, size_t first) {
    size_t count = 0;
    double *half = calloc(samples->slice_count, sizeof *half);
    for (size_t i = first; half != NULL && i < samples->slice_count; i += 2) {
        half[count++] = samples->slices[i];
    }
    double median = bench_median(half, count);
    free(half);
    return median;
}

bench_evidence_t bench_row_control(const bench_row_t *row) {
    bench__medians_t halves = bench__medians_room(row->process_count, 2);
    for (size_t i = 0; halves.of[0] != NULL && i < row->process_count; i++) {
        double odd = median_of_half(&row->processes[i], 1);
        double even = median_of_half(&row->processes[i], 0);
        halves.of[0][halves.count] = odd;
        halves.of[1][halves.count] = even;
        halves.count += isnan(odd) || isnan(even) ? 0 : 1;
    }
    return end_pairs(halves);
}

static bench_interval_t drift_in(const bench_row_t *row, double felt) {
    bench__medians_t medians = bench__row_medians(row, felt);
    size_t half = medians.count / 2;
    bench_interval_t ratio = bench_unpaired(medians.of[0] + half, medians.count - half,
                                            medians.of[0], half, BENCH_CONFIDENCE)
                                 .ratio;
    free(medians.of[0]);
    return ratio;
}

bench_interval_t bench_row_drift(const bench_row_t *row) {
    bench_interval_t ratio = drift_in(row, 0);
    return bench_row_has_yardstick(row) ? bench_ratio_containing(ratio, drift_in(row, 1)) : ratio;
}

bool bench_floor_ratio(const bench_report_t *report, const bench_floor_t *floor,
                       bench_interval_t *ratio) {
    const bench_row_t *rows[1 + BENCH_FLOOR_TERMS] = {bench_report_find(report, &floor->of)};
    for (size_t i = 0; i < floor->term_count; i++) {
        rows[i + 1] = bench_report_find(report, &floor->terms[i].key);
    }
    bench__medians_t medians = bench__common_medians(rows, 1 + floor->term_count);
    size_t count = medians.count;
    double *sums = calloc(count + 1, sizeof *sums);
    for (size_t i = 0; sums != NULL && i < count; i++) {
        for (size_t j = 0; j < floor->term_count; j++) {
            sums[i] += floor->terms[j].times * medians.of[j + 1][i];
        }
    }
    bool good = sums != NULL && count != 0;
    if (good) {
        *ratio = bench_paired(medians.of[0], sums, count, BENCH_CONFIDENCE).ratio;
    }
    free(sums);
    free(medians.of[0]);
    return good;
}
