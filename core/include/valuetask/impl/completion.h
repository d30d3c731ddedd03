/*
 * impl/completion.h - the layout of tasks, reset sources and suspended methods. Public only because
 * callers embed these types and macros compile their layout into the caller.
 *
 * The completer and the consumer of an operation share one word, the slot:
 *
 *     0 ──► continuation(s) ──► how it ended       never back, until a reset source is reset
 *     └────────────────────────────┘
 *
 * The completer writes the outcome, then stores how the operation ended (a vt_state_t) into the
 * slot. The value that it replaces says who waits. After that store it does not touch the object:
 * the consumer may have reused it. A thread that reads a state from the slot (acquire) may read the
 * outcome.
 */
#ifndef VALUETASK_IMPL_COMPLETION_H
#define VALUETASK_IMPL_COMPLETION_H

#include "valuetask/source.h"

VT_BEGIN_DECLS

/* In a slot, beside the address of the continuation: it is the `continuation` of a vt_awaiter_t, or
 * laid out like one, and a completer that can gives it the outcome and ends the operation itself.
 */
#define VT__SLOT_TAKER ((uintptr_t)1)

typedef struct vt_completion {
    vt_source_t source;
    uintptr_t slot; /* atomic */
    /* Atomic; used by tasks. With what follows it is 8 bytes that are also loaded as one. */
    __attribute__((aligned(8))) uint32_t refs;
    uint16_t result_size; /* bytes: 8 for a word, more for a wide result */
    uint8_t claimed;      /* atomic; not 0: somebody completes it, or has completed it */
    uint8_t options;
} vt_completion_t;

/* In `claimed`: only the async method completes it whose block this is. */
#define VT__BY_METHOD 2

/* What an operation needs while it runs, and then what it left: never both at once. */
typedef union vt_outcome_slot {
    uint64_t word;                  /* result of up to 8 bytes, or the address of a wide one */
    vt_error_t error;               /* faulted */
    vt_continuation_t continuation; /* of a suspended method: registered with what it awaits */
} vt_outcome_slot_t;

/* What a completer sees of a taker: the layout of vt_awaiter_t (value_task.h), which is not known
 * here. */
typedef struct __attribute__((may_alias)) vt__taker {
    vt_outcome_slot_t continuation;
    vt_source_t *source;
    uint64_t word;
} vt__taker_t;

/* A task. Its functions are in task.h. */
typedef struct vt_task {
    vt_completion_t completion;
    vt_outcome_slot_t outcome;
} vt_task_t;

extern const vt_source_ops_t vt__task_ops;

/* What serves one operation after another: reset sources, and the blocks of pooled methods.
 * `version` is the token of the current operation, with the bits below; atomic. The outcome is
 * last, as the frame of a method follows it. */
typedef struct vt_operation {
    vt_completion_t completion;
    VT__ALIGNAS(8) uint64_t version; /* i386 aligns it to 4, which no atomic access may be */
    vt_outcome_slot_t outcome;
} vt_operation_t;

/* Bits of a version; with one of them set, no token matches. CONSUMED: the object is its owner's
 * again. LEFT: the operation was discarded, and counts as consumed once it completes. A block in a
 * pool has no mark, but the version of its next operation. */
#define VT__CONSUMED      (UINT64_C(1) << 63)
#define VT__LEFT          (UINT64_C(1) << 62)
#define VT__VERSION_MARKS (VT__CONSUMED | VT__LEFT)

VT_END_DECLS

#endif
