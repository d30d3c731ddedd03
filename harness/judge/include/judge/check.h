/*
 * check.h - what a check of counts found: broken budgets, leaks, counts that are not verified, and
 * differences to committed exact numbers.
 *
 * Exact numbers are a table: the names of a case, then metrics. The metrics that have an order are
 * looked at first, in it; the first that differs decides, as in a comparison of two runs. One that
 * has a limit is held against that instead, each for itself.
 */
#ifndef BENCH_JUDGE_CHECK_H
#define BENCH_JUDGE_CHECK_H

#include "judge/limits.h"

typedef enum bench_finding_kind {
    BENCH_FINDING_BUDGET,     /* the allocations are not those of the budget */
    BENCH_FINDING_LEAK,       /* blocks still there after the case was torn down */
    BENCH_FINDING_UNVERIFIED, /* the witnesses or the passes disagree */
    BENCH_FINDING_UNMEASURED, /* the case could not be counted */
    BENCH_FINDING_LIMIT,      /* over a limit that is a number */
    BENCH_FINDING_GROWTH,     /* over a limit that is relative to what is committed */
    BENCH_FINDING_MORE,       /* than committed; for frees_per_op that is fewer of them: a leak */
    BENCH_FINDING_OTHER,      /* than committed, neither more nor fewer */
    BENCH_FINDING_ADDED,      /* the case is not in the committed file */
    BENCH_FINDING_REMOVED,    /* the case is only in the committed file */
    BENCH_FINDING_FEWER,      /* than committed: to be accepted */
    BENCH_FINDING_WITHIN,     /* other than committed, within its limit: no fault */
    BENCH_FINDING_KINDS
} bench_finding_kind_t;

typedef struct bench_finding {
    bench_finding_kind_t kind;
    bench_case_key_t key; /* of the check, as the texts below */
    const char *column;   /* "" for a case that one side lacks */
    const char *expected; /* the budget, the limit, or what is committed; "" where there is none */
    const char *now;
    const bench_limited_t *limited; /* of a limit; NULL: of none; borrowed from the verdict */
} bench_finding_t;

/* All zero: empty. */
typedef struct bench_check {
    size_t case_count; /* looked at */
    size_t compared;   /* of these, with the committed numbers */
    const char *lacks; /* the committed file that is not there; NULL: none is missing; borrowed */
    const bench_limits_verdict_t *limits; /* NULL: there are none; borrowed */
    unsigned asked;                       /* of the limits: bits of BENCH_LIMITS_ */
    size_t count;
    bench_finding_t *findings;
    bench_table_t texts; /* keeps them */
} bench_check_t;

typedef struct bench_finding_words {
    const char *name;   /* "more", "budget", ...: for programs */
    const char *phrase; /* "more than committed", "not in their budget", ...: behind a number */
} bench_finding_words_t;

extern const bench_finding_words_t bench_finding_words[BENCH_FINDING_KINDS];

/* What is said of a finding, behind the name of its case: "leaked 2 blocks made in f". Cut off
 * where there is no room. */
#define BENCH_FINDING_PHRASE_MAX 1024
const char *bench_finding_phrase(const bench_finding_t *finding,
                                 char text[BENCH_FINDING_PHRASE_MAX]);

void bench_check_deinit(bench_check_t *check);

/* Adds what is wrong with the rows themselves: not measured, budgets, leaks, verification. False:
 * out of memory. */
bool bench_check_rows(bench_check_t *check, const bench_report_t *report, bench_problem_t *problem);

/* Adds which numbers are over their limits or moved within them. `asked` are the passes whose
 * limits must all be judged, as bits. What bench_check_exact adds afterwards leaves these numbers
 * out. The verdict and what it borrows are borrowed. False: out of memory. */
bool bench_check_limits(bench_check_t *check, const bench_limits_verdict_t *verdict, unsigned asked,
                        bench_problem_t *problem);

/* Adds how the exact numbers of now differ from the committed ones; both tables have the same
 * columns. Cases that only the committed one has are a difference only where `complete` says that
 * all cases were counted, and not those that bench_check_rows found to be unmeasured. False: out of
 * memory. */
bool bench_check_exact(bench_check_t *check, const bench_table_t *committed,
                       const bench_table_t *now, bool complete, bench_problem_t *problem);

/* The exit status that follows, the most serious first: 1 a finding of any other kind, 3 a case
 * that was not measured, a committed file that is not there, or a limit that was asked for and
 * could not be judged, 4 fewer than committed, 0 none of these.
 */
int bench_check_exit_code(const bench_check_t *check);

/* Tells whether there are findings, and all of them vanish when the new counts are committed. Where
 * there are none of instructions among them: those are measured again. */
bool bench_check_is_acceptable(const bench_check_t *check);

#endif
