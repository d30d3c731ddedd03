/*
 * felt.h - how much of the machine's speed a case feels.
 *
 * A machine's speed changes, between runs and within one. A time that follows it fully is constant
 * in steps of the yardstick (1), one that waits for memory or the kernel is constant in ns (0), and
 * most are between. Two runs can be compared in the unit in which a case is constant: its time
 * over the yardstick's to the power of what it feels. That is seen where the speed changed within
 * both runs, by 2 % or more in the middle half of the processes; where it hardly did, or where the
 * runs differ by more than that, it may be anything from 0 to 1.
 *
 * Source: P. K. Sen, Estimates of the Regression Coefficient Based on Kendall's Tau (1968): the
 * slopes between all pairs of processes of a run, on logarithms, and the interval of their median.
 */
#ifndef BENCH_FELT_H
#define BENCH_FELT_H

#include "model/row.h"

/* At 95 %, both within [0, 1]. */
typedef struct bench__felt {
    double least;
    double most;
} bench__felt_t;

/* From the processes of both runs of a case; each slope is within one run, so that a change of the
 * case itself is in none. 0 for both where one of them has no yardstick: its times can be had in ns
 * alone. From 0 to 1 where memory is short. */
bench__felt_t bench__felt(const bench_row_t *base, const bench_row_t *new_row);

#endif
