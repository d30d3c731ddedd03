#include "valuetask/value_task.h"

#include <stdlib.h>

#include "completion.h"
#include "tickets.h"
#include "valuetask/async.h"

static const vt_error_t invalid_argument =
    VT_ERROR_INIT(vt_error_domain, VT_E_INVALID_ARGUMENT, "invalid argument");

/* ---- making ---- */

vt_value_task_t vt_value_task_from_task(vt_task_t *task) {
    if (task == NULL) {
        return vt_value_task_from_static_error(&invalid_argument);
    }
    return (vt_value_task_t){&task->completion.source, 0};
}

vt_value_task_t vt_value_task_from_source(vt_source_t *source, uint64_t token) {
    if (source == NULL) {
        return vt_value_task_from_static_error(&invalid_argument);
    }
    return (vt_value_task_t){source, token};
}

vt_value_task_t vt_value_task_from_error(vt_error_t *error) {
    if (error == NULL) {
        return vt_value_task_from_static_error(&invalid_argument);
    }
    return vt_value_task_from_task(vt_task_from_error(error));
}

vt_value_task_t vt_value_task_from_static_error(const vt_error_t *error) {
    const vt_error_t *known = error == NULL ? &invalid_argument : error;
    return (vt_value_task_t){&vt__static_errors, (uint64_t)(uintptr_t)known};
}

vt_value_task_t vt_value_task_from_canceled(vt_cancel_token_t token) {
    if (!vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_static_error(&invalid_argument);
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

/* Whether it is in one of the states of the mask. */
static bool is_in(vt_value_task_t value_task, unsigned mask) {
    vt_state_t state;
    return vt_value_task_get_status(value_task, &state) == VT_OK &&
           (unsigned)state <= VT_CANCELED && /* a foreign source may say anything */
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
    value_task = vt__ticket_look(value_task);
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
on_completed_in_context(vt_value_task_t value_task, vt_continuation_t *continuation,
                        unsigned flags) {
    vt__capture_context(continuation);
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
    vt__capture(continuation, flags & VT_USE_CONTEXT);
    if (__builtin_expect(vt__thread.context != NULL, 0) && (flags & VT_FLOW_CONTEXT) != 0) {
        return on_completed_in_context(value_task, continuation, flags);
    }
    return on_completed(value_task, continuation, flags);
}

/* ---- consuming ---- */

vt_status_t vt__wait_and_get_result(vt_value_task_t value_task, void *result, size_t size,
                                    vt_error_t *error) {
    vt_source_t *source = vt__ticket_look(value_task).source;
    if (source == NULL || !vt__is_task(source)) {
        return VT_E_NOT_COMPLETED;
    }
    vt_task_wait(VT_CONTAINER_OF(source, vt_task_t, completion.source));
    return value_task.source->ops->get_result(value_task.source, value_task.word, result, size,
                                              error);
}

static bool is_pending(vt_value_task_t value_task) {
    return value_task.source->ops->get_status(value_task.source, value_task.word) == VT_PENDING;
}

/* Awaits a source; the block that it suspends in is the task. This is as_task of a pending source.
 */
typedef struct as_task_frame {
    VT_FRAME;
    vt_value_task_t inner;
} as_task_frame_t;

VT_METHOD(as_task, as_task_frame_t, frame) {
    uint64_t result;
    VT_BEGIN(frame);
    VT_AWAIT_CONFIGURED(frame, result, frame->inner, false);
    VT_RETURN(result);
    VT_END;
}

/* Wide results: room on the heap until the outcome is known. 2 allocations where a word's take 1.
 */
static vt_task_t *wide_as_task(vt_value_task_t value_task, size_t size);

static vt_task_t *failed_task(vt_status_t status, vt_error_t *error) {
    if (status == VT_E_CANCELED) {
        return vt_task_from_canceled();
    }
    if (status != VT_E_FAULTED) {
        *error = vt_error_from_status(status);
    }
    return vt_task_from_error(error);
}

static vt_task_t *completed_as_task(vt_value_task_t value_task, void *result, size_t size) {
    vt_error_t error;
    vt_status_t status = vt__source_get_result(value_task, result, size, &error);
    return status == VT_OK ? vt_task_from_result_sized(result, size) : failed_task(status, &error);
}

static vt_task_t *failed_as(vt_status_t status) {
    vt_error_t error = vt_error_from_status(status);
    return vt_task_from_error(&error);
}

vt_task_t *vt__as_task(vt_value_task_t value_task, size_t result_size) {
    vt_status_t status;
    value_task = vt__ticket_open(value_task, &status);
    vt_source_t *source = value_task.source;
    if (status != VT_OK) {
        return failed_as(status);
    }
    if (source == NULL) {
        return vt_task_from_result(value_task.word);
    }
    if (vt__is_task(source)) {
        return VT_CONTAINER_OF(source, vt_task_t, completion.source);
    }
    if (result_size > sizeof(uint64_t)) {
        return wide_as_task(value_task, result_size);
    }
    if (is_pending(value_task)) {
        return VT_START_TASK(as_task, .inner = value_task);
    }
    uint64_t word;
    return completed_as_task(value_task, &word, sizeof word);
}

vt_task_t *vt_value_task_as_task(vt_value_task_t value_task) {
    if (value_task.source == NULL) {
        return vt_task_from_result(value_task.word);
    }
    return vt__as_task(value_task, sizeof(uint64_t));
}

vt_value_task_t vt_value_task_preserve(vt_value_task_t value_task) {
    vt_source_t *source = vt__ticket_look(value_task).source;
    if (source == NULL || vt__is_task(source)) {
        return value_task;
    }
    return vt_value_task_from_task(vt_value_task_as_task(value_task));
}

/* ---- discarding ---- */

/* Waits for a source that cannot discard by itself. */
typedef struct discarder {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
} discarder_t;

static void drop_result(vt_value_task_t value_task) {
    /* The size of a foreign source's result is not known here; 0 never stores. */
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
        return; /* the source is not told; it ends with its owner */
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

/* ---- wide results as a task ---- */

typedef struct wide_task {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
    vt_task_t *task;
    size_t size;
    uint64_t result[];
} wide_task_t;

/* `error` is read where the status is VT_E_FAULTED. */
static void complete_wide(wide_task_t *wide, vt_status_t status, vt_error_t error) {
    vt_task_t *task = wide->task;
    if (status == VT_OK) {
        status = vt_task_set_result_sized(task, wide->result, wide->size);
    } else if (status == VT_E_CANCELED) {
        status = vt_task_set_canceled(task);
    } else {
        error = status == VT_E_FAULTED ? error : vt_error_from_status(status);
        status = vt_task_set_error(task, &error);
    }
    (void)status; /* nobody else completes it */
    free(wide);
    vt_task_unref(task);
}

static void finish_wide(vt_continuation_t *self) {
    wide_task_t *wide = VT_CONTAINER_OF(self, wide_task_t, continuation);
    vt_error_t error = {0};
    vt_status_t status = vt__source_get_result(wide->value_task, wide->result, wide->size, &error);
    complete_wide(wide, status, error);
}

static vt_task_t *wide_as_task(vt_value_task_t value_task, size_t size) {
    wide_task_t *wide = malloc(sizeof *wide + size);
    if (wide == NULL) {
        vt_value_task_discard(value_task);
        return vt__task_without_memory();
    }
    vt_task_t *task = vt_task_create_sized(size, 0);
    if (task == vt__task_without_memory()) {
        free(wide);
        vt_value_task_discard(value_task);
        return task;
    }
    *wide = (wide_task_t){.continuation = {.run = finish_wide},
                          .value_task = value_task,
                          .task = vt_task_ref(task),
                          .size = size};
    vt_status_t status =
        vt_value_task_on_completed(value_task, &wide->continuation, VT_REFUSE_COMPLETED);
    if (status == VT_E_ALREADY_COMPLETED) {
        finish_wide(&wide->continuation);
    } else if (status != VT_OK) {
        complete_wide(wide, status,
                      (vt_error_t){0}); /* misuse: the operation is not ours to take */
    }
    return task;
}
