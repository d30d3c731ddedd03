/*
 * instruction_counter_parts.h - one window of an instruction counter.
 */
#ifndef BENCH_MEASURE_INSTRUCTION_COUNTER_PARTS_H
#define BENCH_MEASURE_INSTRUCTION_COUNTER_PARTS_H

#include "measure/instruction_counter.h"

/* Begins a window. */
bool bench__instruction_window_begin(bench_instruction_counter_t *counter,
                                     bench_problem_t *problem);

/* Ends it and gives what it counted: of the operations and a small constant. */
bool bench__instruction_window_end(bench_instruction_counter_t *counter, uint64_t *instructions,
                                   bench_problem_t *problem);

#endif
