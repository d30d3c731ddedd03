/*
 * statements.h - what a run says, in one sentence each: as data, for a renderer to phrase.
 *
 * A table of rules looks at the groups of a report. Each rule has a name, says what it needs, and
 * makes statements about rows of one scenario; none knows the name of a scenario, a contender or a
 * parameter. A statement claims of times only what pairs.h resolves, of counts what is equal or not
 * as fractions; it has the numbers and the intervals that it rests on.
 */
#ifndef BENCH_JUDGE_STATEMENTS_H
#define BENCH_JUDGE_STATEMENTS_H

#include "judge/pairs.h"
#include "model/setting.h"

/* The rules: name, needs, how many of one scenario are shown at most, doc. What is found at one
 * value of a parameter is found at its neighbours too, so these are few. */
#define BENCH_RULES(RULE)                                                                         \
    RULE(saving, BENCH_NEEDS_TIMES, 2,                                                            \
         "a contender beside the one that it is compared with: allocations, and the time where "  \
         "it is resolved")                                                                        \
    RULE(crossing, BENCH_NEEDS_TIMES | BENCH_NEEDS_NUMBERS, 3,                                    \
         "over a number: one of two contenders is slower below, and faster above, both resolved") \
    RULE(onset, BENCH_NEEDS_TIMES | BENCH_NEEDS_COUNTS | BENCH_NEEDS_NUMBERS, 1,                  \
         "over a number: one of two contenders allocates less at both ends, and its time is "     \
         "resolved at one of them alone")                                                         \
    RULE(fastest, BENCH_NEEDS_TIMES, 1,                                                           \
         "one of three contenders or more is resolved to be faster than each other")              \
    RULE(floor, BENCH_NEEDS_TIMES | BENCH_NEEDS_FLOORS, 1,                                        \
         "a path over what it cannot do without: all of the interval is above the aim")           \
    RULE(memory, BENCH_NEEDS_MEMORY, 1,                                                           \
         "the contender whose operations take the least resident memory, beside the one whose "   \
         "take the most, where these differ by 1 % at least")

/* Bits: what a report must have for a rule to look at it. */
typedef enum bench_needs {
    BENCH_NEEDS_COUNTS = 1,
    BENCH_NEEDS_TIMES = 2,   /* of two rows of one group at least, with intervals */
    BENCH_NEEDS_NUMBERS = 4, /* a parameter with two numbers at least */
    BENCH_NEEDS_FLOORS = 8,
    BENCH_NEEDS_MEMORY = 16,
} bench_needs_t;

#define BENCH_RULE_ID(name, needs, most, doc) BENCH_RULE_##name,
typedef enum bench_rule { BENCH_RULES(BENCH_RULE_ID) BENCH_RULE_COUNT } bench_rule_t;
#undef BENCH_RULE_ID

/* "saving", "crossing", ...; and what it looks for, one sentence. */
const char *bench_rule_name(bench_rule_t rule);
const char *bench_rule_doc(bench_rule_t rule);

/* Two contenders of one group. */
typedef struct bench_match {
    const bench_row_t *row;   /* whom the statement is about, */
    const bench_row_t *other; /* and whom it is compared with */
    bench_pair_t pair;        /* the row's time over the other's */
} bench_match_t;

typedef struct bench_statement {
    bench_rule_t rule;
    bench_match_t at;
    size_t contenders;    /* of `fastest`: among so many */
    bench_match_t to;     /* over a number: the same two at another value of it */
    bench_setting_t low;  /* over a number: its value at `at`, */
    bench_setting_t high; /* and at `to` */
    double crossing; /* of `crossing`: where the lines through the times cross; NaN: not once */
    const bench_floor_t *floor; /* of `floor`, */
    bench_interval_t times;     /* and how many times it */
    double weight;              /* how telling it is */
} bench_statement_t;

/* So many fit on a screen, below one scenario's matrix. */
#define BENCH_STATEMENTS_MAX 15
/* Of one rule, where others have something to say too: a run of many scenarios says something of
 * each kind. */
#define BENCH_STATEMENTS_OF_RULE_MAX 8

/* The most telling statements of the rows of `shown`, which has some of the rows of the run that
 * was judged; the most telling first. Rows, settings and floors are borrowed from `shown`. Gives
 * how many; SIZE_MAX: out of memory. */
size_t bench_statements(const bench_report_t *shown, const bench_pairs_t *pairs,
                        bench_statement_t statements[BENCH_STATEMENTS_MAX]);

#endif
