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
#define VT__METHOD(method, frame_type, frame, finally)                                       \
    VT__METHOD_HEAD(method, frame_type, frame, uint64_t, finally)                            \
    VT__METHOD_RESUME(method, boxed, uint64_t, VT__WORD)                                     \
    VT__METHOD_RESUME(method, pooled, uint64_t, VT__WORD)                                    \
    VT__METHOD_START(method, start, vt_value_task_t, uint64_t, box, boxed, boxed,            \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)             \
    VT__METHOD_START(method, start_pooled, vt_value_task_t, uint64_t, home, pooled, pooled,  \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)             \
    VT__METHOD_START(method, start_pooled_in, vt_value_task_t, uint64_t, on, pooled, pooled, \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)             \
    VT__METHOD_START(method, start_in, vt_value_task_t, uint64_t, on, in_place, pooled,      \
                     VT__SAME(vt_value_task_from_result(vt_out.word)), VT__SAME)             \
    VT__METHOD_START(method, start_task, vt_task_t *, uint64_t, box, boxed, boxed,           \
                     vt_task_from_result(vt_out.word), vt__started_task)                     \
    VT__METHOD_BODY(method, frame_type, frame)

/* Whether the completer left the result in the frame. In the checked build every body is stepped,
 * and its locals lie where the stack was just spoilt. */
#ifdef VT_CHECKED
#define VT__HAS_RESULT(frame) false
#define VT__SPOIL_STACK       vt__checked_spoil_stack()
#else
#define VT__HAS_RESULT(frame) (VT__AWAITED(frame).source == NULL)
#define VT__SPOIL_STACK       ((void)0)
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
#define VT__MADE_BY_start(started, where)           vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_pooled(started, where)    vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_pooled_in(started, where) vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_in(started, where)        vt__checked_made_at((started).source, (where))
#define VT__MADE_BY_start_task(started, where) \
    (started) = vt__checked_task_made_at((started), (where))
#else
#define VT__START_AT(method, name, returned)
#endif

/* Types, checks, the body's prototype, and what the library knows of the method. */
#define VT__METHOD_HEAD(method, frame_type, frame, result_type, finally)                           \
    typedef frame_type method##__frame_t;                                                          \
    union method##__room {                                                                         \
        frame_type frame_room;                                                                     \
        char wide[VT__WIDE_ROOM(result_type)];                                                     \
    };                                                                                             \
    typedef struct method##__storage {                                                             \
        vt_pooled_t block;                                                                         \
        union method##__room room;                                                                 \
    } method##__storage_t;                                                                         \
    typedef struct method##__box {                                                                 \
        vt__boxed_t box;                                                                           \
        union method##__room room;                                                                 \
    } method##__box_t;                                                                             \
    enum { method##__result_size = VT__RESULT_SIZE(result_type) };                                 \
    typedef VT__A_FRAME_BEGINS_WITH_VT_FRAME(frame_type) method##__begins_with_vt_frame;           \
    VT__STATIC_ASSERT(VT__ALIGNOF(frame_type) <= 8, "a frame's alignment is at most 8");           \
    VT__STATIC_ASSERT(sizeof(result_type) <= VT_RESULT_SIZE_MAX, "the result is too large");       \
    VT__BODY_HEAD(method, frame_type, frame);                                                      \
    VT__INLINE vt_state_t method##__run(frame_type *vt_frame, vt_outcome_t *vt_out, void *vt_wide, \
                                        int vt_mode) {                                             \
        return method##__body(vt_frame, vt_out, vt_wide, sizeof(result_type), vt_mode, vt_frame,   \
                              (finally))                                                           \
            .state;                                                                                \
    }                                                                                              \
    VT__INLINE void method##__finally(frame_type * vt_own_frame) {                                 \
        void (*const vt_finally)(frame_type *) = (finally);                                        \
        VT__FINALLY;                                                                               \
    }                                                                                              \
    __attribute__((noinline, unused)) static vt_state_t method##__step(                            \
        frame_type *vt_frame, vt_outcome_t *vt_out, void *vt_wide) {                               \
        VT__IS_RESUMED(vt_frame);                                                                  \
        return method##__run(vt_frame, vt_out, vt_wide, VT__STEPPED);                              \
    }                                                                                              \
    static vt_method_t method##__method = {                                                        \
        #method,                                                                                   \
        VT__SUSPENDED(method##__result_size),                                                      \
        VT_HOME_POOL_INIT(sizeof(method##__storage_t)),                                            \
        sizeof(union method##__room),                                                              \
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

/* The end of a body in its block. Another thread may own the block then. */
#define VT__END_BODY(kind, frame, state, out, wide, result_type, word_of)       \
    if (VT__LIKELY((state) == VT_SUCCEEDED)) {                                  \
        if (sizeof(result_type) > sizeof(uint64_t)) {                           \
            vt__##kind##_succeed_wide(frame);                                   \
        } else {                                                                \
            vt__##kind##_succeed((frame), word_of((out), (wide), result_type)); \
        }                                                                       \
    } else if ((state) != VT__NOT_YET) {                                        \
        vt_error_t vt_copy = (out).error;                                       \
        vt__##kind##_fail((frame), (state), &vt_copy);                          \
    }

/* What the continuation of a suspended method runs: the body from its resume point on. Usually the
 * result is in the frame, and the body ends: that needs no register saved. Else it is stepped until
 * it ends or suspends. A wide result overwrites the frame. */
#define VT__METHOD_RESUME(method, kind, result_type, word_of)                                \
    __attribute__((noinline, unused)) static void method##__##kind##_go_on(                  \
        vt_continuation_t *self, method##__frame_t *vt_home) {                               \
        result_type vt_narrow;                                                               \
        void *vt_wide = sizeof(result_type) > 8 ? (void *)vt_home : (void *)&vt_narrow;      \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                \
        vt_state_t vt_state;                                                                 \
        VT__CLEAR_IF_NARROW(vt_narrow);                                                      \
        vt_out.has_outer = true; /* who runs it restores the async-local values */           \
        do {                                                                                 \
            VT__SPOIL_STACK;                                                                 \
            vt_state = method##__step(vt_home, &vt_out, vt_wide);                            \
            if (vt_state == VT_PENDING && vt__suspend_again(self, vt_home)) {                \
                return;                                                                      \
            }                                                                                \
        } while (vt_state == VT_PENDING);                                                    \
        VT__END_BODY(kind, vt_home, vt_state, vt_out, vt_wide, result_type, word_of)         \
    }                                                                                        \
    __attribute__((unused)) static void method##__##kind##_resume(vt_continuation_t *self) { \
        method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_frame(self);          \
        result_type vt_narrow;                                                               \
        void *vt_wide = sizeof(result_type) > 8 ? (void *)vt_home : (void *)&vt_narrow;      \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                \
        vt_state_t vt_state;                                                                 \
        if (VT__UNLIKELY(!VT__HAS_RESULT(vt_home))) {                                        \
            method##__##kind##_go_on(self, vt_home);                                         \
            return;                                                                          \
        }                                                                                    \
        VT__CLEAR_IF_NARROW(vt_narrow);                                                      \
        vt_out.has_outer = true;                                                             \
        VT__IS_RESUMED(vt_home);                                                             \
        vt_state = method##__run(vt_home, &vt_out, vt_wide, VT__RESUMED);                    \
        if (vt_state == VT_PENDING) {                                                        \
            if (!vt__suspend_again(self, vt_home)) {                                         \
                method##__##kind##_go_on(self, vt_home);                                     \
            }                                                                                \
            return;                                                                          \
        }                                                                                    \
        VT__END_BODY(kind, vt_home, vt_state, vt_out, vt_wide, result_type, word_of)         \
    }

/* What a start does with a body that suspends. No function gets the address of the frame that the
 * body was started with, so it is in registers until then. `home`: all of the usual case is here,
 * and calls nothing. `box`: the usual case is a function, so that the others save no registers for
 * the allocation. */
#define VT__PENDING_home(method, name, frame, place, returned, wrap)                            \
    method##__frame_t *vt_home =                                                                \
        (method##__frame_t *)vt__home_begin(VT__AWAITED(frame).source, VT__AWAITED(frame).word, \
                                            &method##__method, method##__pooled_resume);        \
    if (VT__LIKELY(vt_home != NULL)) {                                                          \
        vt__frame_move(vt_home, (frame), sizeof *vt_home);                                      \
        (returned) = wrap(vt__home_await(vt_home));                                             \
    } else {                                                                                    \
        VT__PENDING_on(method, name, frame, place, returned, wrap)                              \
    }
#define VT__PENDING_box(method, name, frame, place, returned, wrap) \
    VT__PENDING_BY(method##__##name##_box, method, frame, place, returned)
#define VT__PENDING_on(method, name, frame, place, returned, wrap) \
    VT__PENDING_BY(method##__##name##_on, method, frame, place, returned)
#define VT__PENDING_BY(function, method, frame, place, returned) \
    method##__frame_t vt_copy;                                   \
    vt__frame_move(&vt_copy, (frame), sizeof vt_copy);           \
    (returned) = function(&vt_copy, (place));

#define VT__USUAL_home(method, name, returned, wrap)
#define VT__USUAL_on(method, name, returned, wrap)
#define VT__USUAL_box(method, name, returned, wrap)                                           \
    VT_MUST_CHECK __attribute__((noinline, unused)) static returned method##__##name##_box(   \
        method##__frame_t *vt_frame, void *vt_place) {                                        \
        if (vt__suspends_plainly(VT__AWAITED(vt_frame).source, VT__AWAITED(vt_frame).word)) { \
            method##__box_t *vt_box = (method##__box_t *)malloc(sizeof *vt_box);              \
            if (VT__LIKELY(vt_box != NULL)) {                                                 \
                method##__frame_t *vt_home = &vt_box->room.frame_room;                        \
                vt__box_init(&vt_box->box, method##__result_size, method##__boxed_resume);    \
                vt__frame_move(vt_home, vt_frame, sizeof *vt_home);                           \
                return wrap(vt__box_await(vt_home));                                          \
            }                                                                                 \
            vt__refuse_if_pending(vt_frame, VT_E_OUT_OF_MEMORY);                              \
        }                                                                                     \
        return method##__##name##_on(vt_frame, vt_place);                                     \
    }

/* One way to start a method. The body is inlined with a resume point of 0, up to the first await of
 * something that has a source. `_on` goes on with the frame in memory: it asks for any block, and
 * if there is none (what is awaited is complete, or no memory was left) it steps the body. */
#define VT__METHOD_START(method, name, returned, result_type, usual, kind, resumed_as, on_success, \
                         wrap)                                                                     \
    VT_MUST_CHECK __attribute__((noinline, unused)) static returned method##__##name##_on(         \
        method##__frame_t *vt_frame, void *vt_place) {                                             \
        result_type vt_wide;                                                                       \
        returned vt_returned;                                                                      \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                      \
        vt_state_t vt_state;                                                                       \
        memset(&vt_wide, 0, sizeof vt_wide);                                                       \
        do {                                                                                       \
            method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_begin(                  \
                VT__AWAITED(vt_frame).source, VT__AWAITED(vt_frame).word, &method##__method,       \
                vt_place, method##__##resumed_as##_resume);                                        \
            if (vt_home != NULL) {                                                                 \
                vt__frame_move(vt_home, vt_frame, sizeof *vt_home);                                \
                vt_returned = wrap(vt__##kind##_await(vt_home));                                   \
                goto vt_leave;                                                                     \
            }                                                                                      \
            vt__refuse_if_pending(vt_frame, VT__REFUSAL_##kind);                                   \
            vt_state = method##__step(vt_frame, &vt_out, &vt_wide);                                \
        } while (vt_state == VT_PENDING);                                                          \
        if (vt_state == VT_SUCCEEDED) {                                                            \
            vt_returned = on_success;                                                              \
        } else {                                                                                   \
            if (vt_state == VT__NOT_YET) {                                                         \
                method##__finally(vt_frame);                                                       \
            }                                                                                      \
            vt_returned = wrap(vt__ended_badly(vt_state, &vt_out.error));                          \
        }                                                                                          \
    vt_leave:                                                                                      \
        if (VT__UNLIKELY(vt_out.has_outer)) {                                                      \
            vt_context_restore(vt_out.outer);                                                      \
        }                                                                                          \
        return vt_returned;                                                                        \
    }                                                                                              \
    VT__USUAL_##usual(method, name, returned, wrap)                                                \
        VT_MUST_CHECK VT__INLINE returned method##__##name(method##__frame_t *vt_frame,            \
                                                           void *vt_place) {                       \
        result_type vt_wide;                                                                       \
        returned vt_returned;                                                                      \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                      \
        VT__CLEAR_IF_NARROW(vt_wide);                                                              \
        VT__RESUME_POINT_IS_0(*vt_frame);                                                          \
        vt_state_t vt_state = method##__run(vt_frame, &vt_out, &vt_wide, VT__STARTED);             \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                                \
            vt_returned = on_success;                                                              \
        } else if (vt_state == VT_PENDING) {                                                       \
            VT__PENDING_##usual(method, name, vt_frame, vt_place, vt_returned, wrap)               \
        } else {                                                                                   \
            vt_error_t vt_copy = vt_out.error;                                                     \
            vt_returned = wrap(vt__ended_badly(vt_state, &vt_copy));                               \
        }                                                                                          \
        if (VT__UNLIKELY(vt_out.has_outer)) {                                                      \
            vt_context_restore(vt_out.outer);                                                      \
        }                                                                                          \
        return vt_returned;                                                                        \
    }                                                                                              \
    VT__START_AT(method, name, returned)

/* The body, which follows the macro. */
#define VT__METHOD_BODY(method, frame_type, frame) VT__BODY_HEAD(method, frame_type, frame)

/* vt_own_frame is the frame under a name that the macros know. */
#define VT__BODY_HEAD(method, frame_type, frame)                                               \
    VT__INLINE vt__use_vt_return_t method##__body(                                             \
        frame_type *frame, vt_outcome_t *vt_out, void *vt_wide, size_t vt_wide_size,           \
        int vt_mode __attribute__((unused)), frame_type *vt_own_frame __attribute__((unused)), \
        void (*vt_finally)(frame_type *))

VT_END_DECLS

#endif
