/*
 * impl/async_runtime.h - what the code that the macros of async.h make shares with the library.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_ASYNC_RUNTIME_H
#define VALUETASK_IMPL_ASYNC_RUNTIME_H

#include <stdlib.h>
#include <string.h>

#include "valuetask/context.h"
#include "valuetask/impl/await.h"
#include "valuetask/pool.h"
#include "valuetask/value_task.h"

VT_BEGIN_DECLS

/* The members of VT_FRAME, by their places: a frame without VT_FRAME then gives one error alone, in
 * VT__METHOD_HEAD. */
#define VT__AWAITED(frame)      (*(vt_value_task_t *)(void *)(frame))
#define VT__RESUME_POINT(frame) (*(uint32_t *)(void *)((char *)(frame) + sizeof(vt_value_task_t)))

/* Where a body stores its outcome, except a typed result (vt_wide). A body returns its state;
 * VT_PENDING: it suspends. */
typedef struct vt_outcome {
    uint64_t word;
    vt_error_t error;
    vt_context_t *outer; /* the caller's async-local values, once the body has set one */
    bool has_outer;
} vt_outcome_t;

#define VT__NO_OUTCOME \
    { 0, {NULL, NULL, NULL, 0, 0}, NULL, false }

/* How a body is compiled. In each but the last it returns VT_PENDING for whatever has a source. */
enum {
    VT__STARTED, /* from the beginning; the frame is on the caller's stack */
    VT__RESUMED, /* by a completer that left the result in the frame */
    VT__STEPPED, /* anything else: asks, takes, and goes on while nothing is pending */
};

/* A body returns this, beside the vt_state_t, if it was called while what it awaits is pending. */
#define VT__NOT_YET ((vt_state_t)4)

/* What a body returns. A type of its own, so that nothing but VT_RETURN and its like can leave the
 * body; its name is part of the compiler's message. */
typedef struct vt__use_vt_return {
    vt_state_t state;
} vt__use_vt_return_t;

/* The body was resumed at an await that it does not have: its frame was overwritten. Traps. */
void vt__no_such_resume_point(void) __attribute__((noreturn, cold));

/* What the library knows of a method; VT_METHOD makes one. */
typedef struct vt_method {
    const char *name;
    vt_completion_t suspended; /* VT__SUSPENDED */
    vt_home_pool_t pool;
    uint32_t room; /* bytes for the frame, or for a wide result, which then replaces the frame */
} vt_method_t;

/* The block of a method that suspended, under the task and value task builders: task, continuation
 * and work item, with the frame behind it. The outcome replaces the continuation, which has run by
 * then. */
typedef struct vt__boxed {
    vt_task_t task;
} vt__boxed_t;

/* The same from a pool, and in the caller's storage, is a vt_pooled_t. Both are laid out like a
 * vt_awaiter_t from their continuation on, as every frame begins with what it awaits. */
VT__STATIC_ASSERT(sizeof(vt__boxed_t) - offsetof(vt__boxed_t, task.outcome) ==
                      offsetof(vt_awaiter_t, value_task),
                  "the frame follows the continuation");
VT__STATIC_ASSERT(sizeof(vt_pooled_t) - offsetof(vt_pooled_t, operation.outcome) ==
                      offsetof(vt_awaiter_t, value_task),
                  "the frame follows the continuation");

/* `_begin` gives the frame a block if what it awaits is pending. NULL: it is not pending, or there
 * is no block. */
void *vt__boxed_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *nothing,
                      void (*resume)(vt_continuation_t *));
void *vt__pooled_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *pool,
                       void (*resume)(vt_continuation_t *));
void *vt__in_place_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *storage,
                         void (*resume)(vt_continuation_t *));

/* The head of a block when its method suspends: a pending task that only the method completes. */
#define VT__SUSPENDED(result_size) \
    { {&vt__task_ops}, VT_PENDING, 1, (result_size), VT__BY_METHOD, 0 }

/* The usual case: a plain thread, and an operation of the library's that is pending. In the checked
 * build there is none. */
VT__INLINE bool vt__suspends_plainly(const vt_source_t *source, uint64_t token) {
#ifdef VT_CHECKED
    return (void)source, (void)token, false;
#else
    return VT__LIKELY(vt__is_plain(&vt__thread) && vt__is_ours(source, token) &&
                      vt__nobody_waits(source));
#endif
}

/* A new box, but for its place in the slot of what it awaits. */
VT__INLINE void vt__box_init(vt__boxed_t *box, uint16_t result_size,
                             void (*resume)(vt_continuation_t *)) {
    const vt_completion_t suspended = VT__SUSPENDED(result_size);
    box->task.completion = suspended;
    vt__node_plain(&box->task.outcome.continuation, resume);
}

/* An idle block of a method's own pool in the usual case. NULL: not that case, or none is idle. */
#if VT_THREADS
VT__INLINE void *vt__home_begin(vt_source_t *source, uint64_t token, const vt_method_t *method,
                                void (*resume)(vt_continuation_t *)) {
    const vt__thread_t *thread = &vt__thread;
    uint32_t number = vt__atomic_load(&method->pool.pool.id, __ATOMIC_RELAXED);
    vt_continuation_t *node = NULL;
    vt_pooled_t *block;
    if (VT__UNLIKELY(!vt__suspends_plainly(source, token) || number >= thread->home_count ||
                     (node = vt__idle_take(thread->homes[number])) == NULL)) {
        return NULL;
    }
    block = vt_pooled_of_node(node);
    vt__atomic_store(&block->operation.completion.slot, (uintptr_t)VT_PENDING, __ATOMIC_RELAXED);
    vt__node_plain(node, resume);
    return block + 1;
}
#else
VT__INLINE void *vt__home_begin(vt_source_t *source, uint64_t token, vt_method_t *method,
                                void (*resume)(vt_continuation_t *)) {
    vt_continuation_t *node = NULL;
    vt_pooled_t *block;
    if (VT__UNLIKELY(!vt__suspends_plainly(source, token) ||
                     (node = vt__idle_take(&method->pool.idle)) == NULL)) {
        return NULL;
    }
    block = vt_pooled_of_node(node);
    block->operation.completion.slot = VT_PENDING;
    vt__node_plain(node, resume);
    return block + 1;
}
#endif

/* Register the block with what the frame awaits. */
VT_MUST_CHECK vt_value_task_t vt__boxed_await(void *frame);
VT_MUST_CHECK vt_value_task_t vt__pooled_await(void *frame);
#define vt__in_place_await vt__pooled_await

/* The same after the usual case. The token is read first: once registered, the block may be in use
 * for another operation. */
VT__INLINE vt_value_task_t vt__home_await(void *frame) {
    vt_pooled_t *block = (vt_pooled_t *)frame - 1;
    vt_value_task_t value_task = {&block->operation.completion.source, block->operation.version};
    if (vt__register_alone(VT__AWAITED(frame).source, &block->operation.outcome.continuation)) {
        return value_task;
    }
    return vt__pooled_await(frame);
}

VT__INLINE vt_value_task_t vt__box_await(void *frame) {
    vt__boxed_t *box = (vt__boxed_t *)frame - 1;
    vt_value_task_t value_task = {&box->task.completion.source, 0};
    if (vt__register_alone(VT__AWAITED(frame).source, &box->task.outcome.continuation)) {
        return value_task;
    }
    return vt__boxed_await(frame);
}

/* Registers it again. False: it was not registered, and the body is to be stepped. */
VT_MUST_CHECK bool vt__suspend_again(vt_continuation_t *continuation, void *frame);

/* Complete the operation of a block. A wide result is in place of the frame. */
void vt__boxed_succeed(void *frame, uint64_t word);
void vt__pooled_succeed(void *frame, uint64_t word);
void vt__boxed_succeed_wide(void *frame);
void vt__pooled_succeed_wide(void *frame);
void vt__boxed_fail(void *frame, vt_state_t state, const vt_error_t *error);
void vt__pooled_fail(void *frame, vt_state_t state, const vt_error_t *error);

/* For a body without a block: makes its await fail with `status`, and makes the value task of a
 * body that did not succeed. */
void vt__refuse_if_pending(void *frame, vt_status_t status);
VT_MUST_CHECK vt_value_task_t vt__ended_badly(vt_state_t state, vt_error_t *error);

/* Of the value task of a method that was started as a task: it is backed by one. */
VT__INLINE vt_task_t *vt__started_task(vt_value_task_t value_task) {
    return VT_CONTAINER_OF(value_task.source, vt_task_t, completion.source);
}

VT_MUST_CHECK vt_task_t *vt__as_task(vt_value_task_t value_task, size_t result_size);

/* Why there was no block. */
#define VT__REFUSAL_boxed    VT_E_OUT_OF_MEMORY
#define VT__REFUSAL_pooled   VT_E_OUT_OF_MEMORY
#define VT__REFUSAL_in_place VT_E_BUSY

/* The state of a body that passes on the failure of an await. Inline: the compiler must see that it
 * is never VT_SUCCEEDED, which would need a result. */
VT__INLINE vt_state_t vt__state_of(vt_status_t status) {
    return status == VT_E_CANCELED ? VT_CANCELED : VT_FAULTED;
}

/* The size of a result in a source: a word for up to 8 bytes. */
#define VT__RESULT_SIZE(type) (sizeof(type) <= 8 ? 8 : sizeof(type))

/* Clears a result that fits in a register. It costs nothing, and gcc sees that no result is read
 * before it was set. */
#define VT__CLEAR_IF_NARROW(result) memset(&(result), 0, sizeof(result) <= 8 ? sizeof(result) : 0)

/* The room for a wide result behind a block. */
#define VT__WIDE_ROOM(type) (sizeof(type) <= 8 ? 1 : sizeof(type))

VT_END_DECLS

#endif
