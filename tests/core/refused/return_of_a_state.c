/* refused: vt__use_vt_return_t */
#include "valuetask.h"

typedef struct plain_frame {
    VT_FRAME;
} plain_frame_t;

VT_METHOD(plain, plain_frame_t, frame) {
    VT_BEGIN(frame);
#ifdef ALLOWED
    VT_RETURN_VOID;
#else
    return VT_SUCCEEDED;
#endif
    VT_END;
}

vt_value_task_t plain_async(void) {
    return VT_START(plain, 0);
}
