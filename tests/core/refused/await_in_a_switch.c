/* refused: duplicate case value */
#include "valuetask.h"

typedef struct chosen_frame {
    VT_FRAME;
    vt_value_task_t inner;
    SELECTOR selector;
} chosen_frame_t;

VT_METHOD(chosen, chosen_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
#ifdef ALLOWED
    if (frame->selector == 1) {
        VT_AWAIT(frame, got, frame->inner);
        VT_RETURN(got + 1);
    }
#else
    switch (frame->selector) {
    case 1:
        VT_AWAIT(frame, got, frame->inner);
        VT_RETURN(got + 1);
    default:
        break;
    }
#endif
    VT_RETURN(7);
    VT_END;
}

vt_value_task_t chosen_async(vt_value_task_t inner, SELECTOR selector) {
    return VT_START(chosen, .inner = inner, .selector = selector);
}
