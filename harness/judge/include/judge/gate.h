/*
 * gate.h - what a comparison fails on, column by column.
 *
 * A gate that passes has looked: every case of both runs that has the column was judged, and there
 * was at least one. What was asked for and could not be judged is a result of its own.
 *
 * Exit statuses, the most serious first, of one gate and of several together:
 *
 *   1  a regression: more than in the base, or than a limit allows; worse, a case that is gone, and
 *      in the new run a broken budget, a leak or counts that are not verified
 *   3  nothing of that kind, but something could not be judged: `why` says what is missing
 *   4  neither, but fewer than in the base: to be accepted
 *   0  none of these
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

/* What a gate looks at; all is borrowed. */
typedef struct bench_gated {
    const bench_comparison_t *comparisons;
    size_t count;
    const bench_report_t *base; /* both NULL: two builds, timed in the same processes */
    const bench_report_t *new_run;
    const bench_limits_verdict_t *limits; /* as in the comparisons; NULL: there are none */
    bool across_machines; /* times and instructions of different processors may be compared */
} bench_gated_t;

/* Tells whether the runs are of two processors and must not be compared in what depends on it:
 * times, and the instructions that a program chooses by its processor. */
bool bench_are_of_two_processors(const bench_gated_t *gated);

#define BENCH_GATE_WHY_MAX 320

/* What one gate says. */
typedef struct bench_gate_verdict {
    unsigned gate; /* bench_gate_t; 0: it was not asked for */
    int exit_code;
    size_t compared; /* cases whose column was judged, regressions among them */
    size_t regressions;
    size_t missing;               /* cases whose column could not be judged */
    char why[BENCH_GATE_WHY_MAX]; /* what is missing; "": nothing */
} bench_gate_verdict_t;

typedef struct bench_gate_result {
    unsigned failed; /* those that do not give 0: bits */
    int exit_code;
    bench_gate_verdict_t verdicts[BENCH_GATE_COUNT]; /* by their order */
} bench_gate_result_t;

/* Judges by these gates, bits of bench_gate_t; of 0 nothing is asked and nothing fails. */
bench_gate_result_t bench_gate_judge(const bench_gated_t *gated, unsigned gates);

#endif
