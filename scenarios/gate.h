/*
 * gate.h - what completes a suspended operation later. It stands for the part of a program that
 * learns that an operation is done: an event loop on the caller's own thread, or another thread.
 * Nothing is allocated by opening a gate.
 */
#ifndef SCENARIO_GATE_H
#define SCENARIO_GATE_H

#include <pthread.h>
#include <semaphore.h>

#include "caller.h"
#include "fetch.h"

typedef enum gate_opener {
    GATE_SAME_THREAD,     /* the caller's thread, as an event loop would */
    GATE_RUN_QUEUE,       /* a work item on the caller's run queue */
    GATE_OTHER_THREAD,    /* a thread pool's thread; both sides wait as the library does */
    GATE_SPINNING_THREAD, /* a thread that spins; so does the caller */
} gate_opener_t;

typedef struct gate {
    vt_reset_source_t source;   /* what methods suspend on */
    fetch_callback_t *callback; /* or what to call, for `direct` */
    uint64_t value;             /* what it opens with */
    gate_opener_t opener;
    vt_continuation_t opening; /* the work item that opens it */
    vt_continuation_t taken;   /* tells the caller's queue that the outcome was taken */
    vt_run_queue_t queue;
#if VT_THREADS
    vt_thread_pool_t *pool; /* of one thread */
#endif
    pthread_t spinner;
    sem_t go;    /* for the spinning thread: the caller's loop begins */
    int request; /* atomic; of the spinning thread: what it is to do */
    int done;    /* atomic; the outcome was taken */
} gate_t;

/* VT_OK, or why a queue or thread could not be created. */
VT_MUST_CHECK vt_status_t gate_init(gate_t *gate, gate_opener_t opener);
void gate_deinit(gate_t *gate);

/* Around a loop of operations: the spinning thread spins only between the two calls. */
void gate_begin(gate_t *gate);
void gate_end(gate_t *gate);

/* A fresh source to suspend on, which will open with `value`. */
void gate_close(gate_t *gate, uint64_t value);

/* Opens the gate; returns when the caller has taken the outcome. */
void gate_open_and_wait(gate_t *gate);

/* Tells whether the caller must report that it has taken the outcome. Reports it. */
bool gate_wants_outcome_taken(const gate_t *gate);
void gate_outcome_taken(gate_t *gate);

#endif
