/*
 * histogram.h - how long operations took: many times, in memory that does not grow with them.
 *
 * A log-linear histogram: each power of two is cut into 64 buckets of equal width, so a bucket is
 * at most 1/64 of its values wide and its middle is within 1/128 (0.8 %) of each of them. Times
 * below 128 ns have buckets of their own and are exact. The whole range of uint64_t is covered (584
 * years), in 30 KiB; the longest time is kept beside the buckets, exactly.
 *
 * Two histograms have the same buckets, so those of several threads or processes are merged by
 * addition: the merged one is what one histogram of all values would have been.
 *
 * The idea is that of HdrHistogram (http://hdrhistogram.org), which Debian 12 has not for C.
 *
 * Threads: a plain value, used by one thread at a time. Nothing is allocated.
 */
#ifndef BENCH_MODEL_HISTOGRAM_H
#define BENCH_MODEL_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_HISTOGRAM_BITS    6 /* 2^6 buckets for each power of two */
#define BENCH_HISTOGRAM_BUCKETS ((size_t)(64 - BENCH_HISTOGRAM_BITS + 1) << BENCH_HISTOGRAM_BITS)

/* All zero: empty. */
typedef struct bench_histogram {
    uint64_t count; /* of values: the sum of all buckets */
    uint64_t max;   /* the largest value, 0 where there is none */
    uint64_t buckets[BENCH_HISTOGRAM_BUCKETS];
} bench_histogram_t;

/* The bucket that a value belongs to, and the value in the middle of a bucket. */
size_t bench_histogram_index(uint64_t ns);
double bench_histogram_middle(size_t index);

void bench_histogram_add(bench_histogram_t *histogram, uint64_t ns);

/* Adds what `from` holds. */
void bench_histogram_merge(bench_histogram_t *to, const bench_histogram_t *from);

/* The quantile of `permille` thousandths (500: the median, 999, 1000: the maximum) by nearest rank:
 * the smallest value that at least so many of all values do not exceed. The middle of its bucket,
 * and never above the maximum; 1000 is exact. NaN where the histogram is empty. */
double bench_histogram_quantile(const bench_histogram_t *histogram, unsigned permille);

/* The first bucket at or after `index` that is not empty; BENCH_HISTOGRAM_BUCKETS: none is. */
size_t bench_histogram_next(const bench_histogram_t *histogram, size_t index);

#endif
