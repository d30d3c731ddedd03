/*
 * dispatch.h - where a continuation runs: remembered when it is registered, looked up when its
 * operation completes.
 */
#ifndef VT_SRC_DISPATCH_H
#define VT_SRC_DISPATCH_H

#include "run.h"
#include "valuetask/context.h"
#include "valuetask/source.h"

/* ---- when it is registered ---- */

/* Stands for "no executor" in a node that has async-local values. What is posted to it goes to the
 * default executor. */
VT__HIDDEN extern vt_executor_t vt__no_executor;

/* A node with async-local values always has an executor. So vt__dispatch has to test only one field
 * before it runs a node directly, and a node without an executor need not have the other one set.
 */
static inline void vt__capture_context(vt_continuation_t *continuation) {
    if (__builtin_expect(vt__thread.context != NULL, 0)) {
        continuation->context = vt_context_ref(vt__thread.context);
        if (continuation->executor == NULL) {
            continuation->executor = &vt__no_executor;
        }
    }
}

/* Stores in a node where and with which async-local values it is to run. */
static inline void vt__capture(vt_continuation_t *continuation, unsigned flags) {
    vt_executor_t *executor = (flags & VT_USE_EXECUTOR) != 0 ? vt__thread.current : NULL;
    continuation->executor = executor;
    continuation->context = NULL;
    if (__builtin_expect(executor != NULL, 0)) {
        vt__operation_started(executor);
    }
    if ((flags & VT_FLOW_CONTEXT) != 0) {
        vt__capture_context(continuation);
    }
}

VT__HIDDEN __attribute__((cold)) void vt__uncapture_specially(vt_continuation_t *continuation);

/* Undoes vt__capture for a node that was not registered. */
static inline void vt__uncapture(vt_continuation_t *continuation) {
    if (__builtin_expect(continuation->executor != NULL, 0)) { /* else it has no context either */
        vt__uncapture_specially(continuation);
    }
}

/* ---- when its operation completes ---- */

/* Posts to the node's executor, or to the default one. */
VT__HIDDEN void vt__post(vt_continuation_t *continuation);

/* For a node that has an executor or async-local values, or is to be queued. */
VT__HIDDEN void vt__dispatch_specially(vt_continuation_t *continuation, bool queue);

/* vt_continuation_dispatch, inline for the hot paths. */
static inline void vt__dispatch(vt_continuation_t *continuation, bool queue) {
    if (__builtin_expect(continuation->executor != NULL || queue, 0)) {
        vt__dispatch_specially(continuation, queue);
        return;
    }
    vt__run_here(continuation);
}

/* The same as the last thing that a method does, which need not be queued. */
static inline void vt__dispatch_last(vt_continuation_t *continuation) {
    if (__builtin_expect(continuation->executor != NULL, 0)) {
        vt__dispatch_specially(continuation, false);
        return;
    }
    vt__run_last(continuation);
}

/* For a continuation that came after completion: queues it, or leaves it with the caller if the
 * flags say so. */
static inline vt_status_t vt__completed_already(vt_continuation_t *continuation, unsigned flags) {
    if ((flags & VT_REFUSE_COMPLETED) == 0) {
        vt_continuation_dispatch(continuation, true);
        return VT_OK;
    }
    return VT_E_ALREADY_COMPLETED;
}

#endif
