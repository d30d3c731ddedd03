#include "relay.h"

typedef struct relay_frame {
    VT_FRAME;
    fetch_how_t how;
    vt_reset_source_t *gate;
    uint64_t value;
} relay_frame_t;

/* `call` starts the callee and gives its value task. */
#define RELAY(callee, call)                                                                    \
    VT_METHOD(relay_##callee, relay_frame_t, frame) {                                          \
        uint64_t got;                                                                          \
        VT_BEGIN(frame);                                                                       \
        VT_AWAIT(frame, got, call);                                                            \
        VT_RETURN(got + 1);                                                                    \
        VT_END;                                                                                \
    }                                                                                          \
    vt_task_t *relay_task_##callee(vt_reset_source_t *gate, uint64_t value, fetch_how_t how) { \
        return VT_START_TASK(relay_##callee, .gate = gate, .value = value, .how = how);        \
    }                                                                                          \
    vt_value_task_t relay_value_task_##callee(vt_reset_source_t *gate, uint64_t value,         \
                                              fetch_how_t how) {                               \
        return VT_START(relay_##callee, .gate = gate, .value = value, .how = how);             \
    }                                                                                          \
    vt_value_task_t relay_pooled_##callee(vt_reset_source_t *gate, uint64_t value,             \
                                          fetch_how_t how) {                                   \
        return VT_START_POOLED(relay_##callee, .gate = gate, .value = value, .how = how);      \
    }

RELAY(task, vt_value_task_from_task(fetch_task(frame->gate, frame->value, frame->how)))
RELAY(value_task, fetch_value_task(frame->gate, frame->value, frame->how))
RELAY(value_task_pooled, fetch_value_task_pooled(frame->gate, frame->value, frame->how))
