#include "dispatch.h"

vt_status_t vt_executor_post(vt_executor_t *executor, vt_continuation_t *continuation) {
    if (executor == NULL || continuation == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__capture(continuation, VT_FLOW_CONTEXT);
    vt_status_t status = executor->ops->post(executor, continuation);
    if (status != VT_OK) {
        vt__uncapture(continuation);
    }
    return status;
}

void vt__uncapture_specially(vt_continuation_t *continuation) {
    vt__operation_completed(continuation->executor);
    if (continuation->context != NULL) {
        vt_context_unref(continuation->context);
        continuation->context = NULL;
    }
}

void vt__post(vt_continuation_t *continuation) {
    vt_executor_t *named = continuation->executor;
    vt_executor_t *executor = named == NULL ? vt_executor_default() : named;
    /* Where the executor refuses it or could not be started, it runs here: else it would be
     * lost. */
    if (executor == NULL || executor->ops->post(executor, continuation) != VT_OK) {
        vt__run_specially(continuation);
        if (named != NULL) {
            vt__operation_completed(named);
        }
    }
}

static vt_status_t post_to_default(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    vt_executor_t *executor = vt_executor_default();
    return executor == NULL ? VT_E_SHUT_DOWN : executor->ops->post(executor, continuation);
}

static const vt_executor_ops_t no_executor_ops = {.post = post_to_default};
vt_executor_t vt__no_executor = {&no_executor_ops};

void vt__dispatch_specially(vt_continuation_t *continuation, bool queue) {
    if (!queue && continuation->executor == &vt__no_executor) {
        vt__run_specially(continuation);
        return;
    }
    if (continuation->executor == NULL) {
        continuation->context = NULL; /* so far it was not read */
    }
    vt__post(continuation);
}

void vt_continuation_dispatch(vt_continuation_t *continuation, bool queue) {
    vt__dispatch(continuation, queue);
}
