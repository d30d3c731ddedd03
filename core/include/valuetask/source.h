/*
 * source.h - the interface between the completer of an operation and its awaiter.
 *
 * A source is an object that an operation completes on: a task, a reset source, a pooled frame, or
 * one of your own. It is a table of functions. A token names one operation among all that a
 * reusable source ever served.
 *
 * The contract (.NET's IValueTaskSource):
 *   on_completed  at most once per token;
 *   get_result    once per token; after it the object may be used again;
 *   a token that is not the current one gives VT_E_STALE_TOKEN in all three functions.
 */
#ifndef VALUETASK_SOURCE_H
#define VALUETASK_SOURCE_H

#include <stdint.h>

#include "valuetask/error.h"
#include "valuetask/executor.h"

VT_BEGIN_DECLS

typedef struct vt_source vt_source_t;

/* Flags of on_completed; unknown bits are ignored. */
enum {
    VT_USE_EXECUTOR = 1, /* post the continuation to the executor that is current now */
    VT_FLOW_CONTEXT = 2, /* run the continuation with the async-local values of now (context.h) */
    /* If the operation is complete already, on_completed gives VT_E_ALREADY_COMPLETED and leaves
     * the continuation with the caller, instead of queueing it. */
    VT_REFUSE_COMPLETED = 4,
};

/* Options of tasks and reset sources. */
enum {
    /* Completing never runs a continuation on the completer's stack. */
    VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY = 1,
    /* Of reset sources: the caller promises that two completions never race, which .NET asks of
     * everybody. One after the other is still refused. Saves an atomic exchange per operation. */
    VT_ONE_COMPLETER = 2,
};

/* A task or source can hold a result of up to this many bytes. */
#define VT_RESULT_SIZE_MAX 65535

typedef struct vt_source_ops {
    /* The state of the operation: a vt_state_t, or a negative vt_status_t. */
    int (*get_status)(const vt_source_t *self, uint64_t token);

    /* Registers a continuation, which has its executor and context already. Never runs it on the
     * caller's stack: if the operation is complete already, it is queued (see VT_REFUSE_COMPLETED).
     * On completion the source passes it to vt_continuation_dispatch, once. */
    vt_status_t (*on_completed)(vt_source_t *self, uint64_t token, vt_continuation_t *continuation,
                                unsigned flags);

    /* Takes the outcome and ends the operation: VT_OK with the result, VT_E_FAULTED with the error,
     * VT_E_CANCELED. `result` has `size` bytes: a uint64_t for results of up to 8 bytes. `error`
     * may be NULL. Neither is written if it does not apply. Size 0 ends the operation without
     * reading the outcome. Never blocks: VT_E_NOT_COMPLETED. */
    vt_status_t (*get_result)(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error);

    /* Optional: the consumer does not want the outcome. End the operation, or drop its outcome on
     * completion. VT_E_ALREADY_AWAITED: somebody else waits for it. NULL: the library allocates a
     * small block that waits and drops the outcome. */
    vt_status_t (*discard)(vt_source_t *self, uint64_t token);
} vt_source_ops_t;

/* The first member of every source. */
struct vt_source {
    const vt_source_ops_t *ops;
};

/* For sources: passes on the continuation of a completed operation. It is posted to its executor,
 * or to the default one if `queue` is true; else it runs here. What would nest too deep runs after
 * the stack has unwound. */
void vt_continuation_dispatch(vt_continuation_t *continuation, bool queue);

VT_END_DECLS

#endif
