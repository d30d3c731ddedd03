/*
 * statistics.h - what may be said of noisy numbers.
 *
 * The unit of replication is the process: one median per process goes in, never slices. The
 * estimate is the median of these, the interval is the order-statistic (sign-test) interval, exact
 * at every n without an assumption on the distribution.
 */
#ifndef BENCH_JUDGE_STATISTICS_H
#define BENCH_JUDGE_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* Fewer processes than this support no interval at 95 %. */
#define BENCH_PROCESSES_MIN 6

/* Of all that is judged together, 5 % may be claimed wrongly. */
#define BENCH_FAMILY_LEVEL 0.05

/* Effects below this are never claimed: 1 %, as a ratio. */
#define BENCH_EFFECT_FLOOR 0.01

/* Of one comparison alone. */
#define BENCH_CONFIDENCE (1.0 - BENCH_FAMILY_LEVEL)

typedef struct bench_interval {
    double estimate; /* median */
    double low;      /* NaN with fewer than BENCH_PROCESSES_MIN values */
    double high;
} bench_interval_t;

#define BENCH_NO_INTERVAL ((bench_interval_t){NAN, NAN, NAN})

/* What two series of times say of their ratio. Nothing (NaN in all, p = 1) without values, and
 * where memory is short. */
typedef struct bench_evidence {
    bench_interval_t ratio;
    double p; /* two-sided: that there is no difference */
} bench_evidence_t;

/* ---- signs: exact at every n, whatever the distribution ---- */

/* P(X <= k) for X of Binomial(n, 1/2). */
double bench_sign_test_tail(size_t n, size_t k);

/* The k of the interval [x(k), x(n+1-k)] that covers the median with at least `confidence`
 * (two-sided, from Binomial(n, 1/2)); 0 where no such k exists. 1-based. */
size_t bench_sign_test_rank(size_t n, double confidence);

/* Holm's correction of p-values that are judged together at a level: the largest that is rejected,
 * and so are all that are not above it. Below 0 where none is, and where memory is short. INFINITY
 * stands for what is not judged, and takes no share. */
double bench_holm_at(double level, const double *p, size_t count);

/* The same at BENCH_FAMILY_LEVEL. */
double bench_holm(const double *p, size_t count);

/* The fewest processes, paired, with which one of `comparisons` judged together gets a verdict
 * where all but `outliers` of them point the same way; at least BENCH_PROCESSES_MIN. */
unsigned bench_processes_needed(size_t comparisons, unsigned outliers);

/* The fewest processes in each of two runs with which one of `comparisons` judged together gets a
 * verdict where all of the one are above all of the other: 2 / C(2n, n) is the smallest p-value. */
unsigned bench_processes_needed_in_each(size_t comparisons);

/* Two-sided sign-test p-value that the median of log(a[i]/b[i]) is 0; ties are dropped. 1 for n ==
 * 0. */
double bench_sign_test_p(const double *a, const double *b, size_t n);

/* ---- intervals and ratios ---- */

/* Median and 95 % order-statistic interval of n values. */
bench_interval_t bench_median_interval(const double *values, size_t n);

/* Of n pairs: the interval is taken on log(a[i] / b[i]) and carried back; p is the sign test's. All
 * values must be > 0. */
bench_evidence_t bench_paired(const double *a, const double *b, size_t n, double confidence);

/* Of two independent samples (two saved runs), of n and m values > 0: the rank-sum test of Mann and
 * Whitney on logarithms, exact for up to 2,500 pairs. The estimate is the median of all ratios a[i]
 * / b[j] (Hodges and Lehmann), the interval has those ratios that the test does not reject, so that
 * p is at most 0.05 exactly where the interval at 95 % excludes 1. low and high are NaN where the
 * samples are too small for any. Takes O(n + m) memory and some 60 passes over both. */
bench_evidence_t bench_unpaired(const double *a, size_t na, const double *b, size_t nb,
                                double confidence);

/* Tells whether the fast and the slow values moved along: the smallest one, and the upper octile,
 * each by BENCH_SHARE_OF_EFFECT of the ratio at least (as logarithms). Where processes come
 * in two kinds, two runs of one build may have them in different numbers: a test of ranks sees
 * that, and the median moves, but the fast ones are as fast as they were. False without values. */
#define BENCH_SHARE_OF_EFFECT (1.0 / 3.0)
bool bench_moved_together(const double *a, size_t na, const double *b, size_t nb, double ratio);

/* What two readings of one comparison both allow: the smallest interval that contains
 * both, and of the estimates the one that is nearer to 1. NaN in all where an estimate is; without
 * interval where one has none. */
bench_interval_t bench_ratio_containing(bench_interval_t a, bench_interval_t b);

typedef enum bench_verdict {
    BENCH_NOT_RESOLVED, /* the data do not show a difference; this is not "the same" */
    BENCH_BETTER,       /* interval below 1 and the estimate below 1 by at least the floor */
    BENCH_WORSE,
} bench_verdict_t;

/* "not resolved", "better", "worse"; "no verdict" where a control differs. */
const char *bench_verdict_name(bench_verdict_t verdict, bool control_differs);

/* Judges a ratio of times: the interval must exclude 1 and the estimate must differ by the floor.
 */
bench_verdict_t bench_judge(bench_interval_t ratio, double floor);

/* The smallest effect that data with this interval could have resolved, as a fraction (0.034 = 3.4
 * %): the half-width of the interval in log terms, at least the floor. NaN where there is no
 * interval. */
double bench_smallest_effect(bench_interval_t ratio, double floor);

#endif
