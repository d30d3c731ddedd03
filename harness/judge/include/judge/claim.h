/*
 * claim.h - whether a sentence about a run may be said: conditions over its numbers, as text.
 *
 *     bytes fault/task;when=sync > bytes fault/value_task_static_error;when=sync
 *     allocs sync_success/value_task = 0 and time sync_success/value_task < time sync_success/task
 *
 *   claim   TERM { "and" TERM }
 *   term    METRIC CASE SIGN METRIC CASE, or METRIC CASE SIGN NUMBER
 *   metric  allocs, bytes (requested): exact, and compared as fractions; time
 *   sign    < > =, and of times ~ for "nothing is resolved between them"
 *
 * Times are compared within a group alone, and only as far as pairs.h resolves them: "<" is a
 * shorter time that is sure. So nobody has to look at an interval to write a sentence that it
 * carries.
 */
#ifndef BENCH_JUDGE_CLAIM_H
#define BENCH_JUDGE_CLAIM_H

#include "judge/pairs.h"
#include "model/setting.h"

typedef enum bench_claim {
    BENCH_CLAIM_HOLDS,
    BENCH_CLAIM_FAILS,
    BENCH_CLAIM_OPEN,     /* a case of it is not in the run, or was not measured so */
    BENCH_CLAIM_NONSENSE, /* it is not written as above; or memory is short */
} bench_claim_t;

/* Judges a claim; "" holds. Of a claim that is nonsense in a later term that is said first. */
bench_claim_t bench_claim(const bench_report_t *report, const bench_pairs_t *pairs,
                          const char *text);

/* The row of the case of that name ("scenario/contender;params"), borrowed; NULL: there is none. */
const bench_row_t *bench_named_row(const bench_report_t *report, const char *name);

/* The smallest value of the parameter `key` from which on the contender of `name` is faster than
 * that of `other` in all groups of their scenario that differ from theirs in it alone, resolved in
 * each. False: at the largest value it is not. */
bool bench_faster_from(const bench_report_t *report, const bench_pairs_t *pairs, const char *name,
                       const char *other, const char *key, bench_setting_t *from);

#endif
