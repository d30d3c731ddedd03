/* A libuv loop as an executor: a method that waits on the loop, and the loop's end. */
#include <stdio.h>

#include <valuetask.h>
#include <valuetask/uv.h>

typedef struct wait_frame {
    VT_FRAME;
    uint64_t nanoseconds;
} wait_frame_t;

VT_METHOD(wait_a_while, wait_frame_t, frame) {
    const vt_cancel_token_t never = {NULL};
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_delay(frame->nanoseconds, never));
    VT_RETURN(42);
    VT_END;
}

static vt_task_t *started;

static void start(vt_continuation_t *self) {
    (void)self;
    started = VT_START_TASK(wait_a_while, .nanoseconds = 1000000);
}

int main(void) {
    vt_uv_executor_t executor;
    vt_continuation_t node = {.run = start};
    uint64_t result = 0;
    if (vt_uv_executor_init(&executor, uv_default_loop()) != 0) {
        return 1;
    }
    vt_status_t status = vt_executor_post(&executor.executor, &node);
    while (status == VT_OK && vt_uv_executor_deinit(&executor) == VT_E_BUSY) {
        (void)uv_run(uv_default_loop(), UV_RUN_ONCE);
    }
    (void)uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    if (status == VT_OK) {
        status = vt_task_get_result(started, &result, NULL);
        vt_task_unref(started);
    }
    printf("%s: %llu\n", vt_status_message(status), (unsigned long long)result);
    return status == VT_OK && result == 42 ? 0 : 1;
}
