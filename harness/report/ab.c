/* ab.c - the rows of two builds, case by case. */
#include "report/ab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_parts.h"

/* `room` holds three values for each process of the old row. */
static bench_ab_medians_t take_medians(const bench_row_t *old, const bench_row_t *again,
                                       const bench_row_t *next, double *room) {
    double *values[] = {room, room + old->process_count, room + 2 * old->process_count};
    size_t n = 0;
    for (size_t i = 0; i < old->process_count; i++) {
        uint32_t process = old->processes[i].process;
        values[0][n] = bench_row_median_in(old, process);
        values[1][n] = again == NULL ? (double)NAN : bench_row_median_in(again, process);
        values[2][n] = bench_row_median_in(next, process);
        n += isnan(values[1][n]) || isnan(values[2][n]) ? 0 : 1;
    }
    return (bench_ab_medians_t){values[0], values[1], values[2], n};
}

static size_t values_in(const bench_comparison_t *comparison) {
    return comparison->base != NULL ? 3 * comparison->base->process_count : 0;
}

static bool judge_times(bench_ab_t *ab, const bench_report_t *again, double threshold) {
    size_t values = 0;
    for (size_t i = 0; i < ab->count; i++) {
        values += values_in(&ab->comparisons[i]);
    }
    double *room = calloc(values + 1, sizeof *room);
    bench_ab_medians_t *medians = calloc(ab->count + 1, sizeof *medians);
    bool good = room != NULL && medians != NULL;
    for (size_t i = 0, used = 0; good && i < ab->count; i++) {
        const bench_comparison_t *comparison = &ab->comparisons[i];
        if (comparison->base != NULL && comparison->next != NULL) {
            medians[i] = take_medians(comparison->base, bench_report_find(again, comparison->base),
                                      comparison->next, room + used);
        }
        used += values_in(comparison);
    }
    good = good && bench_ab_judge(medians, ab->count, threshold, ab->times);
    free(room);
    free(medians);
    return good;
}

bool bench_ab_init(bench_ab_t *ab, const bench_report_t *old, const bench_report_t *again,
                   const bench_report_t *next, double threshold) {
    memset(ab, 0, sizeof *ab);
    ab->comparisons = bench_compare_counts(old, next, &ab->count);
    ab->times = calloc(ab->count + 1, sizeof *ab->times);
    if (ab->comparisons == NULL || ab->times == NULL || !judge_times(ab, again, threshold)) {
        bench_ab_deinit(ab);
        return false;
    }
    for (size_t i = 0; i < ab->count; i++) {
        ab->comparisons[i].ratio = ab->times[i].ratio;
        ab->comparisons[i].time = ab->times[i].verdict;
        ab->comparisons[i].smallest_effect = ab->times[i].smallest_effect;
    }
    return true;
}

void bench_ab_deinit(bench_ab_t *ab) {
    if (ab == NULL) {
        return;
    }
    free(ab->comparisons);
    free(ab->times);
    memset(ab, 0, sizeof *ab);
}
