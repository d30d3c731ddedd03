/* operation.h - one operation after another on the same object: reset sources and pooled frames. */
#ifndef VT_SRC_OPERATION_H
#define VT_SRC_OPERATION_H

#include "slot.h"

/* The consumer is gone; the completer drops the outcome. */
#define VT__SLOT_DISCARDED VT__SLOT_DROPPED

VT__HIDDEN int vt__operation_get_status(const vt_source_t *self, uint64_t token);
VT__HIDDEN vt_status_t vt__operation_on_completed(vt_source_t *self, uint64_t token,
                                                  vt_continuation_t *continuation, unsigned flags);

static inline vt_operation_t *vt__operation_of(vt_source_t *self) {
    return VT_CONTAINER_OF(self, vt_operation_t, completion.source);
}

/* The node that links an operation which is idle: its outcome was taken, and nothing is awaited. */
static inline vt_continuation_t *vt__operation_node(vt_operation_t *operation) {
    return &operation->outcome.continuation;
}

static inline vt_operation_t *vt__operation_of_node(vt_continuation_t *node) {
    return VT_CONTAINER_OF(node, vt_operation_t, outcome.continuation);
}

static inline uint64_t vt__operation_version(const vt_operation_t *operation) {
    return __atomic_load_n(&operation->version, __ATOMIC_RELAXED);
}

/* Whether the token names the current operation, and it was not consumed yet. */
static inline bool vt__operation_is(const vt_operation_t *operation, uint64_t token) {
    return vt__operation_version(operation) == token;
}

/* Registers who waits. False: the node was not touched; *slot is what stands in its place, or 0
 * where the token is not of this operation. */
static inline bool vt__operation_try_register(vt_operation_t *operation, uint64_t token,
                                              vt_continuation_t *continuation, uintptr_t *slot) {
    *slot = 0;
    return vt__operation_is(operation, token) &&
           __atomic_compare_exchange_n(&operation->completion.slot, slot, (uintptr_t)continuation,
                                       false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE);
}

/* Releases an error that nobody took. */
static inline void vt__operation_forget(vt_operation_t *operation) {
    if (__builtin_expect(operation->completion.slot == VT_FAULTED, 0)) {
        vt_error_release(&operation->outcome.error);
    }
}

/* From here on the object is its owner's again. */
static inline void vt__operation_consume(vt_operation_t *operation, uint64_t token) {
    __atomic_store_n(&operation->version, token | VT__CONSUMED, __ATOMIC_RELEASE);
}

/* The next version, for an operation that is over. */
static inline uint64_t vt__next_version(const vt_operation_t *operation) {
    return (vt__operation_version(operation) + 1) & ~VT__VERSION_MARKS;
}

/* The usual end: a word is there and is taken. False: see vt__operation_take. */
static inline bool vt__operation_take_word(vt_operation_t *operation, uint64_t token, void *result,
                                           size_t size) {
    const vt_completion_t *completion = &operation->completion;
    if (vt__operation_is(operation, token) && vt__slot(completion) == VT_SUCCEEDED &&
        size == sizeof(uint64_t) && completion->result_size == sizeof(uint64_t)) {
        memcpy(result, &operation->outcome.word, sizeof(uint64_t));
        vt__operation_consume(operation, token);
        return true;
    }
    return false;
}

/* The outcome goes to the consumer, or with size 0 is dropped. Not VT_OK, FAULTED or CANCELED: it
 * was misuse, and the operation is as it was. Else the caller recycles the object. */
VT__HIDDEN vt_status_t vt__operation_take(vt_operation_t *operation, uint64_t token, void *result,
                                          size_t size, vt_error_t *error);

/* Whether a status of vt__operation_take says that the operation was consumed. */
static inline bool vt__was_consumed(vt_status_t status) {
    return status <= VT_OK && status >= VT_E_CANCELED;
}

/* Makes the outcome visible; gives who waits, or DISCARDED: then nothing was made visible yet. Who
 * came first stands in the slot until the operation is complete, so only an empty slot needs an
 * atomic exchange. */
static inline uintptr_t vt__operation_publish(vt_operation_t *operation, vt_state_t state) {
    uintptr_t slot = vt__slot(&operation->completion);
    if (slot == 0 &&
        __atomic_compare_exchange_n(&operation->completion.slot, &slot, (uintptr_t)state, false,
                                    __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
        return 0;
    }
    if (__builtin_expect(slot != VT__SLOT_DISCARDED, 1)) {
        __atomic_store_n(&operation->completion.slot, (uintptr_t)state, __ATOMIC_RELEASE);
    }
    return slot;
}

/* Ends a discarded operation in its consumer's place. Only then may the slot say that it is
 * complete: from there on the owner may reset. */
static inline void vt__operation_end_discarded(vt_operation_t *operation, vt_state_t state) {
    if (state == VT_FAULTED) {
        vt_error_release(&operation->outcome.error);
    }
    vt__operation_consume(operation, vt__operation_version(operation) & ~VT__VERSION_MARKS);
    __atomic_store_n(&operation->completion.slot, (uintptr_t)state, __ATOMIC_RELEASE);
}

/* For discard: VT_OK and the operation is consumed now (*over), or will be when it completes. The
 * token is stale at once: a later call must not meet the completer on its way out, or the next
 * operation. So the version says it before the slot does. */
static inline vt_status_t vt__operation_discard(vt_operation_t *operation, uint64_t token,
                                                bool *over) {
    *over = false;
    if (!vt__operation_is(operation, token)) {
        return VT_E_STALE_TOKEN;
    }
    uintptr_t slot = vt__slot(&operation->completion);
    if (slot == 0) {
        __atomic_store_n(&operation->version, token | VT__LEFT, __ATOMIC_RELAXED);
        if (__atomic_compare_exchange_n(&operation->completion.slot, &slot, VT__SLOT_DISCARDED,
                                        false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
            return VT_OK;
        }
        if (!vt__slot_is_complete(slot)) { /* somebody awaits it after all */
            __atomic_store_n(&operation->version, token, __ATOMIC_RELAXED);
        }
    }
    if (!vt__slot_is_complete(slot)) {
        return VT_E_ALREADY_AWAITED;
    }
    vt__operation_forget(operation);
    vt__operation_consume(operation, token);
    *over = true;
    return VT_OK;
}

#endif
