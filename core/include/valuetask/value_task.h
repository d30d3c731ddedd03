/*
 * value_task.h - ValueTask: the result itself, or where it will be.
 *
 * A value task is passed and returned by value, in two registers, and consumed exactly once: by an
 * await, get_result, as_task or discard. It has one of three backings, told apart by the pointer
 * alone:
 *
 *     source == NULL        the result is inside: it completed synchronously, nothing was allocated
 *     source is a task      it suspended, or faulted
 *     source is a source    a reusable object; the token says which of its operations this is
 *
 * Result and token are never needed at the same time and share the second word. `{0}` is a value
 * task that completed with a zero result.
 *
 * Wider results: typed.h. A constructor never fails: given NULL it gives a value task that faulted
 * with `invalid argument`, without memory one that faulted with `out of memory`.
 */
#ifndef VALUETASK_VALUE_TASK_H
#define VALUETASK_VALUE_TASK_H

#include "valuetask/cancel.h"
#include "valuetask/task.h"

VT_BEGIN_DECLS

typedef struct vt_value_task {
    vt_source_t *source;
    uint64_t word; /* result where source is NULL, else token */
} vt_value_task_t;

/* ---- from what is known ---- */

/* Completed with a result of up to 8 bytes. No call, no allocation. */
static inline vt_value_task_t vt_value_task_from_result(uint64_t result) {
    vt_value_task_t value_task = {NULL, result};
    return value_task;
}

/* Backed by a task; takes over one reference to it. */
vt_value_task_t vt_value_task_from_task(vt_task_t *task);

/* Backed by the operation of a source that `token` names. Does not call the source. */
vt_value_task_t vt_value_task_from_source(vt_source_t *source, uint64_t token);

/* Faulted: wraps a task. Takes the error over. 1 allocation. */
vt_value_task_t vt_value_task_from_error(vt_error_t *error);

/* Faulted with an error that lives as long as the program: a static source with the error as its
 * token. 0 allocations; can be consumed any number of times. */
vt_value_task_t vt_value_task_from_static_error(const vt_error_t *error);

/* Canceled. Faulted with `invalid argument` where the token is not canceled. 0 allocations. */
vt_value_task_t vt_value_task_from_canceled(vt_cancel_token_t token);

/* A further value task of a task that the caller keeps: one more reference. */
static inline vt_value_task_t vt_task_await(vt_task_t *task) {
    return vt_value_task_from_task(task == NULL ? NULL : vt_task_ref(task));
}

/* ---- questions; they consume nothing ---- */

/* VT_OK and how far it is; VT_E_STALE_TOKEN where a source's operation was consumed already. */
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

/* Registers what is to run on completion, once. The continuation then consumes the value task. On a
 * completed one it is queued. Flags as in source.h. */
VT_MUST_CHECK vt_status_t vt_value_task_on_completed(vt_value_task_t value_task,
                                                     vt_continuation_t *continuation,
                                                     unsigned flags);

/* ---- consuming: exactly one of these, once ----
 *
 * What a second time gives depends on the backing. A source of yours, reset or rented, says
 * VT_E_STALE_TOKEN, however often it was used again. A result is a copy and says the same again.
 * But a task, and so what a suspended method returned, may be gone with its last reference: that is
 * use after free, as with any counted object: preserve it, or take it as a task, to look at it
 * twice; the checked build (checked.h) finds it. All this holds for one after the other. Two
 * threads that await or consume the same value task at the same time are a race like any other. */

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

/* VT_OK and the result, VT_E_FAULTED and the error (the caller's: release it), VT_E_CANCELED; for
 * misuse what source.h says, and then it is not consumed. Blocks on a pending task, never on a
 * source. */
VT_MUST_CHECK static inline vt_status_t
vt_value_task_get_result(vt_value_task_t value_task, uint64_t *result, vt_error_t *error) {
    if (__builtin_expect(value_task.source == NULL, 1)) {
        *result = value_task.word;
        return VT_OK;
    }
    return vt__source_get_result(value_task, result, sizeof *result, error);
}

/* As a task, owned by the caller. result: vt_task_from_result; task: that task, 0 allocations;
 * completed source: a completed task; pending source: 1 allocation that is the task and the
 * continuation in one. */
vt_task_t *vt_value_task_as_task(vt_value_task_t value_task);

/* A value task that can be held, awaited any number of times with vt_task_await on its task, and
 * outlives the source's next operation. The same for results and tasks. */
vt_value_task_t vt_value_task_preserve(vt_value_task_t value_task);

/* Consumes without reading. Returns at once; the source gets its slot back when the operation
 * completes. Misuse (a stale token) is ignored. */
void vt_value_task_discard(vt_value_task_t value_task);

VT_END_DECLS

#endif
