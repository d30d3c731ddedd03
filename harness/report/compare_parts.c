/* compare_parts.c - what the formats of a comparison share. */
#include "compare_parts.h"

#include <math.h>

static bool instructions_changed(const bench_comparison_t *comparison) {
    return comparison->instructions == BENCH_CHANGE_MORE ||
           comparison->instructions == BENCH_CHANGE_FEWER;
}

const char *bench_comparison_verdict(const bench_comparison_t *comparison) {
    return comparison->control_differs ? "no verdict" : bench_verdict_name(comparison->time);
}

bool bench_comparison_finding(const bench_comparison_t *comparison) {
    return comparison->allocs != BENCH_CHANGE_NONE || comparison->time != BENCH_NOT_RESOLVED ||
           bench_comparison_unverified(comparison) || instructions_changed(comparison);
}

const bench_row_t *bench_comparison_case(const bench_comparison_t *comparison) {
    return comparison->next != NULL ? comparison->next : comparison->base;
}

const char *bench_change_name(bench_change_t change) {
    static const char *const names[] = {
        [BENCH_CHANGE_NONE] = "none",       [BENCH_CHANGE_MORE] = "more",
        [BENCH_CHANGE_FEWER] = "fewer",     [BENCH_CHANGE_ADDED] = "added",
        [BENCH_CHANGE_REMOVED] = "removed", [BENCH_CHANGE_UNKNOWN] = "unknown",
    };
    return names[change];
}

static void tally_time(bench_tally_t *tally, const bench_comparison_t *comparison) {
    if (isnan(comparison->ratio.estimate)) {
        tally->untimed++;
        return;
    }
    if (comparison->time != BENCH_NOT_RESOLVED) {
        return;
    }
    tally->unresolved++;
    if (isnan(comparison->smallest_effect)) {
        tally->too_few++;
        return;
    }
    /* fmin and fmax pass over the NaN that they start from. */
    tally->least_effect = fmin(tally->least_effect, comparison->smallest_effect);
    tally->most_effect = fmax(tally->most_effect, comparison->smallest_effect);
}

static void tally_counts(bench_tally_t *tally, const bench_comparison_t *comparison) {
    bool changed = comparison->time != BENCH_NOT_RESOLVED || instructions_changed(comparison);
    switch (comparison->allocs) {
    case BENCH_CHANGE_NONE:
        break;
    case BENCH_CHANGE_MORE:
    case BENCH_CHANGE_FEWER:
        changed = true;
        break;
    case BENCH_CHANGE_ADDED:
        tally->added++;
        break;
    case BENCH_CHANGE_REMOVED:
        tally->removed++;
        break;
    case BENCH_CHANGE_UNKNOWN:
        tally->unknown++;
        break;
    }
    tally->changed += changed ? 1 : 0;
    tally->uncomparable += comparison->instructions == BENCH_CHANGE_UNKNOWN ? 1 : 0;
    tally->unverified += bench_comparison_unverified(comparison) ? 1 : 0;
}

static void tally_yardsticks(bench_tally_t *tally, const bench_comparison_t *comparisons,
                             size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(comparisons[i].yardstick_ratio)) {
            sum += log(comparisons[i].yardstick_ratio);
            tally->yardsticks++;
        }
    }
    if (tally->yardsticks > 0) {
        tally->yardstick_ratio = exp(sum / (double)tally->yardsticks);
    }
}

bench_tally_t bench_comparison_tally(const bench_comparison_t *comparisons, size_t count) {
    bench_tally_t tally = {.least_effect = NAN, .most_effect = NAN, .yardstick_ratio = NAN};
    tally_yardsticks(&tally, comparisons, count);
    for (size_t i = 0; i < count; i++) {
        tally_counts(&tally, &comparisons[i]);
        if (comparisons[i].base != NULL && comparisons[i].next != NULL) {
            tally.compared++;
            tally_time(&tally, &comparisons[i]);
        }
    }
    return tally;
}
