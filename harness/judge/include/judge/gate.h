/*
 * gate.h - what a comparison fails on, column by column.
 */
#ifndef BENCH_JUDGE_GATE_H
#define BENCH_JUDGE_GATE_H

#include "judge/compare.h"

/* What a gate may fail on: bits, in the order in which a gate looks at them. */
typedef enum bench_gate {
    BENCH_GATE_ALLOCS = 1, /* allocations, frees or bytes per operation */
    BENCH_GATE_INSTRUCTIONS = 2,
    BENCH_GATE_TIME = 4,
} bench_gate_t;

/* Bit by bit, from what is certain to what is noisy. */
#define BENCH_GATE_COUNT 3
extern const char *const bench_gate_names[BENCH_GATE_COUNT];

/* The gate of that name: "allocs", "instructions", "time". 0: there is none. */
unsigned bench_gate_find(const char *name, size_t length);

/* The exit status of a gate over these comparisons: 1 a regression (named cases: MORE, REMOVED,
 * WORSE, and an exact case whose counts in the new report are not "verified"), 3 none of these but
 * a case whose counts or instructions are only in the base report (nothing can be said of it), 4
 * only FEWER, 0 neither. `gates`: bits of bench_gate_t, looked at in their order. */
int bench_gate_exit_code(const bench_comparison_t *comparisons, size_t count, unsigned gates);

/* Of these gates, those that do not give 0. */
unsigned bench_gate_failed(const bench_comparison_t *comparisons, size_t count, unsigned gates);

#endif
