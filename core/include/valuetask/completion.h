/*
 * completion.h - the state that tasks and reset sources share. Internal, public only for its size.
 *
 * A slot says all there is to know between the completer and the consumer:
 *
 *     0 ──► continuation(s) ──► COMPLETED          never back, until a reset source is reset
 *     └────────────────────────────┘
 *
 * The completer writes the outcome first and then puts COMPLETED into the slot; what it finds
 * there is who waits. After that it does not touch the object again, since the consumer
 * may have recycled it. Whoever reads COMPLETED there (acquire) may read the outcome.
 */
#ifndef VALUETASK_COMPLETION_H
#define VALUETASK_COMPLETION_H

#include "valuetask/source.h"

typedef struct vt_completion {
    vt_source_t source;
    uintptr_t slot;       /* atomic */
    uint32_t refs;        /* atomic; of tasks */
    uint16_t result_size; /* bytes: 8 for a word, more for a wide result */
    uint8_t phase;        /* atomic; see core/src/completion.h */
    uint8_t options;
} vt_completion_t;

/* What an operation left, or what it needs while it runs: never both. */
typedef union vt_outcome_slot {
    uint64_t word;    /* result of up to 8 bytes, or the address of a wide one */
    vt_error_t error; /* faulted */
    struct {
        uint64_t word;
        vt_continuation_t continuation; /* of a suspended async method: itself, waiting */
    } running;
} vt_outcome_slot_t;

/* Results up to this many bytes can be stored in a task or source. */
#define VT_RESULT_SIZE_MAX 65535

/* Options of tasks and reset sources. */
enum {
    VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY =
        1, /* completing never runs the continuation on its stack */
};

#endif
