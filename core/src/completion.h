/*
 * completion.h - how an operation of ours completes; shared by tasks, reset sources and frames.
 *
 * Memory order, once for all: the completer's exchange of COMPLETED into the slot (acq_rel) pairs
 * with every acquire load of the slot: who sees COMPLETED sees the outcome. The registrant's
 * compare-exchange (release) pairs with the completer's exchange (acquire): who finds a
 * continuation sees its node.
 */
#ifndef VT_SRC_COMPLETION_H
#define VT_SRC_COMPLETION_H

#include "valuetask.h"

#define VT_HIDDEN __attribute__((visibility("hidden")))

/* Values of the slot. A continuation is a pointer, so at least 8-aligned: the low bits are free. */
#define VT__SLOT_COMPLETED ((uintptr_t)1)
/* Set beside a task's waiters: its last reference is gone, the completer releases it. */
#define VT__SLOT_DROPPED ((uintptr_t)2)

/* Phases; a final one is the vt_state_t. */
enum {
    VT__PHASE_CLAIMED = 4,  /* somebody is completing it */
    VT__PHASE_CONSUMED = 5, /* of a source: the outcome was taken */
};

/* Internal options of tasks. */
enum {
    VT__OBSERVED = 0x40, /* somebody has seen the error; atomic */
    VT__IMMORTAL = 0x80, /* shared, never freed */
};

static inline unsigned vt__options(const vt_completion_t *completion) {
    return __atomic_load_n(&completion->options, __ATOMIC_RELAXED);
}

static inline vt_continuation_t *vt__slot_waiters(uintptr_t slot) {
    return (vt_continuation_t *)(slot & ~(uintptr_t)3); // NOLINT(performance-no-int-to-ptr)
}

/* Makes it pending. */
static inline void vt__completion_init(vt_completion_t *completion, const vt_source_ops_t *ops,
                                       size_t result_size, unsigned options) {
    completion->source.ops = ops;
    __atomic_store_n(&completion->slot, (uintptr_t)0, __ATOMIC_RELAXED);
    __atomic_store_n(&completion->refs, 1u, __ATOMIC_RELAXED);
    completion->result_size = (uint16_t)result_size;
    __atomic_store_n(&completion->phase, (uint8_t)VT_PENDING, __ATOMIC_RELAXED);
    completion->options = (uint8_t)options;
}

/* One of several completers wins the right to write the outcome. The plain read saves an atomic. */
static inline bool vt__completion_claim(vt_completion_t *completion) {
    uint8_t expected = VT_PENDING;
    return __atomic_load_n(&completion->phase, __ATOMIC_RELAXED) == VT_PENDING &&
           __atomic_compare_exchange_n(&completion->phase, &expected, (uint8_t)VT__PHASE_CLAIMED,
                                       false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Makes the outcome visible; gives what the slot held. The object is the consumer's from here on.
 */
static inline uintptr_t vt__completion_publish(vt_completion_t *completion, vt_state_t state) {
    __atomic_store_n(&completion->phase, (uint8_t)state, __ATOMIC_RELAXED);
    return __atomic_exchange_n(&completion->slot, VT__SLOT_COMPLETED, __ATOMIC_ACQ_REL);
}

/* Whether the outcome may be read. */
static inline bool vt__completion_is_complete(const vt_completion_t *completion) {
    return __atomic_load_n(&completion->slot, __ATOMIC_ACQUIRE) == VT__SLOT_COMPLETED;
}

/* How it is, from the slot first: a phase alone may be ahead of the completer's last write. */
static inline vt_state_t vt__completion_state(const vt_completion_t *completion) {
    return vt__completion_is_complete(completion)
               ? (vt_state_t)__atomic_load_n(&completion->phase, __ATOMIC_RELAXED)
               : VT_PENDING;
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

/* What to do with a continuation that came after completion: queue it, or hand it back if it asked
 * so. */
VT_HIDDEN vt_status_t vt__completed_already(vt_continuation_t *continuation, unsigned flags);

/* Hands on the one waiter of a source. */
static inline void vt__dispatch_one(uintptr_t slot, unsigned options) {
    if (slot != 0) {
        vt_continuation_dispatch(vt__slot_waiters(slot),
                                 (options & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0);
    }
}

/* ---- what the files of core/src tell each other ---- */

/* Task, from its beginning; a suspended frame's block begins the same way. */
struct vt_task {
    vt_completion_t completion;
    vt_outcome_slot_t outcome;
};

/* The part of a task that a word's result needs. */
#define VT__TASK_WORD_SIZE (offsetof(struct vt_task, outcome) + sizeof(uint64_t))

VT_HIDDEN extern const vt_source_ops_t vt__task_ops;

static inline bool vt__is_task(const vt_source_t *source) {
    return source->ops == &vt__task_ops;
}

/* The shared task that faulted with `out of memory`. */
VT_HIDDEN vt_task_t *vt__task_without_memory(void);

/* vt_task_on_completed for a continuation whose executor is already chosen. */
VT_HIDDEN vt_status_t vt__task_register(vt_task_t *task, vt_continuation_t *continuation,
                                        unsigned flags);

/* Publishes a task's outcome and hands its waiters on. */
VT_HIDDEN void vt__task_publish(vt_task_t *task, vt_state_t state);

/* Of reset sources and what is built like them. */
VT_HIDDEN vt_status_t vt__reset_get_status(const vt_source_t *self, uint64_t token,
                                           vt_state_t *state);
VT_HIDDEN vt_status_t vt__reset_on_completed(vt_source_t *self, uint64_t token,
                                             vt_continuation_t *continuation, unsigned flags);
VT_HIDDEN vt_status_t vt__reset_get_result(vt_source_t *self, uint64_t token, void *result,
                                           size_t size, vt_error_t *error);
VT_HIDDEN vt_status_t vt__reset_discard(vt_source_t *self, uint64_t token);
VT_HIDDEN void vt__reset_publish(vt_reset_source_t *source, vt_state_t state);

/* The static source of vt_value_task_from_static_error. */
VT_HIDDEN extern vt_source_t vt__static_errors;

/* ---- slots: a bounded set of idle blocks that any thread may take from and put to ---- */

/* Takes one, looking at all, first at `hint`. NULL: none. */
static inline void *vt__slots_take(void **slots, size_t count, size_t hint) {
    for (size_t i = 0; i < count; i++) {
        void **slot = &slots[(hint + i) % count];
        /* A read is cheaper than an exchange. Acquire pairs with the release in put. */
        if (__atomic_load_n(slot, __ATOMIC_RELAXED) != NULL) {
            void *block = __atomic_exchange_n(slot, NULL, __ATOMIC_ACQUIRE);
            if (block != NULL) {
                return block;
            }
        }
    }
    return NULL;
}

/* Puts one where there is room. False: full. */
static inline bool vt__slots_put(void **slots, size_t count, size_t hint, void *block) {
    for (size_t i = 0; i < count; i++) {
        void **slot = &slots[(hint + i) % count];
        void *expected = NULL;
        if (__atomic_load_n(slot, __ATOMIC_RELAXED) == NULL &&
            __atomic_compare_exchange_n(slot, &expected, block, false, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

/* ---- what the library keeps for each thread ---- */

typedef struct vt__thread {
    vt_executor_t *current;
    unsigned depth; /* continuations nested on this stack */
    vt_continuation_t *deferred_head;
    vt_continuation_t *deferred_tail;
    vt_pool_slot_t *slots;
} vt__thread_t;

VT_HIDDEN extern __thread vt__thread_t vt__thread;

/* vt_continuation_capture, for the hot paths. */
static inline void vt__capture(vt_continuation_t *continuation, unsigned flags) {
    continuation->next = NULL;
    continuation->executor = (flags & VT_USE_CONTEXT) != 0 ? vt__thread.current : NULL;
}

/* Runs what was put off because the stack had become deep; before a thread blocks. */
VT_HIDDEN void vt__run_deferred(void);

#endif
