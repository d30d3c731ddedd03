/*
 * gate.h - what completes a suspended operation later: the caller's own thread by a run queue, or
 * another thread. Nothing is allocated by opening a gate.
 */
#ifndef SCENARIO_GATE_H
#define SCENARIO_GATE_H

#include <semaphore.h>

#include "caller.h"
#include "fetch.h"

typedef struct gate {
    vt_reset_source_t source;   /* what methods suspend on */
    fetch_callback_t *callback; /* or whom to call, for `direct` */
    uint64_t value;             /* what it opens with */
    vt_continuation_t opening;  /* the work item that opens it */
    vt_run_queue_t queue;
    vt_thread_pool_t *pool; /* of one thread; NULL: the caller's thread opens */
    sem_t taken;            /* the outcome was taken, on the other thread */
} gate_t;

/* VT_OK, or what the run queue or thread pool said. */
VT_MUST_CHECK vt_status_t gate_init(gate_t *gate, bool other_thread);
void gate_deinit(gate_t *gate);

/* A fresh source to suspend on, which will open with `value`. */
void gate_close(gate_t *gate, uint64_t value);

/* Has the gate opened and returns when the caller has taken the outcome. */
void gate_open_and_wait(gate_t *gate);

/* For caller_t.taken and callbacks: the outcome was taken. */
void gate_outcome_taken(gate_t *gate);

#endif
