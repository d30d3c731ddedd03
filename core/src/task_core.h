/* task_core.h - what other files of the library may do with a task, beside the functions of
 * task.h. */
#ifndef VT_SRC_TASK_CORE_H
#define VT_SRC_TASK_CORE_H

#include <stdlib.h>

#include "slot.h"

static inline vt_state_t vt__task_state(const vt_task_t *task) {
    return vt__slot_state(vt__slot(&task->completion));
}

/* The shared task that faulted with `out of memory`. */
VT__HIDDEN vt_task_t *vt__task_without_memory(void);

/* vt_task_on_completed for a continuation that has its executor and context already. */
VT__HIDDEN vt_status_t vt__task_register(vt_task_t *task, vt_continuation_t *continuation,
                                         unsigned flags);

/* The same for a node of the library's, which runs where the task completes, also beside other
 * waiters, and before those that are not queued. VT_E_ALREADY_COMPLETED: it will not run. */
static inline vt_status_t vt__task_register_inline(vt_task_t *task,
                                                   vt_continuation_t *continuation) {
    continuation->executor = vt_executor_inline();
    continuation->context = NULL;
    return vt__task_register(task, continuation, VT_REFUSE_COMPLETED);
}

/* Takes a node back that was registered. True: it will not run. False: the task is complete, and
 * the node has run, runs, or is about to. The caller has a reference until this returns; it needs
 * none for the node to run. The cost grows with the waiters that came after the node. */
VT__HIDDEN bool vt__task_unregister(vt_task_t *task, const vt_continuation_t *node);

/* For the completer that took a list that is walked: waits until it is not. */
VT__HIDDEN void vt__task_wait_for_walker(const vt_task_t *task);

/* Has the continuations of a pending task queued, as its completer wants no user's code on its
 * stack. */
static inline void vt__task_queue_continuations(vt_task_t *task) {
    vt__atomic_fetch_or(&task->completion.options, (uint8_t)VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY,
                        __ATOMIC_RELAXED);
}

/* The same if the task that decides its end asks for that. */
static inline void vt__task_follow(vt_task_t *task, const vt_task_t *operand) {
    if ((vt__options(&operand->completion) & VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0) {
        vt__task_queue_continuations(task);
    }
}

/* The checked build counts every task that is not shared from its creation to its end. */
#ifdef VT_CHECKED
VT__HIDDEN void vt__task_born(vt_task_t *task);
VT__HIDDEN void vt__task_ended(vt_task_t *task);
#else
static inline void vt__task_born(vt_task_t *task) {
    (void)task;
}

static inline void vt__task_ended(vt_task_t *task) {
    (void)task;
}
#endif

/* The awaiter of its value task waits, and nobody else. If that has the only reference, nobody
 * touches the slot, and the awaiter must not until it is called: no atomic exchange is needed. */
static inline bool vt__slot_has_taker(uintptr_t slot) {
    return ((slot - VT__SLOT_TAKER) & (VT__SLOT_TAKER | VT__SLOT_DROPPED)) == 0;
}

static inline bool vt__task_has_one_owner(const vt_completion_t *completion) {
    return vt__atomic_load(&completion->refs, __ATOMIC_ACQUIRE) == 1;
}

/* Of a task with both, and without options: gives the awaiter the word, ends the task, and gives
 * the continuation to run. */
static inline vt_continuation_t *vt__task_hand_over(vt_task_t *task, uintptr_t slot,
                                                    uint64_t word) {
    vt_continuation_t *taker = vt__slot_hand_over(slot, word);
    vt__task_ended(task);
    free(task);
    return taker;
}

/* Publishes the outcome of a task and hands its waiters on. */
VT__HIDDEN void vt__task_publish(vt_task_t *task, vt_state_t state);
VT__HIDDEN void vt__task_succeed(vt_task_t *task, uint64_t result);
VT__HIDDEN void vt__task_succeed_sized(vt_task_t *task, const void *result);
VT__HIDDEN void vt__task_fail(vt_task_t *task, vt_error_t *error); /* takes the error over */

/* Calls the hook for an error that nobody will see. */
VT__HIDDEN void vt__report_unobserved(const vt_error_t *error);

/* Notes that somebody has seen the error. The only owner needs no atomic operation. */
static inline void vt__task_observe(vt_completion_t *completion) {
    unsigned options = vt__options(completion);
    if ((options & VT__OBSERVED) != 0) {
        return;
    }
    if (vt__atomic_load(&completion->refs, __ATOMIC_ACQUIRE) == 1) {
        vt__atomic_store(&completion->options, (uint8_t)(options | VT__OBSERVED), __ATOMIC_RELAXED);
    } else {
        vt__atomic_fetch_or(&completion->options, (uint8_t)VT__OBSERVED, __ATOMIC_RELAXED);
    }
}

/* The error of a task that faulted; the caller gets a share of it. */
static inline vt_error_t vt__task_error(vt_task_t *task) {
    vt__task_observe(&task->completion);
    return vt_error_retain(&task->outcome.error);
}

/* The outcome of a complete task; the caller gets a share of the error. */
static inline vt_status_t vt__task_look(vt_task_t *task, vt_state_t state, void *result,
                                        size_t size, vt_error_t *error) {
    if (__builtin_expect(state == VT_SUCCEEDED, 1)) {
        if (size != task->completion.result_size) {
            return VT_E_INVALID_ARGUMENT;
        }
        if (result != NULL) {
            vt__result_load(&task->completion, &task->outcome, result);
        }
        return VT_OK;
    }
    if (state == VT_CANCELED) {
        return VT_E_CANCELED;
    }
    vt__task_observe(&task->completion);
    if (error != NULL) {
        (void)vt_error_retain(&task->outcome.error);
        vt__error_copy(error, &task->outcome.error);
    }
    return VT_E_FAULTED;
}

#endif
