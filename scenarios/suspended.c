#include "suspended.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void outcome_taken(caller_t *caller) {
    gate_outcome_taken(&VT_CONTAINER_OF(caller, suspended_run_t, caller)->gate);
}

static void callback_done(fetch_callback_t *callback, vt_status_t status, uint64_t result) {
    suspended_run_t *run = VT_CONTAINER_OF(callback, suspended_run_t, callback);
    caller_finish(&run->caller, (caller_outcome_t){status, result});
}

/* The contenders without an async method are called back by the gate. The others await its source:
 * NULL.
 */
static fetch_callback_t *whom_to_call(suspended_run_t *run, const char *contender) {
    if (strcmp(contender, "direct") == 0 || strcmp(contender, "callback_malloc") == 0) {
        return &run->callback;
    }
    return strcmp(contender, "value_task_source") == 0 ? &run->operation.callback : NULL;
}

scenario_run_t *suspended_setup(const scenario_case_t *self, gate_opener_t opener,
                                fetch_how_t miss) {
    suspended_run_t *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->callback.done = callback_done;
    run->miss = miss;
    fetch_operation_init(&run->operation);
    if (gate_init(&run->gate, opener) != VT_OK) {
        gate_deinit(&run->gate);
        free(run);
        errno = EAGAIN;
        return NULL;
    }
    run->caller.taken = gate_wants_outcome_taken(&run->gate) ? outcome_taken : NULL;
    run->gate.callback = whom_to_call(run, self->contender);
    return &run->base;
}

void suspended_teardown(scenario_run_t *base) {
    if (base != NULL) {
        suspended_run_t *run = (suspended_run_t *)base;
        gate_deinit(&run->gate);
        free(run);
    }
}

#define LOOP(name, input, handle_type, start, take, await) \
    SUSPENDED_LOOP(, suspended_run_##name, 1, input, handle_type, start, take, await)

/* `direct` waits by its callback alone. */
static inline void await_direct(caller_t *caller, fetch_direct_t direct) {
    if (direct.status != VT_E_NOT_COMPLETED) {
        caller_finish(caller, caller_take_direct(direct));
    }
}

static inline void await_wide(caller_t *caller, wide_value_task_t wide) {
    caller_await(caller, (vt_value_task_t){wide.source, wide.word});
}

LOOP(direct, caller_uncached, fetch_direct_t, fetch_direct(&run->callback, value, how),
     caller_take_direct, await_direct)
LOOP(callback_malloc, caller_uncached, fetch_direct_t,
     fetch_callback_malloc(&run->callback, value, how), caller_take_direct, await_direct)
LOOP(task, caller_uncached, vt_task_t *, fetch_task(SUSPENDED_GATE, value, how), caller_take_task,
     caller_await_task)
LOOP(task_cached, caller_cached, vt_task_t *, fetch_task(SUSPENDED_GATE, value, how),
     caller_take_task, caller_await_task)
LOOP(value_task, caller_uncached, vt_value_task_t, fetch_value_task(SUSPENDED_GATE, value, how),
     caller_take, caller_await)
LOOP(value_task_pooled, caller_uncached, vt_value_task_t,
     fetch_value_task_pooled(SUSPENDED_GATE, value, how), caller_take, caller_await)
LOOP(value_task_source, caller_uncached, vt_value_task_t,
     fetch_value_task_source(&run->operation, value, how), caller_take, caller_await)
LOOP(value_task_wide, caller_uncached, wide_value_task_t,
     fetch_value_task_wide(SUSPENDED_GATE, value, how), caller_take_wide, await_wide)
