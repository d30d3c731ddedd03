/* refused: begins_with_vt_frame
 * errors: 1 */
#include "valuetask.h"

typedef struct late_frame {
#ifndef ALLOWED
    uint64_t total;
#endif
    VT_FRAME;
#ifdef ALLOWED
    uint64_t total;
#endif
} late_frame_t;

VT_METHOD(late, late_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_yield());
    VT_RETURN(frame->total);
    VT_END;
}

vt_value_task_t late_async(uint64_t total) {
    return VT_START(late, .total = total);
}
