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

/* After a continuation that was run at depth `outer` left a mark: drops the context that it left
 * behind, and runs what was put off if this is the outermost. */
VT__HIDDEN void vt__after_run(unsigned outer);

/* Runs a continuation that has no async-local values; its field for them is not read. */
static inline void vt__run_here(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    unsigned outer = thread->depth;
    if (__builtin_expect(outer >= VT__DEPTH_MAX, 0)) {
        continuation->context = NULL;
        vt__run_specially(continuation);
        return;
    }
    thread->depth = outer + 1;
    continuation->run(continuation);
    if (__builtin_expect(thread->depth >= VT__HAS_DEFERRED, 0)) {
        vt__after_run(outer);
        return;
    }
    thread->depth = outer;
}

VT__HIDDEN void vt__run_last_specially(vt_continuation_t *continuation);

/* The same as the last thing that a continuation does, which is then a jump: whoever ran that one
 * takes the depth back. So it counts also where the compiler makes a call of it. */
static inline void vt__run_last(vt_continuation_t *continuation) {
    vt__thread_t *thread = &vt__thread;
    unsigned depth = thread->depth;
    if (__builtin_expect(depth - 1 >= VT__DEPTH_MAX - 1, 0)) {
        vt__run_last_specially(continuation);
        return;
    }
    thread->depth = depth + 1;
    continuation->run(continuation);
}

/* Tells an executor that something will be posted to it later, and that it has run or will not
 * come. Calls, to keep code off the paths without an executor. */
VT__HIDDEN __attribute__((cold)) void vt__operation_started(vt_executor_t *executor);
VT__HIDDEN void vt__operation_completed(vt_executor_t *executor);

#endif
