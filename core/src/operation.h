/* operation.h - what reset sources and the blocks of pooled methods share: operations on a reusable
 * object. */
#ifndef VT_SRC_OPERATION_H
#define VT_SRC_OPERATION_H

#include "slot.h"

/* The operation was discarded: its completer drops the outcome. */
#define VT__SLOT_DISCARDED VT__SLOT_DROPPED

VT__HIDDEN int vt__operation_get_status(const vt_source_t *self, uint64_t token);

static inline vt_operation_t *vt__operation_of(vt_source_t *self) {
    return VT_CONTAINER_OF(self, vt_operation_t, completion.source);
}

static inline uint64_t vt__operation_version(const vt_operation_t *operation) {
    return vt__atomic_load(&operation->version, __ATOMIC_RELAXED);
}

/* Registers a continuation. False: the node was not touched, and *slot is the value in the slot, or
 * 0 if the token is not current. */
static inline bool vt__operation_try_register(vt_operation_t *operation, uint64_t token,
                                              vt_continuation_t *continuation, uintptr_t *slot) {
    *slot = 0;
    return vt__operation_is(operation, token) &&
           vt__atomic_compare_exchange(&operation->completion.slot, slot, (uintptr_t)continuation,
                                       false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE);
}

/* Releases an error that nobody took. */
static inline void vt__operation_forget(vt_operation_t *operation) {
    if (__builtin_expect(operation->completion.slot == VT_FAULTED, 0)) {
        vt_error_release(&operation->outcome.error);
    }
}

/* What is added to a token to make it stale. A reset source is marked until it is reset. A block is
 * in its pool then, and has the token of its next operation already. */
#define VT__END_OF_SOURCE VT__CONSUMED
#define VT__END_OF_BLOCK  UINT64_C(1)

/* Gives the object back to its owner. `end`: one of these two, here and below. */
static inline void vt__operation_consume(vt_operation_t *operation, uint64_t token, uint64_t end) {
    uint64_t version =
        end == VT__END_OF_SOURCE ? token | end : token + end; /* the same: a shorter one */
    vt__atomic_store(&operation->version, version, __ATOMIC_RELEASE);
}

/* The usual case: takes a result of one word. False: use vt__operation_take. */
static inline bool vt__operation_take_word(vt_operation_t *operation, uint64_t token, uint64_t end,
                                           void *result, size_t size) {
    const vt_completion_t *completion = &operation->completion;
    if (vt__operation_is(operation, token) && vt__slot(completion) == VT_SUCCEEDED &&
        size == sizeof(uint64_t) && completion->result_size == sizeof(uint64_t)) {
        memcpy(result, &operation->outcome.word, sizeof(uint64_t));
        vt__operation_consume(operation, token, end);
        return true;
    }
    return false;
}

/* Takes the outcome, or drops it if the size is 0. VT_OK, FAULTED or CANCELED: it was consumed, and
 * the caller recycles the object. Any other status is misuse, and changes nothing. */
VT__HIDDEN vt_status_t vt__operation_take(vt_operation_t *operation, uint64_t token, uint64_t end,
                                          void *result, size_t size, vt_error_t *error);

/* Whether that status says that the operation was consumed. */
static inline bool vt__was_consumed(vt_status_t status) {
    return status <= VT_OK && status >= VT_E_CANCELED;
}

/* Publishes the outcome, and gives the continuation that waits, or 0. DISCARDED: nothing was
 * published. A waiter stays in the slot until the operation completes, so only an empty slot needs
 * an atomic exchange. */
static inline uintptr_t vt__operation_publish(vt_operation_t *operation, vt_state_t state) {
    uintptr_t slot = vt__slot(&operation->completion);
    if (slot == 0 &&
        vt__atomic_compare_exchange(&operation->completion.slot, &slot, (uintptr_t)state, false,
                                    __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
        return 0;
    }
    if (__builtin_expect(slot != VT__SLOT_DISCARDED, 1)) {
        vt__atomic_store(&operation->completion.slot, (uintptr_t)state, __ATOMIC_RELEASE);
    }
    return slot;
}

/* A word for a taker: ends the operation and gives the continuation to run. */
static inline vt_continuation_t *vt__operation_hand_over(vt_operation_t *operation, uintptr_t slot,
                                                         uint64_t end, uint64_t word) {
    vt_continuation_t *taker = vt__slot_hand_over(slot, word);
    vt__operation_consume(operation, vt__operation_version(operation), end);
    return taker;
}

/* Consumes a discarded operation for its consumer. The slot says last that it is complete: after
 * that the owner may reset. */
static inline void vt__operation_end_discarded(vt_operation_t *operation, uint64_t end,
                                               vt_state_t state) {
    if (state == VT_FAULTED) {
        vt_error_release(&operation->outcome.error);
    }
    uint64_t token = vt__operation_version(operation) & ~VT__VERSION_MARKS;
    vt__operation_consume(operation, token, end);
    vt__atomic_store(&operation->completion.slot, (uintptr_t)state, __ATOMIC_RELEASE);
}

/* For discard. VT_OK: the operation is consumed now (*over), or will be when it completes. The
 * version changes before the slot, so that the token is stale at once: a later call must meet
 * neither the completer nor the next operation. */
static inline vt_status_t vt__operation_discard(vt_operation_t *operation, uint64_t token,
                                                uint64_t end, bool *over) {
    *over = false;
    if (!vt__operation_is(operation, token)) {
        return VT_E_STALE_TOKEN;
    }
    uintptr_t slot = vt__slot(&operation->completion);
    if (slot == 0) {
        vt__atomic_store(&operation->version, token | VT__LEFT, __ATOMIC_RELAXED);
        if (vt__atomic_compare_exchange(&operation->completion.slot, &slot, VT__SLOT_DISCARDED,
                                        false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
            return VT_OK;
        }
        if (!vt__slot_is_complete(slot)) { /* somebody awaits it */
            vt__atomic_store(&operation->version, token, __ATOMIC_RELAXED);
        }
    }
    if (!vt__slot_is_complete(slot)) {
        return VT_E_ALREADY_AWAITED;
    }
    vt__operation_forget(operation);
    vt__operation_consume(operation, token, end);
    *over = true;
    return VT_OK;
}

#endif
