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

/* A time_t of 32 bits ends 68 years after the machine was started. */
static inline struct timespec vt__timespec(uint64_t nanoseconds) {
    uint64_t seconds = nanoseconds / 1000000000u;
    if (sizeof(time_t) < sizeof seconds && seconds > INT32_MAX) {
        seconds = INT32_MAX;
    }
    struct timespec time = {(time_t)seconds, (long)(nanoseconds % 1000000000u)};
    return time;
}

#endif
