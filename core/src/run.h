/* run.h - running a continuation on this thread: nesting, and its async-local values. */
#ifndef VT_SRC_RUN_H
#define VT_SRC_RUN_H

#include "thread.h"

/* So many continuations may nest on one stack before the next is put off. A level takes about 200
 * bytes in the library plus the locals of the body; 100 levels leave most of the smallest usual
 * stack free. */
#define VT__DEPTH_MAX 100u

/* Runs what was put off because the stack was deep. Call it before the thread blocks. */
VT__HIDDEN void vt__run_deferred(void);

/* Runs a continuation with its own async-local values, or puts it off on a deep stack. */
VT__HIDDEN void vt__run_specially(vt_continuation_t *continuation);

/* Drops the context that a continuation left behind, and runs what was put off. */
VT__HIDDEN void vt__after_run(void);

/* Runs a continuation that has no async-local values. */
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
    /* It has set a context of its own, or something was put off. */
    if (__builtin_expect(depth >= VT__HAS_CONTEXT || thread->deferred.head != NULL, 0)) {
        vt__after_run();
    }
}

/* Tells an executor that something will be posted to it later, and that it has run or will not
 * come. Calls, to keep code off the paths without an executor. */
VT__HIDDEN __attribute__((cold)) void vt__operation_started(vt_executor_t *executor);
VT__HIDDEN void vt__operation_completed(vt_executor_t *executor);

#endif
