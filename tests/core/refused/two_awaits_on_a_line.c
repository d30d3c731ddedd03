/* refused: duplicate case value */
#include "valuetask.h"

typedef struct twice_frame {
    VT_FRAME;
    vt_value_task_t first, second;
} twice_frame_t;

/* clang-format off */
VT_METHOD(twice, twice_frame_t, frame) {
    VT_BEGIN(frame);
#ifdef ALLOWED
    VT_AWAIT_VOID(frame, frame->first);
    VT_AWAIT_VOID(frame, frame->second);
#else
    VT_AWAIT_VOID(frame, frame->first); VT_AWAIT_VOID(frame, frame->second);
#endif
    VT_END;
}
/* clang-format on */

vt_value_task_t twice_async(vt_value_task_t first, vt_value_task_t second) {
    return VT_START(twice, .first = first, .second = second);
}
