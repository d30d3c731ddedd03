/* A value task as a task. */
#include <stdlib.h>

#include "certain.h"
#include "operation.h"
#include "task_core.h"
#include "tickets.h"
#include "valuetask/async.h"

/* ---- a source with a wide result ---- */

/* Waits for the source, with room for the result, and then completes the task. */
typedef struct wide_task {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
    vt_task_t *task;
    size_t size;
    uint64_t result[];
} wide_task_t;

/* Reads `error` if the status is VT_E_FAULTED. */
static void complete_wide(wide_task_t *wide, vt_status_t status, vt_error_t error) {
    vt_task_t *task = wide->task;
    if (status == VT_OK) { /* nobody else completes the task */
        vt__certainly(vt_task_set_result_sized(task, wide->result, wide->size));
    } else if (status == VT_E_CANCELED) {
        vt__certainly(vt_task_set_canceled(task));
    } else {
        error = status == VT_E_FAULTED ? error : vt_error_from_status(status);
        vt__certainly(vt_task_set_error(task, &error));
    }
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
        complete_wide(wide, status, (vt_error_t){0}); /* misuse: the operation stays as it is */
    }
    return task;
}

/* ---- every value task ---- */

static bool is_pending(vt_value_task_t value_task) {
    return value_task.source->ops->get_status(value_task.source, value_task.word) == VT_PENDING;
}

/* as_task of a pending source: a method that awaits it. The block of the method is the task. */
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

static vt_task_t *failed_task(vt_status_t status, vt_error_t *error) {
    if (status == VT_E_CANCELED) {
        return vt_task_from_canceled();
    }
    if (status != VT_E_FAULTED) {
        *error = vt_error_from_status(status);
    }
    return vt_task_from_error(error);
}

/* An operation of the library that succeeded with a word: the task is made before the operation is
 * consumed, so that without memory it is discarded, and its source keeps the word. NULL: another
 * one. */
static vt_task_t *succeeded_as_task(vt_value_task_t value_task) {
    uint64_t word;
    const vt_operation_t *operation = vt__operation_of(value_task.source);
    if (value_task.source->ops->on_completed != vt__operation_on_completed ||
        !vt__operation_is(operation, value_task.word) ||
        vt__slot(&operation->completion) != VT_SUCCEEDED ||
        operation->completion.result_size != sizeof word) {
        return NULL;
    }
    vt_task_t *task = vt_task_from_result(operation->outcome.word);
    if (task == vt__task_without_memory()) {
        vt_value_task_discard(value_task);
        return task;
    }
    vt__certainly(vt__source_get_result(value_task, &word, sizeof word, NULL));
    return task;
}

static vt_task_t *completed_as_task(vt_value_task_t value_task, void *result, size_t size) {
    vt_task_t *task = succeeded_as_task(value_task);
    if (task != NULL) {
        return task;
    }
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
    vt_source_t *source = vt__ticket_open(value_task.source, &value_task.word, &status);
    value_task.source = source;
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
    uint64_t word = value_task.word;
    vt_source_t *source = vt__ticket_look(value_task.source, &word);
    if (source == NULL || vt__is_task(source)) {
        return value_task;
    }
    return vt_value_task_from_task(vt_value_task_as_task(value_task));
}
