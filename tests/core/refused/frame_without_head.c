/* refused: vt_awaited
 * errors: 1 */
#include "valuetask.h"

typedef struct headless_frame {
#ifdef ALLOWED
    VT_FRAME;
#endif
    vt_value_task_t inner;
    uint64_t total;
} headless_frame_t;

VT_METHOD(headless, headless_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    do {
        VT_AWAIT(frame, got, frame->inner);
        frame->total += got;
    } while (got != 0);
    VT_RETURN(frame->total);
    VT_END;
}

vt_value_task_t headless_async(vt_value_task_t inner) {
    return VT_START(headless, .inner = inner);
}

vt_value_task_t headless_pooled(vt_value_task_t inner) {
    return VT_START_POOLED(headless, .inner = inner);
}
