/* What async methods call: getting a block, suspending, ending. */
#include "valuetask/async.h"

#include <stdlib.h>

#include "dispatch.h"
#include "homes.h"
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

/* Registers with one of the library's own sources, without a call. */
static inline bool await_ours(vt_source_t *source, uint64_t token, vt_continuation_t *taker) {
    return vt__is_ours(source, token) && vt__register_taker(source, taker);
}

static inline bool is_pending(const vt_source_t *source, uint64_t token) {
    if (vt__is_task(source)) {
        return vt__slot_state(vt__slot((const vt_completion_t *)source)) == VT_PENDING;
    }
    return source->ops->get_status(source, token) == VT_PENDING;
}

/* Registers the continuation of a block with what the frame awaits. From then on another thread may
 * run it, so the block must not be touched. False: it was not registered, and the body goes on. */
__attribute__((noinline)) static bool suspend(vt_continuation_t *continuation, frame_head_t *head) {
    vt_source_t *source = head->vt_awaited.source;
    uint64_t token = head->vt_awaited.word;
    unsigned flags = VT_REFUSE_COMPLETED | VT_FLOW_CONTEXT |
                     (head->vt_resume_point & VT__ANYWHERE_BIT ? 0 : VT_USE_EXECUTOR);
    if (!is_pending(source, token)) {
        head->vt_resume_point |= VT__ASKED_BIT;
        return false;
    }
    continuation->next = NULL;
    vt__capture(continuation, flags);
    if (await_ours(source, token, continuation)) {
        return true;
    }
    vt_status_t status = source->ops->on_completed(source, token, continuation, flags);
    if (status != VT_OK) {
        not_suspended(continuation, head, status);
    }
    return status == VT_OK;
}

bool vt__suspend_again(vt_continuation_t *continuation, void *frame) {
    const frame_head_t *head = frame;
    if (vt__is_plain(&vt__thread)) {
        continuation->next = NULL;
        continuation->executor = NULL;
        if (VT__LIKELY(await_ours(head->vt_awaited.source, head->vt_awaited.word, continuation))) {
            return true;
        }
    }
    return suspend(continuation, frame);
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
    if (box == NULL) {
        return NULL;
    }
    vt__box_init(box, method->suspended.result_size, resume);
    vt__task_born(&box->task);
    return box + 1;
}

vt_value_task_t vt__boxed_await(void *frame) {
    vt__boxed_t *box = boxed_of(frame);
    vt_continuation_t *continuation = &box->task.outcome.continuation;
    vt_value_task_t value_task = {&box->task.completion.source, 0};
    if (!vt__suspend_again(continuation, frame)) {
        continuation->run(continuation);
    }
    return value_task;
}

/* Whether a box of a method with word results has one owner and no option: all of that in one
 * comparison. */
static inline bool is_as_made(const vt_completion_t *completion) {
    static const vt_completion_t made = VT__SUSPENDED(sizeof(uint64_t));
    enum { FROM = offsetof(vt_completion_t, refs) };
    typedef uint64_t __attribute__((may_alias, aligned(8))) refs_to_options_t;
    VT__STATIC_ASSERT(sizeof made - FROM == sizeof(refs_to_options_t), "all of the rest");
    uint64_t expected;
    memcpy(&expected, (const char *)&made + FROM, sizeof expected);
    return vt__atomic_load((const refs_to_options_t *)(const void *)&completion->refs,
                           __ATOMIC_ACQUIRE) == expected;
}

__attribute__((noinline)) static void publish_box(void *frame, uint64_t word) {
    vt_task_t *task = &boxed_of(frame)->task;
    task->outcome.word = word;
    vt__task_publish(task, VT_SUCCEEDED);
}

void vt__boxed_succeed(void *frame, uint64_t word) {
    vt_task_t *task = &boxed_of(frame)->task;
    uintptr_t slot = vt__slot(&task->completion);
    if (VT__LIKELY(vt__slot_has_taker(slot) && is_as_made(&task->completion))) {
        vt__dispatch_last(vt__task_hand_over(task, slot, word));
    } else {
        publish_box(frame, word);
    }
}

void vt__boxed_succeed_wide(void *frame) {
    vt__boxed_t *box = boxed_of(frame);
    box->task.outcome.word = (uint64_t)(uintptr_t)frame;
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

/* Reads the pool before the operation is consumed: after that the block may be reused. */
static vt_status_t pooled_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                     vt_error_t *error) {
    vt_pooled_t *block = pooled_of_source(self);
    vt_pool_t *pool = block->pool;
    if (VT__LIKELY(
            vt__operation_take_word(&block->operation, token, VT__END_OF_BLOCK, result, size))) {
        vt__block_put(pool, block);
        return VT_OK;
    }
    vt_status_t status =
        vt__operation_take(&block->operation, token, VT__END_OF_BLOCK, result, size, error);
    if (vt__was_consumed(status)) {
        vt__block_put(pool, block);
    }
    return status;
}

static vt_status_t pooled_discard(vt_source_t *self, uint64_t token) {
    vt_pooled_t *block = pooled_of_source(self);
    vt_pool_t *pool = block->pool;
    bool over;
    vt_status_t status = vt__operation_discard(&block->operation, token, VT__END_OF_BLOCK, &over);
    if (over) {
        vt__block_put(pool, block);
    }
    return status;
}

static const vt_source_ops_t pooled_ops = {vt__operation_get_status, vt__operation_on_completed,
                                           pooled_get_result, pooled_discard};

/* A new block, or one that served an operation before: the version tells, as that operation's end
 * has raised it. */
static void *renew(vt_pooled_t *block, const vt_method_t *method,
                   void (*resume)(vt_continuation_t *)) {
    vt_operation_t *operation = &block->operation;
    if (operation->completion.source.ops == NULL) {
        operation->completion = method->suspended;
        operation->completion.source.ops = &pooled_ops;
        operation->version = 0;
    }
    vt__atomic_store(&operation->completion.slot, (uintptr_t)VT_PENDING, __ATOMIC_RELAXED);
    operation->outcome.continuation.run = resume;
    return block + 1;
}

void *vt__pooled_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *place,
                       void (*resume)(vt_continuation_t *)) {
    vt_pool_t *pool = place;
    vt_pooled_t *block = is_pending(source, token) ? pool->ops->take(pool) : NULL;
    return __builtin_expect(block == NULL, 0) ? NULL : renew(block, method, resume);
}

/* The block is where it belongs. Release pairs with the acquire below: the consumer has read the
 * outcome. */
static void in_place_put(vt_pool_t *self, vt_pooled_t *block) {
    (void)self;
    uint64_t version = vt__operation_version(&block->operation) & ~VT__VERSION_MARKS;
    vt__atomic_store(&block->operation.version, version | VT__CONSUMED, __ATOMIC_RELEASE);
}

static bool in_use(const vt_operation_t *operation) {
    return operation->completion.source.ops != NULL &&
           (vt__atomic_load(&operation->version, __ATOMIC_ACQUIRE) & VT__CONSUMED) == 0;
}

void *vt__in_place_begin(vt_source_t *source, uint64_t token, vt_method_t *method, void *storage,
                         void (*resume)(vt_continuation_t *)) {
    static const vt_pool_ops_t ops = {NULL, in_place_put, NULL};
    static vt_pool_t pool = {&ops, 0, 0, NULL};
    vt_pooled_t *block = storage;
    if (block == NULL || !is_pending(source, token) || in_use(&block->operation)) {
        return NULL;
    }
    block->pool = &pool;
    uint64_t version = vt__operation_version(&block->operation) & ~VT__VERSION_MARKS;
    vt__atomic_store(&block->operation.version, version, __ATOMIC_RELAXED);
    return renew(block, method, resume);
}

/* Reads the token first: after suspending, the block may be in use for another operation. */
vt_value_task_t vt__pooled_await(void *frame) {
    vt_pooled_t *block = pooled_of(frame);
    vt_continuation_t *continuation = &block->operation.outcome.continuation;
    vt_value_task_t value_task = {&block->operation.completion.source, block->operation.version};
    if (!vt__suspend_again(continuation, frame)) {
        continuation->run(continuation);
    }
    return value_task;
}

__attribute__((noinline)) static void end_discarded(vt_pooled_t *block, vt_state_t state) {
    vt_pool_t *pool = block->pool;
    vt__operation_end_discarded(&block->operation, VT__END_OF_BLOCK, state);
    vt__block_put(pool, block);
}

/* For what nobody takes yet, or what is no word. */
__attribute__((noinline)) static void publish(vt_pooled_t *block, vt_state_t state) {
    uintptr_t slot = vt__operation_publish(&block->operation, state);
    if (__builtin_expect(slot == VT__SLOT_DISCARDED, 0)) {
        end_discarded(block, state);
    } else if (slot != 0) {
        vt__dispatch(vt__slot_waiters(slot), false);
    }
}

/* The block does not go to a home of this thread. */
__attribute__((noinline)) static void put_and_dispatch(vt_pool_t *pool, vt_pooled_t *block,
                                                       vt_continuation_t *taker) {
    pool->ops->put(pool, block);
    vt__dispatch(taker, false);
}

/* Every call here is the last thing that is done, so that no register is saved. */
void vt__pooled_succeed(void *frame, uint64_t word) {
    vt_pooled_t *block = pooled_of(frame);
    uintptr_t slot = vt__slot(&block->operation.completion);
    if (__builtin_expect((slot & VT__SLOT_TAKER) == 0, 0)) {
        block->operation.outcome.word = word;
        publish(block, VT_SUCCEEDED);
        return;
    }
    vt_pool_t *pool = block->pool;
    vt_continuation_t *taker =
        vt__operation_hand_over(&block->operation, slot, VT__END_OF_BLOCK, word);
    if (__builtin_expect(!vt__is_home(pool), 0)) {
        put_and_dispatch(pool, block, taker);
        return;
    }
    vt__home_put(pool, block);
    vt__dispatch_last(taker);
}

void vt__pooled_succeed_wide(void *frame) {
    vt_pooled_t *block = pooled_of(frame);
    block->operation.outcome.word = (uint64_t)(uintptr_t)frame;
    publish(block, VT_SUCCEEDED);
}

void vt__pooled_fail(void *frame, vt_state_t state, const vt_error_t *error) {
    vt_pooled_t *block = pooled_of(frame);
    if (state == VT_FAULTED) {
        vt__error_copy(&block->operation.outcome.error, error);
    }
    publish(block, state);
}
