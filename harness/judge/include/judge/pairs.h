/*
 * pairs.h - each two contenders of a question, judged against each other.
 *
 * Which contender of a group is the fastest is known only after all were timed, and so are the
 * places where lines cross. Who picks a pair after seeing the numbers has looked at all of them: so
 * all pairs of all groups of the run are judged together (Holm), and of all claims about pairs,
 * whichever are picked, 5 % of the runs have a wrong one. `verdict` in line.h is about fewer pairs,
 * those with the contender that a row names beforehand, and so resolves a little more.
 */
#ifndef BENCH_JUDGE_PAIRS_H
#define BENCH_JUDGE_PAIRS_H

#include "judge/families.h"
#include "judge/times.h"

/* What is needed to judge any pair of a report's rows; a plain value. */
typedef struct bench_pairs {
    size_t count;            /* of pairs that have an interval */
    bench_cutoffs_t verdict; /* among them */
    double control; /* the largest p-value that is rejected among the controls of all rows */
} bench_pairs_t;

/* Where memory is short nothing is resolved. Takes time with the square of a group's size. */
bench_pairs_t bench_pairs(const bench_report_t *report);

typedef struct bench_pair {
    bench_interval_t ratio;  /* of the row's time over the other's; NaN: not both were timed */
    bench_verdict_t verdict; /* of the row: BENCH_BETTER where it is faster */
    bool control_differs;    /* one of them differs from itself: nothing is resolved */
} bench_pair_t;

/* Judges two rows of one group. Nothing where one is NULL or not timed, or both are one. */
bench_pair_t bench_pair(const bench_pairs_t *pairs, const bench_row_t *row,
                        const bench_row_t *other);

/* Tells whether the row's contender is no answer to the question, but a measure for those
 * (`aside`). */
bool bench_is_aside(const bench_report_t *report, const bench_row_t *row);

/* Tells whether the row takes part in what the fastest is found of: the answers of its group, or
 * all where there are only measures. */
bool bench_is_answer(const bench_report_t *report, const bench_row_t *row);

/* The answer of the group with the smallest time; NULL: fewer than two were timed. That others are
 * slower is only said by their pairs with it. */
const bench_row_t *bench_fastest(const bench_report_t *report, const bench_case_key_t *group);

#endif
