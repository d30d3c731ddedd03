#include "valuetask/value_task.h"

#include <stdlib.h>

#include "dispatch.h"
#include "static_error.h"
#include "task_core.h"
#include "tickets.h"

/* ---- making ---- */

vt_value_task_t vt_value_task_from_task(vt_task_t *task) {
    if (task == NULL) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    return (vt_value_task_t){&task->completion.source, 0};
}

vt_value_task_t vt_value_task_from_source(vt_source_t *source, uint64_t token) {
    if (source == NULL) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    return (vt_value_task_t){source, token};
}

vt_value_task_t vt_value_task_from_error(vt_error_t *error) {
    if (error == NULL) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    return vt_value_task_from_task(vt_task_from_error(error));
}

/* The functions of a source get it without const, but those of static errors do not write. */
static vt_value_task_t faulted_with(const vt_static_error_t *error) {
    return (vt_value_task_t){(vt_source_t *)(uintptr_t)&error->source, 0};
}

vt_value_task_t vt_value_task_from_static_error(const vt_static_error_t *error) {
    if (error == NULL || error->source.ops != &vt__static_error_ops) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    return faulted_with(error);
}

vt_value_task_t vt_value_task_from_status(vt_status_t status) {
    if (status == VT_OK) {
        return vt_value_task_from_result(0);
    }
    if (status == VT_E_CANCELED) {
        return vt_value_task_from_task(vt_task_from_canceled());
    }
    return faulted_with(vt__static_error_of(status));
}

vt_value_task_t vt_value_task_from_canceled(vt_cancel_token_t token) {
    if (!vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_status(VT_E_INVALID_ARGUMENT);
    }
    return vt_value_task_from_task(vt_task_from_canceled());
}

/* ---- asking ---- */

vt_status_t vt_value_task_get_status(vt_value_task_t value_task, vt_state_t *state) {
    if (state == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (value_task.source == NULL) {
        *state = VT_SUCCEEDED;
        return VT_OK;
    }
    int answer = value_task.source->ops->get_status(value_task.source, value_task.word);
    if (answer < 0) {
        return (vt_status_t)answer;
    }
    *state = (vt_state_t)answer;
    return VT_OK;
}

/* Whether its state is in the mask. */
static bool is_in(vt_value_task_t value_task, unsigned mask) {
    vt_state_t state;
    return vt_value_task_get_status(value_task, &state) == VT_OK &&
           (unsigned)state <= VT_CANCELED && /* a source of the user's may give any number */
           (mask >> (unsigned)state & 1u) != 0;
}

bool vt_value_task_is_completed(vt_value_task_t value_task) {
    return is_in(value_task, 1u << VT_SUCCEEDED | 1u << VT_FAULTED | 1u << VT_CANCELED);
}

bool vt_value_task_is_completed_successfully(vt_value_task_t value_task) {
    return is_in(value_task, 1u << VT_SUCCEEDED);
}

bool vt_value_task_is_faulted(vt_value_task_t value_task) {
    return is_in(value_task, 1u << VT_FAULTED);
}

bool vt_value_task_is_canceled(vt_value_task_t value_task) {
    return is_in(value_task, 1u << VT_CANCELED);
}

uint64_t vt_value_task_hash(vt_value_task_t value_task) {
    value_task.source = vt__ticket_look(value_task.source, &value_task.word);
    /* splitmix64's finaliser (Steele, Lea, Flood 2014) over both words. */
    uint64_t hash = (uint64_t)(uintptr_t)value_task.source * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= value_task.word;
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}

static vt_status_t on_completed(vt_value_task_t value_task, vt_continuation_t *continuation,
                                unsigned flags) {
    return value_task.source == NULL ? vt__completed_already(continuation, flags)
                                     : value_task.source->ops->on_completed(
                                           value_task.source, value_task.word, continuation, flags);
}

__attribute__((noinline)) static vt_status_t
on_completed_captured(vt_value_task_t value_task, vt_continuation_t *continuation, unsigned flags) {
    vt__capture(continuation, flags);
    vt_status_t status = on_completed(value_task, continuation, flags);
    if (status != VT_OK) {
        vt__uncapture(continuation);
    }
    return status;
}

vt_status_t vt_value_task_on_completed(vt_value_task_t value_task, vt_continuation_t *continuation,
                                       unsigned flags) {
    if (continuation == NULL || continuation->run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!vt__is_plain(&vt__thread)) {
        return on_completed_captured(value_task, continuation, flags);
    }
    continuation->executor = NULL;
    continuation->context = NULL;
    return on_completed(value_task, continuation, flags);
}

VT__STATIC_ASSERT(offsetof(vt_awaiter_t, value_task.source) == offsetof(vt__taker_t, source) &&
                      offsetof(vt_awaiter_t, value_task.word) == offsetof(vt__taker_t, word),
                  "a completer writes there");

vt_status_t vt__await_specially(vt_awaiter_t *awaiter, unsigned flags) {
    return awaiter == NULL
               ? VT_E_INVALID_ARGUMENT
               : vt_value_task_on_completed(awaiter->value_task, &awaiter->continuation, flags);
}

/* ---- consuming ---- */

vt_status_t vt__wait_and_get_result(vt_value_task_t value_task, void *result, size_t size,
                                    vt_error_t *error) {
    uint64_t word = value_task.word;
    vt_source_t *source = vt__ticket_look(value_task.source, &word);
    if (source == NULL || !vt__is_task(source)) {
        return VT_E_NOT_COMPLETED;
    }
    vt_status_t status = vt_task_wait(VT_CONTAINER_OF(source, vt_task_t, completion.source));
    if (status != VT_OK) {
        return status; /* not consumed */
    }
    return value_task.source->ops->get_result(value_task.source, value_task.word, result, size,
                                              error);
}

static bool is_pending(vt_value_task_t value_task) {
    return value_task.source->ops->get_status(value_task.source, value_task.word) == VT_PENDING;
}

/* ---- discarding ---- */

/* Waits for a source that has no discard function. */
typedef struct discarder {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
} discarder_t;

static void drop_result(vt_value_task_t value_task) {
    /* Size 0 stores no result: its size is not known here. */
    (void)vt__source_get_result(value_task, NULL, 0, NULL);
}

static void drop_later(vt_continuation_t *self) {
    discarder_t *discarder = VT_CONTAINER_OF(self, discarder_t, continuation);
    drop_result(discarder->value_task);
    free(discarder);
}

static void discard_foreign(vt_value_task_t value_task) {
    if (!is_pending(value_task)) {
        drop_result(value_task);
        return;
    }
    discarder_t *discarder = calloc(1, sizeof *discarder);
    if (discarder == NULL) {
        return; /* no memory: the outcome stays with the source */
    }
    discarder->continuation.run = drop_later;
    discarder->value_task = value_task;
    vt_status_t status =
        vt_value_task_on_completed(value_task, &discarder->continuation, VT_REFUSE_COMPLETED);
    if (status == VT_E_ALREADY_COMPLETED) {
        drop_later(&discarder->continuation);
    } else if (status != VT_OK) {
        free(discarder);
    }
}

void vt_value_task_discard(vt_value_task_t value_task) {
    if (value_task.source == NULL) {
        return;
    }
    if (value_task.source->ops->discard != NULL) {
        (void)value_task.source->ops->discard(value_task.source, value_task.word);
    } else {
        discard_foreign(value_task);
    }
}
