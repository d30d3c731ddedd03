/* A plugin that uses the library: for test_unload.c. */
#include "plugin.h"

#include "valuetask.h"

typedef struct pauses_frame {
    VT_FRAME;
    uint64_t nanoseconds;
} pauses_frame_t;

VT_METHOD(pauses, pauses_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_yield());
    VT_AWAIT_VOID(frame, vt_delay(frame->nanoseconds, (vt_cancel_token_t){NULL}));
    VT_RETURN(42);
    VT_END;
}

static uint64_t pause_pooled(void) {
    vt_task_t *task = vt_value_task_as_task(VT_START_POOLED(pauses, .nanoseconds = 1000));
    uint64_t result = 0;
    if (vt_task_get_result(task, &result, NULL) != VT_OK) {
        result = 0;
    }
    vt_task_unref(task);
    return result;
}

/* Left behind: a pooled block in this thread's list, what runs when the thread ends, a pending
 * delay that nobody waits for, and the threads of the library. */
enum { MOST = 64 };
static vt_value_task_t left[MOST]; /* so that a leak checker finds them */
static unsigned left_count;        /* atomic */

__attribute__((visibility("default"))) int plugin_use(void) {
    static const vt_async_local_t local = {NULL};
    static char value;
    if (pause_pooled() != 42 || vt_async_local_set(&local, &value) != VT_OK) {
        return 0;
    }
    vt_context_restore(NULL);
    left[__atomic_fetch_add(&left_count, 1u, __ATOMIC_RELAXED) % MOST] =
        vt_delay(20000000, (vt_cancel_token_t){NULL});
    return 42;
}
