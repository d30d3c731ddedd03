/*
 * completion.h - the state that tasks and reset sources share. Internal, public only for its size.
 *
 * A slot says all there is to know between the completer and the consumer:
 *
 *     0 ──► continuation(s) ──► how it ended       never back, until a reset source is reset
 *     └────────────────────────────┘
 *
 * The completer writes the outcome first and then how it ended (a vt_state_t) into the slot; what
 * it finds there is who waits. After that it does not touch the object again, since the consumer
 * may have recycled it. Whoever reads a state there (acquire) may read the outcome.
 */
#ifndef VALUETASK_COMPLETION_H
#define VALUETASK_COMPLETION_H

#include "valuetask/context.h"
#include "valuetask/source.h"

typedef struct vt_completion {
    vt_source_t source;
    uintptr_t slot;       /* atomic */
    uint32_t refs;        /* atomic; of tasks */
    uint16_t result_size; /* bytes: 8 for a word, more for a wide result */
    uint8_t claimed;      /* atomic; 1: somebody is completing it, or has */
    uint8_t options;
} vt_completion_t;

/* What an operation left, or what it needs while it runs: never both. */
typedef union vt_outcome_slot {
    uint64_t word;                  /* result of up to 8 bytes, or the address of a wide one */
    vt_error_t error;               /* faulted */
    vt_continuation_t continuation; /* of a suspended async method: itself, waiting */
} vt_outcome_slot_t;

/* What serves one operation after another begins with this: reset sources, pooled frames. */
typedef struct vt_operation {
    vt_completion_t completion;
    vt_outcome_slot_t outcome;
    uint64_t
        version; /* atomic; the token of the current operation, with a bit once it is consumed */
} vt_operation_t;

/* In a version; no token is current then. That operation was consumed: the object is its owner's.
 */
#define VT__CONSUMED (UINT64_C(1) << 63)
/* It was discarded, and is consumed when it completes. */
#define VT__LEFT          (UINT64_C(1) << 62)
#define VT__VERSION_MARKS (VT__CONSUMED | VT__LEFT)

/* Results up to this many bytes can be stored in a task or source. */
#define VT_RESULT_SIZE_MAX 65535

/* Options of tasks and reset sources. */
enum {
    /* Completing never runs the continuation on its stack. */
    VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY = 1,
    /* Of reset sources: completions never race each other, as .NET asks of everybody. One after the
     * other is still refused. Saves an atomic exchange per operation. */
    VT_ONE_COMPLETER = 2,
};

#endif
