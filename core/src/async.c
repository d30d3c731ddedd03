/* What async methods do off their fast path: moving to the heap, suspending, resuming, ending. */
#include "valuetask/async.h"

#include <stdlib.h>

#include "completion.h"
#include "pool.h"

static const vt_error_t out_of_memory =
    VT_ERROR_INIT(vt_error_domain, VT_E_OUT_OF_MEMORY, "out of memory");

/* A suspended method under the task and value task builders: task, continuation, frame in one
 * block. The continuation lies where the outcome will be (vt_outcome_slot_t): it is over before the
 * outcome comes. */
typedef struct boxed {
    vt_task_t task;
    vt_method_t *method;
    uint64_t frame[];
} boxed_t;

/* The same under the pooling builder: a reset source instead of a task. */
typedef struct pooled {
    vt_reset_source_t source;
    vt_method_t *method;
    uint64_t frame[];
} pooled_t;

/* The frame's room holds the wide result afterwards. */
static size_t room(const vt_method_t *method) {
    return method->result_size > method->frame_size ? method->result_size : method->frame_size;
}

/* ---- asking and taking, for VT_AWAIT ---- */

int vt__is_pending(vt_value_task_t awaited) {
    vt_state_t state;
    return awaited.source->ops->get_status(awaited.source, awaited.word, &state) == VT_OK &&
           state == VT_PENDING;
}

vt_status_t vt__take(vt_value_task_t awaited, void *result, size_t size, vt_error_t *error) {
    vt_status_t status =
        awaited.source->ops->get_result(awaited.source, awaited.word, result, size, error);
    if (__builtin_expect(status != VT_OK && status != VT_E_FAULTED, 0)) {
        *error = vt_error_from_status(status);
    }
    return status;
}

vt_value_task_t vt__ended_badly(vt_state_t state, vt_error_t error) {
    vt_task_t *task = state == VT_CANCELED ? vt_task_from_canceled() : vt_task_from_error(&error);
    return vt_value_task_from_task(task);
}

/* ---- suspending and resuming ---- */

/* Stands for an operation that refused to be awaited: the token is the status. That operation is
 * somebody else's and stays untouched. Only get_result is ever called, by the await that goes on.
 */
static vt_status_t refused_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                      vt_error_t *error) {
    (void)self;
    (void)result;
    (void)size;
    (void)error;
    return (vt_status_t)(int64_t)token;
}

static const vt_source_ops_t refused_ops = {NULL, NULL, refused_get_result, NULL};
static vt_source_t refused = {&refused_ops};

/* Registers the block's continuation with what the frame awaits. True: it will be called; the block
 * is no longer ours. False: the awaited operation is complete, or refused; the body goes on. */
static bool suspend(vt_continuation_t *continuation, void *frame) {
    const vt_value_task_t awaited = *(vt_value_task_t *)frame;
    uint32_t point;
    memcpy(&point, (char *)frame + sizeof awaited, sizeof point);
    unsigned flags = (point & VT__ANYWHERE_BIT) != 0 ? VT_REFUSE_COMPLETED
                                                     : VT_REFUSE_COMPLETED | VT_USE_CONTEXT;
    vt_status_t status =
        awaited.source->ops->on_completed(awaited.source, awaited.word, continuation, flags);
    if (__builtin_expect(status != VT_OK && status != VT_E_ALREADY_COMPLETED, 0)) {
        *(vt_value_task_t *)frame = (vt_value_task_t){&refused, (uint64_t)(int64_t)status};
    }
    return status == VT_OK;
}

/* Runs the body until it ends or has suspended again: VT_PENDING, and then the block is no longer
 * ours. */
static vt_state_t run(vt_method_t *method, vt_continuation_t *continuation, void *frame,
                      vt_outcome_t *outcome) {
    vt_state_t state;
    do {
        state = method->resume(frame, outcome);
    } while (state == VT_PENDING && !suspend(continuation, frame));
    return state;
}

/* Stores how the body ended. Wide results are already in the frame's room. */
static void store(vt_outcome_slot_t *slot, vt_state_t state, const vt_method_t *method, void *frame,
                  const vt_outcome_t *outcome) {
    if (state == VT_FAULTED) {
        slot->error = outcome->error;
    } else if (method->result_size > sizeof(uint64_t)) {
        slot->word = (uint64_t)(uintptr_t)frame;
    } else {
        slot->word = outcome->word;
    }
}

/* A narrow typed result is written through `wide` too. */
static void prepare(vt_outcome_t *outcome, const vt_method_t *method, void *frame) {
    outcome->word = 0;
    bool is_wide = method->result_size > sizeof(uint64_t);
    outcome->wide = is_wide ? frame : (void *)&outcome->word;
    outcome->wide_size = is_wide ? method->result_size : 0;
}

/* ---- boxed: the task and value task builders ---- */

static void boxed_go_on(boxed_t *box) {
    vt_outcome_t outcome;
    prepare(&outcome, box->method, box->frame);
    vt_state_t state =
        run(box->method, &box->task.outcome.running.continuation, box->frame, &outcome);
    if (state != VT_PENDING) {
        store(&box->task.outcome, state, box->method, box->frame, &outcome);
        vt__task_publish(&box->task, state);
    }
}

static void boxed_resume(vt_continuation_t *self) {
    boxed_go_on(VT_CONTAINER_OF(self, boxed_t, task.outcome.running.continuation));
}

void *vt__boxed_create(vt_method_t *method) {
    boxed_t *box = malloc(sizeof *box + room(method));
    if (box == NULL) {
        return NULL;
    }
    vt__completion_init(&box->task.completion, &vt__task_ops, method->result_size, 0);
    box->task.completion.phase = VT__PHASE_CLAIMED; /* only the body completes it */
    box->task.outcome.running.continuation.run = boxed_resume;
    box->method = method;
    return box->frame;
}

vt_value_task_t vt__boxed_suspend(void *frame) {
    boxed_t *box = VT_CONTAINER_OF(frame, boxed_t, frame);
    vt_value_task_t value_task = {&box->task.completion.source, 0};
    if (!suspend(&box->task.outcome.running.continuation, frame)) {
        boxed_go_on(box);
    }
    return value_task;
}

/* ---- pooled: the pooling builder ---- */

static void pooled_recycle(vt_reset_source_t *source) {
    pooled_t *box = VT_CONTAINER_OF(source, pooled_t, source);
    vt__pool_put(box->method, box);
}

static void pooled_go_on(pooled_t *box) {
    vt_outcome_t outcome;
    prepare(&outcome, box->method, box->frame);
    vt_state_t state =
        run(box->method, &box->source.outcome.running.continuation, box->frame, &outcome);
    if (state != VT_PENDING) {
        store(&box->source.outcome, state, box->method, box->frame, &outcome);
        vt__reset_publish(&box->source, state);
    }
}

static void pooled_resume(vt_continuation_t *self) {
    pooled_go_on(VT_CONTAINER_OF(self, pooled_t, source.outcome.running.continuation));
}

/* A block for the next operation: version + 1, so that every earlier token is stale. */
static void renew(pooled_t *box) {
    __atomic_store_n(&box->source.version, box->source.version + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&box->source.completion.slot, (uintptr_t)0, __ATOMIC_RELAXED);
    /* Release: who sees that it is not consumed sees the version that it is. */
    __atomic_store_n(&box->source.completion.phase, (uint8_t)VT__PHASE_CLAIMED, __ATOMIC_RELEASE);
}

void *vt__pooled_create(vt_method_t *method) {
    pooled_t *box = vt__pool_take(method);
    if (box != NULL) {
        renew(box);
    } else {
        box = malloc(sizeof *box + room(method));
        if (box == NULL) {
            return NULL;
        }
        vt_reset_source_init(&box->source, pooled_recycle, 0);
        box->source.completion.result_size = (uint16_t)method->result_size;
        box->source.completion.phase = VT__PHASE_CLAIMED; /* only the body completes it */
        box->method = method;
    }
    box->source.outcome.running.continuation.run = pooled_resume;
    return box->frame;
}

vt_value_task_t vt__pooled_suspend(void *frame) {
    pooled_t *box = VT_CONTAINER_OF(frame, pooled_t, frame);
    vt_value_task_t value_task = {&box->source.completion.source, box->source.version};
    if (!suspend(&box->source.outcome.running.continuation, frame)) {
        pooled_go_on(box);
    }
    return value_task;
}

/* ---- without memory ---- */

/* There is no block to suspend in: what is awaited is dropped, the await gives `out of memory`, and
 * the body goes on, on the stack, to its end. */
vt_state_t vt__run_without_memory(vt_method_t *method, void *frame, vt_outcome_t *outcome) {
    vt_value_task_t *awaited = frame;
    vt_state_t state;
    do {
        vt_value_task_discard(*awaited);
        *awaited = vt_value_task_from_static_error(&out_of_memory);
        state = method->resume(frame, outcome);
    } while (state == VT_PENDING);
    return state;
}
