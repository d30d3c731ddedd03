/* rank_sum.c - the distribution of U, and the differences that it counts. */
#include "rank_sum.h"

#include <math.h>
#include <stdlib.h>

/* The exact distribution takes min(n, m) times this many steps. */
#define EXACT_MOST 2500

/* Rounding of sums of probabilities; a confidence that is met exactly must not be lost to it. */
#define ROUNDING 1e-12

/* The number of orders with each U is the coefficient of q^U in the Gaussian binomial, the product
 * over i of (1 - q^(m+i)) / (1 - q^i). A coefficient depends on those of lower powers only, so the
 * lower half is enough. */
static void count_orders(double *orders, size_t known, size_t n, size_t m) {
    orders[0] = 1;
    for (size_t i = 1; i <= n; i++) {
        for (size_t u = known; u-- > m + i;) {
            orders[u] -= orders[u - m - i];
        }
        for (size_t u = i; u < known; u++) {
            orders[u] += orders[u - i];
        }
    }
}

static double log_binomial(size_t n, size_t m) {
    return lgamma((double)(n + m) + 1) - lgamma((double)n + 1) - lgamma((double)m + 1);
}

bench__rank_sum_t bench__rank_sum(size_t n, size_t m) {
    bench__rank_sum_t sum = {.n = n, .m = m};
    if (n == 0 || m == 0 || n > EXACT_MOST / m) {
        return sum;
    }
    sum.known = n * m / 2 + 1;
    sum.cumulated = calloc(sum.known, sizeof *sum.cumulated);
    if (sum.cumulated == NULL) {
        return sum;
    }
    count_orders(sum.cumulated, sum.known, n < m ? n : m, n < m ? m : n);
    double all = exp(log_binomial(n, m));
    double below = 0;
    for (size_t u = 0; u < sum.known; u++) {
        below += sum.cumulated[u];
        sum.cumulated[u] = fmin(1.0, below / all);
    }
    return sum;
}

void bench__rank_sum_deinit(bench__rank_sum_t *sum) {
    free(sum->cumulated);
    *sum = (bench__rank_sum_t){0};
}

static double normal_tail(const bench__rank_sum_t *sum, size_t u) {
    double n = (double)sum->n;
    double m = (double)sum->m;
    double deviation = sqrt(n * m * (n + m + 1) / 12);
    return erfc((n * m / 2 - (double)u - 0.5) / deviation / sqrt(2.0)) / 2;
}

double bench__rank_sum_tail(const bench__rank_sum_t *sum, size_t u) {
    size_t most = sum->n * sum->m;
    if (u >= most) {
        return 1;
    }
    if (sum->cumulated == NULL) {
        return normal_tail(sum, u);
    }
    /* Above the middle by symmetry: P(U <= u) = 1 - P(U <= most - u - 1). */
    return u < sum->known ? sum->cumulated[u] : 1 - sum->cumulated[most - u - 1];
}

size_t bench__rank_sum_rank(const bench__rank_sum_t *sum, double confidence) {
    size_t rank = 0;
    size_t above = (sum->n * sum->m + 1) / 2; /* ranks from here on leave nothing between them */
    while (above > rank + 1) {
        size_t middle = rank + (above - rank) / 2;
        bool covers = 1 - 2 * bench__rank_sum_tail(sum, middle - 1) >= confidence - ROUNDING;
        rank = covers ? middle : rank;
        above = covers ? above : middle;
    }
    return rank;
}

/* ---- differences ---- */

size_t bench__differences_below(const double *a, size_t n, const double *b, size_t m, double limit,
                                bool or_equal) {
    size_t count = 0;
    size_t first = 0; /* of b: from here on the difference is below; it moves up with a[i] */
    for (size_t i = 0; i < n; i++) {
        while (first < m && (or_equal ? a[i] - b[first] > limit : a[i] - b[first] >= limit)) {
            first++;
        }
        count += m - first;
    }
    return count;
}

double bench__difference(const double *a, size_t n, const double *b, size_t m, size_t k) {
    double low = a[0] - b[m - 1];
    double high = a[n - 1] - b[0];
    /* The smallest limit that k differences do not exceed; ends when no number is between. */
    while (bench__differences_below(a, n, b, m, low, true) < k) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) {
            return high;
        }
        if (bench__differences_below(a, n, b, m, middle, true) >= k) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return low;
}
