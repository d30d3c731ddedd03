// clang-format off
/*
 * typed.h - value tasks with results of any type.
 *
 * VT_DEFINE_VALUE_TASK(point_task, point_t) makes the type point_task_t and its functions:
 *
 *     point_task_t point_task_from_result(point_t result);
 *     point_task_t point_task_from_task(vt_task_t *task);       // takes the reference over
 *     point_task_t point_task_from_source(vt_source_t *source, uint64_t token);
 *     point_task_t point_task_from_error(vt_error_t *error);
 *     point_task_t point_task_from_static_error(const vt_static_error_t *error);
 *     point_task_t point_task_from_status(vt_status_t status);
 *     point_task_t point_task_from_canceled(vt_cancel_token_t token);
 *     bool         point_task_is_completed(point_task_t value_task);     // and the other three
 *     vt_status_t  point_task_on_completed(point_task_t value_task,
 *                                          vt_continuation_t *continuation, unsigned flags);
 *     vt_status_t  point_task_get_result(point_task_t value_task, point_t *result,
 *                                        vt_error_t *error);
 *     vt_task_t   *point_task_as_task(point_task_t value_task);
 *     point_task_t point_task_preserve(point_task_t value_task);
 *     void         point_task_discard(point_task_t value_task);
 *
 * A type of up to 8 bytes costs as much as vt_value_task_t. A wider type does not return in
 * registers: every return copies it through memory.
 *
 * For such a type use VT_TYPED_METHOD (VT_TYPED_METHOD_FINALLY), VT_RETURN_TYPED, VT_AWAIT_TYPED,
 * VT_AWAIT_TYPED_CONFIGURED and VT_TRY_AWAIT_TYPED. They work as the macros of async.h without
 * TYPED.
 */
// clang-format on
#ifndef VALUETASK_TYPED_H
#define VALUETASK_TYPED_H

#include "valuetask/async.h"

/* A result of up to 8 bytes as a word. */
static inline uint64_t vt__narrow_word(const void *result, size_t size) {
    uint64_t word = 0;
    memcpy(&word, result, size <= sizeof word ? size : sizeof word);
    return word;
}

/* A completed task of a typed result, 1 allocation; used by the macro. */
VT_MUST_CHECK static inline vt_task_t *vt__task_from_typed(const void *result, size_t size) {
    return size > sizeof(uint64_t) ? vt_task_from_result_sized(result, size)
                                   : vt_task_from_result(vt__narrow_word(result, size));
}

#define VT_DEFINE_VALUE_TASK(name, type)                                                           \
    typedef struct name {                                                                          \
        vt_source_t *source;                                                                       \
        union {                                                                                    \
            uint64_t word; /* token */                                                             \
            type result;                                                                           \
        };                                                                                         \
    } name##_t;                                                                                    \
    typedef type name##__result_t;                                                                 \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_result(type result) {                            \
        name##_t value_task;                                                                       \
        value_task.source = NULL;                                                                  \
        value_task.word = 0;                                                                       \
        value_task.result = result;                                                                \
        return value_task;                                                                         \
    }                                                                                              \
    VT__INLINE name##_t name##__from(vt_value_task_t plain) {                                      \
        name##_t value_task;                                                                       \
        memset(&value_task, 0, sizeof value_task);                                                 \
        value_task.source = plain.source;                                                          \
        value_task.word = plain.word;                                                              \
        return value_task;                                                                         \
    }                                                                                              \
    VT__INLINE vt_value_task_t name##__plain(name##_t value_task) {                                \
        vt_value_task_t plain = {value_task.source, value_task.word};                              \
        return plain;                                                                              \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_task(vt_task_t *task) {                          \
        return name##__from(vt_value_task_from_task(task));                                        \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_source(vt_source_t *source, uint64_t token) {    \
        return name##__from(vt_value_task_from_source(source, token));                             \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_error(vt_error_t *error) {                       \
        return name##__from(vt_value_task_from_error(error));                                      \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_static_error(const vt_static_error_t *error) {   \
        return name##__from(vt_value_task_from_static_error(error));                               \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_status(vt_status_t status) {                     \
        return name##__from(vt_value_task_from_status(status));                                    \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_from_canceled(vt_cancel_token_t token) {              \
        return name##__from(vt_value_task_from_canceled(token));                                   \
    }                                                                                              \
    VT__INLINE bool name##_is_completed(name##_t value_task) {                                     \
        return value_task.source == NULL || vt_value_task_is_completed(name##__plain(value_task)); \
    }                                                                                              \
    VT__INLINE bool name##_is_completed_successfully(name##_t value_task) {                        \
        return value_task.source == NULL ||                                                        \
               vt_value_task_is_completed_successfully(name##__plain(value_task));                 \
    }                                                                                              \
    VT__INLINE bool name##_is_faulted(name##_t value_task) {                                       \
        return value_task.source != NULL && vt_value_task_is_faulted(name##__plain(value_task));   \
    }                                                                                              \
    VT__INLINE bool name##_is_canceled(name##_t value_task) {                                      \
        return value_task.source != NULL && vt_value_task_is_canceled(name##__plain(value_task));  \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE vt_status_t name##_on_completed(                                      \
        name##_t value_task, vt_continuation_t *continuation, unsigned flags) {                    \
        return vt_value_task_on_completed(name##__plain(value_task), continuation, flags);         \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE vt_status_t name##_get_result(name##_t value_task, type *result,      \
                                                           vt_error_t *error) {                    \
        name##_t got;                                                                              \
        vt_status_t status;                                                                        \
        if (VT__LIKELY(value_task.source == NULL)) {                                               \
            *result = value_task.result;                                                           \
            return VT_OK;                                                                          \
        }                                                                                          \
        status = vt__source_get_result(name##__plain(value_task), &got.word,                       \
                                       VT__RESULT_SIZE(type), error);                              \
        if (status == VT_OK) {                                                                     \
            *result = got.result;                                                                  \
        }                                                                                          \
        return status;                                                                             \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE vt_task_t *name##_as_task(name##_t value_task) {                      \
        if (value_task.source == NULL) {                                                           \
            return vt__task_from_typed(&value_task.result, sizeof(type));                          \
        }                                                                                          \
        return vt__as_task(name##__plain(value_task), VT__RESULT_SIZE(type));                      \
    }                                                                                              \
    VT_MUST_CHECK VT__INLINE name##_t name##_preserve(name##_t value_task) {                       \
        return value_task.source == NULL ? value_task                                              \
                                         : name##_from_task(name##_as_task(value_task));           \
    }                                                                                              \
    VT__INLINE void name##_discard(name##_t value_task) {                                          \
        if (value_task.source != NULL) {                                                           \
            vt_value_task_discard(name##__plain(value_task));                                      \
        }                                                                                          \
    }                                                                                              \
    struct name##__semicolon

/* The word for a typed result in a block: the result, or the address of a wide one. */
#define VT__TYPED_WORD(out, wide, type) \
    (sizeof(type) > 8 ? (uint64_t)(uintptr_t)(wide) : vt__narrow_word((wide), sizeof(type)))

/* VT_METHOD for results of the type behind a name given to VT_DEFINE_VALUE_TASK. */
#define VT_TYPED_METHOD(name, method, frame_type, frame) \
    VT__TYPED_METHOD(name, method, frame_type, frame, NULL)

/* VT_METHOD_FINALLY for such results. */
#define VT_TYPED_METHOD_FINALLY(name, method, frame_type, frame, cleanup) \
    VT__TYPED_METHOD(name, method, frame_type, frame, cleanup)

#define VT__TYPED_METHOD(name, method, frame_type, frame, finally)                              \
    VT__METHOD_HEAD(method, frame_type, frame, name##__result_t, finally)                       \
    VT__METHOD_RESUME(method, boxed, name##__result_t, VT__TYPED_WORD)                          \
    VT__METHOD_RESUME(method, pooled, name##__result_t, VT__TYPED_WORD)                         \
    VT__METHOD_START(method, start, name##_t, name##__result_t, box, boxed, boxed,              \
                     name##_from_result(vt_wide), name##__from)                                 \
    VT__METHOD_START(method, start_pooled, name##_t, name##__result_t, home, pooled, pooled,    \
                     name##_from_result(vt_wide), name##__from)                                 \
    VT__METHOD_START(method, start_pooled_in, name##_t, name##__result_t, on, pooled, pooled,   \
                     name##_from_result(vt_wide), name##__from)                                 \
    VT__METHOD_START(method, start_in, name##_t, name##__result_t, on, in_place, pooled,        \
                     name##_from_result(vt_wide), name##__from)                                 \
    VT__METHOD_START(method, start_task, vt_task_t *, name##__result_t, box, boxed, boxed,      \
                     vt__task_from_typed(&vt_wide, sizeof(name##__result_t)), vt__started_task) \
    VT__METHOD_BODY(method, frame_type, frame)

/* VT_RETURN_TYPED(name, value) ends a typed method with a result. A wide result overwrites the
 * frame, so it is stored last. */
#define VT_RETURN_TYPED(name, ...)                           \
    do {                                                     \
        name##__result_t vt_result = (__VA_ARGS__);          \
        VT__EXPECT_RESULT(vt_wide_size == sizeof vt_result); \
        VT__FINALLY;                                         \
        memcpy(vt_wide, &vt_result, sizeof vt_result);       \
        return VT__STEP(VT_SUCCEEDED);                       \
    } while (0)

/* VT_AWAIT_TYPED(name, frame, lvalue, expression) awaits a typed value task in any method. */
#define VT_AWAIT_TYPED(name, frame, lvalue, ...)                                      \
    VT__AWAIT(frame, name##_t, name##__result_t, result, (__VA_ARGS__), VT__CAPTURED, \
              (lvalue) = vt_got.result, VT__PROPAGATE)

#define VT_AWAIT_TYPED_CONFIGURED(name, frame, lvalue, expression, continue_on_captured_executor) \
    VT__AWAIT(frame, name##_t, name##__result_t, result, expression,                              \
              ((continue_on_captured_executor) ? VT__CAPTURED : VT__ANYWHERE),                    \
              (lvalue) = vt_got.result, VT__PROPAGATE)

#define VT_TRY_AWAIT_TYPED(name, frame, status, lvalue, failure, ...)                 \
    VT__AWAIT(frame, name##_t, name##__result_t, result, (__VA_ARGS__), VT__CAPTURED, \
              (lvalue) = vt_got.result;                                               \
              VT__STATUS(status) = VT_OK, (failure) = vt__failure(&vt_failure);       \
              VT__STATUS(status) = vt_status)

#endif
