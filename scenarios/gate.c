#include "gate.h"

/* The work item: completes what is suspended. Runs on the queue's or the pool's thread. */
static void open_gate(vt_continuation_t *self) {
    gate_t *gate = VT_CONTAINER_OF(self, gate_t, opening);
    vt_status_t status = VT_OK;
    if (gate->callback != NULL) {
        gate->callback->opened(gate->callback, gate->value);
    } else {
        status = vt_reset_source_set_result(&gate->source, gate->value);
    }
    (void)status; /* if it were refused, the caller would find no outcome and count it as wrong */
}

vt_status_t gate_init(gate_t *gate, bool other_thread) {
    vt_reset_source_init(&gate->source, NULL, 0);
    gate->callback = NULL;
    gate->opening.run = open_gate;
    gate->pool = NULL;
    sem_init(&gate->taken, 0, 0);
    vt_status_t status = vt_run_queue_init(&gate->queue);
    if (status == VT_OK && other_thread) {
        status = vt_thread_pool_create(1, &gate->pool);
    }
    return status;
}

void gate_deinit(gate_t *gate) {
    vt_status_t status = vt_thread_pool_destroy(gate->pool);
    status = status == VT_OK ? vt_run_queue_deinit(&gate->queue) : status;
    (void)status; /* every operation was waited for: nothing is queued */
    sem_destroy(&gate->taken);
}

void gate_close(gate_t *gate, uint64_t value) {
    gate->value = value;
    if (gate->callback != NULL) {
        return; /* nobody suspends on the source */
    }
    vt_status_t status = vt_reset_source_reset(&gate->source);
    (void)status; /* no one waits: the last operation was consumed */
}

void gate_open_and_wait(gate_t *gate) {
    vt_executor_t *executor =
        gate->pool != NULL ? vt_thread_pool_executor(gate->pool) : &gate->queue.executor;
    if (vt_executor_post(executor, &gate->opening) != VT_OK) {
        return;
    }
    if (gate->pool != NULL) {
        while (sem_wait(&gate->taken) != 0) {
            /* a signal handler ran */
        }
    } else {
        vt_run_queue_run(&gate->queue);
    }
}

void gate_outcome_taken(gate_t *gate) {
    if (gate->pool != NULL) {
        sem_post(&gate->taken);
    }
}
