/*
 * wide_value_task.h - a value task with room for its error: the design that the library did not
 * choose, measured beside the one that it did.
 *
 * vt_value_task_t has no error field. A method that faults returns a task that holds the error (1
 * allocation), and the struct stays two words that return in registers. This type has the field: a
 * fault allocates nothing, but every path returns 24 bytes through memory.
 */
#ifndef SCENARIO_WIDE_VALUE_TASK_H
#define SCENARIO_WIDE_VALUE_TASK_H

#include "valuetask.h"

typedef struct wide_value_task {
    vt_source_t *source;
    uint64_t word;
    const vt_error_t *error; /* static; NULL: none */
} wide_value_task_t;

static inline wide_value_task_t wide_value_task_from_result(uint64_t result) {
    wide_value_task_t value_task = {NULL, result, NULL};
    return value_task;
}

/* The error must live as long as the program. */
static inline wide_value_task_t wide_value_task_from_error(const vt_error_t *error) {
    wide_value_task_t value_task = {NULL, 0, error};
    return value_task;
}

/* Takes the value task over. */
static inline wide_value_task_t wide_value_task_from(vt_value_task_t plain) {
    wide_value_task_t value_task = {plain.source, plain.word, NULL};
    return value_task;
}

/* As vt_value_task_get_result. */
VT_MUST_CHECK static inline vt_status_t
wide_value_task_get_result(wide_value_task_t value_task, uint64_t *result, vt_error_t *error) {
    vt_value_task_t plain = {value_task.source, value_task.word};
    if (__builtin_expect(value_task.error != NULL, 0)) {
        if (error != NULL) {
            *error = *value_task.error;
        }
        return VT_E_FAULTED;
    }
    return vt_value_task_get_result(plain, result, error);
}

#endif
