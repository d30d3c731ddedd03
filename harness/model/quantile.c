/* quantile.c - medians and other quantiles of samples. */
#include "model/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Nearly all samples are the slices of a process, and there are many of these: a call of a function
 * for each comparison would take most of the time that a report takes. */
#define FEW 32

static void sort_few(double *values, size_t n) {
    for (size_t i = 1; i < n; i++) {
        double value = values[i];
        size_t place = i;
        for (; place > 0 && values[place - 1] > value; place--) {
            values[place] = values[place - 1];
        }
        values[place] = value;
    }
}

double *bench_sorted(const double *values, size_t n) {
    double *copy = n > 0 ? calloc(n, sizeof *copy) : NULL;
    if (copy != NULL) {
        memcpy(copy, values, n * sizeof *copy);
        if (n <= FEW) {
            sort_few(copy, n);
        } else {
            qsort(copy, n, sizeof *copy, compare_doubles);
        }
    }
    return copy;
}

double bench_sorted_median(const double *sorted, size_t n) {
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
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

double bench_median(const double *values, size_t n) {
    double *sorted = bench_sorted(values, n);
    double median = sorted != NULL ? bench_sorted_median(sorted, n) : (double)NAN;
    free(sorted);
    return median;
}

double bench_quantile(const double *values, size_t n, double q) {
    double *sorted = bench_sorted(values, n);
    double quantile = sorted != NULL ? sorted_quantile(sorted, n, q) : (double)NAN;
    free(sorted);
    return quantile;
}
