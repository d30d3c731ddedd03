/*
 * quantile.h - medians and other quantiles of samples.
 *
 * Each sorts a copy, so that the caller's order stays. NaN where there is no sample, or memory is
 * short.
 */
#ifndef BENCH_MODEL_QUANTILE_H
#define BENCH_MODEL_QUANTILE_H

#include <stddef.h>

/* The mean of the middle two where n is even. */
double bench_median(const double *values, size_t n);

/* Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996), 0 <= q <= 1. */
double bench_quantile(const double *values, size_t n, double q);

/* A sorted copy, the caller's (free); NULL for n == 0 and where memory is short. */
double *bench_sorted(const double *values, size_t n);

/* The median of sorted values, n > 0. */
double bench_sorted_median(const double *sorted, size_t n);

#endif
