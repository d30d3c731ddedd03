/* Methods whose machine code is looked at: what a value task costs that is there at once. */
#include "valuetask.h"

vt_value_task_t assembly_at_once(uint64_t available);
vt_value_task_t assembly_pooled_at_once(uint64_t available);
vt_value_task_t assembly_nested(uint64_t available);
vt_value_task_t assembly_calls(vt_value_task_t inner);

typedef struct read_frame {
    VT_FRAME;
    uint64_t available;
    vt_value_task_t fill;
} read_frame_t;

VT_METHOD(read, read_frame_t, frame) {
    uint64_t filled;
    VT_BEGIN(frame);
    if (__builtin_expect(frame->available == 0, 0)) {
        VT_AWAIT(frame, filled, frame->fill);
        frame->available = filled;
    }
    VT_RETURN(frame->available);
    VT_END;
}

vt_value_task_t assembly_at_once(uint64_t available) {
    return VT_START(read, .available = available);
}

vt_value_task_t assembly_pooled_at_once(uint64_t available) {
    return VT_START_POOLED(read, .available = available);
}

typedef struct nested_frame {
    VT_FRAME;
    uint64_t available;
} nested_frame_t;

VT_METHOD(nested, nested_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, VT_START(read, .available = frame->available));
    VT_RETURN(got + 1);
    VT_END;
}

vt_value_task_t assembly_nested(uint64_t available) {
    return VT_START(nested, .available = available);
}

/* The counter-example: it calls, so that a check that finds nothing cannot pass. */
vt_value_task_t assembly_calls(vt_value_task_t inner) {
    vt_value_task_discard(inner);
    return VT_START(read, .fill = inner);
}

/* Whether they also do what they should. */
int main(void) {
    const vt_value_task_t inside = {NULL, 5};
    const vt_value_task_t expected[] = {{NULL, 7}, {NULL, 7}, {NULL, 8}, {NULL, 5}};
    const vt_value_task_t actual[] = {assembly_at_once(7), assembly_pooled_at_once(7),
                                      assembly_nested(7), assembly_calls(inside)};
    for (int i = 0; i < 4; i++) {
        if (!vt_value_task_equal(actual[i], expected[i])) {
            return 1;
        }
    }
    return 0;
}
