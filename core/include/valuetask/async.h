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
 *     VT_START_IN      value task: 0, always: the block is the caller's own
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

#include "valuetask/pool.h"
#include "valuetask/value_task.h"

#ifdef __cplusplus
#define VT__STATIC_ASSERT(condition, text) static_assert(condition, text)
#define VT__ALIGNOF(type)                  alignof(type)
#else
#define VT__STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define VT__ALIGNOF(type)                  _Alignof(type)
#endif

VT_BEGIN_DECLS

#define VT__INLINE      static inline __attribute__((always_inline, unused))
#define VT__LIKELY(x)   __builtin_expect(!!(x), 1)
#define VT__UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The first member of every frame. */
#define VT_FRAME                                      \
    vt_value_task_t vt_awaited; /* while suspended */ \
    uint32_t vt_resume_point

/* Where a body puts its outcome, but for a typed result (vt_wide); its state is what it returns
 * (VT_PENDING: it suspended). */
typedef struct vt_outcome {
    uint64_t word;
    vt_error_t error;
    vt_context_t *outer; /* the caller's async-local values, where the body has set one */
    bool has_outer;
} vt_outcome_t;

#define VT__NO_OUTCOME \
    { 0, {NULL, NULL, NULL, 0, 0}, NULL, false }

/* What a body may return beside a vt_state_t: it was called though what it awaits is pending. */
#define VT__NOT_YET ((vt_state_t)4)

/* What the library knows of a method; VT_METHOD makes one. */
typedef struct vt_method {
    const char *name;
    vt_completion_t
        suspended; /* what its boxes begin with: a pending task that only it completes */
    vt_home_pool_t pool;
    uint32_t room; /* of the frame, or of a wide result, which then takes its place */
} vt_method_t;

/* A suspended method under the task and value task builders: task, continuation, work item, and
 * behind it the frame. The continuation lies where the outcome will be: it is over before that. */
typedef struct vt__boxed {
    vt_task_t task;
} vt__boxed_t;

/* The same in a pool, and in the caller's storage. */
typedef vt_pooled_t vt__pooled_t;
typedef vt_pooled_t vt__in_place_t;

/* The runtime under the macros; not called by hand. `_begin` gives the frame a home if what is
 * awaited is pending; NULL: it is not, or there is no home to be had. */
void *vt__boxed_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *nothing,
                      void (*resume)(vt_continuation_t *));
void *vt__pooled_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *pool,
                       void (*resume)(vt_continuation_t *));
void *vt__in_place_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *storage,
                         void (*resume)(vt_continuation_t *));
vt_value_task_t vt__boxed_await(void *frame);
vt_value_task_t vt__pooled_await(void *frame);
#define vt__in_place_await vt__pooled_await
void vt__boxed_succeed(void *frame, uint64_t word);
void vt__pooled_succeed(void *frame, uint64_t word);
void vt__boxed_fail(void *frame, vt_state_t state, const vt_error_t *error);
void vt__pooled_fail(void *frame, vt_state_t state, const vt_error_t *error);
void vt__suspend_again(vt_continuation_t *continuation, void *frame);
void vt__refuse_if_pending(void *frame, vt_status_t status);
vt_value_task_t vt__ended_badly(vt_state_t state, vt_error_t *error);
vt_task_t *vt__as_task(vt_value_task_t value_task, size_t result_size);

#define VT__REFUSAL_boxed    VT_E_OUT_OF_MEMORY
#define VT__REFUSAL_pooled   VT_E_OUT_OF_MEMORY
#define VT__REFUSAL_in_place VT_E_BUSY

/* How a body ends that passes on what an await gave. Inline: the compiler must see that it is never
 * a success, which would need a result. */
VT__INLINE vt_state_t vt__state_of(vt_status_t status) {
    return status == VT_E_CANCELED ? VT_CANCELED : VT_FAULTED;
}

/* Declares and defines an async method with results of up to 8 bytes; the body follows. `frame` is
 * the name under which the body knows its frame. (Wider results: typed.h.) */
#define VT_METHOD(method, frame_type, frame)                                          \
    VT__METHOD_HEAD(method, frame_type, frame, uint64_t)                              \
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

/* Start a method: VT_START(name, .argument = value, ...); without arguments VT_START(name, 0). */
#define VT_START(method, ...)      method##__start(VT__NEW_FRAME(method, __VA_ARGS__), NULL)
#define VT_START_TASK(method, ...) method##__start_task(VT__NEW_FRAME(method, __VA_ARGS__), NULL)
#define VT_START_POOLED(method, ...) \
    VT_START_POOLED_IN(method, &method##__method.pool.pool, __VA_ARGS__)

/* The same with a pool of the caller's choice (pool.h) in place of the method's own. */
#define VT_START_POOLED_IN(method, pool, ...) \
    method##__start_pooled(VT__NEW_FRAME(method, __VA_ARGS__), (pool))

/* The same with a block of the caller's: a VT_STORAGE(method), all zero before its first use. Where
 * its last operation was not consumed yet, an operation that suspends faults with `busy`. It must
 * outlive its operations. */
#define VT_START_IN(method, storage, ...) \
    method##__start_in(VT__NEW_FRAME(method, __VA_ARGS__), 1 ? (storage) : (method##__storage_t *)0)
#define VT_STORAGE(method) method##__storage_t

/* The size of a pooled method's blocks, and the pool that it has by itself. */
#define VT_BLOCK_SIZE(method)  sizeof(method##__storage_t)
#define VT_METHOD_POOL(method) (&method##__method.pool.pool)

/* ---- inside a body ---- */

#define VT_BEGIN(frame)                 \
    switch ((frame)->vt_resume_point) { \
    case 0:

/* The end of the body. Coming here ends the method with a zero result. */
#define VT_END                        \
    }                                 \
    vt_out->word = 0;                 \
    memset(vt_wide, 0, vt_wide_size); \
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

/* Sets an async-local value (context.h) for the rest of the body and what it starts; the caller's
 * values come back when the body returns. Gives a vt_status_t. */
#define VT_SET_LOCAL(local, value) vt__set_local(vt_out, (local), (value))

/* ---- how it is done ---- */

/* A resume point is the line; the high bit says that the context is not captured. */
#define VT__CAPTURED     ((uint32_t)__LINE__)
#define VT__ANYWHERE     ((uint32_t)__LINE__ | VT__ANYWHERE_BIT)
#define VT__ANYWHERE_BIT 0x80000000u
/* In a frame's resume point: the body was not called back, it asked and was told "complete". */
#define VT__ASKED_BIT 0x40000000u

#define VT__SAME(value_task) VT__CHECKED_MADE(value_task)

#define VT__ASSIGN_WORD(lvalue) (lvalue) = (__typeof__(lvalue))vt_got.result

#define VT__PROPAGATE           \
    vt_out->error = vt_failure; \
    return vt__state_of(vt_status)

#define VT__NEW_FRAME(method, ...) (&(method##__frame_t){.vt_awaited = {NULL, 0}, __VA_ARGS__})

VT__INLINE vt_status_t vt__set_local(vt_outcome_t *out, const vt_async_local_t *local,
                                     void *value) {
    if (!out->has_outer) {
        out->has_outer = true;
        out->outer = vt_context_capture();
    }
    return vt_async_local_set(local, value);
}

/* Takes what is awaited. */
VT__INLINE vt_status_t vt__take(vt_value_task_t awaited, void *result, size_t size,
                                vt_error_t *error) {
    vt_status_t status =
        awaited.source->ops->get_result(awaited.source, awaited.word, result, size, error);
    if (VT__UNLIKELY(status != VT_OK && status != VT_E_FAULTED)) {
        *error = vt_error_from_status(status);
    }
    return status;
}

/* The checked build (checked.h) wants to know. */
#ifdef VT_CHECKED
void vt__checked_at(const char *where);
vt_value_task_t vt__checked_made(vt_value_task_t value_task, const char *where);
#define VT__CONSUMES_HERE            vt__checked_at(VT_HERE)
#define VT__CHECKED_MADE(value_task) vt__checked_made((value_task), NULL)
#else
#define VT__CONSUMES_HERE            ((void)0)
#define VT__CHECKED_MADE(value_task) (value_task)
#endif

/* The one await: a result inside is used as it is. Else the value task goes into the frame, the
 * body returns if it is pending, and comes back at the case label. While the frame is on the stack,
 * the body returns in any case, so that the straight path holds nothing but plain code. */
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

/* What a result takes in a source: everything up to 8 bytes is a word. */
#define VT__RESULT_SIZE(type) (sizeof(type) <= 8 ? 8 : sizeof(type))

/* In registers this costs nothing, and gcc sees that no result is read before it is there. */
#define VT__CLEAR_IF_NARROW(result) memset(&(result), 0, sizeof(result) <= 8 ? sizeof(result) : 0)

/* Of a wide result behind a block. */
#define VT__WIDE_ROOM(type) (sizeof(type) <= 8 ? 1 : sizeof(type))

#define VT__METHOD_HEAD(method, frame_type, frame, result_type)                                  \
    typedef frame_type method##__frame_t;                                                        \
    typedef struct method##__storage {                                                           \
        vt_pooled_t block;                                                                       \
        union {                                                                                  \
            frame_type frame_room;                                                               \
            char wide[VT__WIDE_ROOM(result_type)];                                               \
        } room;                                                                                  \
    } method##__storage_t;                                                                       \
    VT__STATIC_ASSERT(offsetof(frame_type, vt_awaited) == 0, "VT_FRAME comes first");            \
    VT__STATIC_ASSERT(VT__ALIGNOF(frame_type) <= 8, "a frame's alignment is at most 8");         \
    VT__STATIC_ASSERT(sizeof(result_type) <= VT_RESULT_SIZE_MAX, "the result is too large");     \
    VT__INLINE vt_state_t method##__body(frame_type *frame, vt_outcome_t *vt_out, void *vt_wide, \
                                         size_t vt_wide_size, bool vt_on_stack);                 \
    __attribute__((noinline, unused)) static vt_state_t method##__step(                          \
        frame_type *vt_frame, vt_outcome_t *vt_out, void *vt_wide) {                             \
        VT__IS_RESUMED(vt_frame);                                                                \
        return method##__body(vt_frame, vt_out, vt_wide, sizeof(result_type), false);            \
    }                                                                                            \
    static vt_method_t method##__method = {                                                      \
        #method,                                                                                 \
        {{&vt__task_ops}, VT_PENDING, 1, VT__RESULT_SIZE(result_type), 1, 0},                    \
        VT_HOME_POOL_INIT(sizeof(method##__storage_t)),                                          \
        sizeof(((method##__storage_t *)0)->room),                                                \
    };

/* A body that is resumed does not begin at its beginning. */
#define VT__IS_RESUMED(frame)            \
    if ((frame)->vt_resume_point == 0) { \
        __builtin_unreachable();         \
    }

#define VT__WORD(out, wide, type) ((out).word)

/* What the continuation of a suspended method runs: the body from its resume point on, until it
 * ends or has suspended again; then the block is no longer ours. A wide result is written over the
 * frame. */
#define VT__METHOD_RESUME(method, kind, result_type, word_of)                                \
    __attribute__((unused)) static void method##__##kind##_resume(vt_continuation_t *self) { \
        method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_frame(self);          \
        result_type vt_narrow;                                                               \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                \
        vt_state_t vt_state;                                                                 \
        VT__CLEAR_IF_NARROW(vt_narrow);                                                      \
        void *vt_wide = sizeof(result_type) > 8 ? (void *)vt_home : (void *)&vt_narrow;      \
        vt_out.has_outer = true; /* whoever resumes puts the async-local values right */     \
        VT__IS_RESUMED(vt_home);                                                             \
        vt_state = method##__body(vt_home, &vt_out, vt_wide, sizeof(result_type), false);    \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                          \
            vt__##kind##_succeed(vt_home, word_of(vt_out, vt_wide, result_type));            \
        } else if (vt_state == VT_PENDING) {                                                 \
            vt__suspend_again(self, vt_home);                                                \
        } else if (vt_state != VT__NOT_YET) {                                                \
            vt_error_t vt_copy = vt_out.error;                                               \
            vt__##kind##_fail(vt_home, vt_state, &vt_copy);                                  \
        }                                                                                    \
    }

/* The frame behind the block that a continuation is part of. */
VT__INLINE void *vt__boxed_frame(vt_continuation_t *self) {
    return VT_CONTAINER_OF(self, vt__boxed_t, task.outcome.continuation) + 1;
}

VT__INLINE void *vt__pooled_frame(vt_continuation_t *self) {
    return VT_CONTAINER_OF(self, vt_pooled_t, operation.outcome.continuation) + 1;
}

/* A new frame's resume point is 0. gcc sees that; clang folds the body's switch only where the 0 is
 * stored by itself, and that store in turn makes gcc warn of results that are never read. */
#ifdef __clang__
#define VT__RESUME_POINT_IS_0(frame) ((frame).vt_resume_point = 0)
#else
#define VT__RESUME_POINT_IS_0(frame) ((void)0)
#endif

/* Copies a frame that is in registers, word by word: as a whole it would first be stored to the
 * stack, in words, and then be loaded in vectors, which the store buffer cannot forward. The word
 * with the resume point is two halves, since that is how it is written. */
VT__INLINE void vt__frame_move(void *to, const void *from, size_t size) {
#define VT__MOVE(at, type)                                         \
    if (size >= (at) + sizeof(type)) {                             \
        type vt_word;                                              \
        memcpy(&vt_word, (const char *)from + (at), sizeof(type)); \
        __asm__("" : "+r"(vt_word)); /* not to become a vector */  \
        memcpy((char *)to + (at), &vt_word, sizeof(type));         \
    }
#define VT__MOVE4(at)             \
    VT__MOVE(at, uint64_t)        \
    VT__MOVE((at) + 8, uint64_t)  \
    VT__MOVE((at) + 16, uint64_t) \
    VT__MOVE((at) + 24, uint64_t)
    VT__MOVE(0, uint64_t)
    VT__MOVE(8, uint64_t)
    VT__MOVE(16, uint32_t)
    VT__MOVE(20, uint32_t)
    VT__MOVE4(24)
    VT__MOVE4(56)
    VT__MOVE4(88)
    size_t rest = size > 120 ? 120 : 0;
    memcpy((char *)to + rest, (const char *)from + rest, rest == 0 ? 0 : size - rest);
#undef VT__MOVE4
#undef VT__MOVE
}

/* One way to start it. The body is inlined here with the resume point known to be 0, up to the
 * first await of something that is not a result. The frame's address is given to nobody, so that it
 * lives in registers until it is stored into the block. What was awaited and is complete, or cannot
 * be suspended on, goes on in `_on`. */
#define VT__METHOD_START(method, name, returned, result_type, kind, resumed_as, on_success, wrap) \
    __attribute__((noinline, unused)) static returned method##__##name##_on(                      \
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
                vt_frame->vt_awaited.source, vt_frame->vt_awaited.word, &method##__method,        \
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
            vt_returned = wrap(vt__ended_badly(vt_state, &vt_out.error));                         \
        }                                                                                         \
    vt_leave:                                                                                     \
        if (VT__UNLIKELY(vt_out.has_outer)) {                                                     \
            vt_context_restore(vt_out.outer);                                                     \
        }                                                                                         \
        return vt_returned;                                                                       \
    }                                                                                             \
    VT__INLINE returned method##__##name(method##__frame_t *vt_frame, void *vt_place) {           \
        result_type vt_wide;                                                                      \
        returned vt_returned;                                                                     \
        vt_outcome_t vt_out = VT__NO_OUTCOME;                                                     \
        VT__CLEAR_IF_NARROW(vt_wide);                                                             \
        VT__RESUME_POINT_IS_0(*vt_frame);                                                         \
        vt_state_t vt_state = method##__body(vt_frame, &vt_out, &vt_wide, sizeof vt_wide, true);  \
        if (VT__LIKELY(vt_state == VT_SUCCEEDED)) {                                               \
            vt_returned = on_success;                                                             \
        } else if (vt_state == VT_PENDING) {                                                      \
            method##__frame_t *vt_home = (method##__frame_t *)vt__##kind##_begin(                 \
                vt_frame->vt_awaited.source, vt_frame->vt_awaited.word, &method##__method,        \
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
    }

#define VT__METHOD_BODY(method, frame_type, frame)                                               \
    VT__INLINE vt_state_t method##__body(frame_type *frame, vt_outcome_t *vt_out, void *vt_wide, \
                                         size_t vt_wide_size,                                    \
                                         bool vt_on_stack __attribute__((unused)))

VT_END_DECLS

#endif
