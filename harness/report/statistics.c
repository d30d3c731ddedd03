/* statistics.c - medians, their order-statistic intervals, and ratios of them. */
#include "report/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sign_test.h"

static const bench_interval_t no_interval = {NAN, NAN, NAN};

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A sorted copy, to be freed; NULL for n == 0 and where memory is short. */
static double *sorted_copy(const double *values, size_t n) {
    double *copy = n > 0 ? calloc(n, sizeof *copy) : NULL;
    if (copy != NULL) {
        memcpy(copy, values, n * sizeof *copy);
        qsort(copy, n, sizeof *copy, compare_doubles);
    }
    return copy;
}

static double sorted_quantile(const double *sorted, size_t n, double q) {
    double position = q * (double)(n - 1);
    size_t index = (size_t)position;
    if (index + 1 >= n) {
        return sorted[n - 1];
    }
    double weight = position - (double)index;
    return sorted[index] + weight * (sorted[index + 1] - sorted[index]);
}

static double sorted_median(const double *sorted, size_t n) {
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
}

static bench_interval_t sorted_interval(const double *sorted, size_t n, double confidence) {
    bench_interval_t interval = {sorted_median(sorted, n), NAN, NAN};
    size_t rank = bench_sign_test_rank(n, confidence);
    if (rank > 0) {
        interval.low = sorted[rank - 1];
        interval.high = sorted[n - rank];
    }
    return interval;
}

double bench_median(const double *values, size_t n) {
    double *sorted = sorted_copy(values, n);
    double median = sorted != NULL ? sorted_median(sorted, n) : (double)NAN;
    free(sorted);
    return median;
}

double bench_quantile(const double *values, size_t n, double q) {
    double *sorted = sorted_copy(values, n);
    double quantile = sorted != NULL ? sorted_quantile(sorted, n, q) : (double)NAN;
    free(sorted);
    return quantile;
}

static bench_interval_t interval_at(const double *values, size_t n, double confidence) {
    double *sorted = sorted_copy(values, n);
    bench_interval_t interval =
        sorted != NULL ? sorted_interval(sorted, n, confidence) : no_interval;
    free(sorted);
    return interval;
}

bench_interval_t bench_median_interval(const double *values, size_t n) {
    return interval_at(values, n, 0.95);
}

bench_interval_t bench_paired_ratio(const double *a, const double *b, size_t n) {
    return bench_paired_ratio_at(a, b, n, 0.95);
}

bench_interval_t bench_paired_ratio_at(const double *a, const double *b, size_t n,
                                       double confidence) {
    double *logs = n > 0 ? calloc(n, sizeof *logs) : NULL;
    if (logs == NULL) {
        return no_interval;
    }
    for (size_t i = 0; i < n; i++) {
        logs[i] = log(a[i] / b[i]);
    }
    bench_interval_t interval = interval_at(logs, n, confidence);
    free(logs);
    return (bench_interval_t){exp(interval.estimate), exp(interval.low), exp(interval.high)};
}

/* Each sample's own interval gets half of what may go wrong. NaN carries through where one has
 * none. */
static bench_interval_t sorted_ratio(const double *a, size_t na, const double *b, size_t nb,
                                     double level) {
    bench_interval_t of_a = sorted_interval(a, na, 1.0 - level / 2.0);
    bench_interval_t of_b = sorted_interval(b, nb, 1.0 - level / 2.0);
    return (bench_interval_t){of_a.estimate / of_b.estimate, of_a.low / of_b.high,
                              of_a.high / of_b.low};
}

bench_interval_t bench_unpaired_ratio_at(const double *a, size_t na, const double *b, size_t nb,
                                         double confidence) {
    double *sorted_a = sorted_copy(a, na);
    double *sorted_b = sorted_copy(b, nb);
    bench_interval_t ratio = no_interval;
    if (sorted_a != NULL && sorted_b != NULL) {
        ratio = sorted_ratio(sorted_a, na, sorted_b, nb, 1.0 - confidence);
    }
    free(sorted_a);
    free(sorted_b);
    return ratio;
}

bench_interval_t bench_unpaired_ratio(const double *a, size_t na, const double *b, size_t nb) {
    return bench_unpaired_ratio_at(a, na, b, nb, 0.95);
}

/* The level of both intervals at which a sample of n comes to use this rank (1-based). */
static double level_of_rank(size_t n, size_t rank) {
    return 4.0 * bench_sign_test_tail(n, rank - 1);
}

/* Intervals change only at the levels of the ranks of n, and narrow with the level: the first that
 * excludes 1 has the smallest level. */
static double smallest_level(const double *a, size_t na, const double *b, size_t nb, size_t n) {
    for (size_t rank = 1; 2 * rank <= n + 1; rank++) {
        double level = level_of_rank(n, rank);
        if (level >= 1.0) {
            break;
        }
        bench_interval_t ratio = sorted_ratio(a, na, b, nb, level);
        if (ratio.high < 1.0 || ratio.low > 1.0) {
            return level;
        }
    }
    return 1.0;
}

double bench_unpaired_p(const double *a, size_t na, const double *b, size_t nb) {
    double *sorted_a = sorted_copy(a, na);
    double *sorted_b = sorted_copy(b, nb);
    double p = 1.0;
    if (sorted_a != NULL && sorted_b != NULL) {
        p = fmin(smallest_level(sorted_a, na, sorted_b, nb, na),
                 smallest_level(sorted_a, na, sorted_b, nb, nb));
    }
    free(sorted_a);
    free(sorted_b);
    return p;
}

const char *bench_verdict_name(bench_verdict_t verdict) {
    static const char *const names[] = {"not resolved", "better", "worse"};
    return names[verdict];
}

bench_interval_t bench_ratio_hull(bench_interval_t a, bench_interval_t b) {
    if (isnan(a.estimate) || isnan(b.estimate)) {
        return no_interval;
    }
    bool nearer = fabs(log(a.estimate)) <= fabs(log(b.estimate));
    bench_interval_t hull = {nearer ? a.estimate : b.estimate, NAN, NAN};
    if (!isnan(a.low) && !isnan(b.low)) {
        hull.low = fmin(a.low, b.low);
        hull.high = fmax(a.high, b.high);
    }
    return hull;
}

bench_verdict_t bench_judge(bench_interval_t ratio, double floor) {
    if (ratio.high < 1.0 && ratio.estimate <= 1.0 - floor) {
        return BENCH_BETTER;
    }
    if (ratio.low > 1.0 && ratio.estimate >= 1.0 + floor) {
        return BENCH_WORSE;
    }
    return BENCH_NOT_RESOLVED;
}

double bench_smallest_effect(bench_interval_t ratio, double floor) {
    if (isnan(ratio.low) || isnan(ratio.high)) {
        return NAN;
    }
    return fmax(floor, exp((log(ratio.high) - log(ratio.low)) / 2.0) - 1.0);
}
