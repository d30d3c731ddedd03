/*
 * stack.h - the stack of calls of a process that is about to end by a signal, named by another.
 *
 * Names need the allocator, files and locks; none of them can be relied on in a handler of SIGSEGV.
 * So the handler keeps addresses, and where what was mapped; whoever survives finds the names.
 */
#ifndef BENCH_MEASURE_STACK_H
#define BENCH_MEASURE_STACK_H

#include <stddef.h>
#include <stdint.h>

#define BENCH_STACK_FRAMES 32
#define BENCH_STACK_MAPS   ((size_t)64 << 10)

/* A plain value without pointers, so that it can be in memory that processes share. All zero:
 * empty. */
typedef struct bench_stack {
    uint32_t depth;
    uintptr_t frames[BENCH_STACK_FRAMES]; /* innermost first */
    size_t maps_size;
    char maps[BENCH_STACK_MAPS]; /* /proc/self/maps; what did not fit is missing */
} bench_stack_t;

/* Makes bench_stack_take safe in a handler: the first walk of a stack loads a library. Allocates.
 */
void bench_stack_prepare(void);

/* Keeps the stack of this thread, from the frame on that was interrupted by the signal whose
 * handler calls this. `handler_returns_to`: the handler's own return address. */
void bench_stack_take(bench_stack_t *stack, const void *handler_returns_to);

/* The functions, outermost first, joined by ';', as far as they are known and none of the
 * harness's: "run_parse;read_field"; one that called itself stands there once. "" where none is
 * known; cut where `size` is too small. */
void bench_stack_format(const bench_stack_t *stack, char *text, size_t size);

#endif
