#include "valuetask/reset_source.h"

#include "dispatch.h"
#include "operation.h"
#include "reset_source_parts.h"

static vt_reset_source_t *reset_source_of(vt_operation_t *operation) {
    return VT_CONTAINER_OF(operation, vt_reset_source_t, operation);
}

/* ---- as a source ---- */

vt_status_t vt__reset_source_get_result(vt_source_t *self, uint64_t token, void *result,
                                        size_t size, vt_error_t *error) {
    vt_operation_t *operation = vt__operation_of(self);
    /* Read before the operation is consumed: after that its owner may reuse it. */
    void (*recycle)(vt_reset_source_t *) = reset_source_of(operation)->recycle;
    vt_status_t status = VT_OK;
    if (!__builtin_expect(
            vt__operation_take_word(operation, token, VT__END_OF_SOURCE, result, size), 1)) {
        status = vt__operation_take(operation, token, VT__END_OF_SOURCE, result, size, error);
    }
    if (recycle != NULL && vt__was_consumed(status)) {
        recycle(reset_source_of(operation));
    }
    return status;
}

static vt_status_t discard(vt_source_t *self, uint64_t token) {
    vt_operation_t *operation = vt__operation_of(self);
    void (*recycle)(vt_reset_source_t *) = reset_source_of(operation)->recycle;
    bool over;
    vt_status_t status = vt__operation_discard(operation, token, VT__END_OF_SOURCE, &over);
    if (over && recycle != NULL) {
        recycle(reset_source_of(operation));
    }
    return status;
}

static const vt_source_ops_t reset_ops = {vt__operation_get_status, vt__operation_on_completed,
                                          vt__reset_source_get_result, discard};

/* ---- its life ---- */

void vt_reset_source_init(vt_reset_source_t *source, void (*recycle)(vt_reset_source_t *self),
                          unsigned options) {
    memset(source, 0, sizeof *source);
    vt__completion_init(&source->operation.completion, &reset_ops, sizeof(uint64_t),
                        options & (VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY | VT_ONE_COMPLETER));
    source->recycle = recycle;
}

vt_status_t vt_reset_source_init_sized(vt_reset_source_t *source, void *storage, size_t size,
                                       void (*recycle)(vt_reset_source_t *self), unsigned options) {
    if (source == NULL || storage == NULL || size <= sizeof(uint64_t) ||
        size > VT_RESULT_SIZE_MAX) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_reset_source_init(source, recycle, options);
    source->operation.completion.result_size = (uint16_t)size;
    source->operation.completion.options |= VT__WIDE;
    source->storage = storage;
    return VT_OK;
}

static bool is_consumed(const vt_operation_t *operation) {
    return (vt__atomic_load(&operation->version, __ATOMIC_ACQUIRE) & VT__CONSUMED) != 0;
}

/* Releases an error that nobody took. */
static void forget_outcome(vt_operation_t *operation) {
    if (!is_consumed(operation)) {
        vt__operation_forget(operation);
    }
}

/* True: it is complete; or nobody waits for it and, from now on, nobody can complete it. */
static bool is_over(vt_completion_t *completion) {
    uintptr_t slot = vt__slot(completion);
    return vt__slot_is_complete(slot) || (slot == 0 && vt__completion_claim(completion));
}

vt_status_t vt_reset_source_deinit(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_OK;
    }
    if (!is_over(&source->operation.completion)) {
        return VT_E_BUSY; /* somebody waits for it or completes it */
    }
    forget_outcome(&source->operation);
    return VT_OK;
}

__attribute__((always_inline)) static inline void begin_next(vt_operation_t *operation,
                                                             uint64_t version) {
    uint64_t next = (version + 1) & ~VT__VERSION_MARKS;
    vt__atomic_store(&operation->version, next, __ATOMIC_RELAXED);
    vt__atomic_store(&operation->completion.slot, (uintptr_t)VT_PENDING, __ATOMIC_RELAXED);
    /* Last, and with release (pairs with the claim): a late completer of the finished operation
     * must see all of the next one, or this function would overwrite its state in the slot. */
    vt__atomic_store(&operation->completion.claimed, (uint8_t)0, __ATOMIC_RELEASE);
}

__attribute__((noinline)) static vt_status_t reset_unconsumed(vt_reset_source_t *source) {
    vt_operation_t *operation = &source->operation;
    if (!is_over(&operation->completion)) {
        return VT_E_BUSY;
    }
    forget_outcome(operation);
    begin_next(operation, vt__operation_version(operation));
    return VT_OK;
}

vt_status_t vt_reset_source_reset(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_operation_t *operation = &source->operation;
    bool complete = vt__slot_is_complete(vt__slot(&operation->completion));
    /* Acquire: who consumed it, perhaps on another thread, has read the outcome. */
    uint64_t version = vt__atomic_load(&operation->version, __ATOMIC_ACQUIRE);
    if (__builtin_expect(!complete || (version & VT__CONSUMED) == 0, 0)) {
        return reset_unconsumed(source);
    }
    begin_next(operation, version);
    return VT_OK;
}

vt_value_task_t vt_reset_source_begin(vt_reset_source_t *source) {
    vt_status_t status = vt_reset_source_reset(source);
    return status == VT_OK ? vt_reset_source_value_task(source) : vt_value_task_from_status(status);
}

/* ---- completing ---- */

__attribute__((noinline)) static void end_discarded(vt_reset_source_t *source, vt_state_t state) {
    void (*recycle)(vt_reset_source_t *) = source->recycle;
    vt__operation_end_discarded(&source->operation, VT__END_OF_SOURCE, state);
    if (recycle != NULL) {
        recycle(source);
    }
}

static bool is_queued(const vt_reset_source_t *source) {
    return (vt__options(&source->operation.completion) & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0;
}

__attribute__((noinline)) static void publish(vt_reset_source_t *source, vt_state_t state) {
    /* Read first: after publishing, the object may serve the next operation. */
    bool queue = is_queued(source);
    uintptr_t slot = vt__operation_publish(&source->operation, state);
    if (__builtin_expect(slot == VT__SLOT_DISCARDED, 0)) {
        end_discarded(source, state);
    } else if (slot != 0) {
        vt__dispatch(vt__slot_waiters(slot), queue);
    }
}

__attribute__((noinline)) static vt_status_t recycle_and_dispatch(vt_reset_source_t *source,
                                                                  vt_continuation_t *taker,
                                                                  bool queue, bool recycles) {
    if (recycles) { /* else it may be gone */
        source->recycle(source);
    }
    vt__dispatch(taker, queue);
    return VT_OK;
}

/* For a source that was claimed. After the slot says that it is complete, the source may serve the
 * next operation, unless it is to be recycled. */
static inline vt_status_t succeed(vt_reset_source_t *source, uint64_t result, bool queue) {
    vt_operation_t *operation = &source->operation;
    uintptr_t slot = vt__slot(&operation->completion);
    if (__builtin_expect((slot & VT__SLOT_TAKER) == 0, 0)) {
        operation->outcome.word = result;
        publish(source, VT_SUCCEEDED);
        return VT_OK;
    }
    bool recycles = source->recycle != NULL;
    vt_continuation_t *taker = vt__operation_hand_over(operation, slot, VT__END_OF_SOURCE, result);
    vt__atomic_store(&operation->completion.slot, (uintptr_t)VT_SUCCEEDED, __ATOMIC_RELEASE);
    if (__builtin_expect(recycles || queue, 0)) {
        return recycle_and_dispatch(source, taker, queue, recycles);
    }
    vt__dispatch(taker, false);
    return VT_OK;
}

__attribute__((noinline)) static vt_status_t set_result_of_any(vt_reset_source_t *source,
                                                               uint64_t result) {
    if (source->storage != NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->operation.completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    return succeed(source, result, is_queued(source));
}

vt_status_t vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    /* One test for the usual options. */
    vt_completion_t *completion = &source->operation.completion;
    if (__builtin_expect(vt__options(completion) != VT_ONE_COMPLETER, 0)) {
        return set_result_of_any(source, result);
    }
    return vt__completion_claim_alone(completion) ? succeed(source, result, false)
                                                  : VT_E_ALREADY_COMPLETED;
}

vt_status_t vt_reset_source_set_result_sized(vt_reset_source_t *source, const void *result,
                                             size_t size) {
    if (source == NULL || result == NULL || size != source->operation.completion.result_size) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->operation.completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    if (source->storage == NULL) {
        uint64_t word;
        memcpy(&word, result, sizeof word);
        return succeed(source, word, is_queued(source));
    }
    memcpy(source->storage, result, size);
    source->operation.outcome.word = (uint64_t)(uintptr_t)source->storage;
    publish(source, VT_SUCCEEDED);
    return VT_OK;
}

vt_status_t vt_reset_source_set_error(vt_reset_source_t *source, vt_error_t *error) {
    if (source == NULL || error == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->operation.completion)) {
        vt_error_release(error);
        return VT_E_ALREADY_COMPLETED;
    }
    vt__error_move(&source->operation.outcome.error, error);
    publish(source, VT_FAULTED);
    return VT_OK;
}

vt_status_t vt_reset_source_set_canceled(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->operation.completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    publish(source, VT_CANCELED);
    return VT_OK;
}
