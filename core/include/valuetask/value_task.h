/*
 * value_task.h - ValueTask: the result of an operation, or where it will be.
 *
 * A value task is passed and returned by value, in two registers, and consumed exactly once: by an
 * await, get_result, as_task or discard. The pointer says which of three backings it has:
 *
 *     source == NULL        the result is inside; nothing was allocated
 *     source is a task      it suspended, or faulted
 *     source is a source    a reusable object; the token names one of its operations
 *
 * Result and token share the second word, as one excludes the other. `{0}` is a value
 * task that completed with a zero result.
 *
 * Wider results: typed.h. A constructor always gives a value task. For NULL it faulted with
 * `invalid argument`; without memory it faulted with `out of memory`.
 */
#ifndef VALUETASK_VALUE_TASK_H
#define VALUETASK_VALUE_TASK_H

#include "valuetask/cancel.h"
#include "valuetask/impl/await.h"
#include "valuetask/static_error.h"
#include "valuetask/task.h"

VT_BEGIN_DECLS

typedef struct vt_value_task {
    vt_source_t *source;
    uint64_t word; /* result where source is NULL, else token */
} vt_value_task_t;

/* ---- making ---- */

/* Completed with a result of up to 8 bytes. No call, no allocation. */
VT_MUST_CHECK static inline vt_value_task_t vt_value_task_from_result(uint64_t result) {
    vt_value_task_t value_task = {NULL, result};
    return value_task;
}

/* Backed by a task; takes over one reference to it. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_task(vt_task_t *task);

/* Backed by one operation of a source. Does not call the source. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_source(vt_source_t *source, uint64_t token);

/* Faulted, backed by a task. Takes the error over. 1 allocation. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_error(vt_error_t *error);

/* Faulted with a static error (static_error.h). 0 allocations; can be consumed any number of times.
 * What VT_STATIC_ERROR_INIT did not initialise counts as NULL. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_static_error(const vt_static_error_t *error);

/* Ended with a status of the library, as an operation that could not begin. VT_OK: succeeded with
 * 0. VT_E_CANCELED: canceled. Else it faulted with vt_error_from_status(status), or with `invalid
 * argument` if there is no such status. 0 allocations. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_status(vt_status_t status);

/* Canceled; faulted with `invalid argument` if the token is not canceled. 0 allocations. */
VT_MUST_CHECK vt_value_task_t vt_value_task_from_canceled(vt_cancel_token_t token);

/* Another value task of a task that the caller keeps; adds a reference. */
VT_MUST_CHECK static inline vt_value_task_t vt_task_await(vt_task_t *task) {
    return vt_value_task_from_task(task == NULL ? NULL : vt_task_ref(task));
}

/* ---- asking, without consuming ---- */

/* Gives the state. VT_E_STALE_TOKEN: the operation of a source was consumed already. */
VT_MUST_CHECK vt_status_t vt_value_task_get_status(vt_value_task_t value_task, vt_state_t *state);

/* False for a stale token. */
bool vt_value_task_is_completed(vt_value_task_t value_task);
bool vt_value_task_is_completed_successfully(vt_value_task_t value_task);
bool vt_value_task_is_faulted(vt_value_task_t value_task);
bool vt_value_task_is_canceled(vt_value_task_t value_task);

/* Same source and same token; without a source: same result. */
static inline bool vt_value_task_equal(vt_value_task_t a, vt_value_task_t b) {
    return a.source == b.source && a.word == b.word;
}

/* Equal value tasks have equal hashes. */
uint64_t vt_value_task_hash(vt_value_task_t value_task);

/* Registers a continuation, once; the continuation then consumes the value task. If it is complete
 * already, the continuation is queued. Flags: source.h. */
VT_MUST_CHECK vt_status_t vt_value_task_on_completed(vt_value_task_t value_task,
                                                     vt_continuation_t *continuation,
                                                     unsigned flags);

/* A value task and who waits for it: in place of vt_value_task_on_completed, where `continuation`
 * does nothing else with the value task than to consume it. When the continuation runs,
 * `value_task` is to be consumed from here and from nowhere else: the completer may have put the
 * result there, and the source be in use for another operation. Saves the way back to the source.
 * (.NET: ValueTaskAwaiter.) */
typedef struct vt_awaiter {
    union {
        vt_continuation_t continuation; /* `run` is the caller's */
        vt_outcome_slot_t vt_room;      /* so that blocks of async methods have the same layout */
    };
    vt_value_task_t value_task;
} vt_awaiter_t;

vt_status_t vt__await_specially(vt_awaiter_t *awaiter, unsigned flags);

/* Waits for `awaiter->value_task`. Flags and statuses as of vt_value_task_on_completed. */
VT_MUST_CHECK static inline vt_status_t vt_awaiter_on_completed(vt_awaiter_t *awaiter,
                                                                unsigned flags) {
    if (VT__LIKELY(awaiter != NULL && awaiter->continuation.run != NULL &&
                   awaiter->value_task.source != NULL && vt__is_plain(&vt__thread) &&
                   vt__is_ours(awaiter->value_task.source, awaiter->value_task.word))) {
        awaiter->continuation.next = NULL;
        awaiter->continuation.executor = NULL;
        if (vt__register_taker(awaiter->value_task.source, &awaiter->continuation)) {
            return VT_OK;
        }
    }
    return vt__await_specially(awaiter, flags);
}

/* ---- consuming: exactly one of these, once ----
 *
 * What a second consumption does depends on the backing. A reset source gives VT_E_STALE_TOKEN,
 * however often it was used again. A result inside is a copy, and gives the same again. A task may
 * have been freed with its last reference: this is use after free, as with any counted object, and
 * applies to suspended methods too. To read a result twice, preserve it or take it as a task. The
 * checked build (checked.h) finds the mistake. Two threads must not consume or await the same value
 * task at the same time. */

vt_status_t vt__wait_and_get_result(vt_value_task_t value_task, void *result, size_t size,
                                    vt_error_t *error);

static inline vt_status_t vt__source_get_result(vt_value_task_t value_task, void *result,
                                                size_t size, vt_error_t *error) {
    vt_status_t status =
        value_task.source->ops->get_result(value_task.source, value_task.word, result, size, error);
    return __builtin_expect(status == VT_E_NOT_COMPLETED, 0)
               ? vt__wait_and_get_result(value_task, result, size, error)
               : status;
}

/* VT_OK with the result, VT_E_FAULTED with the error (the caller releases it), or VT_E_CANCELED.
 * Other statuses are misuse (source.h), and the value task is not consumed. Blocks on a pending
 * task (vt_task_wait: VT_E_DEADLOCK), never on a source. */
VT_MUST_CHECK static inline vt_status_t
vt_value_task_get_result(vt_value_task_t value_task, uint64_t *result, vt_error_t *error) {
    if (__builtin_expect(value_task.source == NULL, 1)) {
        *result = value_task.word;
        return VT_OK;
    }
    return vt__source_get_result(value_task, result, sizeof *result, error);
}

/* A task, owned by the caller. Of a result: vt_task_from_result. Of a task: that task, 0
 * allocations. Of a completed source: a completed task. Of a pending source: 1 allocation, which
 * holds the task and the continuation. */
VT_MUST_CHECK vt_task_t *vt_value_task_as_task(vt_value_task_t value_task);

/* A value task that stays valid after the source's next operation begins. A result or a task is
 * returned as it is; a source is taken as a task. */
VT_MUST_CHECK vt_value_task_t vt_value_task_preserve(vt_value_task_t value_task);

/* Consumes without reading the result. Never waits for the operation. What is a wait (for a permit,
 * a word, a time) ends now, and what it was given goes back; other sources are free again when the
 * operation completes. The fault of a task goes to the hook (task.h), that of a source nowhere. A
 * stale token is ignored. */
void vt_value_task_discard(vt_value_task_t value_task);

VT_END_DECLS

#endif
