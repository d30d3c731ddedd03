/* refused: a fraction is lost */
#include "valuetask.h"

typedef struct plain_frame {
    VT_FRAME;
    double half;
} plain_frame_t;

VT_METHOD(plain, plain_frame_t, frame) {
    VT_BEGIN(frame);
#ifdef ALLOWED
    VT_RETURN((int64_t)frame->half);
#else
    VT_RETURN(frame->half);
#endif
    VT_END;
}

vt_value_task_t plain_async(void) {
    return VT_START(plain, .half = 0.5);
}
