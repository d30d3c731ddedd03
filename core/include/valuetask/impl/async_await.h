/*
 * impl/async_await.h - what an await expands to.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_ASYNC_AWAIT_H
#define VALUETASK_IMPL_ASYNC_AWAIT_H

#include "valuetask/context.h"
#include "valuetask/impl/async_runtime.h"

VT_BEGIN_DECLS

/* A resume point is the line of the await. The high bit: the executor is not captured. */
#define VT__CAPTURED     ((uint32_t)__LINE__)
#define VT__ANYWHERE     ((uint32_t)__LINE__ | VT__ANYWHERE_BIT)
#define VT__ANYWHERE_BIT 0x80000000u
/* Also in a resume point: the body did not suspend here, as the source said that it was
 * complete. */
#define VT__ASKED_BIT 0x40000000u

#define VT__SAME(value_task) VT__CHECKED_MADE(value_task)

#define VT__ASSIGN_WORD(lvalue) (lvalue) = (__typeof__(lvalue))vt_got.result

#define VT__PROPAGATE           \
    vt_out->error = vt_failure; \
    return vt__state_of(vt_status)

VT__INLINE vt_status_t vt__set_local(vt_outcome_t *out, const vt_async_local_t *local,
                                     void *value) {
    if (!out->has_outer) {
        out->has_outer = true;
        out->outer = vt_context_capture();
    }
    return vt_async_local_set(local, value);
}

/* Takes the result of what is awaited. */
VT__INLINE vt_status_t vt__take(vt_value_task_t awaited, void *result, size_t size,
                                vt_error_t *error) {
    vt_status_t status =
        awaited.source->ops->get_result(awaited.source, awaited.word, result, size, error);
    if (VT__UNLIKELY(status != VT_OK && status != VT_E_FAULTED)) {
        *error = vt_error_from_status(status);
    }
    return status;
}

/* For the checked build (checked.h). */
#ifdef VT_CHECKED
void vt__checked_at(const char *where);
vt_value_task_t vt__checked_made(vt_value_task_t value_task, const char *where);
#define VT__CONSUMES_HERE            vt__checked_at(VT_HERE)
#define VT__CHECKED_MADE(value_task) vt__checked_made((value_task), NULL)
#else
#define VT__CONSUMES_HERE            ((void)0)
#define VT__CHECKED_MADE(value_task) (value_task)
#endif

/* Every await. A result inside the value task is used directly. Else the value task goes into the
 * frame; if it is pending, the body returns and is resumed at the case label. While the frame is on
 * the stack the body returns even if it is complete: this keeps the path without a source short. */
#define VT__AWAIT(frame, value_type, result_type, member, expression, point, on_success,           \
                  on_failure)                                                                      \
    do {                                                                                           \
        union {                                                                                    \
            result_type result;                                                                    \
            uint64_t word;                                                                         \
        } vt_got;                                                                                  \
        vt_status_t vt_status;                                                                     \
        vt_error_t vt_failure;                                                                     \
        value_type vt_value = (expression);                                                        \
        if (VT__LIKELY(vt_value.source == NULL)) {                                                 \
            vt_got.result = vt_value.member;                                                       \
            vt_status = VT_OK;                                                                     \
        } else {                                                                                   \
            (frame)->vt_awaited.source = vt_value.source;                                          \
            (frame)->vt_awaited.word = vt_value.word;                                              \
            (frame)->vt_resume_point = (point);                                                    \
            if (vt_on_stack ||                                                                     \
                vt_value.source->ops->get_status(vt_value.source, vt_value.word) == VT_PENDING) {  \
                return VT_PENDING;                                                                 \
            }                                                                                      \
            (frame)->vt_resume_point = (point) | VT__ASKED_BIT;                                    \
            __attribute__((fallthrough));                                                          \
        case (point):                                                                              \
            VT__CONSUMES_HERE;                                                                     \
            vt_status =                                                                            \
                vt__take((frame)->vt_awaited, &vt_got, VT__RESULT_SIZE(result_type), &vt_failure); \
        }                                                                                          \
        if (VT__LIKELY(vt_status == VT_OK)) {                                                      \
            on_success;                                                                            \
        } else if (vt_status == VT_E_NOT_COMPLETED &&                                              \
                   ((frame)->vt_resume_point & VT__ASKED_BIT) == 0) {                              \
            return VT__NOT_YET;                                                                    \
        } else {                                                                                   \
            on_failure;                                                                            \
        }                                                                                          \
    } while (0)

VT_END_DECLS

#endif
