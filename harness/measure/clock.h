/*
 * clock.h - the clock of the harness's own measurements. Subjects are timed by Google Benchmark,
 * which reads the same clock.
 */
#ifndef BENCH_MEASURE_CLOCK_H
#define BENCH_MEASURE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds since some fixed point; never goes back. */
static inline uint64_t bench__clock_ns(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

#endif
