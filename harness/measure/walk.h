/*
 * walk.h - the stack of calls, as return addresses.
 *
 * To walk a stack by the tables for unwinding takes microseconds, and operations allocate at the
 * same places again and again. So the last stacks are remembered, with the places in memory of
 * their return addresses. A stack of which all these places hold the same addresses is the same
 * one: from a function with the same stack pointer the tables lead to the same place, and what is
 * found there to the same function.
 */
#ifndef BENCH_MEASURE_WALK_H
#define BENCH_MEASURE_WALK_H

#include <stddef.h>
#include <stdint.h>

#define BENCH__FRAMES_MAX 30

/* Of the calling thread, which is the one that runs operations: its stacks end at the function
 * whose frame this is (__builtin_frame_address(0)), or the one that called it. What is outside of
 * that is of no interest, and takes half of the time to walk. */
void bench__walk_outermost(const void *frame);

/* Fills the return addresses, the caller's own first; gives how many these are. Stacks are
 * remembered of the thread that runs the operations alone. The first walk of a process may
 * allocate. */
size_t bench__walk(void *frames[BENCH__FRAMES_MAX]);

/* The same, without what is remembered. */
size_t bench__walk_anew(void *frames[BENCH__FRAMES_MAX]);

#endif
