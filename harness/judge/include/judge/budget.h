/*
 * budget.h - what the counts of a row promise: a budget, blocks that add up, nothing leaked.
 */
#ifndef BENCH_JUDGE_BUDGET_H
#define BENCH_JUDGE_BUDGET_H

#include "model/report.h"
#include "model/table.h"

/* Holds the counts to the budget. True where it holds, where there is none or nothing was counted.
 */
bool bench_row_within_budget(const bench_row_t *row);

/* "yes", "no"; "" where nothing was promised or nothing counted. */
const char *bench_budget_kept(const bench_row_t *row);

/* What a row promises: "1/2", "at most 3", "one for each that does not complete synchronously"; ""
 * where nothing is. */
#define BENCH_BUDGET_TEXT_MAX 64
const char *bench_budget_format(const bench_row_t *row, char text[BENCH_BUDGET_TEXT_MAX]);

/* "allocates 1 per operation, promised 0": of a row that breaks its budget. */
#define BENCH_BROKEN_TEXT_MAX 192
const char *bench_broken_budget(const bench_row_t *row, char text[BENCH_BROKEN_TEXT_MAX]);

/* How many rows break their budget, how many have leaked, how many are not verified. */
size_t bench_broken_budgets(const bench_report_t *report);
size_t bench_leaking(const bench_report_t *report);
size_t bench_unverified(const bench_report_t *report);

/* What is wrong with the counts of a row in themselves, the first that holds. Every command that
 * looks at counts fails on these. */
typedef enum bench_fault {
    BENCH_FAULT_NONE, /* also of a row that was not counted */
    BENCH_FAULT_BUDGET,
    BENCH_FAULT_LEAK,
    BENCH_FAULT_UNVERIFIED,
} bench_fault_t;

bench_fault_t bench_row_fault(const bench_row_t *row);

/* One kind of block in a row: all the sites that made it. */
typedef struct bench_part {
    const char *made_by; /* borrowed from the row */
    bench_fraction_t allocs_per_op;
    bench_fraction_t bytes_per_op;
} bench_part_t;

#define BENCH_PARTS_MAX 16

/* The parts of a row whose blocks were followed, in the order of its sites; those above
 * BENCH_PARTS_MAX are in the last one. Gives how many. */
size_t bench_row_parts(const bench_row_t *row, bench_part_t parts[BENCH_PARTS_MAX]);

/* "2 blocks made in FUNCTIONS (split.c:12)": of the first site of a row that leaked, kept in
 * `texts`; NULL: none did. */
const char *bench_row_leak(const bench_row_t *row, bench_table_t *texts);

#endif
