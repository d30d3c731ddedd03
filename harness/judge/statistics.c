/* statistics.c - the sign test; medians, their order-statistic intervals, and ratios of them. */
#include "judge/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "model/quantile.h"

/* Rounding of the sums below; a confidence that is met exactly must not be lost to it. */
#define ROUNDING 1e-12

/* Summed in logarithms: 2^-n alone leaves the range of a double at n = 1075. */
double bench_sign_test_tail(size_t n, size_t k) {
    double log_term = -(double)n * log(2.0);
    double sum = exp(log_term);
    for (size_t i = 0; i < k && i < n; i++) {
        log_term += log((double)(n - i) / (double)(i + 1));
        sum += exp(log_term);
    }
    return fmin(sum, 1.0);
}

size_t bench_sign_test_rank(size_t n, double confidence) {
    size_t rank = 0;
    while (2 * (rank + 1) <= n + 1 &&
           1.0 - 2.0 * bench_sign_test_tail(n, rank) >= confidence - ROUNDING) {
        rank++;
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

unsigned bench_processes_needed(size_t comparisons, bool paired) {
    unsigned processes = BENCH_PROCESSES_MIN;
    double most = BENCH_FAMILY_LEVEL / (double)(comparisons == 0 ? 1 : comparisons);
    while (ldexp(paired ? 2.0 : 4.0, -(int)processes) > most) {
        processes++;
    }
    return processes;
}

double bench_holm(const double *p, size_t count) {
    double cutoff = -1;
    double *sorted = bench_sorted(p, count);
    size_t judged = sorted != NULL ? count : 0;
    while (judged > 0 && isinf(sorted[judged - 1])) {
        judged--;
    }
    for (size_t i = 0; i < judged && sorted[i] <= BENCH_FAMILY_LEVEL / (double)(judged - i); i++) {
        cutoff = sorted[i];
    }
    free(sorted);
    return cutoff;
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

/* Each sample's own interval gets half of what may go wrong. NaN carries through where one has
 * none. */
static bench_interval_t ratio_at(sorted_t a, sorted_t b, double level) {
    bench_interval_t of_a = interval_of(a, 1.0 - level / 2.0);
    bench_interval_t of_b = interval_of(b, 1.0 - level / 2.0);
    return (bench_interval_t){of_a.estimate / of_b.estimate, of_a.low / of_b.high,
                              of_a.high / of_b.low};
}

/* Intervals change only at the levels at which a sample of n comes to use another rank (1-based),
 * and narrow with the level: the first that excludes 1 has the smallest level. */
static double smallest_level(sorted_t a, sorted_t b, size_t n) {
    for (size_t rank = 1; 2 * rank <= n + 1; rank++) {
        double level = 4.0 * bench_sign_test_tail(n, rank - 1);
        bench_interval_t ratio = ratio_at(a, b, level);
        if (level < 1.0 && (ratio.high < 1.0 || ratio.low > 1.0)) {
            return level;
        }
    }
    return 1.0;
}

bench_evidence_t bench_unpaired(const double *a, size_t na, const double *b, size_t nb,
                                double confidence) {
    sorted_t of_a = {bench_sorted(a, na), na};
    sorted_t of_b = {bench_sorted(b, nb), nb};
    bench_evidence_t evidence = {
        ratio_at(of_a, of_b, 1.0 - confidence),
        fmin(smallest_level(of_a, of_b, na), smallest_level(of_a, of_b, nb))};
    free(of_a.values);
    free(of_b.values);
    return evidence;
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
