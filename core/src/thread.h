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
    unsigned depth;        /* continuations nested on this stack */
    unsigned place_count;
    struct vt__place *places; /* of pools, by number: places.h */
    vt_continuation_t *deferred_head;
    vt_continuation_t *deferred_tail;
    bool ends_cleanly; /* thread.c is told when the thread ends */
} vt__thread_t;

/* One small block in every thread's static TLS: an address, not a call, also in a shared object. */
VT_HIDDEN extern __thread vt__thread_t vt__thread __attribute__((tls_model("initial-exec")));

/* Has what this thread holds given back when the thread ends. */
VT_HIDDEN void vt__thread_enlist(vt__thread_t *thread);

/* Runs what was put off because the stack had become deep; before a thread blocks. */
VT_HIDDEN void vt__run_deferred(void);

/* Gives a thread's places back to their pools. */
VT_HIDDEN void vt__places_release(vt__thread_t *thread);

/* Remembers in a node where it is to run, where there are no async-local values. */
static inline void vt__capture_executor(vt_continuation_t *continuation, unsigned flags) {
    continuation->executor = (flags & VT_USE_CONTEXT) != 0 ? vt__thread.current : NULL;
    continuation->context = NULL;
}

/* Remembers in a node where and with which async-local values it is to run. */
static inline void vt__capture(vt_continuation_t *continuation, unsigned flags) {
    vt__capture_executor(continuation, flags);
    if ((flags & VT_FLOW_CONTEXT) != 0) {
        continuation->context = vt_context_ref(vt__thread.context);
    }
}

/* For a node that was not registered after all. */
static inline void vt__uncapture(vt_continuation_t *continuation) {
    if (__builtin_expect(continuation->context != NULL, 0)) {
        vt_context_unref(continuation->context);
        continuation->context = NULL;
    }
}

#endif
