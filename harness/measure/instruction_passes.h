/*
 * instruction_passes.h - from windows of instructions to a number per operation.
 */
#ifndef BENCH_MEASURE_INSTRUCTION_PASSES_H
#define BENCH_MEASURE_INSTRUCTION_PASSES_H

#include "model/row.h"

/* One pass: the instructions of N operations, then of 2N. */
typedef struct bench__instruction_pass {
    uint64_t operations; /* N */
    uint64_t single;
    uint64_t twice;
} bench__instruction_pass_t;

/* Gives the number per operation: exact where `steady` and all passes have one slope; the mean of
 * the slopes where only steady; else the mean over all operations, since waiting has no slope.
 * BENCH_BY_NONE where the passes are more than a tenth apart. */
bench_instructions_t bench__instructions_of(bench_instructions_by_t by,
                                            const bench__instruction_pass_t *passes, size_t count,
                                            bool steady);

#endif
