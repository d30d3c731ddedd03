/*
 * statistics.h - what may be said of noisy numbers.
 *
 * The unit of replication is the process: one median per process goes in, never slices. The
 * estimate is the median of these, the interval is the order-statistic (sign-test) interval, exact
 * at every n without an assumption on the distribution.
 */
#ifndef BENCH_REPORT_STATISTICS_H
#define BENCH_REPORT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* Effects below this are never claimed: 1 %, as a ratio. */
#define BENCH_EFFECT_FLOOR 0.01

/* Fewer processes than this support no interval at 95 %. */
#define BENCH_PROCESSES_MIN 6

typedef struct bench_interval {
    double estimate; /* median */
    double low;      /* NaN with fewer than BENCH_PROCESSES_MIN values */
    double high;
} bench_interval_t;

/* Sorts a copy; the mean of the middle two where n is even. NaN for n == 0. */
double bench_median(const double *values, size_t n);

/* Linear interpolation between order statistics (type 7), 0 <= q <= 1. NaN for n == 0. */
double bench_quantile(const double *values, size_t n, double q);

/* The k of the interval [x(k), x(n+1-k)] that covers the median with at least `confidence`
 * (two-sided, from Binomial(n, 1/2)); 0 where no such k exists. 1-based. */
size_t bench_sign_test_rank(size_t n, double confidence);

/* Median and 95 % order-statistic interval of n values. */
bench_interval_t bench_median_interval(const double *values, size_t n);

/* The same for n pairs, as the ratio a/b: the interval is taken on log(a[i] / b[i]) and carried
 * back. All values must be > 0. NaN in all also where memory is short; so for the other functions
 * here. */
bench_interval_t bench_paired_ratio(const double *a, const double *b, size_t n);

/* The same at another confidence. */
bench_interval_t bench_paired_ratio_at(const double *a, const double *b, size_t n,
                                       double confidence);

/* The ratio of the medians of two independent samples (two saved runs), with the interval that
 * follows from the two samples' own intervals at 97.5 % each (so that both hold at 95 %:
 * Bonferroni). An interval at 97.5 % takes 7 values: with fewer in either sample low and high are
 * NaN. */
bench_interval_t bench_unpaired_ratio(const double *a, size_t na, const double *b, size_t nb);

/* The same at another confidence of the pair of intervals; bench_unpaired_ratio is the one at 0.95.
 */
bench_interval_t bench_unpaired_ratio_at(const double *a, size_t na, const double *b, size_t nb,
                                         double confidence);

/* What two readings of one comparison both allow: the hull of their intervals, and of the estimates
 * the one that is nearer to 1. NaN in all where an estimate is; without interval where one has
 * none. */
bench_interval_t bench_ratio_hull(bench_interval_t a, bench_interval_t b);

/* The level of the widest interval of that family that still excludes 1, a bound of the two-sided
 * p-value that both medians are equal: at most 0.05 exactly where bench_unpaired_ratio excludes 1.
 * 1 where none does. The bound cannot fall below 4 / 2^n with n processes in each sample. */
double bench_unpaired_p(const double *a, size_t na, const double *b, size_t nb);

typedef enum bench_verdict {
    BENCH_NOT_RESOLVED, /* the data do not show a difference; this is not "the same" */
    BENCH_BETTER,       /* interval below 1 and the estimate below 1 by at least the floor */
    BENCH_WORSE,
} bench_verdict_t;

/* "not resolved", "better", "worse". */
const char *bench_verdict_name(bench_verdict_t verdict);

/* Judges a ratio of times: the interval must exclude 1 and the estimate must differ by the floor.
 */
bench_verdict_t bench_judge(bench_interval_t ratio, double floor);

/* The smallest effect that data with this interval could have resolved, as a fraction (0.034 = 3.4
 * %): the half-width of the interval in log terms, at least the floor. NaN where there is no
 * interval. */
double bench_smallest_effect(bench_interval_t ratio, double floor);

/* Holm's correction: p[i] of m hypotheses in, rejected[i] out, at family-wise level alpha. */
void bench_holm(const double *p, size_t m, double alpha, bool *rejected);

/* The fewest processes with which one of `comparisons` judged together at 5 % can get a verdict, at
 * least BENCH_PROCESSES_MIN: with n processes the smallest p-value is 2 / 2^n where they are
 * paired, and 4 / 2^n where two samples of n are compared. */
unsigned bench_processes_needed(size_t comparisons, bool paired);

/* Two-sided sign-test p-value that the median of log(a[i]/b[i]) is 0; ties are dropped. 1 for n ==
 * 0. */
double bench_sign_test_p(const double *a, const double *b, size_t n);

#endif
