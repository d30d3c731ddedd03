/*
 * wide.h - the road not taken: a value task with its error inside.
 *
 * vt_value_task_t has no error field: a method that faults returns a task that holds the error (1
 * allocation), and the struct stays two words that return in registers. This type keeps a field for
 * it: no allocation for a fault, but 24 bytes, returned through memory, on every path. It stands
 * here so that the suite can show what either choice costs.
 */
#ifndef VALUETASK_WIDE_H
#define VALUETASK_WIDE_H

#include "valuetask/async.h"

VT_BEGIN_DECLS

typedef struct vt_wide_value_task {
    vt_source_t *source;
    uint64_t word;
    const vt_error_t *error; /* static; NULL: none */
} vt_wide_value_task_t;

static inline vt_wide_value_task_t vt_wide_value_task_from_result(uint64_t result) {
    vt_wide_value_task_t value_task = {NULL, result, NULL};
    return value_task;
}

/* The error must live as long as the program. */
static inline vt_wide_value_task_t vt_wide_value_task_from_error(const vt_error_t *error) {
    vt_wide_value_task_t value_task = {NULL, 0, error};
    return value_task;
}

/* What an ordinary value task says, with room for an error beside it; takes it over. */
static inline vt_wide_value_task_t vt_wide_value_task_from(vt_value_task_t plain) {
    vt_wide_value_task_t value_task = {plain.source, plain.word, NULL};
    return value_task;
}

/* As vt_value_task_get_result. */
VT_MUST_CHECK static inline vt_status_t
vt_wide_value_task_get_result(vt_wide_value_task_t value_task, uint64_t *result,
                              vt_error_t *error) {
    vt_value_task_t plain = {value_task.source, value_task.word};
    if (__builtin_expect(value_task.error != NULL, 0)) {
        if (error != NULL) {
            *error = *value_task.error;
        }
        return VT_E_FAULTED;
    }
    return vt_value_task_get_result(plain, result, error);
}

VT_END_DECLS

#endif
