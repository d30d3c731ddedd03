/* compare.c - two reports, case by case. */
#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_instructions.h"
#include "compare_parts.h"
#include "exact_columns.h"
#include "verdicts.h"

static bench_comparison_t empty_comparison(const bench_row_t *base, const bench_row_t *next) {
    return (bench_comparison_t){.base = base,
                                .next = next,
                                .yardstick_ratio = NAN,
                                .ratio = {NAN, NAN, NAN},
                                .smallest_effect = NAN};
}

static bench_change_t change_of_counts(const bench_row_t *base, const bench_row_t *next,
                                       char column[40]) {
    if (!base->exact || !next->exact || (!base->counted && !next->counted)) {
        return BENCH_CHANGE_NONE;
    }
    if (base->counted != next->counted) {
        return BENCH_CHANGE_UNKNOWN;
    }
    const char *name;
    bench_change_t change = bench_exact_change(&base->counts, &next->counts, &name);
    snprintf(column, 40, "%s", name != NULL ? name : "");
    return change;
}

/* What a median is taken in: ns, as if the machine's speed had done nothing to the case, or steps
 * of the yardstick, as if it had done to the case what it did to the yardstick. */
typedef enum unit { UNIT_NS, UNIT_STEPS } unit_t;

/* The per-process medians of both rows of a case. */
typedef struct both_medians {
    double *base;
    double *next;
    size_t base_count;
    size_t next_count;
} both_medians_t;

static void release_medians(both_medians_t *medians) {
    free(medians->base);
    free(medians->next);
}

static bool fill_medians(const bench_row_t *row, unit_t unit, double *medians) {
    if (unit == UNIT_STEPS) {
        return bench_row_steps(row, medians);
    }
    bench_row_medians(row, medians);
    return true;
}

/* False where memory is short, a row is not timed, or the unit is steps and a process has no
 * yardstick. */
static bool take_medians(const bench_comparison_t *comparison, unit_t unit,
                         both_medians_t *medians) {
    const bench_row_t *base = comparison->base;
    const bench_row_t *next = comparison->next;
    if (base == NULL || next == NULL || base->process_count == 0 || next->process_count == 0) {
        return false;
    }
    *medians = (both_medians_t){calloc(base->process_count, sizeof(double)),
                                calloc(next->process_count, sizeof(double)), base->process_count,
                                next->process_count};
    if (medians->base == NULL || medians->next == NULL ||
        !fill_medians(base, unit, medians->base) || !fill_medians(next, unit, medians->next)) {
        release_medians(medians);
        return false;
    }
    return true;
}

/* The ratio next/base; NaN where it cannot be taken. */
static bench_interval_t ratio_in(const bench_comparison_t *comparison, unit_t unit,
                                 double confidence) {
    both_medians_t m;
    if (!take_medians(comparison, unit, &m)) {
        return (bench_interval_t){NAN, NAN, NAN};
    }
    bench_interval_t ratio =
        bench_unpaired_ratio_at(m.next, m.next_count, m.base, m.base_count, confidence);
    release_medians(&m);
    return ratio;
}

static double p_in(const bench_comparison_t *comparison, unit_t unit) {
    both_medians_t m;
    if (!take_medians(comparison, unit, &m)) {
        return 1.0;
    }
    double p = bench_unpaired_p(m.next, m.next_count, m.base, m.base_count);
    release_medians(&m);
    return p;
}

static bool has_yardstick(const bench_comparison_t *comparison) {
    return bench_row_has_yardstick(comparison->base) && bench_row_has_yardstick(comparison->next);
}

/* How much of the machine's speed a case feels is not known: something between nothing and what the
 * yardstick feels. What holds in both units holds for all in between. */
static bench_interval_t ratio_at(const bench_comparison_t *comparison, double confidence) {
    bench_interval_t ratio = ratio_in(comparison, UNIT_NS, confidence);
    return !isnan(ratio.estimate) && has_yardstick(comparison)
               ? bench_ratio_hull(ratio, ratio_in(comparison, UNIT_STEPS, confidence))
               : ratio;
}

static double p_of(const bench_comparison_t *comparison) {
    double p = p_in(comparison, UNIT_NS);
    return p < 1.0 && has_yardstick(comparison) ? fmax(p, p_in(comparison, UNIT_STEPS)) : p;
}

static bool is_timed(const bench_comparison_t *comparison) {
    return !isnan(comparison->ratio.low);
}

static bool differs_from_itself(const bench_row_t *row, double threshold) {
    return bench_judge(bench_row_drift(row), threshold) != BENCH_NOT_RESOLVED;
}

/* Judges the cases that Holm's correction rejects; of the others, says what could have been seen.
 */
static void judge_timed(bench_comparison_t *comparisons, size_t count, const bool *rejected,
                        double threshold, size_t timed) {
    size_t index = 0;
    for (size_t i = 0; i < count; i++) {
        bench_comparison_t *comparison = &comparisons[i];
        if (!is_timed(comparison)) {
            continue;
        }
        comparison->control_differs = differs_from_itself(comparison->base, threshold) ||
                                      differs_from_itself(comparison->next, threshold);
        if (rejected[index++] && !comparison->control_differs) {
            comparison->time = bench_judge(comparison->ratio, threshold);
        }
        /* Holm's first step is the level at which any effect is sure to be claimed. */
        bench_interval_t corrected = ratio_at(comparison, 1.0 - BENCH_FAMILY_LEVEL / (double)timed);
        comparison->smallest_effect = bench_smallest_effect(corrected, threshold);
    }
}

static bool compare_times(bench_comparison_t *comparisons, size_t count, double threshold) {
    double *p = calloc(count + 1, sizeof *p);
    bool *rejected = calloc(count + 1, sizeof *rejected);
    bool good = p != NULL && rejected != NULL;
    size_t timed = 0;
    for (size_t i = 0; good && i < count; i++) {
        comparisons[i].ratio = ratio_at(&comparisons[i], 1.0 - BENCH_FAMILY_LEVEL);
        if (is_timed(&comparisons[i])) {
            p[timed++] = p_of(&comparisons[i]);
        }
    }
    if (good) {
        bench_holm(p, timed, BENCH_FAMILY_LEVEL, rejected);
        judge_timed(comparisons, count, rejected, threshold, timed);
    }
    free(p);
    free(rejected);
    return good;
}

static bench_comparison_t compare_row(const bench_row_t *base, const bench_row_t *next) {
    bench_comparison_t comparison = empty_comparison(base, next);
    if (next == NULL) {
        comparison.allocs = BENCH_CHANGE_REMOVED;
    } else if (base == NULL) {
        comparison.allocs = BENCH_CHANGE_ADDED;
    } else {
        comparison.allocs = change_of_counts(base, next, comparison.column);
        comparison.yardstick_ratio = bench_row_yardstick(next) / bench_row_yardstick(base);
    }
    bench_compare_instructions(&comparison, BENCH_INSTRUCTIONS_FLOOR);
    return comparison;
}

static size_t pair_rows(const bench_report_t *base, const bench_report_t *next,
                        bench_comparison_t *comparisons) {
    size_t count = 0;
    for (size_t i = 0; i < base->row_count; i++) {
        const bench_row_t *row = &base->rows[i];
        comparisons[count++] = compare_row(row, bench_report_find(next, row));
    }
    for (size_t i = 0; i < next->row_count; i++) {
        const bench_row_t *row = &next->rows[i];
        if (bench_report_find(base, row) == NULL) {
            comparisons[count++] = compare_row(NULL, row);
        }
    }
    return count;
}

bench_comparison_t *bench_compare_counts(const bench_report_t *base, const bench_report_t *next,
                                         size_t *count) {
    size_t most = base->row_count + next->row_count;
    *count = most;
    if (most == 0) {
        return NULL;
    }
    bench_comparison_t *comparisons = calloc(most, sizeof *comparisons);
    if (comparisons != NULL) {
        *count = pair_rows(base, next, comparisons);
    }
    return comparisons;
}

bench_comparison_t *bench_compare(const bench_report_t *base, const bench_report_t *next,
                                  const bench_thresholds_t *thresholds, size_t *count) {
    static const bench_thresholds_t floors = {BENCH_EFFECT_FLOOR, BENCH_INSTRUCTIONS_FLOOR};
    const bench_thresholds_t *used = thresholds == NULL ? &floors : thresholds;
    bench_comparison_t *comparisons = bench_compare_counts(base, next, count);
    for (size_t i = 0; comparisons != NULL && i < *count; i++) {
        bench_compare_instructions(&comparisons[i], used->instructions);
    }
    if (comparisons != NULL && !compare_times(comparisons, *count, used->time)) {
        free(comparisons);
        return NULL;
    }
    return comparisons;
}

bool bench_comparison_unverified(const bench_comparison_t *comparison) {
    const bench_row_t *next = comparison->next;
    return next != NULL && next->exact && next->counted &&
           (next->counts.verified == NULL || strcmp(next->counts.verified, "verified") != 0);
}
