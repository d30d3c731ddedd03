/*
 * compare_instructions.h - the instructions of two rows side by side.
 */
#ifndef BENCH_COMPARE_INSTRUCTIONS_H
#define BENCH_COMPARE_INSTRUCTIONS_H

#include "report/compare.h"

/* Fills what a comparison says of instructions. `threshold`: as BENCH_INSTRUCTIONS_FLOOR. */
void bench_compare_instructions(bench_comparison_t *comparison, double threshold);

/* What the gate on instructions says of one case: 0, 1, 3 or 4, as bench_gate_exit_code. */
int bench_instructions_exit_code(const bench_comparison_t *comparison);

/* "regression: 196 -> 205 (+4.6 %)", in `text` of BENCH_TEXT_MAX bytes; "" where neither more nor
 * fewer. */
const char *bench_instructions_phrase(const bench_comparison_t *comparison, char *text);

#endif
