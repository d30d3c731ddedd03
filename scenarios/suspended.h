/*
 * suspended.h - the loop that the scenarios with suspending operations share: close the gate, start
 * the operation, let the caller wait for it, open the gate, check the outcome.
 */
#ifndef SCENARIO_SUSPENDED_H
#define SCENARIO_SUSPENDED_H

#include "gate.h"

typedef struct suspended_run {
    scenario_run_t base;
    gate_t gate;
    caller_t caller;
    fetch_callback_t callback;
    fetch_operation_t operation;
    const uint8_t *hits; /* one byte an operation: 1 completes synchronously; NULL: none does */
    uint64_t hit_count;
    uint64_t next;    /* in hits */
    fetch_how_t miss; /* FETCH_MISS, or FETCH_MISS_FAIL */
} suspended_run_t;

/* Sets up the shared state; `miss` says how an operation that is not a hit ends. NULL, with errno
 * set, on failure. The contender named `direct` has the gate call it back. */
scenario_run_t *suspended_setup(const scenario_case_t *self, gate_opener_t opener,
                                fetch_how_t miss);
void suspended_teardown(scenario_run_t *run);

/* Tells whether the next operation is to complete synchronously. */
static inline bool suspended_next_hits(suspended_run_t *run) {
    if (run->hits == NULL) {
        return false;
    }
    bool hit = run->hits[run->next] != 0;
    run->next = run->next + 1 == run->hit_count ? 0 : run->next + 1;
    return hit;
}

/* The loop of a contender: a hit's outcome is taken as the operation returns; a miss waits for the
 * gate.
 *
 *   linkage, name  of the loop: static, or nothing
 *   added          what the operation adds to `value`, its input
 *   start          the operation of this contender, which gives a handle; `how` and `value` are its
 *                  arguments, and the gate is SUSPENDED_GATE
 */
#define SUSPENDED_LOOP(linkage, name, added, input, handle_type, start, take, await) \
    linkage void name(scenario_run_t *base, uint64_t operations) {                   \
        suspended_run_t *run = (suspended_run_t *)base;                              \
        const fetch_how_t miss = run->miss;                                          \
        const vt_status_t status = miss == FETCH_MISS ? VT_OK : VT_E_FAULTED;        \
        gate_begin(&run->gate);                                                      \
        for (uint64_t i = 0; i < operations; i++) {                                  \
            const bool hit = suspended_next_hits(run);                               \
            const fetch_how_t how = hit ? FETCH_HIT : miss;                          \
            const uint64_t value = input(i);                                         \
            if (hit) {                                                               \
                handle_type handle = start;                                          \
                caller_check(base, take(handle), VT_OK, value + (added));            \
                base->synchronous++;                                                 \
                continue;                                                            \
            }                                                                        \
            gate_close(&run->gate, value);                                           \
            caller_begin(&run->caller);                                              \
            handle_type handle = start;                                              \
            await(&run->caller, handle);                                             \
            gate_open_and_wait(&run->gate);                                          \
            caller_check(base, run->caller.outcome, status,                          \
                         status == VT_OK ? value + (added) : 0);                     \
        }                                                                            \
        gate_end(&run->gate);                                                        \
        base->operations += operations;                                              \
    }
#define SUSPENDED_GATE (&run->gate.source)

/* The contenders as loops over `operations` operations. */
void suspended_run_direct(scenario_run_t *run, uint64_t operations);
void suspended_run_callback_malloc(scenario_run_t *run, uint64_t operations);
void suspended_run_task(scenario_run_t *run, uint64_t operations);
void suspended_run_task_cached(scenario_run_t *run, uint64_t operations);
void suspended_run_value_task(scenario_run_t *run, uint64_t operations);
void suspended_run_value_task_pooled(scenario_run_t *run, uint64_t operations);
void suspended_run_value_task_source(scenario_run_t *run, uint64_t operations);
void suspended_run_value_task_wide(scenario_run_t *run, uint64_t operations);

#endif
