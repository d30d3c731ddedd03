/*
 * limits.h - what was counted, held against limits (model/limit.h).
 *
 * A limit takes the place of the comparison with what is committed: up to it a number may move,
 * down as well, and it is told. Above it is a regression.
 *
 * No limit passes in vain. One that no case matches, that has nothing to be held against, or whose
 * metric no case has, is known by the line that says it, with the reason.
 */
#ifndef BENCH_JUDGE_LIMITS_H
#define BENCH_JUDGE_LIMITS_H

#include "model/limit.h"
#include "model/problem.h"
#include "model/report.h"
#include "model/toolchain.h"

/* What limits are held against; all is borrowed. */
typedef struct bench_limited_runs {
    const bench_report_t *now;
    const bench_table_t *committed; /* exact counts, as in exact.csv; NULL: there are none */
    const bench_report_t *base;     /* whose instructions are comparable; NULL: there is none */
    bool whole; /* `now` has every case that there is: a limit that none matches is told of */
    bool named; /* somebody asked for these limits: where none of them judged anything, each without
                   a case is told of, also where `now` has some cases only */
} bench_limited_runs_t;

/* A number of a case that has a limit, and was judged. */
typedef struct bench_limited {
    const bench_case_key_t *key; /* of the report */
    const bench_metric_t *metric;
    const bench_limit_t *limit; /* the one that decides */
    bench_fraction_t committed; /* not known: there is none */
    bench_fraction_t most;
    bench_fraction_t now;
} bench_limited_t;

bool bench_limited_is_over(const bench_limited_t *limited);

/* Tells whether it is within its limit, and another number than what is committed. */
bool bench_limited_has_moved(const bench_limited_t *limited);

/* How many numbers of one pass a line decides about. */
typedef struct bench_limit_tally {
    size_t judged;
    size_t over;
    size_t absent;   /* the case has no such number, or nothing that a relative one refers to */
    size_t baseless; /* the case is committed, but not this number of it */
} bench_limit_tally_t;

/* What came of one line. */
typedef struct bench_limit_result {
    size_t cases;                            /* that it matches, whatever the toolchain */
    bool elsewhere;                          /* it is for another toolchain */
    bench_limit_tally_t of[BENCH_PASS_TIME]; /* by the pass that counts */
} bench_limit_result_t;

/* Bits, one for each pass: what was asked for. */
#define BENCH_LIMITS_COUNTS       (1u << BENCH_PASS_COUNT)
#define BENCH_LIMITS_INSTRUCTIONS (1u << BENCH_PASS_COUNT_INSTRUCTIONS)

/* All zero: there are no limits. */
typedef struct bench_limits_verdict {
    const bench_limits_t *limits;        /* borrowed */
    bool whole;                          /* a line without a case is told of */
    char toolchain[BENCH_TOOLCHAIN_MAX]; /* of what was counted; "": not known */
    bench_limit_result_t *results;       /* of each line */
    size_t count;
    bench_limited_t *numbers; /* case by case */
} bench_limits_verdict_t;

/* Holds the run against the limits, which the verdict borrows, as it does the run's texts. False:
 * out of memory, and the verdict is empty. */
bool bench_limits_judge(const bench_limits_t *limits, const bench_limited_runs_t *runs,
                        bench_limits_verdict_t *verdict, bench_problem_t *problem);
void bench_limits_verdict_deinit(bench_limits_verdict_t *verdict);

/* The judged number of that case and metric; NULL: it has no limit, or none that could be judged.
 * Borrowed. */
const bench_limited_t *bench_limits_find(const bench_limits_verdict_t *verdict,
                                         const bench_case_key_t *key, const bench_metric_t *metric);

/* Tells whether limits decide about a number of a case that differs by so much from what is
 * committed: it has one; or it counts frees, and those moved as the allocations did, which have
 * one. */
bool bench_limits_decide(const bench_limits_verdict_t *verdict, const bench_case_key_t *key,
                         const bench_metric_t *metric, bench_fraction_t difference);

/* How many numbers are over their limit, and how many moved within it. */
size_t bench_limits_over(const bench_limits_verdict_t *verdict);
size_t bench_limits_moved(const bench_limits_verdict_t *verdict);

/* Why a line could not be judged on what that pass counts; NULL: it could, or nothing was to be
 * judged. What concerns the whole line is said of the first pass whose metrics it names. */
const char *bench_limit_missing(const bench_limits_verdict_t *verdict, size_t line,
                                bench_pass_t pass);

/* How many lines could not be judged on what these passes count (bits), or by any. */
size_t bench_limits_missing(const bench_limits_verdict_t *verdict, unsigned passes);

#endif
