/* statements_parts.h - what the rules of statements.h have to look at, and where they put what they
 * find. */
#ifndef BENCH_STATEMENTS_PARTS_H
#define BENCH_STATEMENTS_PARTS_H

#include "judge/statements.h"

/* All statements that were found, of any number. */
typedef struct bench__found {
    const bench_report_t *report;
    const bench_pairs_t *pairs;
    bench_statement_t *items;
    size_t count, room;
    bool failed;
} bench__found_t;

void bench__found_add(bench__found_t *found, const bench_statement_t *statement);

/* Below 0, 0, above 0 as the row allocates less than the other, as much, more; 0 where that is
 * not known of both. */
int bench__compare_blocks(const bench_row_t *row, const bench_row_t *other);

/* A rule looks at all groups of the report. */
typedef void bench__rule_t(bench__found_t *found);

#define BENCH__RULE_DECLARE(name, needs, most, doc) bench__rule_t bench__rule_##name;
BENCH_RULES(BENCH__RULE_DECLARE)
#undef BENCH__RULE_DECLARE

#endif
