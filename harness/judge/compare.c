/* compare.c - two reports, case by case. */
#include "judge/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_parts.h"
#include "felt.h"
#include "joint.h"
#include "medians.h"
#include "model/quantile.h"

/* ---- exact numbers ---- */

static void compare_counts(bench_comparison_t *pair) {
    const bench_row_t *base = pair->base;
    const bench_row_t *new_row = pair->new_row;
    const char *column = NULL;
    if (bench_comparison_counted(pair)) {
        pair->allocs = bench_counts_change(base, new_row, &column);
        pair->column = column != NULL ? column : "";
    } else if (!base->kernel_timed && !new_row->kernel_timed && base->counted != new_row->counted) {
        pair->allocs = BENCH_CHANGE_UNKNOWN;
    }
}

/* Two numbers are comparable where both are exact and of the same kind. */
static void compare_instructions(bench_comparison_t *pair, double threshold) {
    const bench_instructions_t *base = &pair->base->instructions;
    const bench_instructions_t *new_run = &pair->new_row->instructions;
    if (!base->exact || !new_run->exact || base->by == BENCH_BY_NONE || base->by != new_run->by) {
        pair->instructions = base->exact ? BENCH_CHANGE_UNKNOWN : BENCH_CHANGE_NONE;
        return;
    }
    double before = bench_fraction_value(base->per_op);
    double more = bench_fraction_value(new_run->per_op) - before;
    pair->instructions_change = more / before;
    if (fabs(more) > threshold * before) {
        pair->instructions = more > 0 ? BENCH_CHANGE_MORE : BENCH_CHANGE_FEWER;
    }
}

static bench_comparison_t compare_rows(const bench_row_t *base, const bench_row_t *new_row,
                                       double threshold) {
    bench_comparison_t pair = {.base = base,
                               .new_row = new_row,
                               .column = "",
                               .instructions_change = NAN,
                               .yardstick_ratio = NAN,
                               .ratio = BENCH_NO_INTERVAL,
                               .control = BENCH_NO_INTERVAL,
                               .smallest_effect = NAN};
    if (base == NULL || new_row == NULL) {
        pair.allocs = base == NULL ? BENCH_CHANGE_ADDED : BENCH_CHANGE_REMOVED;
        return pair;
    }
    compare_counts(&pair);
    compare_instructions(&pair, threshold);
    pair.yardstick_ratio = bench_row_yardstick(new_row) / bench_row_yardstick(base);
    return pair;
}

bench_comparison_t *bench__compare_exact(const bench_report_t *base, const bench_report_t *new_run,
                                         double instructions_threshold, size_t *count) {
    size_t most = base->row_count + new_run->row_count;
    bench_comparison_t *pairs = most != 0 ? calloc(most, sizeof *pairs) : NULL;
    *count = pairs != NULL ? 0 : most;
    for (size_t i = 0; pairs != NULL && i < base->row_count; i++) {
        const bench_row_t *row = &base->rows[i];
        const bench_row_t *new_row = bench_report_find(new_run, &row->key);
        pairs[(*count)++] = compare_rows(row, new_row, instructions_threshold);
    }
    for (size_t i = 0; pairs != NULL && i < new_run->row_count; i++) {
        const bench_row_t *row = &new_run->rows[i];
        if (bench_report_find(base, &row->key) == NULL) {
            pairs[(*count)++] = compare_rows(NULL, row, instructions_threshold);
        }
    }
    return pairs;
}

/* ---- times ---- */

/* A ratio that is due to some of the processes alone is no evidence. */
static bench_evidence_t evidence_in(const bench_comparison_t *pair, double felt,
                                    double confidence) {
    bench__medians_t base = bench__row_medians(pair->base, felt);
    bench__medians_t new_run = bench__row_medians(pair->new_row, felt);
    bench_evidence_t evidence =
        bench_unpaired(new_run.of[0], new_run.count, base.of[0], base.count, confidence);
    if (!bench_moved_together(new_run.of[0], new_run.count, base.of[0], base.count,
                              evidence.ratio.estimate)) {
        evidence.p = 1;
    }
    free(base.of[0]);
    free(new_run.of[0]);
    return evidence;
}

/* How much of the machine's speed a case feels is known within an interval. What holds at both of
 * its ends holds for all in between. */
static bench_evidence_t evidence_of(const bench_comparison_t *pair, double confidence) {
    if (pair->base == NULL || pair->new_row == NULL) {
        return (bench_evidence_t){BENCH_NO_INTERVAL, INFINITY};
    }
    bench__felt_t felt = bench__felt(pair->base, pair->new_row);
    bench_evidence_t evidence = evidence_in(pair, felt.least, confidence);
    if (felt.most > felt.least) {
        bench_evidence_t most = evidence_in(pair, felt.most, confidence);
        bool agree = (evidence.ratio.estimate < 1) == (most.ratio.estimate < 1);
        evidence.ratio = bench_ratio_containing(evidence.ratio, most.ratio);
        evidence.p = agree ? fmax(evidence.p, most.p) : 1;
    }
    evidence.p = isnan(evidence.ratio.low) ? (double)INFINITY : evidence.p;
    return evidence;
}

static void judge(bench_comparison_t *pair, bool claimed, bench_interval_t corrected) {
    if (claimed && !pair->control_differs) {
        pair->time = bench_judge(pair->ratio, pair->floor);
    }
    pair->smallest_effect = bench_smallest_effect(corrected, pair->floor);
}

static void take_evidence(bench_comparison_t *pairs, size_t count, bench__evidence_t *of,
                          double *p) {
    for (size_t i = 0; i < count; i++) {
        bench_evidence_t evidence = of(&pairs[i], BENCH_CONFIDENCE);
        pairs[i].ratio = evidence.ratio;
        pairs[i].control_differs = pairs[i].control_differs && !isinf(evidence.p);
        p[i] = evidence.p;
    }
}

bench_comparison_t *bench__judge_times(bench_comparison_t *comparisons, size_t count,
                                       bench__evidence_t *of, bench__correction_t *correct) {
    double *p = comparisons != NULL ? calloc(count + 1, 2 * sizeof *p) : NULL;
    if (p == NULL) {
        free(comparisons);
        return NULL;
    }
    double *adjusted = p + count;
    take_evidence(comparisons, count, of, p);
    double level = correct(comparisons, count, p, adjusted);
    for (size_t i = 0; i < count; i++) {
        if (!isinf(p[i])) {
            judge(&comparisons[i], adjusted[i] <= BENCH_FAMILY_LEVEL,
                  of(&comparisons[i], 1 - level).ratio);
        }
    }
    free(p);
    return comparisons;
}

/* A run whose later processes differ from its earlier ones supports no smaller effect than that. */
static double drift_of(const bench_row_t *row) {
    bench_interval_t drift = bench_row_drift(row);
    bool differs = bench_judge(drift, BENCH_EFFECT_FLOOR) != BENCH_NOT_RESOLVED;
    return differs ? fabs(drift.estimate - 1) : 0;
}

/* The smallest effect that a run supports for one of its rows. */
static double floor_of(const bench_report_t *report, const bench_row_t *row) {
    return fmax(drift_of(row), BENCH_SHARED_SPREADS * bench_row_shared_spread(report, row));
}

static void prepare(bench_comparison_t *pair, const bench_report_t *base,
                    const bench_report_t *new_run, double floor) {
    pair->floor = floor;
    if (pair->base != NULL && pair->new_row != NULL) {
        size_t in_base = pair->base->process_count;
        size_t in_new = pair->new_row->process_count;
        pair->processes = in_base < in_new ? in_base : in_new;
        pair->floor =
            fmax(floor, fmax(floor_of(base, pair->base), floor_of(new_run, pair->new_row)));
    }
}

/* By what the processes have in common; by Bonferroni where memory is short. */
static double adjust(const bench_comparison_t *pairs, size_t count, const double *p,
                     double *adjusted) {
    bench__both_t *rows = calloc(count + 1, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < count; i++) {
        rows[i] = (bench__both_t){pairs[i].base, pairs[i].new_row};
    }
    double level = bench__joint_adjust(rows, count, p, adjusted);
    free(rows);
    return level;
}

bench_comparison_t *bench_compare(const bench_report_t *base, const bench_report_t *new_run,
                                  const bench_thresholds_t *thresholds, size_t *count) {
    static const bench_thresholds_t floors = {BENCH_EFFECT_FLOOR, BENCH_INSTRUCTIONS_FLOOR};
    const bench_thresholds_t *used = thresholds == NULL ? &floors : thresholds;
    bench_comparison_t *pairs = bench__compare_exact(base, new_run, used->instructions, count);
    for (size_t i = 0; pairs != NULL && i < *count; i++) {
        prepare(&pairs[i], base, new_run, used->time);
    }
    return bench__judge_times(pairs, *count, evidence_of, adjust);
}

/* ---- of one case ---- */

static bool instructions_changed(const bench_comparison_t *pair) {
    return pair->instructions == BENCH_CHANGE_MORE || pair->instructions == BENCH_CHANGE_FEWER;
}

const char *bench_comparison_verdict(const bench_comparison_t *pair) {
    return isnan(pair->ratio.estimate) ? "" : bench_verdict_name(pair->time, pair->control_differs);
}

const bench_row_t *bench_comparison_row(const bench_comparison_t *pair) {
    return pair->new_row != NULL ? pair->new_row : pair->base;
}

bool bench_comparison_counted(const bench_comparison_t *pair) {
    const bench_row_t *base = pair->base;
    const bench_row_t *new_row = pair->new_row;
    return base != NULL && new_row != NULL && !base->kernel_timed && !new_row->kernel_timed &&
           base->counted && new_row->counted;
}

size_t bench_comparison_columns(const bench_comparison_t *pair,
                                bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX]) {
    size_t count = bench_comparison_counted(pair)
                       ? bench_counts_changes(pair->base, pair->new_row, changes)
                       : 0;
    /* A change of 0 is none, and one that is not comparable is NaN. */
    if (fabs(pair->instructions_change) > 0) {
        bench_change_t change =
            pair->instructions_change > 0 ? BENCH_CHANGE_MORE : BENCH_CHANGE_FEWER;
        changes[count++] = bench_column_change(bench_metrics[BENCH_METRIC_instructions_per_op].name,
                                               change, pair->base->instructions.per_op,
                                               pair->new_row->instructions.per_op);
    }
    return count;
}

bool bench_comparison_unverified(const bench_comparison_t *pair) {
    const bench_row_t *row = pair->new_row;
    return row != NULL && bench_row_is_unverified(row);
}

bool bench_comparison_is_finding(const bench_comparison_t *pair) {
    return pair->allocs != BENCH_CHANGE_NONE || pair->time != BENCH_NOT_RESOLVED ||
           bench_comparison_unverified(pair) || instructions_changed(pair) || pair->over != 0 ||
           pair->moved;
}

/* ---- in numbers ---- */

static void tally_time(bench_comparison_tally_t *tally, const bench_comparison_t *pair) {
    bool timed = !isnan(pair->ratio.estimate);
    bool unresolved = timed && !pair->control_differs && pair->time == BENCH_NOT_RESOLVED;
    tally->compared++;
    tally->timed += timed ? 1 : 0;
    tally->untimed += timed ? 0 : 1;
    tally->unresolved += unresolved ? 1 : 0;
    tally->no_verdict += timed && pair->control_differs ? 1 : 0;
    tally->too_few += unresolved && isnan(pair->smallest_effect) ? 1 : 0;
}

static void tally_counts(bench_comparison_tally_t *tally, const bench_comparison_t *pair) {
    tally->added += pair->allocs == BENCH_CHANGE_ADDED ? 1 : 0;
    tally->removed += pair->allocs == BENCH_CHANGE_REMOVED ? 1 : 0;
    tally->unknown += pair->allocs == BENCH_CHANGE_UNKNOWN ? 1 : 0;
    tally->changed += pair->allocs == BENCH_CHANGE_MORE || pair->allocs == BENCH_CHANGE_FEWER ||
                              pair->allocs == BENCH_CHANGE_OTHER ||
                              pair->time != BENCH_NOT_RESOLVED || instructions_changed(pair)
                          ? 1
                          : 0;
    tally->uncomparable += pair->instructions == BENCH_CHANGE_UNKNOWN ? 1 : 0;
    tally->over += pair->over != 0 ? 1 : 0;
    tally->unverified += bench_comparison_unverified(pair) ? 1 : 0;
    tally->processes = pair->processes > tally->processes ? pair->processes : tally->processes;
}

/* Over the cases whose smallest effect is known; NaN where memory is short. */
static double half_effect(const bench_comparison_t *comparisons, size_t count) {
    size_t known = 0;
    double *effects = calloc(count + 1, sizeof *effects);
    for (size_t i = 0; effects != NULL && i < count; i++) {
        if (!isnan(comparisons[i].smallest_effect)) {
            effects[known++] = comparisons[i].smallest_effect;
        }
    }
    double half = bench_median(effects, known);
    free(effects);
    return half;
}

bench_comparison_tally_t bench_comparison_tally(const bench_comparison_t *comparisons,
                                                size_t count) {
    bench_comparison_tally_t tally = {.half_effect = half_effect(comparisons, count)};
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const bench_comparison_t *pair = &comparisons[i];
        tally_counts(&tally, pair);
        if (pair->base != NULL && pair->new_row != NULL) {
            tally_time(&tally, pair);
        }
        if (!isnan(pair->yardstick_ratio)) {
            sum += log(pair->yardstick_ratio);
            tally.yardsticks++;
        }
    }
    tally.yardstick_ratio = exp(sum / (double)tally.yardsticks); /* NaN without any: 0 / 0 */
    return tally;
}

/* ---- the environment ---- */

void bench_environment_changes(const bench_report_t *base, const bench_report_t *new_run,
                               bench_table_t *table) {
    /* What numbers depend on beside the code. The revision is what is compared, and the load is
     * another one in each run. */
    static const char *const facts[] = {
        "cpu",
        "cores",
        "kernel",
        "virtualisation",
        "governor",
        "libc",
        "compiler",
        "build_type",
        "flags",
        "jemalloc",
        "google_benchmark",
        "witness",
        "plugin_compiler",
        "pin",
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const char *before = bench_report_fact(base, facts[i]);
        const char *after = bench_report_fact(new_run, facts[i]);
        if (before[0] != '\0' && after[0] != '\0' && strcmp(before, after) != 0) {
            bench_table_add_rest(table, facts[i], before, after);
        }
    }
}
