/* percentiles.c - which percentiles a row has. */
#include "judge/percentiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/quantile.h"

#define SAMPLES_BEYOND 10

const char *const bench_percentile_names[BENCH_PERCENTILE_COUNT] = {"50", "90", "99", "99.9",
                                                                    "100"};

static const unsigned permilles[BENCH_PERCENTILE_COUNT] = {500, 900, 990, 999, 1000};

/* 10 / (1 - p), in whole numbers. */
static bool are_enough(uint64_t samples, unsigned permille) {
    return permille == 1000 ? samples > 0 : samples >= SAMPLES_BEYOND * 1000u / (1000u - permille);
}

bench_percentiles_t bench_latency_percentiles(const bench_latency_t *latency) {
    bench_percentiles_t percentiles = {.samples = latency->histogram.count};
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        percentiles.ns[i] = are_enough(percentiles.samples, permilles[i])
                                ? bench_histogram_quantile(&latency->histogram, permilles[i])
                                : (double)NAN;
    }
    return percentiles;
}

/* All slices of a row, to be freed; NULL: there are none, or memory is short. */
static double *all_slices(const bench_row_t *row, size_t *count) {
    *count = 0;
    for (size_t i = 0; i < row->process_count; i++) {
        *count += row->processes[i].slice_count;
    }
    double *slices = *count > 0 ? calloc(*count, sizeof *slices) : NULL;
    size_t used = 0;
    for (size_t i = 0; slices != NULL && i < row->process_count; i++) {
        const bench_process_samples_t *samples = &row->processes[i];
        memcpy(slices + used, samples->slices, samples->slice_count * sizeof *slices);
        used += samples->slice_count;
    }
    *count = slices != NULL ? *count : 0;
    return slices;
}

bench_percentiles_t bench_slice_percentiles(const bench_row_t *row) {
    size_t count;
    double *slices = all_slices(row, &count);
    bench_percentiles_t percentiles = {.samples = count};
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        percentiles.ns[i] = are_enough(count, permilles[i])
                                ? bench_quantile(slices, count, permilles[i] / 1000.0)
                                : (double)NAN;
    }
    free(slices);
    return percentiles;
}

const bench_latency_t *bench_shown_latency(const bench_row_t *row, bench_latency_kind_t kind,
                                           double load) {
    const bench_latency_t *latency = bench_row_latency(row, kind, load);
    return latency != NULL && bench_latency_is_whole(row, latency) ? latency : NULL;
}

/* fmin passes over a NaN, so that the first load found is the smallest so far. */
double bench_next_load(const bench_report_t *report, double load) {
    double next = NAN;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        for (size_t j = 0; j < row->latency_count; j++) {
            const bench_latency_t *latency = &row->latencies[j];
            if (latency->kind == BENCH_RESPONSE && latency->load > load &&
                bench_latency_is_whole(row, latency)) {
                next = fmin(next, latency->load);
            }
        }
    }
    return next;
}
