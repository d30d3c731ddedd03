/* A program with methods that await each other, for test_gdb.sh. It stops in stop_here. */
#include "valuetask.h"

#include <stdlib.h>

VT_DEFINE_VALUE_TASK(wide, vt_error_t);

typedef struct level_frame {
    VT_FRAME;
    vt_reset_source_t *source;
} level_frame_t;

VT_METHOD(innermost, level_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, vt_reset_source_value_task(frame->source));
    VT_RETURN(got);
    VT_END;
}

VT_METHOD(middle, level_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, VT_START_POOLED(innermost, .source = frame->source));
    VT_RETURN(got);
    VT_END;
}

typedef struct outer_frame {
    VT_FRAME;
    vt_task_t *task;
} outer_frame_t;

VT_METHOD(outer, outer_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, vt_task_await(frame->task));
    VT_RETURN(got);
    VT_END;
}

typedef struct outcomes {
    vt_value_task_t result;
    vt_value_task_t fault;
    vt_value_task_t static_fault;
    vt_value_task_t pending;
    wide_t wide;
} outcomes_t;

void stop_here(const outcomes_t *outcomes, vt_task_t *task, vt_reset_source_t *source);
__attribute__((noinline)) void stop_here(const outcomes_t *outcomes, vt_task_t *task,
                                         vt_reset_source_t *source) {
    __asm__ volatile("" : : "r"(outcomes), "r"(task), "r"(source) : "memory");
}

int main(void) {
    static const vt_static_error_t known = VT_STATIC_ERROR_INIT("test", 8, "known");
    vt_error_t error = vt_error("test", 7, "it failed", "here");
    vt_reset_source_t source;
    uint64_t result;
    vt_reset_source_init(&source, NULL, 0);
    vt_task_t *task = VT_START_TASK(middle, .source = &source);
    vt_value_task_t first = VT_START_POOLED(outer, .task = task);
    outcomes_t outcomes = {
        .result = vt_value_task_from_result(42),
        .fault = vt_value_task_from_error(&error),
        .static_fault = vt_value_task_from_static_error(&known),
        .pending = VT_START(outer, .task = task),
        .wide = wide_from_result(vt_error("wide", 9, NULL, NULL)),
    };
    stop_here(&outcomes, task, &source);
    bool good = vt_reset_source_set_result(&source, 5) == VT_OK &&
                vt_value_task_get_result(first, &result, NULL) == VT_OK && result == 5 &&
                vt_value_task_get_result(outcomes.pending, &result, NULL) == VT_OK && result == 5;
    vt_value_task_discard(outcomes.fault);
    vt_task_unref(task);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
