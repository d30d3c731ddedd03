/*
 * async.h - async methods: stackless state machines that allocate only when they suspend.
 *
 * An async method is a frame (its arguments, and the locals that live across an await) and a body:
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
 *     VT_START_IN      value task: always 0; the block is the caller's own
 *
 * The frame is on the caller's stack until the first await of something incomplete. Then it moves,
 * once, into a block that also holds the task, the continuation and the work item. Later
 * suspensions use the same block. Without memory for the block, the await fails with `out of
 * memory` and the body goes on from there, on the stack.
 *
 * Rules for a body:
 * - At most one await per line: two do not compile.
 * - Leave it by VT_RETURN, VT_FAIL, VT_CANCEL or VT_END. A `return` of your own does not compile.
 * - The body is the inside of a switch. A `switch` of your own around an await does not compile
 *   ("duplicate case value"); use `if`, or a switch that sets what is awaited. A `break` outside of
 *   your own loops jumps to VT_END.
 * - Keep what must survive an await in the frame. A local that is set before an await has no value
 *   after it, also if it has an initialiser. What finds this, with or without optimisation:
 *   - gcc warns of each initialiser that is jumped past (-Wjump-misses-init, on inside a body).
 *     Where the local is used only up to the await, declare it before VT_BEGIN and assign it. Of a
 *     local that was assigned gcc warns with -Wall and optimisation only, and not always.
 *   - clang with -Wall warns of each read of a local that may not have been set since the body was
 *     resumed (-Wconditional-uninitialized, on inside a body). A struct that is set member by
 *     member counts as not set; initialise it before VT_BEGIN.
 *   - In the checked build (checked.h) such a local reads as 0xa5 in each byte where it is in
 *     memory, which without optimisation all are.
 *   - Nothing finds a local that is initialised before VT_BEGIN, which happens at each resumption.
 * - If what you await faults or is canceled, the body ends with the same error. VT_TRY_AWAIT lets
 *   the body handle it. VT_METHOD_FINALLY releases what the body has acquired.
 * - A frame's alignment is at most 8. Do not keep its address: it moves.
 * - Bodies are C. C++ does not allow the jumps past initialisers, but may call what the macros
 *   make.
 */
#ifndef VALUETASK_ASYNC_H
#define VALUETASK_ASYNC_H

#include "valuetask/impl/async_method.h"

/* The first member of every frame; without it the compiler gives one error, about vt_awaited. */
#define VT_FRAME                                      \
    vt_value_task_t vt_awaited; /* while suspended */ \
    uint32_t vt_resume_point

/* Defines an async method with results of up to 8 bytes; the body follows. `frame` is the name of
 * the frame inside the body. Wider results: typed.h. */
#define VT_METHOD(method, frame_type, frame) VT__METHOD(method, frame_type, frame, NULL)

/* The same, and `cleanup`, a void (*)(frame_type *), runs once when the body ends, in whatever way:
 * by VT_RETURN, VT_END, VT_FAIL, VT_CANCEL, or with the failure of an await. It runs after the
 * result was computed, and before whoever awaits the method goes on. It cannot
 * await. A frame starts as zero, so a field that is not zero says that something was acquired:
 *
 *     static void copy_cleanup(copy_frame_t *frame) {
 *         if (frame->file != NULL) {
 *             fclose(frame->file);
 *         }
 *     }
 *     VT_METHOD_FINALLY(copy, copy_frame_t, frame, copy_cleanup) { ... }
 */
#define VT_METHOD_FINALLY(method, frame_type, frame, cleanup) \
    VT__METHOD(method, frame_type, frame, cleanup)

/* ---- starting a method ---- */

/* VT_START(name, .argument = value, ...); without arguments VT_START(name, 0). */
#define VT_START(method, ...)      method##__start(VT__NEW_FRAME(method, __VA_ARGS__), NULL)
#define VT_START_TASK(method, ...) method##__start_task(VT__NEW_FRAME(method, __VA_ARGS__), NULL)
#define VT_START_POOLED(method, ...) \
    method##__start_pooled(VT__NEW_FRAME(method, __VA_ARGS__), VT_METHOD_POOL(method))

/* Takes its block from a pool of the caller's choice (pool.h) instead of the method's own. */
#define VT_START_POOLED_IN(method, pool, ...) \
    method##__start_pooled_in(VT__NEW_FRAME(method, __VA_ARGS__), (pool))

/* Uses a block of the caller's: a VT_STORAGE(method), all zero before its first use. The block must
 * outlive its operations. While the result of its last operation was not consumed, a method that
 * suspends faults with `busy`. */
#define VT_START_IN(method, storage, ...) \
    method##__start_in(VT__NEW_FRAME(method, __VA_ARGS__), 1 ? (storage) : (method##__storage_t *)0)
#define VT_STORAGE(method) method##__storage_t

/* The size of a pooled method's blocks, and the pool that every method has. */
#define VT_BLOCK_SIZE(method)  sizeof(method##__storage_t)
#define VT_METHOD_POOL(method) (&method##__method.pool.pool)

/* ---- inside a body ---- */

/* What stands before it runs again each time the body is resumed. */
#define VT_BEGIN(frame)                                  \
    VT__WARN_OF_LOST_LOCALS                              \
    switch ((vt__resume_point_t)VT__RESUMES_AT(frame)) { \
    default:                                             \
        vt__no_such_resume_point();                      \
    case 0:

/* The end of the body. A body that comes here succeeds with a zero result. */
#define VT_END                        \
    }                                 \
    VT__END_OF_WARNING                \
    vt_out->word = 0;                 \
    VT__FINALLY;                      \
    memset(vt_wide, 0, vt_wide_size); \
    return VT__STEP(VT_SUCCEEDED)

/* VT_RETURN(value) ends the method with a result, an integer or a pointer; VT_RETURN_VOID with
 * none. Of a number with a fraction the rest would be lost: it does not compile. typed.h has such
 * results.
 */
#define VT_RETURN(...)                                                                         \
    do {                                                                                       \
        _Static_assert(!VT__HAS_FRACTION(__VA_ARGS__), "a fraction is lost: VT_RETURN_TYPED"); \
        VT__EXPECT_RESULT(vt_wide_size <= sizeof(uint64_t));                                   \
        vt_out->word = VT__TO_WORD((__VA_ARGS__));                                             \
        VT__FINALLY;                                                                           \
        return VT__STEP(VT_SUCCEEDED);                                                         \
    } while (0)
#define VT_RETURN_VOID VT_RETURN(0)

#define VT__HAS_FRACTION(...) (__builtin_classify_type((__VA_ARGS__)) == 8)

/* A method that returns what is not its result is trapped, as it would write past its room. */
#define VT__EXPECT_RESULT(condition) ((condition) ? (void)0 : vt__no_such_resume_point())

/* Ends the method faulted: with static text, or with an existing error, which it takes over. */
#define VT_FAIL(domain, code, text) VT_FAIL_WITH(vt_error((domain), (code), (text), VT_HERE))
#define VT_FAIL_WITH(...)              \
    do {                               \
        vt_out->error = (__VA_ARGS__); \
        VT__FINALLY;                   \
        return VT__STEP(VT_FAULTED);   \
    } while (0)

/* Ends the method canceled. */
#define VT_CANCEL                                      \
    do {                                               \
        vt_out->error = vt_error(NULL, 0, NULL, NULL); \
        VT__FINALLY;                                   \
        return VT__STEP(VT_CANCELED);                  \
    } while (0)

/* VT_AWAIT(frame, lvalue, expression) awaits a value task and stores its result in `lvalue`. If an
 * executor is current now, the rest of the body runs on it; else where the operation completes. */
#define VT_AWAIT(frame, lvalue, ...)                                               \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, (__VA_ARGS__), VT__CAPTURED, \
              VT__ASSIGN_WORD(lvalue), VT__PROPAGATE)

/* The same. With continue_on_captured_executor (a constant) false, the rest of the body always runs
 * where the operation completes. */
#define VT_AWAIT_CONFIGURED(frame, lvalue, expression, continue_on_captured_executor) \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, expression,                     \
              ((continue_on_captured_executor) ? VT__CAPTURED : VT__ANYWHERE),        \
              VT__ASSIGN_WORD(lvalue), VT__PROPAGATE)

/* VT_AWAIT_VOID(frame, expression) awaits a value task and ignores its result. */
#define VT_AWAIT_VOID(frame, ...)                                                  \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, (__VA_ARGS__), VT__CAPTURED, \
              (void)vt_got.result, VT__PROPAGATE)

/* VT_TRY_AWAIT(frame, status, lvalue, failure, expression) awaits a value task; the body goes on
 * however it ended. Either `status` is VT_OK and `lvalue` is the result. Or `status` is
 * VT_E_FAULTED, VT_E_CANCELED or a misuse, and `failure` (a vt_error_t) is the error, which the
 * body has to release. The one that does not apply is not written; where gcc cannot see that it is
 * not read, initialise it before VT_BEGIN. */
#define VT_TRY_AWAIT(frame, status, lvalue, failure, ...)                          \
    VT__AWAIT(frame, vt_value_task_t, uint64_t, word, (__VA_ARGS__), VT__CAPTURED, \
              VT__ASSIGN_WORD(lvalue);                                             \
              VT__STATUS(status) = VT_OK, (failure) = vt__failure(&vt_failure);    \
              VT__STATUS(status) = vt_status)

/* A warning where it is no status: two integers are easily swapped. */
#define VT__STATUS(lvalue) (*(1 ? &(lvalue) : (vt_status_t *)0))

/* Sets an async-local value (context.h) for the rest of the body and for what it starts. When the
 * body returns, the caller has its own values again. Gives a vt_status_t. */
#define VT_SET_LOCAL(local, value) vt__set_local(vt_out, (local), (value))

#endif
