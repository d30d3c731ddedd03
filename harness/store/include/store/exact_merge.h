/*
 * exact_merge.h - new exact numbers in place of those that are committed.
 */
#ifndef BENCH_STORE_EXACT_MERGE_H
#define BENCH_STORE_EXACT_MERGE_H

#include "model/case_key.h"
#include "model/problem.h"
#include "model/table.h"

/* The order of cases that are not committed yet. */
typedef struct bench_case_order {
    const bench_case_key_t *keys;
    size_t count;
} bench_case_order_t;

/* Makes the table of committed exact numbers with those of `now`. A line of a case that `now` has
 * is replaced where it stands, and any other stays; with `whole`, which says that `now` has all
 * cases, others go. A line of a new case follows that of the nearest case before it in `order`; one
 * that is not in it comes at the end. Both tables have the same columns; *merged borrows their
 * texts. False: out of memory, and *merged is empty. */
bool bench_exact_merge(const bench_table_t *committed, const bench_table_t *now,
                       const bench_case_order_t *order, bool whole, bench_table_t *merged,
                       bench_problem_t *problem);

#endif
