/*
 * timing.h - what else is to be asked of Google Benchmark: for C code beside timing.cc.
 */
#ifndef BENCH_MEASURE_TIMING_H
#define BENCH_MEASURE_TIMING_H

#include <stdbool.h>

/* Whether the Google Benchmark library itself was built without NDEBUG, as Debian's is. The timing
 * loop is inlined in timing.cc and not touched by it. */
bool bench__timing_library_is_debug(void);

#endif
