/*
 * compare_parts.h - what the comparisons of runs and of builds share.
 */
#ifndef BENCH_COMPARE_PARTS_H
#define BENCH_COMPARE_PARTS_H

#include "judge/compare.h"

/* Pairs the cases and compares their counts and instructions; no case is timed. */
bench_comparison_t *bench__compare_exact(const bench_report_t *base, const bench_report_t *new_run,
                                         double instructions_threshold, size_t *count);

/* What the times of a case say; p is INFINITY where it was not timed. */
typedef bench_evidence_t bench__evidence_t(const bench_comparison_t *comparison, double confidence);

/* Corrects the p-values for their number: what is at most BENCH_FAMILY_LEVEL afterwards is claimed.
 * Gives the level at which a case alone is judged as strictly. */
typedef double bench__correction_t(const bench_comparison_t *comparisons, size_t count,
                                   const double *p, double *adjusted);

/* Judges the times of all cases together; each has its floor, and whether its control differs.
 * Gives the comparisons; NULL, having freed them: out of memory. */
bench_comparison_t *bench__judge_times(bench_comparison_t *comparisons, size_t count,
                                       bench__evidence_t *evidence_of,
                                       bench__correction_t *correct);

#endif
