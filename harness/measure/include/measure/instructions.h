/*
 * instructions.h - how many instructions an operation takes: the time without its noise.
 *
 * As with allocations, a number per operation is the slope between N and 2N operations, taken three
 * times. It is exact where the process had one thread and every pass gave the same slope. Else it
 * is a mean, and there is no number where the passes are further apart than a tenth, or where
 * threads spin under callgrind: how long they spin depends on the scheduler.
 *
 * Each window begins at the same distance to jemalloc's next housekeeping, so that equal windows
 * count equal instructions.
 *
 * Errors: functions return false and put one line into *problem. Nothing is printed.
 */
#ifndef BENCH_MEASURE_INSTRUCTIONS_H
#define BENCH_MEASURE_INSTRUCTIONS_H

#include "measure/instruction_counter.h"
#include "measure/measure.h"

/* Counts one subject: a warm-up, then three passes of N and 2N operations, N a small multiple of
 * the period. `instructions->by` is BENCH_BY_NONE where there is no number (see above); that is no
 * failure. */
bool bench_count_instructions(bench_instruction_counter_t *counter, const bench_subject_t *subject,
                              bench_instructions_t *instructions, bench_problem_t *problem);

#endif
