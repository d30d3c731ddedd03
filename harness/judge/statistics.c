/* statistics.c - the sign test; medians, their order-statistic intervals, and ratios of them. */
#include "judge/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "model/quantile.h"
#include "rank_sum.h"

/* Rounding of the sums below; a confidence that is met exactly must not be lost to it. */
#define ROUNDING 1e-12

/* A tail that grows term by term. Summed in logarithms: 2^-n alone leaves the range of a double at
 * n = 1075. */
typedef struct tail {
    size_t n, k;
    double log_term;
    double sum;
} tail_t;

static tail_t tail_begin(size_t n) {
    double log_term = -(double)n * log(2.0);
    return (tail_t){n, 0, log_term, exp(log_term)};
}

static void tail_grow(tail_t *tail) {
    tail->log_term += log((double)(tail->n - tail->k) / (double)(tail->k + 1));
    tail->sum += exp(tail->log_term);
    tail->k++;
}

double bench_sign_test_tail(size_t n, size_t k) {
    tail_t tail = tail_begin(n);
    while (tail.k < k && tail.k < n) {
        tail_grow(&tail);
    }
    return fmin(tail.sum, 1.0);
}

/* The next rank's tail follows from this one's: one pass, however many values there are. */
size_t bench_sign_test_rank(size_t n, double confidence) {
    size_t rank = 0;
    tail_t tail = tail_begin(n);
    while (2 * (rank + 1) <= n + 1 && 1.0 - 2.0 * fmin(tail.sum, 1.0) >= confidence - ROUNDING) {
        rank++;
        tail_grow(&tail);
    }
    return rank;
}

double bench_sign_test_p(const double *a, const double *b, size_t n) {
    size_t above = 0;
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        above += a[i] > b[i];
        below += a[i] < b[i];
    }
    size_t fewer = above < below ? above : below;
    return fmin(1.0, 2.0 * bench_sign_test_tail(above + below, fewer));
}

/* What one of `comparisons` judged together must not exceed, whatever the others are. */
static double strictest_level(size_t comparisons) {
    return BENCH_FAMILY_LEVEL / (double)(comparisons == 0 ? 1 : comparisons);
}

unsigned bench_processes_needed(size_t comparisons, unsigned outliers) {
    unsigned processes = BENCH_PROCESSES_MIN;
    while (2.0 * bench_sign_test_tail(processes, outliers) > strictest_level(comparisons)) {
        processes++;
    }
    return processes;
}

unsigned bench_processes_needed_in_each(size_t comparisons) {
    unsigned processes = 1;
    double smallest = 2.0 / 2; /* 2 / C(2n, n) */
    while (smallest > strictest_level(comparisons)) {
        smallest *= (processes + 1.0) / (2.0 * (2.0 * processes + 1.0));
        processes++;
    }
    return processes;
}

double bench_holm_at(double level, const double *p, size_t count) {
    double cutoff = -1;
    double *sorted = bench_sorted(p, count);
    size_t judged = sorted != NULL ? count : 0;
    while (judged > 0 && isinf(sorted[judged - 1])) {
        judged--;
    }
    for (size_t i = 0; i < judged && sorted[i] <= level / (double)(judged - i); i++) {
        cutoff = sorted[i];
    }
    free(sorted);
    return cutoff;
}

double bench_holm(const double *p, size_t count) {
    return bench_holm_at(BENCH_FAMILY_LEVEL, p, count);
}

/* ---- intervals and ratios ---- */

/* The values in order, owned. */
typedef struct sorted {
    double *values;
    size_t count;
} sorted_t;

static bench_interval_t interval_of(sorted_t sorted, double confidence) {
    if (sorted.values == NULL) {
        return BENCH_NO_INTERVAL;
    }
    bench_interval_t interval = {bench_sorted_median(sorted.values, sorted.count), NAN, NAN};
    size_t rank = bench_sign_test_rank(sorted.count, confidence);
    if (rank > 0) {
        interval.low = sorted.values[rank - 1];
        interval.high = sorted.values[sorted.count - rank];
    }
    return interval;
}

static bench_interval_t interval_at(const double *values, size_t n, double confidence) {
    sorted_t sorted = {bench_sorted(values, n), n};
    bench_interval_t interval = interval_of(sorted, confidence);
    free(sorted.values);
    return interval;
}

bench_interval_t bench_median_interval(const double *values, size_t n) {
    return interval_at(values, n, BENCH_CONFIDENCE);
}

bench_evidence_t bench_paired(const double *a, const double *b, size_t n, double confidence) {
    double *logs = calloc(n + 1, sizeof *logs);
    for (size_t i = 0; logs != NULL && i < n; i++) {
        logs[i] = log(a[i] / b[i]);
    }
    bench_interval_t found = interval_at(logs, logs != NULL ? n : 0, confidence);
    free(logs);
    return (bench_evidence_t){{exp(found.estimate), exp(found.low), exp(found.high)},
                              bench_sign_test_p(a, b, n)};
}

/* The logarithms in order; NULL: out of memory. */
static double *sorted_logs(const double *values, size_t n) {
    double *logs = bench_sorted(values, n);
    for (size_t i = 0; logs != NULL && i < n; i++) {
        logs[i] = log(logs[i]);
    }
    return logs;
}

/* Of an even number of differences the middle of the two in the middle. */
static double median_difference(sorted_t a, sorted_t b) {
    size_t count = a.count * b.count;
    double low = bench__difference(a.values, a.count, b.values, b.count, (count + 1) / 2);
    double high = bench__difference(a.values, a.count, b.values, b.count, count / 2 + 1);
    return (low + high) / 2;
}

/* Equal values speak against a difference. */
static double rank_sum_p(const bench__rank_sum_t *sum, sorted_t a, sorted_t b) {
    size_t not_above = bench__differences_below(a.values, a.count, b.values, b.count, 0, true);
    size_t not_below = a.count * b.count -
                       bench__differences_below(a.values, a.count, b.values, b.count, 0, false);
    size_t fewer = not_above < not_below ? not_above : not_below;
    return fmin(1.0, 2.0 * bench__rank_sum_tail(sum, fewer));
}

static bench_evidence_t rank_sum_evidence(sorted_t a, sorted_t b, double confidence) {
    bench__rank_sum_t sum = bench__rank_sum(a.count, b.count);
    size_t rank = bench__rank_sum_rank(&sum, confidence);
    bench_interval_t ratio = {exp(median_difference(a, b)), NAN, NAN};
    if (rank > 0) {
        size_t last = a.count * b.count + 1 - rank;
        ratio.low = exp(bench__difference(a.values, a.count, b.values, b.count, rank));
        ratio.high = exp(bench__difference(a.values, a.count, b.values, b.count, last));
    }
    bench_evidence_t evidence = {ratio, rank_sum_p(&sum, a, b)};
    bench__rank_sum_deinit(&sum);
    return evidence;
}

bench_evidence_t bench_unpaired(const double *a, size_t na, const double *b, size_t nb,
                                double confidence) {
    sorted_t of_a = {sorted_logs(a, na), na};
    sorted_t of_b = {sorted_logs(b, nb), nb};
    bench_evidence_t evidence = {BENCH_NO_INTERVAL, 1};
    if (of_a.values != NULL && of_b.values != NULL && na != 0 && nb != 0) {
        evidence = rank_sum_evidence(of_a, of_b, confidence);
    }
    free(of_a.values);
    free(of_b.values);
    return evidence;
}

bool bench_moved_together(const double *a, size_t na, const double *b, size_t nb, double ratio) {
    double least = log(ratio) * BENCH_SHARE_OF_EFFECT;
    double fast = log(bench_quantile(a, na, 0) / bench_quantile(b, nb, 0));
    double slow = log(bench_quantile(a, na, 0.875) / bench_quantile(b, nb, 0.875));
    return least > 0 ? fast >= least && slow >= least : fast <= least && slow <= least;
}

const char *bench_verdict_name(bench_verdict_t verdict, bool control_differs) {
    static const char *const names[] = {"not resolved", "better", "worse"};
    return control_differs ? "no verdict" : names[verdict];
}

bench_interval_t bench_ratio_containing(bench_interval_t a, bench_interval_t b) {
    if (isnan(a.estimate) || isnan(b.estimate)) {
        return BENCH_NO_INTERVAL;
    }
    bool nearer = fabs(log(a.estimate)) <= fabs(log(b.estimate));
    bench_interval_t both = {nearer ? a.estimate : b.estimate, NAN, NAN};
    if (!isnan(a.low) && !isnan(b.low)) {
        both.low = fmin(a.low, b.low);
        both.high = fmax(a.high, b.high);
    }
    return both;
}

bench_verdict_t bench_judge(bench_interval_t ratio, double floor) {
    if (ratio.high < 1.0 && ratio.estimate <= 1.0 - floor) {
        return BENCH_BETTER;
    }
    bool worse = ratio.low > 1.0 && ratio.estimate >= 1.0 + floor;
    return worse ? BENCH_WORSE : BENCH_NOT_RESOLVED;
}

double bench_smallest_effect(bench_interval_t ratio, double floor) {
    bool known = !isnan(ratio.low) && !isnan(ratio.high);
    return known ? fmax(floor, exp((log(ratio.high) - log(ratio.low)) / 2.0) - 1.0) : (double)NAN;
}
