/*
 * families.h - comparisons that are judged together, and those of cases with few processes apart.
 *
 * The sign test of n processes gives no p-value below 2/2^n. A case that takes long is timed in few
 * of the processes of a run (`run --quick`), and nothing could ever be resolved of it beside
 * hundreds of others. So its comparisons are a family of their own: half of BENCH_FAMILY_LEVEL is
 * for these and half for all others, and within each Holm's correction divides it. Who belongs
 * where depends on how many processes there are, and not on what they measured; so of all claims of
 * a run 5 % of the runs have a wrong one, as without families.
 */
#ifndef BENCH_JUDGE_FAMILIES_H
#define BENCH_JUDGE_FAMILIES_H

#include "model/report.h"

/* The largest p-values that are rejected; below 0 where none is. */
typedef struct bench_cutoffs {
    size_t most; /* processes of the row that has most of them */
    double few;  /* of comparisons that have few */
    double others;
} bench_cutoffs_t;

/* Less than three quarters are few: a case that lacks some processes, since it failed in the end or
 * the run was stopped, stays with the others. */
bool bench_are_few(size_t processes, size_t most);

/* A p-value, and of how many processes it is: INFINITY where nothing is judged. */
typedef struct bench_judged {
    double p;
    size_t processes;
} bench_judged_t;

/* Where memory is short nothing is rejected. */
bench_cutoffs_t bench_find_cutoffs(const bench_report_t *report, const bench_judged_t *judged,
                                   size_t count);

/* How many processes two rows that are compared have at most in common. */
size_t bench_processes_of_both(const bench_row_t *row, const bench_row_t *other);

/* What holds for the comparison of two rows. */
double bench_cutoff(const bench_cutoffs_t *cutoffs, const bench_row_t *row,
                    const bench_row_t *other);

#endif
