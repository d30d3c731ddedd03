/*
 * async.h - async methods: stackless state machines that allocate only when they suspend.
 *
 * An async method is a frame (its arguments and the locals that live across an await) and a body:
 *
 *     typedef struct count_frame {
 *         VT_FRAME;                          // first: where it stands and what it awaits
 *         reader_t *reader;                  // arguments and locals
 *         uint64_t total;
 *     } count_frame_t;
 *
 *     VT_METHOD(count, count_frame_t, frame) {
 *         uint64_t got;                      // a local that need not survive an await
 *         VT_BEGIN(frame);
 *         do {
 *             VT_AWAIT(frame, got, read_async(frame->reader));
 *             frame->total += got;
 *         } while (got != 0);
 *         VT_RETURN(frame->total);
 *         VT_END;
 *     }
 *
 *     vt_value_task_t count_async(reader_t *reader) {
 *         return VT_START(count, .reader = reader);
 *     }
 *
 * The caller chooses the builder:
 *
 *     VT_START         value task: 0 allocations if it never suspends, else 1
 *     VT_START_POOLED  value task: 0 if it never suspends, else 0 once its pool is warm
 *     VT_START_TASK    task: 1, or 0 if it never suspends and its result is a cached one
 *
 * The frame is on the caller's stack until the first await of something incomplete. Then it moves,
 * once, into the block that is at once the task, the home of the frame, the continuation and the
 * work item. However often it suspends after that, no further block is made. When there is no
 * memory for that block, the await gives `out of memory` and the body goes on from there, on the
 * stack.
 *
 * Rules: one await a line. A body is a switch inside: no `switch` of your own around an await, and
 * a variable with an initialiser between awaits is not initialised again after one. What must
 * survive an await belongs into the frame. A fault or cancellation of what is awaited ends the body
 * with the same error, unless it is awaited with VT_TRY_AWAIT. A frame's alignment is at most 8 and
 * its address must not be kept. A `break` outside of any loop of the body's own goes to VT_END. A
 * local that is set before an await and read after it is a mistake that the compiler may or may not
 * see. Bodies are C: C++ refuses to jump past an initialiser. C++ code calls what they make.
 */
#ifndef VALUETASK_ASYNC_H
#define VALUETASK_ASYNC_H

#include <string.h>

#include "valuetask/value_task.h"

#ifdef __cplusplus
#define VT__STATIC_ASSERT(condition, text) static_assert(condition, text)
#define VT__ALIGNOF(type)                  alignof(type)
extern "C" {
#else
#define VT__STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define VT__ALIGNOF(type)                  _Alignof(type)
#endif

#define VT__INLINE    static inline __attribute__((always_inline, unused))
#define VT__LIKELY(x) __builtin_expect(!!(x), 1)

/* The first member of every frame. */
#define VT_FRAME                                      \
    vt_value_task_t vt_awaited; /* while suspended */ \
    uint32_t vt_resume_point

/* Where a body puts its outcome; its state is what it returns (VT_PENDING: it suspended). */
typedef struct vt_outcome {
    uint64_t word;
    void *wide;       /* room for a typed result */
    size_t wide_size; /* of that room; 0 where it is the word */
    vt_error_t error;
} vt_outcome_t;

/* Blocks kept for a method by one thread and by all. */
#define VT_POOL_SHARED 8

typedef struct vt_pool_slot {
    void *block;
    struct vt_pool_slot *next; /* the thread's other slots, for its end */
    int linked;
} vt_pool_slot_t;

/* What the library knows of a method; VT_METHOD makes one. */
typedef struct vt_method {
    const char *name;
    vt_state_t (*resume)(void *frame, vt_outcome_t *outcome);
    vt_pool_slot_t *(*thread_slot)(void); /* the calling thread's */
    uint32_t frame_size;
    uint32_t result_size;         /* 8 for a word */
    void *shared[VT_POOL_SHARED]; /* atomic: blocks that any thread may take */
} vt_method_t;

/* The runtime under the macros; not called by hand. A frame's home is the block's tail. */
void *vt__boxed_create(vt_method_t *method);
vt_value_task_t vt__boxed_suspend(void *frame);
void *vt__pooled_create(vt_method_t *method);
vt_value_task_t vt__pooled_suspend(void *frame);
vt_state_t vt__run_without_memory(vt_method_t *method, void *frame, vt_outcome_t *outcome);
vt_value_task_t vt__ended_badly(vt_state_t state, vt_error_t error);
vt_task_t *vt__as_task(vt_value_task_t value_task, size_t result_size);
int vt__is_pending(vt_value_task_t awaited);
vt_status_t vt__take(vt_value_task_t awaited, void *result, size_t size, vt_error_t *error);

/* How a body ends that passes on what an await gave. Inline: the compiler must see that it is never
 * a success, which would need a result. */
VT__INLINE vt_state_t vt__state_of(vt_status_t status) {
    return status == VT_E_CANCELED ? VT_CANCELED : VT_FAULTED;
}

/* Declares and defines an async method with results of up to 8 bytes; the body follows. `frame` is
 * the name under which the body knows its frame. (Wider results: typed.h.) */
#define VT_METHOD(method, frame_type, frame)                                  \
    VT__METHOD_HEAD(method, frame_type, frame, uint64_t)                      \
    VT__METHOD_START(method, start, vt_value_task_t, uint64_t, boxed,         \
                     vt_value_task_from_result(vt_out.word), VT__SAME)        \
    VT__METHOD_START(method, start_pooled, vt_value_task_t, uint64_t, pooled, \
                     vt_value_task_from_result(vt_out.word), VT__SAME)        \
    VT__METHOD_START(method, start_task, vt_task_t *, uint64_t, boxed,        \
                     vt_task_from_result(vt_out.word), vt_value_task_as_task) \
    VT__METHOD_BODY(method, frame_type, frame)

/* Start a method: VT_START(name, .argument = value, ...); without arguments VT_START(name, 0). */
#define VT_START(method, ...)        method##__start(VT__NEW_FRAME(method, __VA_ARGS__))
#define VT_START_POOLED(method, ...) method##__start_pooled(VT__NEW_FRAME(method, __VA_ARGS__))
#define VT_START_TASK(method, ...)   method##__start_task(VT__NEW_FRAME(method, __VA_ARGS__))

/* ---- inside a body ---- */

#define VT_BEGIN(frame)                 \
    switch ((frame)->vt_resume_point) { \
    case 0:

/* The end of the body. Coming here ends the method with a zero result. */
#define VT_END                                      \
    }                                               \
    vt_out->word = 0;                               \
    if (vt_out->wide_size != 0) {                   \
        memset(vt_out->wide, 0, vt_out->wide_size); \
    }                                               \
    return VT_SUCCEEDED

/* Ends the method with a result, or with none. */
#define VT_RETURN(value)                  \
    do {                                  \
        vt_out->word = (uint64_t)(value); \
        return VT_SUCCEEDED;              \
    } while (0)
#define VT_RETURN_VOID VT_RETURN(0)

/* Ends the method faulted: with static text, or with an error at hand, which is taken over. */
#define VT_FAIL(domain, code, text) VT_FAIL_WITH(vt_error((domain), (code), (text), VT_HERE))
#define VT_FAIL_WITH(failure)      \
    do {                           \
        vt_out->error = (failure); \
        return VT_FAULTED;         \
    } while (0)

/* Ends the method canceled. */
#define VT_CANCEL                                      \
    do {                                               \
        vt_out->error = vt_error(NULL, 0, NULL, NULL); \
        return VT_CANCELED;                            \
    } while (0)

/* Awaits a value task; its result goes to `lvalue`. The rest runs where the operation completes, or
 * on the executor that is current now, if there is one. */
#define VT_AWAIT(frame, lvalue, expression)                                     \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, expression, VT__CAPTURED, \
              VT__ASSIGN_WORD(lvalue), VT__PROPAGATE)

/* Awaits; with continue_on_captured_context (a constant) false the rest always runs where the
 * operation completes. */
#define VT_AWAIT_CONFIGURED(frame, lvalue, expression, continue_on_captured_context) \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, expression,                    \
              ((continue_on_captured_context) ? VT__CAPTURED : VT__ANYWHERE),        \
              VT__ASSIGN_WORD(lvalue), VT__PROPAGATE)

/* Awaits something of which only the end matters. */
#define VT_AWAIT_VOID(frame, expression)                                        \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, expression, VT__CAPTURED, \
              (void)vt_got.result, VT__PROPAGATE)

/* Awaits and goes on whatever happened: `status` is VT_OK and `lvalue` the result; or `status` is
 * VT_E_FAULTED, VT_E_CANCELED or a misuse, `failure` (a vt_error_t) the error, the body's to
 * release, and `lvalue` as it was. */
#define VT_TRY_AWAIT(frame, status, lvalue, failure, expression)                \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, expression, VT__CAPTURED, \
              VT__ASSIGN_WORD(lvalue);                                          \
              (status) = VT_OK, (failure) = vt_failure; (status) = vt_status)

/* ---- how it is done ---- */

/* A resume point is the line; the high bit says that the context is not captured. */
#define VT__CAPTURED     ((uint32_t)__LINE__)
#define VT__ANYWHERE     ((uint32_t)__LINE__ | VT__ANYWHERE_BIT)
#define VT__ANYWHERE_BIT 0x80000000u

#define VT__SAME(value_task) (value_task)

#define VT__ASSIGN_WORD(lvalue) (lvalue) = (__typeof__(lvalue))vt_got.result

#define VT__PROPAGATE           \
    vt_out->error = vt_failure; \
    return vt__state_of(vt_status)

#define VT__NEW_FRAME(method, ...) ((method##__frame_t){.vt_awaited = {NULL, 0}, __VA_ARGS__})

/* The one await: a result inside is used as it is. Else the value task goes into the frame, the
 * body returns if it is pending, and comes back at the case label. Nothing of the frame is given an
 * address outside of it, so that a frame that never suspends stays in registers. */
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
            if (vt__is_pending((frame)->vt_awaited)) {                                             \
                return VT_PENDING;                                                                 \
            }                                                                                      \
            __attribute__((fallthrough));                                                          \
        case (point):                                                                              \
            vt_status =                                                                            \
                vt__take((frame)->vt_awaited, &vt_got, VT__RESULT_SIZE(result_type), &vt_failure); \
        }                                                                                          \
        if (VT__LIKELY(vt_status == VT_OK)) {                                                      \
            on_success;                                                                            \
        } else {                                                                                   \
            on_failure;                                                                            \
        }                                                                                          \
    } while (0)

/* What a result takes in a source: everything up to 8 bytes is a word. */
#define VT__RESULT_SIZE(type) (sizeof(type) <= 8 ? 8 : sizeof(type))

#define VT__METHOD_HEAD(method, frame_type, frame, result_type)                              \
    typedef frame_type method##__frame_t;                                                    \
    VT__STATIC_ASSERT(offsetof(frame_type, vt_awaited) == 0, "VT_FRAME comes first");        \
    VT__STATIC_ASSERT(VT__ALIGNOF(frame_type) <= 8, "a frame's alignment is at most 8");     \
    VT__STATIC_ASSERT(sizeof(result_type) <= VT_RESULT_SIZE_MAX, "the result is too large"); \
    VT__INLINE vt_state_t method##__body(frame_type *frame, vt_outcome_t *vt_out);           \
    static vt_state_t method##__resume(void *frame, vt_outcome_t *vt_out) {                  \
        return method##__body((frame_type *)frame, vt_out);                                  \
    }                                                                                        \
    static vt_pool_slot_t *method##__thread_slot(void) {                                     \
        static __thread vt_pool_slot_t slot;                                                 \
        return &slot;                                                                        \
    }                                                                                        \
    static vt_method_t method##__method = {                                                  \
        #method,                                                                             \
        method##__resume,                                                                    \
        method##__thread_slot,                                                               \
        sizeof(frame_type),                                                                  \
        VT__RESULT_SIZE(result_type),                                                        \
        {NULL},                                                                              \
    };

/* A new frame's resume point is 0. gcc sees that; clang folds the body's switch only where the 0 is
 * stored by itself, and that store in turn makes gcc warn of results that are never read. */
#ifdef __clang__
#define VT__RESUME_POINT_IS_0(frame) ((frame).vt_resume_point = 0)
#else
#define VT__RESUME_POINT_IS_0(frame) ((void)0)
#endif

/* One way to start it. The body is inlined here with the resume point known to be 0; what happens
 * when it does not succeed at once stands in a function of its own and gets the frame by value, so
 * that the fast path keeps the frame in registers and saves none for the slow one. */
#define VT__METHOD_START(method, name, returned, result_type, kind, on_success, wrap)             \
    __attribute__((noinline, unused)) static returned method##__##name##_suspended(               \
        method##__frame_t vt_frame) {                                                             \
        method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_create(&method##__method); \
        if (VT__LIKELY(vt_home != NULL)) {                                                        \
            *vt_home = vt_frame;                                                                  \
            return wrap(vt__##kind##_suspend(vt_home));                                           \
        }                                                                                         \
        result_type vt_wide;                                                                      \
        vt_outcome_t vt_out;                                                                      \
        memset(&vt_wide, 0, sizeof vt_wide);                                                      \
        vt_out.wide = &vt_wide;                                                                   \
        vt_out.wide_size = sizeof vt_wide;                                                        \
        vt_state_t vt_state = vt__run_without_memory(&method##__method, &vt_frame, &vt_out);      \
        if (vt_state == VT_SUCCEEDED) {                                                           \
            return on_success;                                                                    \
        }                                                                                         \
        return wrap(vt__ended_badly(vt_state, vt_out.error));                                     \
    }                                                                                             \
    VT__INLINE returned method##__##name(method##__frame_t vt_frame) {                            \
        result_type vt_wide;                                                                      \
        vt_outcome_t vt_out;                                                                      \
        vt_out.word = 0;                                                                          \
        vt_out.wide = &vt_wide;                                                                   \
        vt_out.wide_size = sizeof vt_wide;                                                        \
        VT__RESUME_POINT_IS_0(vt_frame);                                                          \
        vt_state_t vt_state = method##__body(&vt_frame, &vt_out);                                 \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                               \
            return on_success;                                                                    \
        }                                                                                         \
        if (vt_state == VT_PENDING) {                                                             \
            return method##__##name##_suspended(vt_frame);                                        \
        }                                                                                         \
        return wrap(vt__ended_badly(vt_state, vt_out.error));                                     \
    }

#define VT__METHOD_BODY(method, frame_type, frame) \
    VT__INLINE vt_state_t method##__body(frame_type *frame, vt_outcome_t *vt_out)

#ifdef __cplusplus
}
#endif

#endif
