/* refused: vt__use_vt_return_t */
#include "valuetask.h"

typedef struct plain_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plain_frame_t;

VT_METHOD(plain, plain_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
#ifdef ALLOWED
    VT_RETURN(0);
#else
    return 0;
#endif
    VT_END;
}

vt_value_task_t plain_async(vt_value_task_t inner) {
    return VT_START(plain, .inner = inner);
}
