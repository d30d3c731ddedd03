/* thread.h - what the library keeps for each thread. */
#ifndef VT_SRC_THREAD_H
#define VT_SRC_THREAD_H

#include <stdbool.h>

#include "valuetask/context.h"
#include "valuetask/source.h"

#define VT_HIDDEN __attribute__((visibility("hidden")))

typedef struct vt__thread {
    vt_executor_t *current;
    vt_context_t *context; /* the async-local values of what runs now; owned */
    unsigned depth; /* continuations nested on this stack; with VT__HAS_CONTEXT if there is one */
    unsigned place_count;
    struct vt__place *places; /* of pools, by number: places.h */
    vt_continuation_t *deferred_head;
    vt_continuation_t *deferred_tail;
    bool ends_cleanly; /* thread.c is told when the thread ends */
} vt__thread_t;

/* Beside the depth, so that one comparison finds either reason not to go straight on. */
#define VT__HAS_CONTEXT 0x80000000u

/* So many continuations may nest on one stack before the next is put off. A level takes about 200
 * bytes in the library plus the body's own locals; 100 levels leave most of the smallest usual
 * stack free. */
#define VT__DEPTH_MAX 100u

/* One small block in every thread's static TLS: an address, not a call, also in a shared object. */
VT_HIDDEN extern __thread vt__thread_t vt__thread __attribute__((tls_model("initial-exec")));

/* Has what this thread holds given back when the thread ends. */
VT_HIDDEN void vt__thread_enlist(vt__thread_t *thread);

/* Runs what was put off because the stack had become deep; before a thread blocks. */
VT_HIDDEN void vt__run_deferred(void);

/* Runs a continuation with its own async-local values, or puts it off on a deep stack. */
VT_HIDDEN void vt__run_specially(vt_continuation_t *continuation);
VT_HIDDEN void vt__after_run(void);
VT_HIDDEN void vt__post(vt_continuation_t *continuation);
VT_HIDDEN bool vt__executor_is_default(const vt_executor_t *executor);
VT_HIDDEN void vt__dispatch_specially(vt_continuation_t *continuation, bool queue);

/* Stands for no executor in a node that has async-local values. Posting to it posts to the default
 * one. */
VT_HIDDEN extern vt_executor_t vt__no_executor;

/* Runs it here. Its executor was looked at; a context makes it special (vt__capture). */
static inline void vt__run_here(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    unsigned depth = thread->depth;
    if (__builtin_expect(depth >= VT__DEPTH_MAX, 0)) {
        vt__run_specially(continuation);
        return;
    }
    thread->depth = depth + 1;
    continuation->run(continuation);
    depth = --thread->depth;
    /* It has set a context, which is its own; or something was put off. */
    if (__builtin_expect(depth >= VT__HAS_CONTEXT || thread->deferred_head != NULL, 0)) {
        vt__after_run();
    }
}

/* vt_continuation_dispatch, for the hot paths. */
static inline void vt__dispatch(vt_continuation_t *continuation, bool queue) {
    if (__builtin_expect(continuation->executor != NULL || queue, 0)) {
        vt__dispatch_specially(continuation, queue);
        return;
    }
    vt__run_here(continuation);
}

/* Gives a thread's places back to their pools. */
VT_HIDDEN void vt__places_release(vt__thread_t *thread);

/* A node with async-local values always has an executor, so that running it straight on needs to
 * look at one field only. */
static inline void vt__capture_context(vt_continuation_t *continuation) {
    if (__builtin_expect(vt__thread.context != NULL, 0)) {
        continuation->context = vt_context_ref(vt__thread.context);
        if (continuation->executor == NULL) {
            continuation->executor = &vt__no_executor;
        }
    }
}

/* Something will come back to an executor; and has, or will not. Calls, off the paths that know no
 * executor. */
VT_HIDDEN __attribute__((cold)) void vt__operation_started(vt_executor_t *executor);
VT_HIDDEN void vt__operation_completed(vt_executor_t *executor);
VT_HIDDEN __attribute__((cold)) void vt__uncapture_specially(vt_continuation_t *continuation);

/* Remembers in a node where and with which async-local values it is to run. */
static inline void vt__capture(vt_continuation_t *continuation, unsigned flags) {
    vt_executor_t *executor = (flags & VT_USE_CONTEXT) != 0 ? vt__thread.current : NULL;
    continuation->executor = executor;
    continuation->context = NULL;
    if (__builtin_expect(executor != NULL, 0)) {
        vt__operation_started(executor);
    }
    if ((flags & VT_FLOW_CONTEXT) != 0) {
        vt__capture_context(continuation);
    }
}

/* For a node that was not registered after all. */
static inline void vt__uncapture(vt_continuation_t *continuation) {
    if (__builtin_expect(continuation->executor != NULL, 0)) { /* else it has no context either */
        vt__uncapture_specially(continuation);
    }
}

#endif
