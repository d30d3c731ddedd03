/*
 * window.h - the first witness at work: a source of events (sources.h) reports to the tally
 * (tally.h) while a window is open.
 */
#ifndef BENCH_MEASURE_WINDOW_H
#define BENCH_MEASURE_WINDOW_H

#include "tally.h"

/* Opens a window. False: there is no source of events, and why. */
bool bench__window_open(bench_problem_t *problem);

/* Closes the window, waits until no event is being handled any more, and gives what was seen. The
 * source stops, unless the journal still follows what is freed. */
void bench__window_close(bench__tally_t *tally);

#endif
