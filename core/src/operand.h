/* operand.h - waiting for a value task on behalf of another operation, and taking its outcome. */
#ifndef VT_SRC_OPERAND_H
#define VT_SRC_OPERAND_H

#include "operation.h"
#include "task_core.h"
#include "tickets.h"
#include "valuetask/reset_source.h"

static inline bool vt__operand_is_pending(vt_value_task_t operand) {
    return operand.source != NULL &&
           operand.source->ops->get_status(operand.source, operand.word) == VT_PENDING;
}

/* Registers a node that runs where the operand completes, also beside other waiters of a task.
 * *queues: its completer wants no user's code on its stack; ask before the node runs, as the
 * operand may be gone then. VT_E_ALREADY_COMPLETED: it will not run. Others: misuse. */
static inline vt_status_t vt__operand_register(vt_value_task_t operand, vt_continuation_t *node,
                                               bool *queues) {
    uint64_t word = operand.word;
    vt_source_t *source = vt__ticket_look(operand.source, &word);
    bool is_task = vt__is_task(source);
    bool is_ours = is_task || source->ops->on_completed == vt__operation_on_completed;
    *queues = is_ours && (vt__options((const vt_completion_t *)(const void *)source) &
                          VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY) != 0;
    node->executor = is_task || *queues ? vt_executor_inline() : NULL;
    node->context = NULL;
    return operand.source->ops->on_completed(operand.source, operand.word, node,
                                             VT_REFUSE_COMPLETED);
}

/* Consumes an operand that is complete. VT_OK, VT_E_FAULTED or VT_E_CANCELED: misuse is a fault. */
static inline vt_status_t vt__operand_take(vt_value_task_t operand, uint64_t *result,
                                           vt_error_t *error) {
    vt_status_t status = vt_value_task_get_result(operand, result, error);
    if (!vt__was_consumed(status)) {
        *error = vt_error_from_status(status);
        vt_value_task_discard(operand); /* a wide result is not wanted */
        status = VT_E_FAULTED;
    }
    return status;
}

/* Reports and releases an error that nobody will see. */
static inline void vt__operand_drop_error(vt_error_t *error) {
    vt__report_unobserved(error);
    vt_error_release(error);
}

/* Completes the one operation of a source of the library's. Takes the error over. */
static inline void vt__complete_source(vt_reset_source_t *source, vt_status_t status,
                                       uint64_t result, vt_error_t *error, bool queues) {
    if (queues) {
        vt__atomic_fetch_or(&source->operation.completion.options,
                            (uint8_t)VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY, __ATOMIC_RELAXED);
    }
    if (status == VT_OK) {
        status = vt_reset_source_set_result(source, result);
    } else if (status == VT_E_CANCELED) {
        status = vt_reset_source_set_canceled(source);
    } else {
        status = vt_reset_source_set_error(source, error);
    }
    (void)status; /* there is one completer */
}

/* Whether the last operation of a source is over and its outcome was taken or dropped. Looks at the
 * slot too: a discarded operation is marked as consumed before its completer is done. Acquire pairs
 * with the release in vt__operation_consume. */
static inline bool vt__is_consumed(const vt_reset_source_t *source) {
    return vt__slot_is_complete(vt__slot(&source->operation.completion)) &&
           (vt__atomic_load(&source->operation.version, __ATOMIC_ACQUIRE) & VT__CONSUMED) != 0;
}

#endif
