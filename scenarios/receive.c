#include "receive.h"

typedef struct receive_frame {
    VT_FRAME;
    vt_channel_t *channel;
} receive_frame_t;

VT_METHOD(receive, receive_frame_t, frame) {
    uint64_t word;
    VT_BEGIN(frame);
    VT_AWAIT(frame, word, vt_channel_read(frame->channel, VT_NEVER));
    VT_RETURN(word);
    VT_END;
}

vt_value_task_t receive_task(vt_channel_t *channel) {
    return vt_value_task_from_task(VT_START_TASK(receive, .channel = channel));
}

vt_value_task_t receive_value_task(vt_channel_t *channel) {
    return VT_START(receive, .channel = channel);
}

vt_value_task_t receive_value_task_pooled(vt_channel_t *channel) {
    return VT_START_POOLED(receive, .channel = channel);
}

vt_value_task_t receive_value_task_source(vt_channel_t *channel) {
    return vt_channel_read(channel, VT_NEVER);
}

void receive_pool_trim(void) {
    (void)vt_pool_trim(VT_METHOD_POOL(receive));
}
