/* sign_test.c - sign test: ranks, p-values, and Holm's correction of several. */
#include "sign_test.h"

#include <math.h>

#include "report/statistics.h"

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
    if (above + below == 0) {
        return 1.0;
    }
    size_t fewer = above < below ? above : below;
    return fmin(1.0, 2.0 * bench_sign_test_tail(above + below, fewer));
}

unsigned bench_processes_needed(size_t comparisons, bool paired) {
    unsigned processes = BENCH_PROCESSES_MIN;
    double most = 0.05 / (double)(comparisons == 0 ? 1 : comparisons);
    while (ldexp(paired ? 2.0 : 4.0, -(int)processes) > most) {
        processes++;
    }
    return processes;
}

/* The smallest p that was not rejected yet; m where there is none. */
static size_t next_smallest(const double *p, size_t m, const bool *rejected) {
    size_t smallest = m;
    for (size_t i = 0; i < m; i++) {
        if (!rejected[i] && (smallest == m || p[i] < p[smallest])) {
            smallest = i;
        }
    }
    return smallest;
}

void bench_holm(const double *p, size_t m, double alpha, bool *rejected) {
    for (size_t i = 0; i < m; i++) {
        rejected[i] = false;
    }
    for (size_t left = m; left > 0; left--) {
        size_t smallest = next_smallest(p, m, rejected);
        if (!(p[smallest] <= alpha / (double)left)) {
            return;
        }
        rejected[smallest] = true;
    }
}
