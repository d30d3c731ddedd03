/* What async methods call: getting a block, suspending, ending. */
#include "valuetask/async.h"

#include <stdlib.h>

#include "dispatch.h"
#include "operation.h"
#include "task_core.h"

vt_value_task_t vt__ended_badly(vt_state_t state, vt_error_t *error) {
    if (state == VT_CANCELED) {
        return vt_value_task_from_task(vt_task_from_canceled());
    }
    if (state == VT__NOT_YET) { /* the source said that it was complete, and then that it is not */
        *error = vt_error_from_status(VT_E_NOT_COMPLETED);
    }
    return vt_value_task_from_task(vt_task_from_error(error));
}

void vt__no_such_resume_point(void) {
    __builtin_trap();
}

/* ---- suspending ---- */

/* Replaces what a frame awaits if that could not be awaited: the token is the status. The await
 * then calls get_result, and no other function here. */
static vt_status_t refused_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                      vt_error_t *error) {
    (void)self;
    (void)result;
    (void)size;
    (void)error;
    return (vt_status_t)(int64_t)token;
}

static int refused_get_status(const vt_source_t *self, uint64_t token) {
    (void)self;
    return (int)(int64_t)token;
}

static const vt_source_ops_t refused_ops = {refused_get_status, NULL, refused_get_result, NULL};
static vt_source_t refused = {&refused_ops};

/* The beginning of every frame. */
typedef struct frame_head {
    VT_FRAME;
} frame_head_t;

/* The continuation was not registered: what is awaited is complete already, or misused. */
static void not_suspended(vt_continuation_t *continuation, frame_head_t *head, vt_status_t status) {
    vt__uncapture(continuation);
    if (status != VT_E_ALREADY_COMPLETED) {
        head->vt_awaited = (vt_value_task_t){&refused, (uint64_t)(int64_t)status};
    }
}

/* Registers with the library's own sources, without a call. False: it was not registered. */
static inline bool await_ours(vt_source_t *source, uint64_t token,
                              vt_continuation_t *continuation) {
    uintptr_t slot = 0;
    if (vt__is_task(source)) {
        continuation->next = NULL;
        return __atomic_compare_exchange_n(&((vt_completion_t *)source)->slot, &slot,
                                           (uintptr_t)continuation | VT__SLOT_SOLE, false,
                                           __ATOMIC_RELEASE, __ATOMIC_ACQUIRE);
    }
    return source->ops->on_completed == vt__operation_on_completed &&
           vt__operation_try_register(vt__operation_of(source), token, continuation, &slot);
}

/* The usual case, as a leaf that saves no register: this thread has no executor and no async-local
 * values, and a source of the library's is awaited and pending. False: it did not suspend. */
static inline bool suspend_plainly(vt_continuation_t *continuation, const frame_head_t *head) {
    const vt__thread_t *thread = &vt__thread;
    if (__builtin_expect(thread->current != NULL || thread->context != NULL, 0)) {
        return false;
    }
    continuation->executor = NULL;
    continuation->context = NULL;
    return __builtin_expect(
        await_ours(head->vt_awaited.source, head->vt_awaited.word, continuation), 1);
}

/* Registers the continuation of a block with what the frame awaits. From then on another thread may
 * run it, so the block must not be touched. If it cannot be registered, the body goes on here. */
__attribute__((noinline)) static void suspend(vt_continuation_t *continuation, frame_head_t *head) {
    vt_source_t *source = head->vt_awaited.source;
    uint64_t token = head->vt_awaited.word;
    unsigned flags = VT_REFUSE_COMPLETED | VT_FLOW_CONTEXT |
                     (head->vt_resume_point & VT__ANYWHERE_BIT ? 0 : VT_USE_EXECUTOR);
    vt__capture(continuation, flags);
    if (await_ours(source, token, continuation)) {
        return;
    }
    vt_status_t status = source->ops->on_completed(source, token, continuation, flags);
    if (status != VT_OK) {
        not_suspended(continuation, head, status);
        continuation->run(continuation);
    }
}

/* For a body that has a block: suspends again, or goes on here. */
void vt__suspend_again(vt_continuation_t *continuation, void *frame) {
    if (!suspend_plainly(continuation, frame)) {
        suspend(continuation, frame);
    }
}

static inline bool is_pending(const vt_source_t *source, uint64_t token) {
    if (vt__is_task(source)) {
        return vt__slot_state(vt__slot((const vt_completion_t *)source)) == VT_PENDING;
    }
    return source->ops->get_status(source, token) == VT_PENDING;
}

/* There is no block: drops what is awaited, and makes the await fail with the status. */
void vt__refuse_if_pending(void *frame, vt_status_t status) {
    frame_head_t *head = frame;
    if (is_pending(head->vt_awaited.source, head->vt_awaited.word)) {
        vt_value_task_discard(head->vt_awaited);
        head->vt_awaited = (vt_value_task_t){&refused, (uint64_t)(int64_t)status};
    }
}

/* ---- boxed: VT_START and VT_START_TASK ---- */

static vt__boxed_t *boxed_of(void *frame) {
    return (vt__boxed_t *)frame - 1;
}

void *vt__boxed_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *nothing,
                      void (*resume)(vt_continuation_t *)) {
    (void)nothing;
    vt__boxed_t *box = is_pending(source, token) ? malloc(sizeof *box + method->room) : NULL;
    if (__builtin_expect(box == NULL, 0)) {
        return NULL;
    }
    box->task.completion = method->suspended;
    vt__task_born(&box->task);
    box->task.outcome.continuation.run = resume;
    return box + 1;
}

__attribute__((noinline)) static vt_value_task_t boxed_await_specially(void *frame) {
    vt__boxed_t *box = boxed_of(frame);
    suspend(&box->task.outcome.continuation, frame);
    return (vt_value_task_t){&box->task.completion.source, 0};
}

vt_value_task_t vt__boxed_await(void *frame) {
    vt__boxed_t *box = boxed_of(frame);
    if (suspend_plainly(&box->task.outcome.continuation, frame)) {
        return (vt_value_task_t){&box->task.completion.source, 0};
    }
    return boxed_await_specially(frame);
}

void vt__boxed_succeed(void *frame, uint64_t word) {
    vt__boxed_t *box = boxed_of(frame);
    box->task.outcome.word = word;
    vt__task_publish(&box->task, VT_SUCCEEDED);
}

void vt__boxed_fail(void *frame, vt_state_t state, const vt_error_t *error) {
    vt__boxed_t *box = boxed_of(frame);
    if (state == VT_FAULTED) {
        vt__error_copy(&box->task.outcome.error, error);
    }
    vt__task_publish(&box->task, state);
}

/* ---- pooled: VT_START_POOLED and VT_START_IN ---- */

static vt_pooled_t *pooled_of(void *frame) {
    return (vt_pooled_t *)frame - 1;
}

static vt_pooled_t *pooled_of_source(vt_source_t *self) {
    return VT_CONTAINER_OF(self, vt_pooled_t, operation.completion.source);
}

/* Read the pool before the operation is consumed: after that the block may be reused. */
static void give_back(vt_pool_t *pool, vt_pooled_t *block) {
    pool->ops->put(pool, block);
}

static vt_status_t pooled_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                     vt_error_t *error) {
    vt_pooled_t *block = pooled_of_source(self);
    vt_pool_t *pool = block->pool;
    if (__builtin_expect(vt__operation_take_word(&block->operation, token, result, size), 1)) {
        give_back(pool, block);
        return VT_OK;
    }
    vt_status_t status = vt__operation_take(&block->operation, token, result, size, error);
    if (vt__was_consumed(status)) {
        give_back(pool, block);
    }
    return status;
}

static vt_status_t pooled_discard(vt_source_t *self, uint64_t token) {
    vt_pooled_t *block = pooled_of_source(self);
    vt_pool_t *pool = block->pool;
    bool over;
    vt_status_t status = vt__operation_discard(&block->operation, token, &over);
    if (over) {
        give_back(pool, block);
    }
    return status;
}

static const vt_source_ops_t pooled_ops = {vt__operation_get_status, vt__operation_on_completed,
                                           pooled_get_result, pooled_discard};

/* Prepares a block for its next operation: every earlier token becomes stale. */
static void *renew(vt_pooled_t *block, const vt_method_t *method,
                   void (*resume)(vt_continuation_t *)) {
    vt_operation_t *operation = &block->operation;
    if (__builtin_expect(operation->completion.source.ops != NULL, 1)) {
        __atomic_store_n(&operation->completion.slot, (uintptr_t)VT_PENDING, __ATOMIC_RELAXED);
        __atomic_store_n(&operation->version, vt__next_version(operation), __ATOMIC_RELAXED);
    } else {
        operation->completion = method->suspended;
        operation->completion.source.ops = &pooled_ops;
        operation->version = 0;
    }
    operation->outcome.continuation.run = resume;
    return block + 1;
}

void *vt__pooled_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *place,
                       void (*resume)(vt_continuation_t *)) {
    vt_pool_t *pool = place;
    vt_pooled_t *block = is_pending(source, token) ? pool->ops->take(pool) : NULL;
    return __builtin_expect(block == NULL, 0) ? NULL : renew(block, method, resume);
}

static void in_place_put(vt_pool_t *self, vt_pooled_t *block) {
    (void)self;
    (void)block; /* the block is where it belongs */
}

/* Looks at the slot too: a discarded operation is marked as consumed before its completer is done.
 * Acquire pairs with the release in vt__operation_consume: the consumer has read the outcome. */
static bool in_use(const vt_operation_t *operation) {
    return operation->completion.source.ops != NULL &&
           (!vt__slot_is_complete(vt__slot(&operation->completion)) ||
            (__atomic_load_n(&operation->version, __ATOMIC_ACQUIRE) & VT__CONSUMED) == 0);
}

void *vt__in_place_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *storage,
                         void (*resume)(vt_continuation_t *)) {
    static const vt_pool_ops_t ops = {NULL, in_place_put, NULL};
    static vt_pool_t pool = {&ops, 0, 0};
    vt_pooled_t *block = storage;
    if (block == NULL || !is_pending(source, token) || in_use(&block->operation)) {
        return NULL;
    }
    block->pool = &pool;
    return renew(block, method, resume);
}

/* Reads the token first: after suspending, the block may be in use for another operation. */
__attribute__((noinline)) static vt_value_task_t pooled_await_specially(void *frame) {
    vt_pooled_t *block = pooled_of(frame);
    vt_value_task_t value_task = {&block->operation.completion.source, block->operation.version};
    suspend(&block->operation.outcome.continuation, frame);
    return value_task;
}

vt_value_task_t vt__pooled_await(void *frame) {
    vt_pooled_t *block = pooled_of(frame);
    vt_value_task_t value_task = {&block->operation.completion.source, block->operation.version};
    if (suspend_plainly(&block->operation.outcome.continuation, frame)) {
        return value_task;
    }
    return pooled_await_specially(frame);
}

__attribute__((noinline)) static void end_discarded(vt_pooled_t *block, vt_state_t state) {
    vt_pool_t *pool = block->pool;
    vt__operation_end_discarded(&block->operation, state);
    give_back(pool, block);
}

static void publish(vt_pooled_t *block, vt_state_t state) {
    uintptr_t slot = vt__operation_publish(&block->operation, state);
    if (__builtin_expect(slot == VT__SLOT_DISCARDED, 0)) {
        end_discarded(block, state);
    } else if (slot != 0) {
        vt__dispatch(vt__slot_waiters(slot), false);
    }
}

void vt__pooled_succeed(void *frame, uint64_t word) {
    vt_pooled_t *block = pooled_of(frame);
    block->operation.outcome.word = word;
    publish(block, VT_SUCCEEDED);
}

void vt__pooled_fail(void *frame, vt_state_t state, const vt_error_t *error) {
    vt_pooled_t *block = pooled_of(frame);
    if (state == VT_FAULTED) {
        vt__error_copy(&block->operation.outcome.error, error);
    }
    publish(block, state);
}
