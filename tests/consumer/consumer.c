/* A typical program in C: methods, a source, a wait. */
#include <stdio.h>

#include <valuetask.h>

#if VT_VERSION < VT_VERSION_NUMBER(0, 2, 0)
#error "an old copy"
#endif

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

int main(void) {
    vt_reset_source_t source;
    uint64_t result = 0;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task =
        VT_START_POOLED(plus_one, .inner = vt_reset_source_value_task(&source));
    vt_status_t status = vt_reset_source_set_result(&source, 41);
    if (status == VT_OK) {
        status = vt_value_task_get_result(value_task, &result, NULL);
    }
    printf("%s: %llu\n", vt_status_message(status), (unsigned long long)result);
    return status == VT_OK && result == 42 ? 0 : 1;
}
