/*
 * check.h - what a check of counts found: broken budgets, leaks, counts that are not verified, and
 * differences to committed exact numbers.
 *
 * The committed numbers are a CSV file (bench_write_exact). They are compared as text, cell by
 * cell: what is not the same text is a difference. The exact columns tell which way it went, and
 * the first of them that differs decides, as in a comparison of two runs.
 */
#ifndef BENCH_REPORT_CHECK_H
#define BENCH_REPORT_CHECK_H

#include "report/tables.h"

typedef enum bench_finding_kind {
    BENCH_FINDING_BUDGET,     /* the allocations are not those of the budget */
    BENCH_FINDING_LEAK,       /* blocks still there after the case was torn down */
    BENCH_FINDING_UNVERIFIED, /* the witnesses or the passes disagree */
    BENCH_FINDING_MORE,       /* than committed; for frees_per_op that is fewer of them: a leak */
    BENCH_FINDING_OTHER,      /* than committed, neither more nor fewer */
    BENCH_FINDING_ADDED,      /* the case is not in the committed file */
    BENCH_FINDING_REMOVED,    /* the case is only in the committed file */
    BENCH_FINDING_FEWER,      /* than committed: to be accepted */
    BENCH_FINDING_KINDS
} bench_finding_kind_t;

typedef struct bench_finding {
    bench_finding_kind_t kind;
    char *scenario;
    char *contender;
    char *params;
    char *column;   /* "" for a case that one side lacks */
    char *expected; /* the budget, or what is committed; "" where there is none */
    char *now;
} bench_finding_t;

typedef struct bench_check {
    size_t case_count; /* looked at */
    size_t count;
    bench_finding_t *findings;
} bench_check_t;

void bench_check_init(bench_check_t *check);
void bench_check_deinit(bench_check_t *check);

/* Adds what is wrong with the rows themselves: budgets, leaks, verification. False: out of memory.
 */
bool bench_check_rows(bench_check_t *check, const bench_report_t *report, bench_problem_t *problem);

/* Adds how the exact rows differ from the committed file. Cases that only the file has are a
 * difference only where `complete` says that all cases were counted. False: the file cannot be
 * read, or is none of this version. */
bool bench_check_exact(bench_check_t *check, const bench_report_t *report, const char *committed,
                       bool complete, bench_problem_t *problem);

/* 0 nothing found, 4 only fewer than committed, else 1. */
int bench_check_exit_code(const bench_check_t *check);

/* Tells whether there are findings, and all of them vanish when the new counts are committed. */
bool bench_check_is_acceptable(const bench_check_t *check);

typedef struct bench_check_print {
    bench_format_t format; /* BENCH_FORMAT_CSV prints as BENCH_FORMAT_TABLE */
    const char *committed; /* the committed file; NULL: there was none */
    const char *accept;    /* the command that accepts the findings; NULL: none */
} bench_check_print_t;

/* Prints the findings, or that there are none. */
void bench_print_check(const bench_check_t *check, const bench_check_print_t *how, FILE *out);

#endif
