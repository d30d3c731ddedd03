/*
 * loops.h - the loops of contenders whose one thread does it all: an operation that is done when
 * its call returns, and one that suspends until the loop opens its gate.
 *
 *   linkage, name   of the loop: static, or nothing
 *   run_type        the state of a case, which begins with a scenario_run_t; `run` in what follows
 *   levels          what the operation adds to `value`, its input
 */
#ifndef SCENARIO_LOOPS_H
#define SCENARIO_LOOPS_H

#include "caller.h"

/* `call` starts the operation and takes its outcome. */
#define LOOP_SYNC(linkage, name, run_type, input, levels, call)    \
    linkage void name(scenario_run_t *base, uint64_t operations) { \
        run_type *run = (run_type *)base;                          \
        for (uint64_t i = 0; i < operations; i++) {                \
            uint64_t value = input(i);                             \
            caller_check(base, call, VT_OK, value + (levels));     \
        }                                                          \
        base->operations += operations;                            \
        (void)run;                                                 \
    }

/* The run has a `caller`, which waits; then the gate opens, as an event loop would open it. */
#define LOOP_SUSPEND(linkage, name, run_type, levels, start_and_wait, open)   \
    linkage void name(scenario_run_t *base, uint64_t operations) {            \
        run_type *run = (run_type *)base;                                     \
        for (uint64_t i = 0; i < operations; i++) {                           \
            uint64_t value = caller_uncached(i);                              \
            caller_begin(&run->caller);                                       \
            start_and_wait;                                                   \
            open;                                                             \
            caller_check(base, run->caller.outcome, VT_OK, value + (levels)); \
        }                                                                     \
        base->operations += operations;                                       \
    }

/* A gate that is a source: closed for the next operation, and opened. */
static inline vt_reset_source_t *loop_closed(vt_reset_source_t *gate) {
    vt_status_t status = vt_reset_source_reset(gate);
    (void)status; /* the last operation was consumed */
    return gate;
}

static inline void loop_open(vt_reset_source_t *gate, uint64_t value) {
    vt_status_t status = vt_reset_source_set_result(gate, value);
    (void)status; /* a refusal shows as a missing outcome */
}

#endif
