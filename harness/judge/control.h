/* control.h - whether a case can be told from itself, and so nothing said of it. */
#ifndef BENCH_CONTROL_H
#define BENCH_CONTROL_H

#include "judge/times.h"

/* The first slices of a process are not like the others, or something keeps step with the slices:
 * then what tells the row from another one is not to be trusted either. `sure`: the largest p-value
 * that says so. */
bool bench__differs_from_itself(const bench_row_t *row, double sure);

#endif
