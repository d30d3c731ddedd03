/*
 * timing.h - facts of the Google Benchmark library, for C code.
 */
#ifndef BENCH_MEASURE_TIMING_H
#define BENCH_MEASURE_TIMING_H

#include <stdbool.h>

/* Tells whether the Google Benchmark library itself was built without NDEBUG, as Debian's is. That
 * does not affect the timing loop, which is inlined in timing.cc. */
bool bench__timing_library_is_debug(void);

#endif
