/* refused: jumps over variable initialization|may be uninitialized when used here
 * with warnings only */
#include "valuetask.h"

typedef struct local_frame {
    VT_FRAME;
    vt_value_task_t inner;
    uint64_t kept;
} local_frame_t;

VT_METHOD(local, local_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
#ifdef ALLOWED
    frame->kept = frame->inner.word;
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + frame->kept);
#else
    uint64_t lost = frame->inner.word;
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + lost);
#endif
    VT_END;
}

vt_value_task_t local_async(vt_value_task_t inner) {
    return VT_START(local, .inner = inner);
}
