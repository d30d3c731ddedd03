/* refused: pointer type mismatch
 * by a warning, or an error */
#include "valuetask.h"

typedef struct plain_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plain_frame_t;

VT_METHOD(plain, plain_frame_t, frame) {
    vt_status_t status = VT_OK;
    uint64_t result = 0;
    vt_error_t failure = {0};
    VT_BEGIN(frame);
#ifdef ALLOWED
    VT_TRY_AWAIT(frame, status, result, failure, frame->inner);
#else
    VT_TRY_AWAIT(frame, result, status, failure, frame->inner);
#endif
    if (status != VT_OK) {
        VT_FAIL_WITH(failure);
    }
    VT_RETURN(result);
    VT_END;
}

vt_value_task_t plain_async(vt_value_task_t inner) {
    return VT_START(plain, .inner = inner);
}
