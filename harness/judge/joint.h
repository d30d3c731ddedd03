/*
 * joint.h - many cases of two runs judged together, as processes made them.
 *
 * A process times every case, and what it is like (its placement, a busy neighbour) is in all of
 * them. So the cases of a run are far from independent, and a correction that reckons with the
 * worst, as Holm's does, gives most of the evidence away. If a build is the same in both runs,
 * their processes are exchangeable: whichever n of the n + m processes are called the new run, each
 * as a whole, the largest deviation over all cases is as likely as any other. What few of these
 * reach is not chance.
 *
 * Source: P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), step-down maxT.
 */
#ifndef BENCH_JOINT_H
#define BENCH_JOINT_H

#include "judge/statistics.h"
#include "model/row.h"

/* A case in both runs; borrowed. Of a case that was not timed both may be NULL. */
typedef struct bench__both {
    const bench_row_t *base;
    const bench_row_t *new_row;
} bench__both_t;

/* Corrects the p-values of the cases' times, which are INFINITY where a case was not timed:
 * adjusted[i] may be held against BENCH_FAMILY_LEVEL. Gives the level at which a case alone is as
 * surprising as the most surprising of all is at BENCH_FAMILY_LEVEL: at least that over the number
 * of timed cases.
 *
 * Cases that not every process of their run timed are corrected by Bonferroni, and so are all where
 * memory is short (pairs NULL). The same reports give the same result: the draws are seeded. */
double bench__joint_adjust(const bench__both_t *pairs, size_t count, const double *p,
                           double *adjusted);

#endif
