/* ab.c - two builds that were timed side by side, case by case. */
#include <math.h>
#include <stdlib.h>

#include "compare_parts.h"
#include "medians.h"

static bench__medians_t medians_of(const bench_comparison_t *pair) {
    const bench_row_t *rows[] = {pair->base, pair->again, pair->new_row};
    return bench__common_medians(rows, 3);
}

static bench_evidence_t evidence_of(const bench_comparison_t *pair, double confidence) {
    bench__medians_t m = medians_of(pair);
    bench_evidence_t evidence = bench_paired(m.of[2], m.of[0], m.count, confidence);
    evidence.p = m.count != 0 ? evidence.p : (double)INFINITY;
    free(m.of[0]);
    return evidence;
}

static void take_control(bench_comparison_t *pair, double least) {
    bench__medians_t m = medians_of(pair);
    pair->processes = m.count;
    pair->control = bench_paired(m.of[1], m.of[0], m.count, BENCH_CONFIDENCE).ratio;
    pair->control_differs = bench_judge(pair->control, least) != BENCH_NOT_RESOLVED;
    /* fmax passes over the NaN of a case that was not timed. */
    pair->floor = fmax(least, fabs(pair->control.estimate - 1.0));
    free(m.of[0]);
}

/* Holm's. Its first step is the level at which any effect is sure to be claimed. */
static double adjust(const bench_comparison_t *pairs, size_t count, const double *p,
                     double *adjusted) {
    size_t timed = 0;
    double cutoff = bench_holm(p, count);
    (void)pairs;
    for (size_t i = 0; i < count; i++) {
        timed += isinf(p[i]) ? 0 : 1;
        adjusted[i] = p[i] <= cutoff ? fmin(p[i], BENCH_FAMILY_LEVEL) : 1;
    }
    return BENCH_FAMILY_LEVEL / (double)(timed == 0 ? 1 : timed);
}

bench_comparison_t *bench_compare_builds(const bench_report_t *base, const bench_report_t *again,
                                         const bench_report_t *new_build, double threshold,
                                         size_t *count) {
    bench_comparison_t *pairs =
        bench__compare_exact(base, new_build, BENCH_INSTRUCTIONS_FLOOR, count);
    for (size_t i = 0; pairs != NULL && i < *count; i++) {
        pairs[i].again =
            pairs[i].base != NULL ? bench_report_find(again, &pairs[i].base->key) : NULL;
        take_control(&pairs[i], fmax(BENCH_EFFECT_FLOOR, threshold));
    }
    pairs = bench__judge_times(pairs, *count, evidence_of, adjust);
    for (size_t i = 0; pairs != NULL && i < *count; i++) {
        pairs[i].smallest_effect =
            pairs[i].control_differs ? (double)NAN : pairs[i].smallest_effect;
    }
    return pairs;
}

size_t bench_ab_processes_needed(size_t cases) {
    size_t needed = bench_processes_needed(cases, 0);
    return needed < BENCH_AB_PROCESSES_MIN ? BENCH_AB_PROCESSES_MIN : needed;
}
