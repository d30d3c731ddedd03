/*
 * instruction_counter.h - one window of instructions, by the processor's counter or by callgrind.
 */
#ifndef BENCH_MEASURE_INSTRUCTION_COUNTER_H
#define BENCH_MEASURE_INSTRUCTION_COUNTER_H

#include "measure/instructions.h"

/* Begins a window. */
bool bench__instruction_window_begin(bench_instruction_counter_t *counter,
                                     bench_problem_t *problem);

/* Ends it and gives what it counted: of the operations and a small constant. */
bool bench__instruction_window_end(bench_instruction_counter_t *counter, uint64_t *instructions,
                                   bench_problem_t *problem);

#endif
