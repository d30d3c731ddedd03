#include <pthread.h>

#include "thread.h"
#include "valuetask/source.h"

static vt_executor_t *default_executor; /* atomic */

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

vt_executor_t *vt_executor_current(void) {
    return vt__thread.current;
}

/* ---- what will come back ---- */

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

void vt__uncapture_specially(vt_continuation_t *continuation) {
    vt__operation_completed(continuation->executor);
    if (continuation->context != NULL) {
        vt_context_unref(continuation->context);
        continuation->context = NULL;
    }
}

/* ---- running ---- */

/* Runs it with its own async-local values; the thread's come back afterwards. */
static void run_in_context(vt__thread_t *thread, vt_continuation_t *continuation) {
    vt_context_t *outer = vt_context_capture();
    vt_context_restore(continuation->context);
    continuation->context = NULL;
    thread->depth++;
    continuation->run(continuation);
    thread->depth--;
    vt_context_restore(outer);
}

void vt__run_deferred(void) {
    vt__thread_t *thread = &vt__thread;
    while (thread->deferred_head != NULL) {
        vt_continuation_t *continuation = thread->deferred_head;
        thread->deferred_head = continuation->next;
        run_in_context(thread, continuation);
    }
}

static void defer(vt__thread_t *thread, vt_continuation_t *continuation) {
    continuation->next = NULL;
    if (thread->deferred_head == NULL) {
        thread->deferred_head = continuation;
    } else {
        thread->deferred_tail->next = continuation;
    }
    thread->deferred_tail = continuation;
}

void vt__run_specially(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    unsigned depth = thread->depth & ~VT__HAS_CONTEXT;
    if (depth >= VT__DEPTH_MAX) {
        defer(thread, continuation);
        return;
    }
    run_in_context(thread, continuation);
    if (depth == 0) {
        vt__run_deferred();
    }
}

void vt__after_run(void) {
    vt__thread_t *thread = &vt__thread;
    if ((thread->depth & VT__HAS_CONTEXT) != 0) {
        vt_context_restore(NULL);
    }
    if (thread->depth == 0) {
        vt__run_deferred();
    }
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

/* ---- posting ---- */

void vt__post(vt_continuation_t *continuation) {
    vt_executor_t *named = continuation->executor;
    vt_executor_t *executor = named == NULL ? vt_executor_default() : named;
    /* An executor that takes nothing, or could not be started: better here than lost. */
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

/* It has an executor, or async-local values, or is to be queued. */
void vt__dispatch_specially(vt_continuation_t *continuation, bool queue) {
    if (!queue && continuation->executor == &vt__no_executor) {
        vt__run_specially(continuation);
    } else {
        vt__post(continuation);
    }
}

void vt_continuation_dispatch(vt_continuation_t *continuation, bool queue) {
    vt__dispatch(continuation, queue);
}

vt_executor_t *vt_executor_default(void) {
    static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
    static vt_thread_pool_t *pool; /* lives until the process ends */
    vt_executor_t *executor = __atomic_load_n(&default_executor, __ATOMIC_ACQUIRE);
    if (executor != NULL) {
        return executor;
    }
    pthread_mutex_lock(&starting);
    if (pool == NULL && vt_thread_pool_create(0, &pool) != VT_OK) {
        pool = NULL;
    }
    executor = pool == NULL ? NULL : vt_thread_pool_executor(pool);
    pthread_mutex_unlock(&starting);
    vt_executor_t *expected = NULL;
    if (!__atomic_compare_exchange_n(&default_executor, &expected, executor, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        return expected;
    }
    return executor;
}

void vt_executor_set_default(vt_executor_t *executor) {
    __atomic_store_n(&default_executor, executor, __ATOMIC_RELEASE);
}

bool vt__executor_is_default(const vt_executor_t *executor) {
    return __atomic_load_n(&default_executor, __ATOMIC_ACQUIRE) == executor;
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
