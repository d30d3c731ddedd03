/*
 * accept.h - whether the counts of a run may become those that others are held against.
 */
#ifndef BENCH_JUDGE_ACCEPT_H
#define BENCH_JUDGE_ACCEPT_H

#include "judge/compare.h"

/* Tells whether the new run's counts differ from the base's and may take their place: neither run
 * is partial, the new one has every case of the base, counted, verified, within its budget and
 * without a leak, and no case failed. */
bool bench_is_acceptable(const bench_comparison_t *comparisons, size_t count,
                         const bench_report_t *base, const bench_report_t *new_run);

#endif
