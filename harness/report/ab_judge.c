/* ab_judge.c - verdicts on the times of two builds, from medians alone. */
#include <math.h>
#include <stdlib.h>

#include "compare_parts.h"
#include "report/ab.h"

static const bench_interval_t no_interval = {NAN, NAN, NAN};

/* How far a ratio is from 1; 0 where there is none. */
static double effect_of(bench_interval_t ratio) {
    return isnan(ratio.estimate) ? 0 : fabs(ratio.estimate - 1.0);
}

static void measure(const bench_ab_medians_t *medians, double floor, bench_ab_time_t *time) {
    size_t n = medians->processes;
    *time = (bench_ab_time_t){
        .processes = n, .ratio = no_interval, .control = no_interval, .smallest_effect = NAN};
    if (n == 0) {
        time->floor = NAN;
        return;
    }
    time->ratio = bench_paired_ratio(medians->next, medians->old, n);
    time->control = bench_paired_ratio(medians->again, medians->old, n);
    time->floor = fmax(floor, effect_of(time->control));
    time->control_differs = bench_judge(time->control, floor) != BENCH_NOT_RESOLVED;
}

/* At Holm's first step, the level at which any effect is sure to be claimed. */
static double resolvable(const bench_ab_medians_t *medians, size_t timed, double floor) {
    double confidence = 1.0 - BENCH_FAMILY_LEVEL / (double)timed;
    bench_interval_t ratio =
        bench_paired_ratio_at(medians->next, medians->old, medians->processes, confidence);
    return bench_smallest_effect(ratio, floor);
}

bool bench_ab_judge(const bench_ab_medians_t *medians, size_t count, double threshold,
                    bench_ab_time_t *times) {
    double *p = calloc(count + 1, sizeof *p);
    bool *rejected = calloc(count + 1, sizeof *rejected);
    bool good = p != NULL && rejected != NULL;
    size_t timed = 0;
    for (size_t i = 0; good && i < count; i++) {
        measure(&medians[i], fmax(BENCH_EFFECT_FLOOR, threshold), &times[i]);
        if (times[i].processes != 0) {
            p[timed++] = bench_sign_test_p(medians[i].next, medians[i].old, medians[i].processes);
        }
    }
    if (good) {
        bench_holm(p, timed, BENCH_FAMILY_LEVEL, rejected);
    }
    for (size_t i = 0, index = 0; good && i < count; i++) {
        bench_ab_time_t *time = &times[i];
        if (time->processes == 0) {
            continue;
        }
        bool is_rejected = rejected[index++];
        if (time->control_differs) {
            continue;
        }
        time->verdict = is_rejected ? bench_judge(time->ratio, time->floor) : BENCH_NOT_RESOLVED;
        time->smallest_effect = resolvable(&medians[i], timed, time->floor);
    }
    free(p);
    free(rejected);
    return good;
}

size_t bench_ab_processes_needed(size_t cases) {
    size_t needed = bench_processes_needed(cases, true);
    return needed < BENCH_AB_PROCESSES_MIN ? BENCH_AB_PROCESSES_MIN : needed;
}
