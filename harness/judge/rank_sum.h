/*
 * rank_sum.h - the rank-sum test of two samples (Wilcoxon, Mann and Whitney), and the shift that
 * belongs to it (Hodges and Lehmann).
 *
 * U is how many of the n * m differences between a value of the one sample and one of the other are
 * below zero. If both come from one distribution, whatever it is, every order of the n + m values
 * is equally likely, and so the distribution of U is known. It is symmetric about n * m / 2.
 *
 * Source: H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947); M. Hollander,
 * D. A. Wolfe, Nonparametric Statistical Methods, chapter 4.
 */
#ifndef BENCH_RANK_SUM_H
#define BENCH_RANK_SUM_H

#include <stdbool.h>
#include <stddef.h>

/* Tells P(U <= u) for samples of one size. */
typedef struct bench__rank_sum {
    size_t n, m;
    double *cumulated; /* by u up to n * m / 2; NULL: by the normal approximation */
    size_t known;
} bench__rank_sum_t;

/* Exact up to EXACT_MOST differences. Above, and where memory is short, the normal approximation
 * with a correction for continuity is taken: its tails are wider, so it claims less. To be released
 * with bench__rank_sum_deinit. */
bench__rank_sum_t bench__rank_sum(size_t n, size_t m);
void bench__rank_sum_deinit(bench__rank_sum_t *sum);

/* P(U <= u). */
double bench__rank_sum_tail(const bench__rank_sum_t *sum, size_t u);

/* The k of the interval from the k-th smallest to the k-th largest difference that covers the shift
 * with at least `confidence`, 1-based; 0 where there is none. */
size_t bench__rank_sum_rank(const bench__rank_sum_t *sum, double confidence);

/* ---- differences a[i] - b[j] of two samples in ascending order ---- */

/* How many are below `limit`, or not above it. */
size_t bench__differences_below(const double *a, size_t n, const double *b, size_t m, double limit,
                                bool or_equal);

/* The k-th smallest, 1-based, to within rounding: no n * m differences are kept. */
double bench__difference(const double *a, size_t n, const double *b, size_t m, size_t k);

#endif
