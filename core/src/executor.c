#include <pthread.h>

#include "thread.h"
#include "valuetask/source.h"

/* So many continuations may nest on one stack before the next is put off. A level takes about 200
 * bytes in the library plus the body's own locals; 100 levels leave most of the smallest usual
 * stack free. */
#define DEPTH_MAX 100

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

/* Runs it with its own async-local values; the thread's come back afterwards. */
__attribute__((noinline)) static void run_in_context(vt__thread_t *thread,
                                                     vt_continuation_t *continuation) {
    vt_context_t *outer = thread->context;
    thread->context = continuation->context;
    continuation->context = NULL;
    continuation->run(continuation);
    vt_context_restore(outer);
}

static void run(vt__thread_t *thread, vt_continuation_t *continuation) {
    if (__builtin_expect(continuation->context != NULL || thread->context != NULL, 0)) {
        run_in_context(thread, continuation);
        return;
    }
    continuation->run(continuation);
    if (__builtin_expect(thread->context != NULL, 0)) {
        vt_context_restore(NULL); /* what it has set is its own */
    }
}

void vt__run_deferred(void) {
    vt__thread_t *thread = &vt__thread;
    while (thread->deferred_head != NULL) {
        vt_continuation_t *continuation = thread->deferred_head;
        thread->deferred_head = continuation->next;
        thread->depth++;
        run(thread, continuation);
        thread->depth--;
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

/* Runs here, or later on this stack if it has become deep. */
static void run_here(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    if (__builtin_expect(thread->depth >= DEPTH_MAX, 0)) {
        defer(thread, continuation);
        return;
    }
    thread->depth++;
    run(thread, continuation);
    if (--thread->depth == 0 && __builtin_expect(thread->deferred_head != NULL, 0)) {
        vt__run_deferred();
    }
}

void vt_executor_run(vt_executor_t *executor, vt_continuation_t *continuation) {
    vt_executor_t *previous = vt__thread.current;
    vt__thread.current = executor;
    run_here(continuation);
    vt__thread.current = previous;
}

void vt_continuation_dispatch(vt_continuation_t *continuation, bool queue) {
    vt_executor_t *executor = continuation->executor;
    if (executor == NULL && !queue) {
        run_here(continuation);
        return;
    }
    if (executor == NULL) {
        executor = vt_executor_default();
    }
    /* An executor that is gone or could not be started takes nothing: better here than lost. */
    if (executor == NULL || executor->ops->post(executor, continuation) != VT_OK) {
        run_here(continuation);
    }
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

static vt_status_t inline_post(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    run_here(continuation);
    return VT_OK;
}

vt_executor_t *vt_executor_inline(void) {
    static const vt_executor_ops_t ops = {inline_post};
    static vt_executor_t executor = {&ops};
    return &executor;
}
