/*
 * completion.h - how an operation of ours completes; shared by tasks, reset sources and frames.
 *
 * The slot holds one word:
 *
 *     0                     pending, nobody waits
 *     1, 2, 3               complete; the number is the vt_state_t
 *     pointer               pending; who waits (of a task: the newest of a list)
 *     pointer | SOLE        pending; the one who awaits the value task of this task waits
 *     ... | DROPPED         pending; the completer has to drop the outcome: nobody will ask for it
 *
 * Memory order, once for all: the completer's write of the state into the slot (release) pairs with
 * every acquire load of the slot: who sees the state sees the outcome. The registrant's
 * compare-exchange (release) pairs with the completer's read of the slot (acquire): who finds a
 * continuation sees its node.
 */
#ifndef VT_SRC_COMPLETION_H
#define VT_SRC_COMPLETION_H

#include "thread.h"
#include "valuetask.h"

#define VT__SLOT_SOLE    ((uintptr_t)1)
#define VT__SLOT_DROPPED ((uintptr_t)4)
/* A continuation is a pointer, so at least 8-aligned. */
#define VT__SLOT_BITS ((uintptr_t)7)

/* Internal options of tasks. */
enum {
    VT__FOREIGN_STORAGE = 0x20, /* vt_task_init: the memory is the caller's */
    VT__OBSERVED = 0x40,        /* somebody has seen the error; atomic */
    VT__IMMORTAL = 0x80,        /* shared, never freed */
};

static inline unsigned vt__options(const vt_completion_t *completion) {
    return __atomic_load_n(&completion->options, __ATOMIC_RELAXED);
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
    return __atomic_load_n(&completion->slot, __ATOMIC_ACQUIRE);
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

/* One of several completers wins the right to write the outcome. The plain read saves an atomic.
 * Acquire pairs with the release in reset. */
static inline bool vt__completion_claim(vt_completion_t *completion) {
    if (__atomic_load_n(&completion->claimed, __ATOMIC_ACQUIRE) != 0) {
        return false;
    }
    if ((vt__options(completion) & VT_ONE_COMPLETER) != 0) {
        __atomic_store_n(&completion->claimed, (uint8_t)1, __ATOMIC_RELAXED);
        return true;
    }
    return __atomic_exchange_n(&completion->claimed, (uint8_t)1, __ATOMIC_ACQUIRE) == 0;
}

/* Copies an error that was just made: field by field, as it was written. As a whole it would be
 * loaded in vectors, which the store buffer cannot forward from single fields. */
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

/* The same, and leaves nothing behind: the error is somebody else's now. */
static inline void vt__error_move(vt_error_t *to, vt_error_t *from) {
    vt__error_copy(to, from);
    memset(from, 0, sizeof *from);
}

/* Copies a result out: the word, or the wide one whose address the word is. */
static inline void vt__result_load(const vt_completion_t *completion,
                                   const vt_outcome_slot_t *outcome, void *result) {
    if (__builtin_expect(completion->result_size <= sizeof outcome->word, 1)) {
        memcpy(result, &outcome->word, sizeof outcome->word);
    } else {
        memcpy(result, (const void *)(uintptr_t)outcome->word, // NOLINT(performance-no-int-to-ptr)
               completion->result_size);
    }
}

/* A continuation that came after completion: queued, or left with the caller if it asked so. */
static inline vt_status_t vt__completed_already(vt_continuation_t *continuation, unsigned flags) {
    if ((flags & VT_REFUSE_COMPLETED) == 0) {
        vt_continuation_dispatch(continuation, true);
        return VT_OK;
    }
    return VT_E_ALREADY_COMPLETED;
}

/* ---- what the files of core/src tell each other ---- */

/* Whether a source is a task. */
static inline bool vt__is_task(const vt_source_t *source) {
    return source->ops == &vt__task_ops;
}

/* The part of a task that a word's result needs. */
#define VT__TASK_WORD_SIZE (offsetof(struct vt_task, outcome) + sizeof(uint64_t))

/* The shared task that faulted with `out of memory`. */
VT_HIDDEN vt_task_t *vt__task_without_memory(void);

/* vt_task_on_completed for a continuation whose executor is already chosen. */
VT_HIDDEN vt_status_t vt__task_register(vt_task_t *task, vt_continuation_t *continuation,
                                        unsigned flags);

/* Publishes a task's outcome and hands its waiters on. */
VT_HIDDEN void vt__task_publish(vt_task_t *task, vt_state_t state);
VT_HIDDEN void vt__task_succeed(vt_task_t *task, uint64_t result);
VT_HIDDEN void vt__task_succeed_sized(vt_task_t *task, const void *result);
VT_HIDDEN void vt__task_fail(vt_task_t *task, vt_error_t *error); /* takes it over */

/* Of all that begins with a vt_operation_t. */
VT_HIDDEN int vt__operation_get_status(const vt_source_t *self, uint64_t token);
VT_HIDDEN vt_status_t vt__operation_on_completed(vt_source_t *self, uint64_t token,
                                                 vt_continuation_t *continuation, unsigned flags);

/* The static source of vt_value_task_from_static_error. */
VT_HIDDEN extern vt_source_t vt__static_errors;

#endif
