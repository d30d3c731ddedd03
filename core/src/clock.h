/* clock.h - the time of CLOCK_MONOTONIC in nanoseconds. */
#ifndef VT_SRC_CLOCK_H
#define VT_SRC_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t vt__clock(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline struct timespec vt__timespec(uint64_t nanoseconds) {
    struct timespec time = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    return time;
}

#endif
