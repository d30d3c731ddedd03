/*
 * slot.h - the word in which the completer and the consumer of an operation meet; used by tasks,
 * reset sources and pooled methods.
 *
 *     0                     pending, nobody waits
 *     1, 2, 3               complete; the number is the vt_state_t
 *     pointer               pending; the continuation that waits (of a task: the newest of a list)
 *     pointer | TAKER       pending; the awaiter of the value task waits, and will take the outcome
 *     ... | WALKED          pending; somebody walks a task's list to leave it (task_unregister.c)
 *     ... | DROPPED         pending; nobody will ask for the outcome, so the completer drops it
 *
 * Memory order. The completer stores the state with release, and every load of the slot acquires: a
 * thread that sees the state sees the outcome. The registrant's compare-exchange releases, and the
 * completer's read of the slot acquires: a completer that finds a continuation sees its node.
 *
 * A taker. Nobody but the awaiter may ask for the outcome any more, and it does so when it runs. So
 * a completer that has a word need not publish it: it writes the word where the awaiter has the
 * value task, ends the operation in its place, and runs or posts it. Of an operation on a reusable
 * object this ends its version, of a task with one reference the task. Whatever else (a fault, a
 * wide result, a task that others refer to) is published, and the awaiter takes it.
 *
 * Memory order of that (all: docs/portability.md). The references are read after the slot: who gave
 * one away did so before it awaited, so a completer that sees the taker counts it. A reset source
 * is consumed before its slot is complete: an owner that finds it complete then finds the mark too.
 */
#ifndef VT_SRC_SLOT_H
#define VT_SRC_SLOT_H

#include <string.h>

#include "hidden.h"
#include "valuetask/impl/await.h"

#define VT__SLOT_WALKED  ((uintptr_t)2)
#define VT__SLOT_DROPPED ((uintptr_t)4)
/* Free in the address of a continuation, which is aligned to 8 bytes. */
#define VT__SLOT_BITS ((uintptr_t)7)
_Static_assert(_Alignof(vt_continuation_t) > VT__SLOT_BITS, "the bits of a slot are free");

/* Options that only the library sets, of tasks unless it says another thing. */
enum {
    VT__WIDE = 0x10,            /* of reset sources: the result is in a storage of the owner's */
    VT__FOREIGN_STORAGE = 0x20, /* vt_task_init: the memory is the caller's */
    VT__OBSERVED = 0x40,        /* somebody has seen the error; atomic */
    VT__IMMORTAL = 0x80,        /* shared, never freed */
};

static inline unsigned vt__options(const vt_completion_t *completion) {
    return vt__atomic_load(&completion->options, __ATOMIC_RELAXED);
}

/* Gives a taker its result. TAKER is the only mark in the slot. */
static inline vt_continuation_t *vt__slot_hand_over(uintptr_t slot, uint64_t word) {
    vt__taker_t *taker =
        (vt__taker_t *)(slot - VT__SLOT_TAKER); // NOLINT(performance-no-int-to-ptr)
    __asm__("" : "+r"(taker)); /* else gcc keeps the slot too, in another register */
    taker->source = NULL;
    taker->word = word;
    return &taker->continuation.continuation;
}

static inline vt_continuation_t *vt__slot_waiters(uintptr_t slot) {
    return (vt_continuation_t *)(slot & ~VT__SLOT_BITS); // NOLINT(performance-no-int-to-ptr)
}

static inline bool vt__slot_is_complete(uintptr_t slot) {
    return slot - 1 < VT_CANCELED;
}

static inline vt_state_t vt__slot_state(uintptr_t slot) {
    return slot <= VT_CANCELED ? (vt_state_t)slot : VT_PENDING;
}

static inline uintptr_t vt__slot(const vt_completion_t *completion) {
    return vt__atomic_load(&completion->slot, __ATOMIC_ACQUIRE);
}

/* Makes it pending. */
static inline void vt__completion_init(vt_completion_t *completion, const vt_source_ops_t *ops,
                                       size_t result_size, unsigned options) {
    completion->source.ops = ops;
    completion->slot = VT_PENDING;
    completion->refs = 1;
    completion->result_size = (uint16_t)result_size;
    completion->claimed = 0;
    completion->options = (uint8_t)options;
}

/* Where two completions never race. */
static inline bool vt__completion_claim_alone(vt_completion_t *completion) {
    if (vt__atomic_load(&completion->claimed, __ATOMIC_ACQUIRE) != 0) {
        return false;
    }
    vt__atomic_store(&completion->claimed, (uint8_t)1, __ATOMIC_RELAXED);
    return true;
}

/* True for the one of several completers that may write the outcome. The plain read saves an atomic
 * operation. Acquire pairs with the release in vt_reset_source_reset. */
static inline bool vt__completion_claim(vt_completion_t *completion) {
    if ((vt__options(completion) & VT_ONE_COMPLETER) != 0) {
        return vt__completion_claim_alone(completion);
    }
    return vt__atomic_load(&completion->claimed, __ATOMIC_ACQUIRE) == 0 &&
           vt__atomic_exchange(&completion->claimed, (uint8_t)1, __ATOMIC_ACQUIRE) == 0;
}

/* Copies an error that was just made: field by field, as it was written. A copy as a whole would
 * load vectors, which the store buffer cannot forward from single fields. */
static inline void vt__error_copy(vt_error_t *to, const vt_error_t *from) {
    const char *domain = from->domain;
    const char *text = from->text;
    const char *where = from->where;
    int32_t code = from->code;
    uint32_t owned = from->owned;
    __asm__("" : "+r"(domain), "+r"(text), "+r"(where), "+r"(code), "+r"(owned));
    to->domain = domain;
    to->text = text;
    to->where = where;
    to->code = code;
    to->owned = owned;
}

/* The same, and clears the source: the error has a new owner. */
static inline void vt__error_move(vt_error_t *to, vt_error_t *from) {
    vt__error_copy(to, from);
    memset(from, 0, sizeof *from);
}

/* Copies a result out: the word, or the wide result whose address is in the word. */
static inline void vt__result_load(const vt_completion_t *completion,
                                   const vt_outcome_slot_t *outcome, void *result) {
    if (__builtin_expect(completion->result_size <= sizeof outcome->word, 1)) {
        memcpy(result, &outcome->word, sizeof outcome->word);
    } else {
        memcpy(result, (const void *)(uintptr_t)outcome->word, // NOLINT(performance-no-int-to-ptr)
               completion->result_size);
    }
}

#endif
