/* refused: unused.result|ignoring return value
 * warnings: 14 */
#include "valuetask.h"

VT_DEFINE_VALUE_TASK(dropped_wide, vt_error_t);

typedef struct plain_frame {
    VT_FRAME;
} plain_frame_t;

VT_METHOD(plain, plain_frame_t, frame) {
    VT_BEGIN(frame);
    VT_END;
}

VT_TYPED_METHOD(dropped_wide, typed, plain_frame_t, frame) {
    VT_BEGIN(frame);
    VT_END;
}

#ifdef ALLOWED
#define DROP(type, call)  \
    do {                  \
        type kept = call; \
        (void)kept;       \
    } while (0)
#else
#define DROP(type, call) call
#endif

void drop_all(vt_task_t *task, vt_reset_source_t *source, vt_channel_t *channel,
              VT_STORAGE(plain) * storage, dropped_wide_t wide) {
    DROP(vt_value_task_t, VT_START(plain, 0));
    DROP(vt_value_task_t, VT_START_POOLED(plain, 0));
    DROP(vt_value_task_t, VT_START_IN(plain, storage, 0));
    DROP(vt_task_t *, VT_START_TASK(plain, 0));
    DROP(dropped_wide_t, VT_START(typed, 0));
    DROP(vt_task_t *, VT_START_TASK(typed, 0));
    DROP(vt_value_task_t, vt_value_task_from_result(1));
    DROP(vt_value_task_t, vt_task_await(task));
    DROP(vt_value_task_t, vt_reset_source_begin(source));
    DROP(vt_value_task_t, vt_channel_read(channel, VT_NEVER));
    DROP(vt_value_task_t, vt_delay(VT_MS(1), VT_NEVER));
    DROP(vt_task_t *, vt_task_create(0));
    DROP(vt_task_t *, vt_when_any(&task, 1));
    DROP(vt_task_t *, dropped_wide_as_task(wide));
}
