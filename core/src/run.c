#include "run.h"

#include "valuetask/context.h"

vt_executor_t *vt_executor_current(void) {
    return vt__thread.current;
}

void vt__operation_started(vt_executor_t *executor) {
    if (executor->ops->operation_started != NULL) {
        executor->ops->operation_started(executor);
    }
}

void vt__operation_completed(vt_executor_t *executor) {
    if (executor->ops->operation_completed != NULL) {
        executor->ops->operation_completed(executor);
    }
}

/* Runs it with its own async-local values, and then brings back those of the thread. */
static void run_in_context(vt__thread_t *thread, vt_continuation_t *continuation) {
    vt_context_t *outer = vt_context_capture();
    unsigned depth = thread->depth & ~VT__DEPTH_MARKS;
    vt_context_restore(continuation->context);
    continuation->context = NULL;
    thread->depth++;
    continuation->run(continuation);
    thread->depth = depth | (thread->depth & VT__DEPTH_MARKS);
    vt_context_restore(outer);
}

void vt__run_deferred(void) {
    vt__thread_t *thread = &vt__thread;
    vt_continuation_t *continuation;
    while ((continuation = vt__fifo_take(&thread->deferred)) != NULL) {
        run_in_context(thread, continuation);
    }
    thread->depth &= ~VT__HAS_DEFERRED;
}

void vt__run_specially(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    unsigned depth = thread->depth & ~VT__DEPTH_MARKS;
    if (depth >= VT__DEPTH_MAX) {
        vt__fifo_put(&thread->deferred, continuation);
        thread->depth |= VT__HAS_DEFERRED;
        return;
    }
    run_in_context(thread, continuation);
    if (depth == 0) {
        vt__run_deferred();
    }
}

void vt__after_run(unsigned outer) {
    vt__thread_t *thread = &vt__thread;
    if ((thread->depth & VT__HAS_CONTEXT) != 0) {
        vt_context_restore(NULL);
    }
    thread->depth = outer | (thread->depth & VT__HAS_DEFERRED);
    if (outer == 0) {
        vt__run_deferred();
    }
}

/* At depth 0 nobody would take the depth back: the caller did not come here through the library. */
void vt__run_last_specially(vt_continuation_t *continuation) {
    if (vt__thread.depth == 0) {
        vt__run_here(continuation);
        return;
    }
    continuation->context = NULL;
    vt__run_specially(continuation);
}

void vt_executor_run(vt_executor_t *executor, vt_continuation_t *continuation) {
    vt_executor_t *previous = vt__thread.current;
    bool came_back = continuation->executor == executor;
    vt__thread.current = executor;
    if (__builtin_expect(continuation->context != NULL, 0)) {
        vt__run_specially(continuation);
    } else {
        vt__run_here(continuation);
    }
    if (came_back) {
        vt__operation_completed(executor);
    }
    vt__thread.current = previous;
}

static vt_status_t inline_post(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    vt__run_specially(continuation);
    return VT_OK;
}

vt_executor_t *vt_executor_inline(void) {
    static const vt_executor_ops_t ops = {.post = inline_post};
    static vt_executor_t executor = {&ops};
    return &executor;
}
