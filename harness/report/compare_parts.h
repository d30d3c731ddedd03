/*
 * compare_parts.h - what the formats of a comparison share.
 */
#ifndef BENCH_COMPARE_PARTS_H
#define BENCH_COMPARE_PARTS_H

#include "report/compare.h"

/* Tells whether the new report has counts of an exact case on which its witnesses disagree. */
bool bench_comparison_unverified(const bench_comparison_t *comparison);

/* Tells whether there is something to show: a change, a verdict, counts that are not verified. */
bool bench_comparison_finding(const bench_comparison_t *comparison);

/* The row that names the case. */
const bench_row_t *bench_comparison_case(const bench_comparison_t *comparison);

/* "none", "more", "fewer", "added", ...: for CSV and JSON. */
const char *bench_change_name(bench_change_t change);

void bench_comparison_csv(const bench_comparison_t *comparisons, size_t count, FILE *out);
void bench_comparison_json(const bench_comparison_t *comparisons, size_t count, FILE *out);

/* How many cases there are of each kind. */
typedef struct bench_tally {
    size_t compared;   /* in both reports */
    size_t changed;    /* of these, with other exact counts or a verdict on time */
    size_t unresolved; /* of these, timed in both without a verdict */
    size_t untimed;    /* of these, not timed in both */
    size_t added;      /* only in the new report */
    size_t removed;    /* only in the base report */
    size_t unknown;    /* counted in one report only */
    size_t unverified; /* with counts in the new report that are not verified */
    size_t too_few;    /* of the unresolved: too few processes to show anything */
    double
        least_effect; /* smallest and largest effect that the other unresolved could have shown; */
    double most_effect; /* NaN where there is none */
} bench_tally_t;

bench_tally_t bench_comparison_tally(const bench_comparison_t *comparisons, size_t count);

#endif
