#include <stdlib.h>

#include "dispatch.h"
#include "task_core.h"
#include "valuetask/inbox.h"
#include "valuetask/task.h"

/* The part of a task that a result of one word needs. */
#define TASK_WORD_SIZE (offsetof(vt_task_t, outcome) + sizeof(uint64_t))

/* ---- shared completed tasks ---- */

#define CACHE_FIRST (-1)
#define CACHE_LAST  8

#define SHARED(state_, ...) \
    { {{&vt__task_ops}, (state_), 1, 8, 1, VT__IMMORTAL}, __VA_ARGS__ }
#define SHARED_RESULT(n) SHARED(VT_SUCCEEDED, {.word = (uint64_t)(n)})

static vt_task_t shared_results[] = {
    SHARED_RESULT(-1), SHARED_RESULT(0), SHARED_RESULT(1), SHARED_RESULT(2), SHARED_RESULT(3),
    SHARED_RESULT(4),  SHARED_RESULT(5), SHARED_RESULT(6), SHARED_RESULT(7), SHARED_RESULT(8),
};

static vt_task_t shared_canceled = SHARED(VT_CANCELED, {.word = 0});
static vt_task_t shared_without_memory =
    SHARED(VT_FAULTED, {.error = {vt_error_domain, "out of memory", NULL, VT_E_OUT_OF_MEMORY, 0}});

vt_task_t *vt_task_from_canceled(void) {
    return &shared_canceled;
}

vt_task_t *vt__task_without_memory(void) {
    return &shared_without_memory;
}

/* ---- making ---- */

static bool is_shared(const vt_task_t *task) {
    return (vt__options(&task->completion) & VT__IMMORTAL) != 0;
}

/* For a task that nobody else sees yet: nothing needs to be atomic. */
static void init_completed(vt_completion_t *completion, vt_state_t state, size_t result_size) {
    vt__completion_init(completion, &vt__task_ops, result_size, 0);
    completion->claimed = 1;
    completion->slot = state;
}

vt_task_t *vt_task_from_result(uint64_t result) {
    uint64_t index = result - (uint64_t)CACHE_FIRST;
    if (index <= CACHE_LAST - CACHE_FIRST) {
        return &shared_results[index];
    }
    /* Only the part that it needs. */
    char *block = malloc(TASK_WORD_SIZE);
    if (block == NULL) {
        return &shared_without_memory;
    }
    init_completed((vt_completion_t *)(void *)block, VT_SUCCEEDED, sizeof result);
    memcpy(block + offsetof(vt_task_t, outcome), &result, sizeof result);
    vt__task_born((vt_task_t *)(void *)block);
    return (vt_task_t *)(void *)block;
}

/* A pending task, with room for a wide result behind it. */
static vt_task_t *create(size_t result_size, unsigned options) {
    size_t tail = result_size <= sizeof(uint64_t) ? 0 : result_size;
    vt_task_t *task = malloc(sizeof *task + tail);
    if (task != NULL) {
        vt__completion_init(&task->completion, &vt__task_ops, result_size, options);
        vt__task_born(task);
    }
    return task;
}

static vt_task_t *from_status(vt_status_t status) {
    vt_error_t error = vt_error_from_status(status);
    return vt_task_from_error(&error);
}

static bool valid_size(const void *result, size_t size) {
    return result != NULL && size >= sizeof(uint64_t) && size <= VT_RESULT_SIZE_MAX;
}

/* Stores a result in the task. The size was checked. */
static void store(vt_task_t *task, const void *result) {
    size_t size = task->completion.result_size;
    if (size > sizeof(uint64_t)) {
        task->outcome.word = (uint64_t)(uintptr_t)(task + 1);
        memcpy(task + 1, result, size);
    } else {
        memcpy(&task->outcome.word, result, sizeof task->outcome.word);
    }
}

vt_task_t *vt_task_from_result_sized(const void *result, size_t size) {
    if (!valid_size(result, size)) {
        return from_status(VT_E_INVALID_ARGUMENT);
    }
    if (size == sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, result, sizeof word);
        return vt_task_from_result(word);
    }
    vt_task_t *task = create(size, 0);
    if (task == NULL) {
        return &shared_without_memory;
    }
    init_completed(&task->completion, VT_SUCCEEDED, size);
    store(task, result);
    return task;
}

vt_task_t *vt_task_from_error(vt_error_t *error) {
    if (error == NULL) {
        return from_status(VT_E_INVALID_ARGUMENT);
    }
    vt_task_t *task = create(sizeof(uint64_t), 0);
    if (task == NULL) {
        vt_error_release(error);
        return &shared_without_memory;
    }
    vt__error_move(&task->outcome.error, error);
    init_completed(&task->completion, VT_FAULTED, sizeof(uint64_t));
    return task;
}

vt_task_t *vt_task_create_sized(size_t result_size, unsigned options) {
    if (result_size < sizeof(uint64_t) || result_size > VT_RESULT_SIZE_MAX) {
        return from_status(VT_E_INVALID_ARGUMENT);
    }
    vt_task_t *task = create(result_size, options & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    return task == NULL ? &shared_without_memory : task;
}

vt_task_t *vt_task_create(unsigned options) {
    return vt_task_create_sized(sizeof(uint64_t), options);
}

/* ---- in the caller's memory ---- */

vt_status_t vt_task_init_sized(vt_task_t *task, size_t result_size, unsigned options) {
    if (task == NULL || result_size < sizeof(uint64_t) || result_size > VT_RESULT_SIZE_MAX) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__completion_init(&task->completion, &vt__task_ops, result_size,
                        (options & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) | VT__FOREIGN_STORAGE);
    return VT_OK;
}

vt_status_t vt_task_init(vt_task_t *task, unsigned options) {
    return vt_task_init_sized(task, sizeof(uint64_t), options);
}

vt_status_t vt_task_deinit(vt_task_t *task) {
    if (task == NULL) {
        return VT_OK;
    }
    if (vt_task_state(task) == VT_PENDING ||
        vt__atomic_load(&task->completion.refs, __ATOMIC_ACQUIRE) != 1) {
        return VT_E_BUSY;
    }
    vt_task_unref(task);
    return VT_OK;
}

/* ---- references ---- */

static vt_unobserved_hook_t unobserved_hook; /* atomic */

void vt_task_set_unobserved_hook(vt_unobserved_hook_t hook) {
    vt__atomic_store(&unobserved_hook, hook, __ATOMIC_RELEASE);
}

void vt__report_unobserved(const vt_error_t *error) {
    vt_unobserved_hook_t hook = vt__atomic_load(&unobserved_hook, __ATOMIC_ACQUIRE);
    if (hook != NULL) {
        hook(error);
    }
}

static void release(vt_task_t *task) {
    vt__task_ended(task);
    if (task->completion.slot == VT_FAULTED) {
        if ((vt__options(&task->completion) & VT__OBSERVED) == 0) {
            vt__report_unobserved(&task->outcome.error);
        }
        vt_error_release(&task->outcome.error);
    }
    if ((vt__options(&task->completion) & VT__FOREIGN_STORAGE) == 0) {
        free(task);
    }
}

vt_task_t *vt_task_ref(vt_task_t *task) {
    if (!is_shared(task)) {
        vt__atomic_fetch_add(&task->completion.refs, 1u, __ATOMIC_RELAXED);
    }
    return task;
}

/* The last reference is gone. The completer of a pending task frees it. */
static void drop(vt_task_t *task) {
    uintptr_t slot = vt__slot(&task->completion);
    while (!vt__slot_is_complete(slot)) {
        if (vt__atomic_compare_exchange(&task->completion.slot, &slot, slot | VT__SLOT_DROPPED,
                                        true, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            return;
        }
    }
    release(task);
}

void vt_task_unref(vt_task_t *task) {
    if (task == NULL || is_shared(task)) {
        return;
    }
    /* The only owner needs no atomic subtraction. Acquire: the last uses of all others are over. */
    if (vt__atomic_load(&task->completion.refs, __ATOMIC_ACQUIRE) == 1 ||
        vt__atomic_fetch_sub(&task->completion.refs, 1u, __ATOMIC_ACQ_REL) == 1) {
        drop(task);
    }
}

/* ---- completing ---- */

/* Whether dispatching runs no user's code on this stack: it is queued, or only wakes a thread. */
static bool is_quick(const vt_continuation_t *continuation, bool queue) {
    const vt_executor_t *executor = continuation->executor;
    return executor == NULL || executor == &vt__no_executor ? queue
                                                            : executor != vt_executor_inline();
}

/* Dispatches those of the list that are quick, and gives the others, in order. */
static vt_continuation_t *dispatch_quick(vt_continuation_t *node) {
    vt_continuation_t *others = NULL;
    vt_continuation_t **end = &others;
    while (node != NULL) {
        vt_continuation_t *next = node->next;
        if (is_quick(node, true)) {
            vt__dispatch(node, true);
        } else {
            *end = node;
            end = &node->next;
        }
        node = next;
    }
    *end = NULL;
    return others;
}

/* The first registered runs as the options say, and the others are queued, except those of the
 * library, which run here: combined tasks. First go those that run nothing here, so that they need
 * not wait; then combined tasks; the first registered last, if it runs here. All in order. */
static void dispatch_all(vt_continuation_t *newest, bool queue_first) {
    vt_continuation_t *oldest = vt__inbox_in_order((uintptr_t)newest);
    bool runs_last = !is_quick(oldest, queue_first) && is_quick(oldest, true);
    vt_continuation_t *others = dispatch_quick(runs_last ? oldest->next : oldest);
    while (others != NULL) {
        vt_continuation_t *next = others->next;
        vt__dispatch(others, true);
        others = next;
    }
    if (runs_last) {
        vt__dispatch(oldest, false);
    }
}

static void dispatch_list(vt_continuation_t *newest, bool queue) {
    if (newest->next == NULL) {
        vt__dispatch(newest, queue);
    } else {
        dispatch_all(newest, queue);
    }
}

/* For a slot with a mark: some waiter leaves, which changes the list, or nobody has a reference. */
__attribute__((noinline, cold)) static void end_marked(vt_task_t *task, uintptr_t slot,
                                                       bool queue) {
    if ((slot & VT__SLOT_WALKED) != 0) {
        vt__task_wait_for_walker(task);
    }
    if (vt__slot_waiters(slot) != NULL) {
        dispatch_list(vt__slot_waiters(slot), queue);
    }
    if ((slot & VT__SLOT_DROPPED) != 0) {
        release(task);
    }
}

/* Several may wait, another thread may register or leave now, or the last reference may go. */
__attribute__((noinline)) static void publish_to_all(vt_task_t *task, vt_state_t state,
                                                     bool queue) {
    uintptr_t slot =
        vt__atomic_exchange(&task->completion.slot, (uintptr_t)state, __ATOMIC_ACQ_REL);
    if (__builtin_expect((slot & (VT__SLOT_WALKED | VT__SLOT_DROPPED)) != 0, 0)) {
        end_marked(task, slot, queue);
    } else if (vt__slot_waiters(slot) != NULL) {
        dispatch_list(vt__slot_waiters(slot), queue);
    }
}

void vt__task_publish(vt_task_t *task, vt_state_t state) {
    vt_completion_t *completion = &task->completion;
    bool queue = (vt__options(completion) & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0;
    uintptr_t slot = vt__slot(completion);
    if (VT__LIKELY(vt__slot_has_taker(slot) && vt__task_has_one_owner(completion))) {
        vt__atomic_store(&completion->slot, (uintptr_t)state, __ATOMIC_RELEASE);
        vt__dispatch(vt__slot_waiters(slot), queue);
    } else {
        publish_to_all(task, state, queue);
    }
}

void vt__task_succeed(vt_task_t *task, uint64_t result) {
    vt_completion_t *completion = &task->completion;
    uintptr_t slot = vt__slot(completion);
    if (vt__slot_has_taker(slot) && vt__task_has_one_owner(completion) &&
        vt__options(completion) == 0) {
        vt__dispatch(vt__task_hand_over(task, slot, result), false);
        return;
    }
    task->outcome.word = result;
    vt__task_publish(task, VT_SUCCEEDED);
}

void vt__task_succeed_sized(vt_task_t *task, const void *result) {
    store(task, result);
    vt__task_publish(task, VT_SUCCEEDED);
}

void vt__task_fail(vt_task_t *task, vt_error_t *error) {
    vt__error_move(&task->outcome.error, error);
    vt__task_publish(task, VT_FAULTED);
}

vt_status_t vt_task_set_result(vt_task_t *task, uint64_t result) {
    if (task == NULL || task->completion.result_size != sizeof result) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&task->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt__task_succeed(task, result);
    return VT_OK;
}

vt_status_t vt_task_set_result_sized(vt_task_t *task, const void *result, size_t size) {
    if (task == NULL || result == NULL || size != task->completion.result_size) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&task->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt__task_succeed_sized(task, result);
    return VT_OK;
}

vt_status_t vt_task_set_error(vt_task_t *task, vt_error_t *error) {
    if (task == NULL || error == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&task->completion)) {
        vt_error_release(error);
        return VT_E_ALREADY_COMPLETED;
    }
    vt__task_fail(task, error);
    return VT_OK;
}

vt_status_t vt_task_set_canceled(vt_task_t *task) {
    if (task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&task->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt__task_publish(task, VT_CANCELED);
    return VT_OK;
}

/* ---- observing ---- */

vt_state_t vt_task_state(const vt_task_t *task) {
    return vt__task_state(task);
}

static vt_status_t enqueue(vt_task_t *task, vt_continuation_t *continuation, unsigned flags) {
    uintptr_t slot = vt__slot(&task->completion);
    while (!vt__slot_is_complete(slot)) {
        uintptr_t marks = slot & (VT__SLOT_DROPPED | VT__SLOT_WALKED);
        continuation->next = vt__slot_waiters(slot);
        if (vt__atomic_compare_exchange(&task->completion.slot, &slot,
                                        (uintptr_t)continuation | marks, true, __ATOMIC_RELEASE,
                                        __ATOMIC_ACQUIRE)) {
            return VT_OK;
        }
    }
    return vt__completed_already(continuation, flags);
}

vt_status_t vt__task_register(vt_task_t *task, vt_continuation_t *continuation, unsigned flags) {
    return enqueue(task, continuation, flags);
}

vt_status_t vt_task_on_completed(vt_task_t *task, vt_continuation_t *continuation, unsigned flags) {
    if (task == NULL || continuation == NULL || continuation->run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__capture(continuation, flags);
    vt_status_t status = enqueue(task, continuation, flags);
    if (status != VT_OK) {
        vt__uncapture(continuation);
    }
    return status;
}

/* ---- as the source of a value task, whose reference consuming takes ---- */

static vt_task_t *task_of(vt_source_t *self) {
    return VT_CONTAINER_OF(self, vt_task_t, completion.source);
}

static int source_get_status(const vt_source_t *self, uint64_t token) {
    (void)token;
    return (int)vt__task_state(VT_CONTAINER_OF(self, const vt_task_t, completion.source));
}

static vt_status_t source_on_completed(vt_source_t *self, uint64_t token,
                                       vt_continuation_t *continuation, unsigned flags) {
    (void)token;
    return enqueue(task_of(self), continuation, flags);
}

static vt_status_t source_discard(vt_source_t *self, uint64_t token) {
    (void)token;
    vt_task_unref(task_of(self));
    return VT_OK;
}

/* The usual case: the last owner of a result of one word frees the block. */
static bool take_last(vt_task_t *task, vt_state_t state, void *result, size_t size) {
    const vt_completion_t *completion = &task->completion;
    if (state != VT_SUCCEEDED || size != sizeof(uint64_t) ||
        completion->result_size != sizeof(uint64_t) || vt__options(completion) != 0 ||
        vt__atomic_load(&completion->refs, __ATOMIC_ACQUIRE) != 1) {
        return false;
    }
    memcpy(result, &task->outcome.word, sizeof(uint64_t));
    vt__task_ended(task);
    free(task);
    return true;
}

/* Out of line: the usual way then saves no more registers than it needs. */
__attribute__((noinline)) static vt_status_t
take_share(vt_task_t *task, vt_state_t state, void *result, size_t size, vt_error_t *error) {
    if (size == 0) {
        vt_task_unref(task);
        return VT_OK;
    }
    if (state == VT_PENDING) {
        return VT_E_NOT_COMPLETED;
    }
    vt_status_t status = vt__task_look(task, state, result, size, error);
    if (status != VT_E_INVALID_ARGUMENT) {
        vt_task_unref(task);
    }
    return status;
}

static vt_status_t source_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                     vt_error_t *error) {
    (void)token;
    vt_task_t *task = task_of(self);
    vt_state_t state = vt__task_state(task);
    if (__builtin_expect(take_last(task, state, result, size), 1)) {
        return VT_OK;
    }
    return take_share(task, state, result, size, error);
}

const vt_source_ops_t vt__task_ops = {source_get_status, source_on_completed, source_get_result,
                                      source_discard};
