/*
 * instruments.h - what the harness's own instruments cost on this machine.
 */
#ifndef BENCH_MEASURE_INSTRUMENTS_H
#define BENCH_MEASURE_INSTRUMENTS_H

/* One reading of the clock, in nanoseconds; NaN where it could not be measured. */
double bench__clock_cost(void);

#endif
