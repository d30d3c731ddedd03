/*
 * chain.h - an operation `depth` levels deep: each level starts the next, waits for it and adds 1.
 *
 * The innermost gives value + 1, at once or when the gate opens. Odd and even levels stand in files
 * of their own (chain_level.c, compiled twice), so that no compiler makes a loop of them.
 */
#ifndef SCENARIO_CHAIN_H
#define SCENARIO_CHAIN_H

#include "fetch.h"

/* What a hand-written level tells the one above: its operation is done. */
typedef struct chain_callback {
    void (*done)(struct chain_callback *self, uint64_t result);
} chain_callback_t;

/* What is called when the gate of the callback chain opens. */
typedef struct chain_gate {
    chain_callback_t *innermost;
} chain_gate_t;

#define CHAIN_DECLARE(parity)                                                                \
    fetch_direct_t chain_direct_##parity(unsigned depth, uint64_t value);                    \
    bool chain_callback_##parity(unsigned depth, uint64_t value, chain_gate_t *gate,         \
                                 chain_callback_t *above);                                   \
    vt_task_t *chain_task_##parity(unsigned depth, uint64_t value, vt_reset_source_t *gate); \
    vt_value_task_t chain_value_task_##parity(unsigned depth, uint64_t value,                \
                                              vt_reset_source_t *gate);                      \
    vt_value_task_t chain_pooled_##parity(unsigned depth, uint64_t value, vt_reset_source_t *gate);

/* The outermost of `depth` levels, for an odd and for an even depth. A gate of NULL: complete at
 * once. */
CHAIN_DECLARE(odd)
CHAIN_DECLARE(even)

#endif
