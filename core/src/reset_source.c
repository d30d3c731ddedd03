#include "valuetask/reset_source.h"

#include "completion.h"

static const vt_source_ops_t reset_ops = {vt__reset_get_status, vt__reset_on_completed,
                                          vt__reset_get_result, vt__reset_discard};

/* Stands in the slot instead of a continuation when the consumer has lost interest. */
static vt_continuation_t discarded;

static vt_reset_source_t *reset_source_of(vt_source_t *self) {
    return VT_CONTAINER_OF(self, vt_reset_source_t, completion.source);
}

void vt_reset_source_init(vt_reset_source_t *source, void (*recycle)(vt_reset_source_t *self),
                          unsigned options) {
    vt__completion_init(&source->completion, &reset_ops, sizeof(uint64_t),
                        options & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    memset(&source->outcome, 0, sizeof source->outcome);
    source->recycle = recycle;
    source->version = 0;
    source->storage = NULL;
}

vt_status_t vt_reset_source_init_sized(vt_reset_source_t *source, void *storage, size_t size,
                                       void (*recycle)(vt_reset_source_t *self), unsigned options) {
    if (source == NULL || storage == NULL || size <= sizeof(uint64_t) ||
        size > VT_RESULT_SIZE_MAX) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_reset_source_init(source, recycle, options);
    source->completion.result_size = (uint16_t)size;
    source->storage = storage;
    return VT_OK;
}

/* Whether a waiter would be lost if the operation ended now. */
static bool somebody_waits(const vt_reset_source_t *source) {
    uintptr_t slot = __atomic_load_n(&source->completion.slot, __ATOMIC_ACQUIRE);
    return slot != 0 && slot != VT__SLOT_COMPLETED;
}

/* Releases an error that nobody took. */
static void forget_outcome(vt_reset_source_t *source) {
    if (__atomic_load_n(&source->completion.phase, __ATOMIC_RELAXED) == VT_FAULTED) {
        vt_error_release(&source->outcome.error);
    }
    source->outcome.word = 0;
}

vt_status_t vt_reset_source_deinit(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_OK;
    }
    if (somebody_waits(source)) {
        return VT_E_BUSY;
    }
    forget_outcome(source);
    return VT_OK;
}

/* Complete, or not begun: one that nobody waits for and from here on nobody can complete. */
static bool is_over(vt_reset_source_t *source) {
    uintptr_t slot = __atomic_load_n(&source->completion.slot, __ATOMIC_ACQUIRE);
    return slot == VT__SLOT_COMPLETED || (slot == 0 && vt__completion_claim(&source->completion));
}

vt_status_t vt_reset_source_reset(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!is_over(source)) {
        return VT_E_BUSY;
    }
    forget_outcome(source);
    __atomic_store_n(&source->version, source->version + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&source->completion.slot, (uintptr_t)0, __ATOMIC_RELAXED);
    /* Last, and release (pairs with the claim): a completer that comes too late for the finished
     * operation must find all of the next one, or its mark would be wiped out of the slot. */
    __atomic_store_n(&source->completion.phase, (uint8_t)VT_PENDING, __ATOMIC_RELEASE);
    return VT_OK;
}

/* ---- completing ---- */

/* The consumer is gone: drop the outcome and end the operation in its place. Only then may the slot
 * say so: from there on the owner may reset. */
static void consume_discarded(vt_reset_source_t *source) {
    void (*recycle)(vt_reset_source_t *) = source->recycle;
    forget_outcome(source);
    __atomic_store_n(&source->completion.phase, (uint8_t)VT__PHASE_CONSUMED, __ATOMIC_RELAXED);
    __atomic_store_n(&source->completion.slot, VT__SLOT_COMPLETED, __ATOMIC_RELEASE);
    if (recycle != NULL) {
        recycle(source);
    }
}

/* Who came first stands in the slot until the operation is complete, so only an empty slot needs an
 * atomic exchange. */
void vt__reset_publish(vt_reset_source_t *source, vt_state_t state) {
    vt_completion_t *completion = &source->completion;
    unsigned options = completion->options;
    __atomic_store_n(&completion->phase, (uint8_t)state, __ATOMIC_RELEASE); /* for is_current */
    /* Acquire pairs with the registrant's release: its node is whole. */
    uintptr_t slot = __atomic_load_n(&completion->slot, __ATOMIC_ACQUIRE);
    if (slot == 0 && __atomic_compare_exchange_n(&completion->slot, &slot, VT__SLOT_COMPLETED,
                                                 false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
        return;
    }
    if (__builtin_expect(slot == (uintptr_t)&discarded, 0)) {
        consume_discarded(source);
        return;
    }
    __atomic_store_n(&completion->slot, VT__SLOT_COMPLETED, __ATOMIC_RELEASE);
    vt__dispatch_one(slot, options);
}

vt_status_t vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result) {
    if (source == NULL || source->storage != NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    source->outcome.word = result;
    vt__reset_publish(source, VT_SUCCEEDED);
    return VT_OK;
}

vt_status_t vt_reset_source_set_result_sized(vt_reset_source_t *source, const void *result,
                                             size_t size) {
    if (source == NULL || result == NULL || size != source->completion.result_size) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    if (source->storage == NULL) {
        memcpy(&source->outcome.word, result, sizeof source->outcome.word);
    } else {
        memcpy(source->storage, result, size);
        source->outcome.word = (uint64_t)(uintptr_t)source->storage;
    }
    vt__reset_publish(source, VT_SUCCEEDED);
    return VT_OK;
}

vt_status_t vt_reset_source_set_error(vt_reset_source_t *source, vt_error_t *error) {
    if (source == NULL || error == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->completion)) {
        vt_error_release(error);
        return VT_E_ALREADY_COMPLETED;
    }
    source->outcome.error = *error;
    memset(error, 0, sizeof *error);
    vt__reset_publish(source, VT_FAULTED);
    return VT_OK;
}

vt_status_t vt_reset_source_set_canceled(vt_reset_source_t *source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__completion_claim(&source->completion)) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt__reset_publish(source, VT_CANCELED);
    return VT_OK;
}

/* ---- as a source ---- */

/* The current operation's, and not consumed yet. The phase first: the version is written before
 * every phase of its operation (release), so a stale token that meets a phase of the next operation
 * meets its version too. */
static bool is_current(const vt_reset_source_t *source, uint64_t token) {
    return __atomic_load_n(&source->completion.phase, __ATOMIC_ACQUIRE) != VT__PHASE_CONSUMED &&
           __atomic_load_n(&source->version, __ATOMIC_RELAXED) == token;
}

vt_status_t vt__reset_get_status(const vt_source_t *self, uint64_t token, vt_state_t *state) {
    const vt_reset_source_t *source =
        VT_CONTAINER_OF(self, const vt_reset_source_t, completion.source);
    if (!is_current(source, token)) {
        return VT_E_STALE_TOKEN;
    }
    *state = vt__completion_state(&source->completion);
    return VT_OK;
}

vt_status_t vt__reset_on_completed(vt_source_t *self, uint64_t token,
                                   vt_continuation_t *continuation, unsigned flags) {
    vt_reset_source_t *source = reset_source_of(self);
    if (continuation == NULL || continuation->run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!is_current(source, token)) {
        return VT_E_STALE_TOKEN;
    }
    vt__capture(continuation, flags);
    uintptr_t slot = 0;
    if (__atomic_compare_exchange_n(&source->completion.slot, &slot, (uintptr_t)continuation, false,
                                    __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
        return VT_OK;
    }
    if (slot != VT__SLOT_COMPLETED) {
        return VT_E_ALREADY_AWAITED;
    }
    return vt__completed_already(continuation, flags);
}

/* Moves the outcome to the consumer. */
static vt_status_t take_outcome(vt_reset_source_t *source, void *result, vt_error_t *error) {
    switch (__atomic_load_n(&source->completion.phase, __ATOMIC_RELAXED)) {
    case VT_SUCCEEDED:
        vt__result_load(&source->completion, &source->outcome, result);
        return VT_OK;
    case VT_FAULTED:
        if (error != NULL) {
            *error = source->outcome.error;
        } else {
            vt_error_release(&source->outcome.error);
        }
        return VT_E_FAULTED;
    default:
        return VT_E_CANCELED;
    }
}

/* Drops a complete operation's outcome. */
static vt_status_t drop_outcome(vt_reset_source_t *source) {
    void (*recycle)(vt_reset_source_t *) = source->recycle;
    forget_outcome(source);
    __atomic_store_n(&source->completion.phase, (uint8_t)VT__PHASE_CONSUMED, __ATOMIC_RELEASE);
    if (recycle != NULL) {
        recycle(source);
    }
    return VT_OK;
}

vt_status_t vt__reset_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                 vt_error_t *error) {
    vt_reset_source_t *source = reset_source_of(self);
    if (!is_current(source, token)) {
        return VT_E_STALE_TOKEN;
    }
    if (!vt__completion_is_complete(&source->completion)) {
        return VT_E_NOT_COMPLETED;
    }
    if (size != source->completion.result_size) {
        return size == 0 ? drop_outcome(source) : VT_E_INVALID_ARGUMENT;
    }
    vt_status_t status = take_outcome(source, result, error);
    /* Read before the source is declared consumed: from then on its owner may reuse it. */
    void (*recycle)(vt_reset_source_t *) = source->recycle;
    __atomic_store_n(&source->completion.phase, (uint8_t)VT__PHASE_CONSUMED, __ATOMIC_RELEASE);
    if (recycle != NULL) {
        recycle(source);
    }
    return status;
}

vt_status_t vt__reset_discard(vt_source_t *self, uint64_t token) {
    vt_reset_source_t *source = reset_source_of(self);
    if (!is_current(source, token)) {
        return VT_E_STALE_TOKEN;
    }
    uintptr_t slot = 0;
    if (__atomic_compare_exchange_n(&source->completion.slot, &slot, (uintptr_t)&discarded, false,
                                    __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
        return VT_OK;
    }
    return slot == VT__SLOT_COMPLETED ? drop_outcome(source) : VT_E_ALREADY_AWAITED;
}
