/* instructions.c - instructions per operation: windows and passes. */
#include "measure/instructions.h"

#include <stdlib.h>

#include "host.h"
#include "instruction_counter_parts.h"
#include "instruction_passes.h"

/* As with allocations: often enough to tell what happens once from what happens always. */
#define PASSES 3

/* Operations of the smaller window. Callgrind is exact and slow, so a few will do; the processor's
 * counter may be off by a few instructions for each interrupt, which more operations outweigh.
 * Spinning threads run a million simulated instructions until they get their turn. */
#define OPERATIONS_CALLGRIND 64
#define OPERATIONS_THREADS   16
#define OPERATIONS_PERF      1024

/* Blocks of instructions that valgrind runs of one thread before it is another's turn
 * (SCHEDULING_QUANTUM in its m_scheduler/scheduler.c). */
#define VALGRIND_TURN 100000

/* jemalloc 5.3 looks after its counters every 64 KiB (PEAK_EVENT_WAIT in src/peak_event.c) at most.
 */
#define EVENT_BYTES 65536

/* Takes jemalloc past its next event, of allocation and of release, so that each window begins at
 * the same distance to the one after. */
static void pass_event(void) {
    void *volatile block = malloc(EVENT_BYTES);
    free(block);
}

/* Not inlined: both windows have the same instructions of ours around them, which cancel in the
 * slope. A compiler that makes two copies of it gives each its own. */
static __attribute__((noinline)) bool run_window(bench_instruction_counter_t *counter,
                                                 const bench_subject_t *subject,
                                                 uint64_t operations, uint64_t *instructions,
                                                 bench_problem_t *problem) {
    pass_event();
    if (!bench__instruction_window_begin(counter, problem)) {
        return false;
    }
    subject->run(subject->state, operations);
    return bench__instruction_window_end(counter, instructions, problem);
}

/* The smallest number of whole periods that has at least that many operations. */
static uint64_t whole_periods(uint64_t least, uint64_t period) {
    return period <= 1 ? least : (least + period - 1) / period * period;
}

static uint64_t window_operations(const bench_instruction_counter_t *counter,
                                  const bench_subject_t *subject) {
    uint64_t suits = OPERATIONS_PERF;
    if (counter->by == BENCH_BY_CALLGRIND) {
        suits = bench__host_has_one_thread() ? OPERATIONS_CALLGRIND : OPERATIONS_THREADS;
    }
    bool fewer = subject->few_operations != 0 && subject->few_operations < suits;
    return whole_periods(fewer ? subject->few_operations : suits, subject->period);
}

/* A thread that spins under valgrind does so for a whole turn: what is counted is valgrind's turns.
 */
static bool spins(const bench_instruction_counter_t *counter,
                  const bench__instruction_pass_t *pass) {
    return counter->by == BENCH_BY_CALLGRIND && !bench__host_has_one_thread() &&
           pass->single / pass->operations > VALGRIND_TURN;
}

/* Leaves *measured at the number of passes that were made: fewer where the subject spins. */
static bool run_passes(bench_instruction_counter_t *counter, const bench_subject_t *subject,
                       uint64_t operations, bench__instruction_pass_t *passes, size_t *measured,
                       bench_problem_t *problem) {
    for (*measured = 0; *measured < PASSES; ++*measured) {
        bench__instruction_pass_t *pass = &passes[*measured];
        pass->operations = operations;
        if (!run_window(counter, subject, operations, &pass->single, problem)) {
            return false;
        }
        if (spins(counter, pass)) {
            return true;
        }
        if (!run_window(counter, subject, 2 * operations, &pass->twice, problem)) {
            return false;
        }
    }
    return true;
}

bool bench_count_instructions(bench_instruction_counter_t *counter, const bench_subject_t *subject,
                              bench_instructions_t *instructions, bench_problem_t *problem) {
    bench__instruction_pass_t passes[PASSES];
    size_t measured;
    uint64_t operations = window_operations(counter, subject);
    subject->run(subject->state, 2 * operations);
    bool one_thread = bench__host_has_one_thread();
    if (!run_passes(counter, subject, operations, passes, &measured, problem)) {
        return false;
    }
    bool steady = one_thread && bench__host_has_one_thread() && !subject->kernel_timed;
    *instructions = measured == PASSES ? bench__instructions_of(counter->by, passes, PASSES, steady)
                                       : (bench_instructions_t){.by = BENCH_BY_NONE};
    return true;
}
