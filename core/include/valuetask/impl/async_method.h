/*
 * impl/async_method.h - the functions that VT_METHOD makes.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_ASYNC_METHOD_H
#define VALUETASK_IMPL_ASYNC_METHOD_H

#include "valuetask/impl/async_await.h"
#include "valuetask/impl/async_frame.h"

VT_BEGIN_DECLS

/* A method with results of up to 8 bytes. */
#define VT__METHOD(method, frame_type, frame, finally)                                \
    VT__METHOD_HEAD(method, frame_type, frame, uint64_t, finally)                     \
    VT__METHOD_RESUME(method, boxed, uint64_t, VT__WORD)                              \
    VT__METHOD_RESUME(method, pooled, uint64_t, VT__WORD)                             \
    VT__METHOD_START(method, start, vt_value_task_t, uint64_t, boxed, boxed,          \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)      \
    VT__METHOD_START(method, start_pooled, vt_value_task_t, uint64_t, pooled, pooled, \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)      \
    VT__METHOD_START(method, start_in, vt_value_task_t, uint64_t, in_place, pooled,   \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)      \
    VT__METHOD_START(method, start_task, vt_task_t *, uint64_t, boxed, boxed,         \
                     vt_task_from_result(vt_out.word), vt_value_task_as_task)         \
    VT__METHOD_BODY(method, frame_type, frame)

/* Resumes the body of a frame in its block. In the checked build its locals lie where the stack was
 * just spoilt. */
#ifdef VT_CHECKED
#define VT__RESUME_BODY(method, frame, out, wide) \
    (vt__checked_spoil_stack(), method##__step(frame, out, wide))
#else
#define VT__RESUME_BODY(method, frame, out, wide) method##__run(frame, out, wide, false)
#endif

/* For the checked build: a start that notes where it was made. */
#ifdef VT_CHECKED
#define VT__START_AT(method, name, returned)                                 \
    VT_MUST_CHECK VT__INLINE returned method##__##name##_at(                 \
        method##__frame_t *vt_frame, void *vt_place, const char *vt_where) { \
        returned vt_started = method##__##name(vt_frame, vt_place);          \
        VT__MADE_BY_##name(vt_started, vt_where);                            \
        return vt_started;                                                   \
    }
#define VT__MADE_BY_start(started, where)        vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_pooled(started, where) vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_in(started, where)     vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_task(started, where) \
    (started) = vt__checked_task_made_at((started), (where))
#else
#define VT__START_AT(method, name, returned)
#endif

/* Types, checks, the body's prototype, and what the library knows of the method. */
#define VT__METHOD_HEAD(method, frame_type, frame, result_type, finally)                           \
    typedef frame_type method##__frame_t;                                                          \
    typedef struct method##__storage {                                                             \
        vt_pooled_t block;                                                                         \
        union {                                                                                    \
            frame_type frame_room;                                                                 \
            char wide[VT__WIDE_ROOM(result_type)];                                                 \
        } room;                                                                                    \
    } method##__storage_t;                                                                         \
    typedef VT__A_FRAME_BEGINS_WITH_VT_FRAME(frame_type) method##__begins_with_vt_frame;           \
    VT__STATIC_ASSERT(VT__ALIGNOF(frame_type) <= 8, "a frame's alignment is at most 8");           \
    VT__STATIC_ASSERT(sizeof(result_type) <= VT_RESULT_SIZE_MAX, "the result is too large");       \
    VT__BODY_HEAD(method, frame_type, frame);                                                      \
    VT__INLINE vt_state_t method##__run(frame_type *vt_frame, vt_outcome_t *vt_out, void *vt_wide, \
                                        bool vt_on_stack) {                                        \
        return method##__body(vt_frame, vt_out, vt_wide, sizeof(result_type), vt_on_stack,         \
                              vt_frame, (finally))                                                 \
            .state;                                                                                \
    }                                                                                              \
    VT__INLINE void method##__finally(frame_type * vt_own_frame) {                                 \
        void (*const vt_finally)(frame_type *) = (finally);                                        \
        VT__FINALLY;                                                                               \
    }                                                                                              \
    __attribute__((noinline, unused)) static vt_state_t method##__step(                            \
        frame_type *vt_frame, vt_outcome_t *vt_out, void *vt_wide) {                               \
        VT__IS_RESUMED(vt_frame);                                                                  \
        return method##__run(vt_frame, vt_out, vt_wide, false);                                    \
    }                                                                                              \
    static vt_method_t method##__method = {                                                        \
        #method,                                                                                   \
        {{&vt__task_ops}, VT_PENDING, 1, VT__RESULT_SIZE(result_type), VT__BY_METHOD, 0},          \
        VT_HOME_POOL_INIT(sizeof(method##__storage_t)),                                            \
        sizeof(((method##__storage_t *)0)->room),                                                  \
    };

/* Tells the compiler that the body is resumed, not started. */
#define VT__IS_RESUMED(frame)           \
    if (VT__RESUME_POINT(frame) == 0) { \
        __builtin_unreachable();        \
    }

/* Without VT_FRAME, or with another member before it, this is an error: the only one. */
#define VT__A_FRAME_BEGINS_WITH_VT_FRAME(frame_type) \
    __typeof__(char[offsetof(frame_type, vt_awaited) == 0 ? 1 : -1])

#define VT__WORD(out, wide, type) ((out).word)

/* What the continuation of a suspended method runs: the body from its resume point on. Once it has
 * ended or suspended again, another thread may own the block. A wide result overwrites the
 * frame. */
#define VT__METHOD_RESUME(method, kind, result_type, word_of)                                \
    __attribute__((unused)) static void method##__##kind##_resume(vt_continuation_t *self) { \
        method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_frame(self);          \
        result_type vt_narrow;                                                               \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                \
        vt_state_t vt_state;                                                                 \
        VT__CLEAR_IF_NARROW(vt_narrow);                                                      \
        void *vt_wide = sizeof(result_type) > 8 ? (void *)vt_home : (void *)&vt_narrow;      \
        vt_out.has_outer = true; /* who runs it restores the async-local values */           \
        VT__IS_RESUMED(vt_home);                                                             \
        vt_state = VT__RESUME_BODY(method, vt_home, &vt_out, vt_wide);                       \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                          \
            vt__##kind##_succeed(vt_home, word_of(vt_out, vt_wide, result_type));            \
        } else if (vt_state == VT_PENDING) {                                                 \
            vt__suspend_again(self, vt_home);                                                \
        } else if (vt_state != VT__NOT_YET) {                                                \
            vt_error_t vt_copy = vt_out.error;                                               \
            vt__##kind##_fail(vt_home, vt_state, &vt_copy);                                  \
        }                                                                                    \
    }

/* One way to start a method. The body is inlined with a resume point of 0, up to the first await of
 * something that has a source. No function gets the address of the frame, so it stays in registers
 * until it is stored into the block. If there is no block (what is awaited is complete, or no
 * memory was left), `_on` goes on with the frame in memory. */
#define VT__METHOD_START(method, name, returned, result_type, kind, resumed_as, on_success, wrap) \
    VT_MUST_CHECK __attribute__((noinline, unused)) static returned method##__##name##_on(        \
        method##__frame_t *vt_frame, void *vt_place) {                                            \
        result_type vt_wide;                                                                      \
        returned vt_returned;                                                                     \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                     \
        vt_state_t vt_state;                                                                      \
        memset(&vt_wide, 0, sizeof vt_wide);                                                      \
        for (;;) {                                                                                \
            vt__refuse_if_pending(vt_frame, VT__REFUSAL_##kind);                                  \
            vt_state = method##__step(vt_frame, &vt_out, &vt_wide);                               \
            if (vt_state != VT_PENDING) {                                                         \
                break;                                                                            \
            }                                                                                     \
            method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_begin(                 \
                VT__AWAITED(vt_frame).source, VT__AWAITED(vt_frame).word, &method##__method,      \
                vt_place, method##__##resumed_as##_resume);                                       \
            if (vt_home != NULL) {                                                                \
                vt__frame_move(vt_home, vt_frame, sizeof *vt_home);                               \
                vt_returned = wrap(vt__##kind##_await(vt_home));                                  \
                goto vt_leave;                                                                    \
            }                                                                                     \
        }                                                                                         \
        if (vt_state == VT_SUCCEEDED) {                                                           \
            vt_returned = on_success;                                                             \
        } else {                                                                                  \
            if (vt_state == VT__NOT_YET) {                                                        \
                method##__finally(vt_frame);                                                      \
            }                                                                                     \
            vt_returned = wrap(vt__ended_badly(vt_state, &vt_out.error));                         \
        }                                                                                         \
    vt_leave:                                                                                     \
        if (VT__UNLIKELY(vt_out.has_outer)) {                                                     \
            vt_context_restore(vt_out.outer);                                                     \
        }                                                                                         \
        return vt_returned;                                                                       \
    }                                                                                             \
    VT_MUST_CHECK VT__INLINE returned method##__##name(method##__frame_t *vt_frame,               \
                                                       void *vt_place) {                          \
        result_type vt_wide;                                                                      \
        returned vt_returned;                                                                     \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                     \
        VT__CLEAR_IF_NARROW(vt_wide);                                                             \
        VT__RESUME_POINT_IS_0(*vt_frame);                                                         \
        vt_state_t vt_state = method##__run(vt_frame, &vt_out, &vt_wide, true);                   \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                               \
            vt_returned = on_success;                                                             \
        } else if (vt_state == VT_PENDING) {                                                      \
            method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_begin(                 \
                VT__AWAITED(vt_frame).source, VT__AWAITED(vt_frame).word, &method##__method,      \
                vt_place, method##__##resumed_as##_resume);                                       \
            if (VT__LIKELY(vt_home != NULL)) {                                                    \
                vt__frame_move(vt_home, vt_frame, sizeof *vt_home);                               \
                vt_returned = wrap(vt__##kind##_await(vt_home));                                  \
            } else {                                                                              \
                method##__frame_t vt_copy;                                                        \
                vt__frame_move(&vt_copy, vt_frame, sizeof vt_copy);                               \
                vt_returned = method##__##name##_on(&vt_copy, vt_place);                          \
            }                                                                                     \
        } else {                                                                                  \
            vt_error_t vt_copy = vt_out.error;                                                    \
            vt_returned = wrap(vt__ended_badly(vt_state, &vt_copy));                              \
        }                                                                                         \
        if (VT__UNLIKELY(vt_out.has_outer)) {                                                     \
            vt_context_restore(vt_out.outer);                                                     \
        }                                                                                         \
        return vt_returned;                                                                       \
    }                                                                                             \
    VT__START_AT(method, name, returned)

/* The body, which follows the macro. */
#define VT__METHOD_BODY(method, frame_type, frame) VT__BODY_HEAD(method, frame_type, frame)

/* vt_own_frame is the frame under a name that the macros know. */
#define VT__BODY_HEAD(method, frame_type, frame)                                     \
    VT__INLINE vt__use_vt_return_t method##__body(                                   \
        frame_type *frame, vt_outcome_t *vt_out, void *vt_wide, size_t vt_wide_size, \
        bool vt_on_stack __attribute__((unused)),                                    \
        frame_type *vt_own_frame __attribute__((unused)), void (*vt_finally)(frame_type *))

VT_END_DECLS

#endif
