#include "gate.h"

enum { NOTHING, OPEN, REST, STOP };

/* ---- what opens it on another thread of the library's, where that has threads ---- */

#if VT_THREADS

static vt_status_t create_pool(gate_t *gate) {
    return vt_thread_pool_create(1, &gate->pool);
}

static vt_status_t destroy_pool(gate_t *gate) {
    return vt_thread_pool_destroy(gate->pool);
}

static vt_status_t post_to_pool(gate_t *gate) {
    return vt_executor_post(vt_thread_pool_executor(gate->pool), &gate->opening);
}

#else

static vt_status_t create_pool(const gate_t *gate) {
    (void)gate;
    return VT_E_INVALID_ARGUMENT;
}

static vt_status_t destroy_pool(const gate_t *gate) {
    (void)gate;
    return VT_OK;
}

static vt_status_t post_to_pool(const gate_t *gate) {
    (void)gate;
    return VT_E_INVALID_ARGUMENT;
}

#endif

/* ---- opening ---- */

/* Completes what is suspended. */
static void open_now(gate_t *gate) {
    vt_status_t status = VT_OK;
    if (gate->callback != NULL) {
        gate->callback->opened(gate->callback, gate->value);
    } else {
        status = vt_reset_source_set_result(&gate->source, gate->value);
    }
    (void)status; /* if it were refused, the caller would find no outcome and count it as wrong */
}

static void open_as_work_item(vt_continuation_t *self) {
    open_now(VT_CONTAINER_OF(self, gate_t, opening));
}

static void outcome_was_taken(vt_continuation_t *self) {
    VT_CONTAINER_OF(self, gate_t, taken)->done = 1;
}

static void wait_for(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0) {
        /* a signal handler ran */
    }
}

static void *spin(void *argument) {
    gate_t *gate = argument;
    wait_for(&gate->go);
    for (;;) {
        int request = __atomic_load_n(&gate->request, __ATOMIC_ACQUIRE);
        if (request == STOP) {
            return NULL;
        }
        if (request != NOTHING) {
            __atomic_store_n(&gate->request, NOTHING, __ATOMIC_RELAXED);
            if (request == OPEN) {
                open_now(gate);
            } else {
                wait_for(&gate->go);
            }
        }
    }
}

static void request(gate_t *gate, int what) {
    /* Release pairs with the spinner's acquire: it sees the operation and its caller whole. */
    __atomic_store_n(&gate->request, what, __ATOMIC_RELEASE);
}

vt_status_t gate_init(gate_t *gate, gate_opener_t opener) {
    /* One side completes a gate, and only once: as with an event loop, completions never race. */
    vt_reset_source_init(&gate->source, NULL, VT_ONE_COMPLETER);
    gate->callback = NULL;
    gate->opening.run = open_as_work_item;
    gate->taken.run = outcome_was_taken;
    gate->request = NOTHING;
    gate->opener = opener;
    sem_init(&gate->go, 0, 0);
    vt_status_t status = vt_run_queue_init(&gate->queue);
    if (status == VT_OK && opener == GATE_OTHER_THREAD) {
        status = create_pool(gate);
    }
    if (status == VT_OK && opener == GATE_SPINNING_THREAD &&
        pthread_create(&gate->spinner, NULL, spin, gate) != 0) {
        gate->opener = GATE_SAME_THREAD; /* no thread to join */
        status = VT_E_OUT_OF_MEMORY;
    }
    return status;
}

void gate_deinit(gate_t *gate) {
    if (gate->opener == GATE_SPINNING_THREAD) {
        request(gate, STOP);
        sem_post(&gate->go);
        pthread_join(gate->spinner, NULL);
    }
    vt_status_t status = destroy_pool(gate);
    status = status == VT_OK ? vt_run_queue_deinit(&gate->queue) : status;
    (void)status; /* every operation was waited for: nothing is queued */
    sem_destroy(&gate->go);
}

void gate_begin(gate_t *gate) {
    if (gate->opener == GATE_SPINNING_THREAD) {
        sem_post(&gate->go);
    }
}

/* Returns when the thread has seen it: it must not miss the next request. */
void gate_end(gate_t *gate) {
    if (gate->opener == GATE_SPINNING_THREAD) {
        request(gate, REST);
        while (__atomic_load_n(&gate->request, __ATOMIC_ACQUIRE) != NOTHING) {
        }
    }
}

void gate_close(gate_t *gate, uint64_t value) {
    gate->value = value;
    if (gate->callback != NULL) {
        return; /* nobody suspends on the source */
    }
    vt_status_t status = vt_reset_source_reset(&gate->source);
    (void)status; /* cannot be refused: the last operation was consumed */
}

static void open_on_pool(gate_t *gate) {
    if (post_to_pool(gate) != VT_OK) {
        return;
    }
    gate->done = 0;
    while (gate->done == 0) {
        vt_run_queue_wait(&gate->queue);
        vt_run_queue_run(&gate->queue);
    }
}

static void open_on_spinner(gate_t *gate) {
    __atomic_store_n(&gate->done, 0, __ATOMIC_RELAXED);
    request(gate, OPEN);
    while (__atomic_load_n(&gate->done, __ATOMIC_ACQUIRE) == 0) {
    }
}

void gate_open_and_wait(gate_t *gate) {
    switch (gate->opener) {
    case GATE_SAME_THREAD:
        open_now(gate);
        break;
    case GATE_RUN_QUEUE:
        if (vt_executor_post(&gate->queue.executor, &gate->opening) == VT_OK) {
            vt_run_queue_run(&gate->queue);
        }
        break;
    case GATE_OTHER_THREAD:
        open_on_pool(gate);
        break;
    case GATE_SPINNING_THREAD:
        open_on_spinner(gate);
        break;
    }
}

bool gate_wants_outcome_taken(const gate_t *gate) {
    return gate->opener == GATE_OTHER_THREAD || gate->opener == GATE_SPINNING_THREAD;
}

void gate_outcome_taken(gate_t *gate) {
    if (gate->opener == GATE_OTHER_THREAD) {
        vt_status_t status = vt_executor_post(&gate->queue.executor, &gate->taken);
        (void)status; /* a run queue takes everything */
    } else if (gate->opener == GATE_SPINNING_THREAD) {
        __atomic_store_n(&gate->done, 1, __ATOMIC_RELEASE);
    }
}
