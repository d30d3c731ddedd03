/*
 * sign_test.h - the binomial behind the order-statistic intervals.
 */
#ifndef BENCH_SIGN_TEST_H
#define BENCH_SIGN_TEST_H

#include <stddef.h>

/* P(X <= k) for X of Binomial(n, 1/2). */
double bench_sign_test_tail(size_t n, size_t k);

#endif
