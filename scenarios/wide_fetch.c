#include "wide_fetch.h"

/* The first and the last word are the value. */
#define WIDE_RESULT(bytes)                                               \
    static inline wide_##bytes##_t wide_result_##bytes(uint64_t value) { \
        wide_##bytes##_t result = {{0}};                                 \
        result.words[0] = value;                                         \
        result.words[(bytes) / 8 - 1] = value;                           \
        return result;                                                   \
    }

/* The inner one is called through a pointer that no compiler knows the value of. */
#define WIDE_DIRECT(bytes)                                                                    \
    static wide_##bytes##_t direct_inner_##bytes(uint64_t value) {                            \
        return wide_result_##bytes(value);                                                    \
    }                                                                                         \
    static wide_##bytes##_t (*volatile direct_next_##bytes)(uint64_t) = direct_inner_##bytes; \
    wide_##bytes##_t wide_direct_##bytes(uint64_t value) {                                    \
        return direct_next_##bytes(value);                                                    \
    }

typedef struct inner_frame {
    VT_FRAME;
    uint64_t value;
} inner_frame_t;

#define WIDE_METHODS(bytes)                                                                \
    VT_TYPED_METHOD(wide_task_##bytes, inner_##bytes, inner_frame_t, frame) {              \
        VT_BEGIN(frame);                                                                   \
        VT_RETURN_TYPED(wide_task_##bytes, wide_result_##bytes(frame->value));             \
        VT_END;                                                                            \
    }                                                                                      \
    static wide_task_##bytes##_t start_inner_##bytes(uint64_t value) {                     \
        return VT_START(inner_##bytes, .value = value);                                    \
    }                                                                                      \
    static vt_task_t *start_inner_task_##bytes(uint64_t value) {                           \
        return VT_START_TASK(inner_##bytes, .value = value);                               \
    }                                                                                      \
    static wide_task_##bytes##_t (*volatile next_##bytes)(uint64_t) = start_inner_##bytes; \
    static vt_task_t *(*volatile next_task_##bytes)(uint64_t) = start_inner_task_##bytes;  \
    VT_TYPED_METHOD(wide_task_##bytes, outer_##bytes, inner_frame_t, frame) {              \
        wide_##bytes##_t got;                                                              \
        VT_BEGIN(frame);                                                                   \
        VT_AWAIT_TYPED(wide_task_##bytes, frame, got, next_##bytes(frame->value));         \
        VT_RETURN_TYPED(wide_task_##bytes, got);                                           \
        VT_END;                                                                            \
    }                                                                                      \
    VT_TYPED_METHOD(wide_task_##bytes, outer_task_##bytes, inner_frame_t, frame) {         \
        wide_##bytes##_t got;                                                              \
        VT_BEGIN(frame);                                                                   \
        VT_AWAIT_TYPED(wide_task_##bytes, frame, got,                                      \
                       wide_task_##bytes##_from_task(next_task_##bytes(frame->value)));    \
        VT_RETURN_TYPED(wide_task_##bytes, got);                                           \
        VT_END;                                                                            \
    }                                                                                      \
    wide_task_##bytes##_t wide_fetch_##bytes(uint64_t value) {                             \
        return VT_START(outer_##bytes, .value = value);                                    \
    }                                                                                      \
    vt_task_t *wide_fetch_task_##bytes(uint64_t value) {                                   \
        return VT_START_TASK(outer_task_##bytes, .value = value);                          \
    }

#define WIDE_DEFINE(bytes) \
    WIDE_RESULT(bytes)     \
    WIDE_DIRECT(bytes)     \
    WIDE_METHODS(bytes)

WIDE_DEFINE(8)
WIDE_DEFINE(16)
WIDE_DEFINE(64)
WIDE_DEFINE(256)
