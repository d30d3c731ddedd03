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

/* Between a word and a value of the body's: a pointer goes by way of the integer of its size. */
#define VT__BY_WAY_OF(value)                                                                \
    __typeof__(__builtin_choose_expr(__builtin_classify_type(value) == VT__A_POINTER_CLASS, \
                                     (uintptr_t)0, (value)))
#define VT__A_POINTER_CLASS 5 /* of gcc's and clang's __builtin_classify_type */
#define VT__TO_WORD(value)  ((uint64_t)(VT__BY_WAY_OF(value))(value))

#define VT__ASSIGN_WORD(lvalue) (lvalue) = (__typeof__(lvalue))(VT__BY_WAY_OF(lvalue))vt_got.result

#define VT__PROPAGATE                         \
    vt_out->error = vt__failure(&vt_failure); \
    VT__FINALLY;                              \
    return VT__STEP(vt__state_of(vt_status))

#define VT__RESUMES_AT(frame) \
    (VT__RESUME_POINT(frame) & (vt_mode == VT__STEPPED ? ~VT__ASKED_BIT : ~UINT32_C(0)))

/* What a body returns: its state. `return 0;` does not compile. */
#define VT__STEP(state) ((vt__use_vt_return_t){state})

/* Runs the method's cleanup. Most methods have none, and it is a constant. */
#define VT__FINALLY               \
    if (vt_finally != NULL) {     \
        vt_finally(vt_own_frame); \
    }                             \
    (void)0

/* The case label of a resume point, twice: once with a bit that no resume point has, beyond 64
 * bits. In a switch of the user's around the await, on a narrower type, both are the same, and the
 * compiler refuses the duplicate. The switch of VT_BEGIN drops the second one. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 vt__resume_point_t;
#define VT__BEYOND ((vt__resume_point_t)1 << 64)
#else
typedef uint64_t vt__resume_point_t;
#define VT__BEYOND ((vt__resume_point_t)1 << 32)
#endif
#define VT__NO_SWITCH_OF_YOUR_OWN_AROUND_AN_AWAIT(point) \
    case VT__BEYOND | (point):                           \
    case (point)

/* Warnings of locals that lose their values, on inside a body. gcc's is of each initialiser that a
 * resumption jumps past, with or without optimisation; clang's of each read of a local that was not
 * set since the body was resumed. */
#if defined(__clang__)
#define VT__WARN_OF_LOST_LOCALS      \
    _Pragma("clang diagnostic push") \
        _Pragma("clang diagnostic warning \"-Wconditional-uninitialized\"")
#define VT__END_OF_WARNING _Pragma("clang diagnostic pop")
#elif defined(__GNUC__)
#define VT__WARN_OF_LOST_LOCALS \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic warning \"-Wjump-misses-init\"")
#define VT__END_OF_WARNING _Pragma("GCC diagnostic pop")
#else
#define VT__WARN_OF_LOST_LOCALS
#define VT__END_OF_WARNING
#endif

/* The error of a failed await. By a call: clang does not see that it was set then. */
VT__INLINE vt_error_t vt__failure(const vt_error_t *error) {
    return *error;
}

VT_MUST_CHECK VT__INLINE vt_status_t vt__set_local(vt_outcome_t *out, const vt_async_local_t *local,
                                                   void *value) {
    if (!out->has_outer) {
        out->has_outer = true;
        out->outer = vt_context_capture();
    }
    return vt_async_local_set(local, value);
}

/* Takes the result of what is awaited. A completer leaves a word where perhaps something wider was
 * expected. */
VT__INLINE vt_status_t vt__take(vt_value_task_t awaited, void *result, size_t size,
                                vt_error_t *error) {
    vt_status_t status = VT_E_INVALID_ARGUMENT;
    if (awaited.source != NULL) {
        status = awaited.source->ops->get_result(awaited.source, awaited.word, result, size, error);
    } else if (size == sizeof awaited.word) {
        memcpy(result, &awaited.word, sizeof awaited.word);
        status = VT_OK;
    }
    if (VT__UNLIKELY(status != VT_OK && status != VT_E_FAULTED)) {
        *error = vt_error_from_status(status);
    }
    return status;
}

/* For the checked build (checked.h). */
#ifdef VT_CHECKED
void vt__checked_at(const char *where);
VT_MUST_CHECK vt_value_task_t vt__checked_made(vt_value_task_t value_task, const char *where);
void vt__checked_made_at(vt_source_t *source, const char *where);
VT_MUST_CHECK vt_task_t *vt__checked_task_made_at(vt_task_t *task, const char *where);
void vt__checked_spoil_stack(void);
#define VT__CONSUMES_HERE            vt__checked_at(VT_HERE)
#define VT__CHECKED_MADE(value_task) vt__checked_made((value_task), NULL)
#else
#define VT__CONSUMES_HERE            ((void)0)
#define VT__CHECKED_MADE(value_task) (value_task)
#endif

/* Every await. A result inside the value task is used directly. Else the value task goes into the
 * frame; if it is pending, the body returns and is resumed at the case label. Unless it is stepped
 * the body returns even if it is complete: this keeps the usual paths short. No variable here has
 * an initialiser, as the resumption jumps past it. */
#define VT__AWAIT(frame, value_type, result_type, member, expression, point, on_success,          \
                  on_failure)                                                                     \
    do {                                                                                          \
        union {                                                                                   \
            result_type result;                                                                   \
            uint64_t word;                                                                        \
        } vt_got;                                                                                 \
        vt_status_t vt_status;                                                                    \
        vt_error_t vt_failure;                                                                    \
        value_type vt_value;                                                                      \
        vt_value = expression;                                                                    \
        if (VT__LIKELY(vt_value.source == NULL)) {                                                \
            vt_got.result = vt_value.member;                                                      \
            vt_status = VT_OK;                                                                    \
        } else {                                                                                  \
            VT__AWAITED(frame).source = vt_value.source;                                          \
            VT__AWAITED(frame).word = vt_value.word;                                              \
            VT__RESUME_POINT(frame) = (point);                                                    \
            if (vt_mode != VT__STEPPED ||                                                         \
                vt_value.source->ops->get_status(vt_value.source, vt_value.word) == VT_PENDING) { \
                return VT__STEP(VT_PENDING);                                                      \
            }                                                                                     \
            VT__RESUME_POINT(frame) = (point) | VT__ASKED_BIT;                                    \
            __attribute__((fallthrough));                                                         \
            VT__NO_SWITCH_OF_YOUR_OWN_AROUND_AN_AWAIT(point) : VT__CONSUMES_HERE;                 \
            if (vt_mode == VT__RESUMED && sizeof(result_type) <= sizeof(uint64_t)) {              \
                vt_got.word = VT__AWAITED(frame).word;                                            \
                vt_status = VT_OK;                                                                \
            } else {                                                                              \
                vt_status = vt__take(VT__AWAITED(frame), &vt_got, VT__RESULT_SIZE(result_type),   \
                                     &vt_failure);                                                \
            }                                                                                     \
        }                                                                                         \
        if (VT__LIKELY(vt_status == VT_OK)) {                                                     \
            on_success;                                                                           \
        } else if (vt_mode == VT__STEPPED && vt_status == VT_E_NOT_COMPLETED &&                   \
                   (VT__RESUME_POINT(frame) & VT__ASKED_BIT) == 0) {                              \
            return VT__STEP(VT__NOT_YET);                                                         \
        } else {                                                                                  \
            on_failure;                                                                           \
        }                                                                                         \
    } while (0)

VT_END_DECLS

#endif
