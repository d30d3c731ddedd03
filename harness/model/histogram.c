/* histogram.c - a log-linear histogram of nanoseconds. */
#include "model/histogram.h"

#include <math.h>

#define PER_OCTAVE ((uint64_t)1 << BENCH_HISTOGRAM_BITS)

/* How often a value is halved until 64 to 127 is left: that picks the power of two, and the rest
 * the bucket in it. */
static unsigned halvings(uint64_t ns) {
    unsigned bits = 64u - (unsigned)__builtin_clzll(ns | 1);
    return bits > BENCH_HISTOGRAM_BITS + 1 ? bits - (BENCH_HISTOGRAM_BITS + 1) : 0;
}

size_t bench_histogram_index(uint64_t ns) {
    unsigned shift = halvings(ns);
    return (size_t)(shift * PER_OCTAVE + (ns >> shift));
}

double bench_histogram_middle(size_t index) {
    if (index < 2 * PER_OCTAVE) {
        return (double)index;
    }
    unsigned shift = (unsigned)(index / PER_OCTAVE) - 1;
    uint64_t lowest = (uint64_t)(index - shift * PER_OCTAVE) << shift;
    uint64_t width = (uint64_t)1 << shift;
    return (double)lowest + (double)(width - 1) / 2;
}

void bench_histogram_add(bench_histogram_t *histogram, uint64_t ns) {
    histogram->buckets[bench_histogram_index(ns)]++;
    histogram->count++;
    histogram->max = ns > histogram->max ? ns : histogram->max;
}

void bench_histogram_merge(bench_histogram_t *to, const bench_histogram_t *from) {
    for (size_t i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++) {
        to->buckets[i] += from->buckets[i];
    }
    to->count += from->count;
    to->max = from->max > to->max ? from->max : to->max;
}

/* Rounded up, without the product, which could be too large. */
static uint64_t thousandths(uint64_t count, unsigned permille) {
    return count / 1000 * permille + (count % 1000 * permille + 999) / 1000;
}

double bench_histogram_quantile(const bench_histogram_t *histogram, unsigned permille) {
    uint64_t rank = thousandths(histogram->count, permille);
    uint64_t seen = 0;
    if (histogram->count == 0) {
        return NAN;
    }
    for (size_t i = 0; i < BENCH_HISTOGRAM_BUCKETS && rank < histogram->count; i++) {
        seen += histogram->buckets[i];
        if (histogram->buckets[i] != 0 && seen >= rank) {
            return fmin(bench_histogram_middle(i), (double)histogram->max);
        }
    }
    return (double)histogram->max;
}

size_t bench_histogram_next(const bench_histogram_t *histogram, size_t index) {
    while (index < BENCH_HISTOGRAM_BUCKETS && histogram->buckets[index] == 0) {
        index++;
    }
    return index;
}
