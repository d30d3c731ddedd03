/*
 * sized.h - value tasks with results of RESULT_BYTES bytes (0: the non-generic form, 4, 8 or 64),
 * and one operation of each of .NET's three backings.
 */
#ifndef TESTS_CORE_SIZED_H
#define TESTS_CORE_SIZED_H

#include <string.h>

#include "helpers.h"

#if RESULT_BYTES == 64
typedef struct value {
    uint64_t words[8];
} value_t;
#elif RESULT_BYTES == 4
typedef int32_t value_t;
#else
typedef uint64_t value_t;
#endif

/* What sources and tasks store: at least a word. */
typedef union stored {
    value_t value;
    uint64_t word;
} stored_t;

/* The value that every operation succeeds with; of the non-generic form there is none to see. */
static inline value_t expected(void) {
    stored_t made;
    memset(&made, RESULT_BYTES == 0 ? 0 : 0x2a, sizeof made);
    return made.value;
}

#if RESULT_BYTES == 0
typedef vt_value_task_t sized_t;
#define sized_from_source vt_value_task_from_source
#define sized_from_task   vt_value_task_from_task
#define sized_from_error  vt_value_task_from_error
#define sized_as_task     vt_value_task_as_task
#define sized_discard     vt_value_task_discard

static inline sized_t sized_from_result(value_t none) {
    return vt_value_task_from_result(none);
}

static inline vt_status_t sized_get_result(sized_t value_task, value_t *none, vt_error_t *error) {
    uint64_t ignored;
    vt_status_t status = vt_value_task_get_result(value_task, &ignored, error);
    *none = 0;
    return status;
}
#else
VT_DEFINE_VALUE_TASK(sized, value_t);
#endif

/* The same as an untyped one, for what typed ones have no functions of their own. */
static inline vt_value_task_t plain(sized_t value_task) {
    vt_value_task_t made = {value_task.source, 0};
    if (value_task.source != NULL || RESULT_BYTES <= 8) {
        made.word = value_task.word;
    }
    return made;
}

/* ---- one operation of each backing ---- */

typedef enum kind { RESULT, TASK, SOURCE, KIND_COUNT } kind_t;
typedef enum ending { ENDS_WELL, ENDS_FAULTED, ENDS_CANCELED, ENDING_COUNT } ending_t;

static const vt_state_t states[ENDING_COUNT] = {VT_SUCCEEDED, VT_FAULTED, VT_CANCELED};

typedef struct op {
    kind_t kind;
    vt_task_t *task;
    vt_reset_source_t source;
    stored_t storage;
    const char *text; /* of the error it faulted with: a block, so its address is its identity */
} op_t;

static inline void op_begin(op_t *op, kind_t kind) {
    memset(op, 0, sizeof *op);
    op->kind = kind;
    if (kind == TASK) {
        op->task = vt_task_create_sized(sizeof(stored_t), 0);
    } else if (kind == SOURCE && sizeof(stored_t) > 8) {
        assert_ok(vt_reset_source_init_sized(&op->source, &op->storage, sizeof(stored_t), NULL, 0));
    } else if (kind == SOURCE) {
        vt_reset_source_init(&op->source, NULL, 0);
    }
}

/* Of a task any number, else one. */
static inline sized_t op_value(op_t *op) {
    return op->kind == RESULT ? sized_from_result(expected())
           : op->kind == TASK ? sized_from_task(vt_task_ref(op->task))
                              : sized_from_source(&op->source.operation.completion.source,
                                                  vt_reset_source_version(&op->source));
}

static inline void op_complete(op_t *op, ending_t ending) {
    stored_t result = {.word = 77}; /* what the non-generic form does not look at */
    vt_error_t error = {0};
    if (op->kind == RESULT) {
        return;
    }
    if (RESULT_BYTES != 0) {
        memset(&result, 0, sizeof result);
        result.value = expected();
    }
    if (ending == ENDS_FAULTED) {
        error = vt_error_format(test_domain, 9, VT_HERE, "number %d", 9);
        op->text = error.text;
    }
    if (op->kind == TASK) {
        assert_ok(ending == ENDS_WELL ? vt_task_set_result_sized(op->task, &result, sizeof result)
                  : ending == ENDS_FAULTED ? vt_task_set_error(op->task, &error)
                                           : vt_task_set_canceled(op->task));
    } else {
        assert_ok(ending == ENDS_WELL
                      ? vt_reset_source_set_result_sized(&op->source, &result, sizeof result)
                  : ending == ENDS_FAULTED ? vt_reset_source_set_error(&op->source, &error)
                                           : vt_reset_source_set_canceled(&op->source));
    }
}

static inline void op_end(op_t *op) {
    vt_task_unref(op->task);
    if (op->kind == SOURCE) {
        assert_ok(vt_reset_source_deinit(&op->source));
    }
}

/* Takes the outcome: the result, the very error, or cancellation. */
static inline void assert_ended(sized_t value_task, const op_t *op, ending_t ending) {
    const vt_status_t statuses[ENDING_COUNT] = {VT_OK, VT_E_FAULTED, VT_E_CANCELED};
    value_t value = expected();
    value_t got;
    vt_error_t error = {0};
    memset(&got, 0x5a, sizeof got);
    assert_state(plain(value_task), states[ending]);
    assert_int_equal(sized_get_result(value_task, &got, &error), statuses[ending]);
    if (ending == ENDS_WELL) {
        assert_memory_equal(&got, &value, sizeof got);
    }
    if (ending == ENDS_FAULTED) {
        assert_ptr_equal(error.text, op->text);
    }
    vt_error_release(&error);
}

static inline void assert_task_ended(vt_task_t *task, const op_t *op, ending_t ending) {
    assert_int_equal(vt_task_state(task), states[ending]);
    assert_ended(sized_from_task(vt_task_ref(task)), op, ending);
    assert_ended(sized_from_task(vt_task_ref(task)), op, ending); /* again and again */
}

/* Calls `check` for every backing and ending that there is. */
static inline void with_every_ending(void (*check)(op_t *op, ending_t ending)) {
    for (kind_t kind = RESULT; kind < KIND_COUNT; kind++) {
        for (ending_t ending = 0; ending < (kind == RESULT ? ENDS_FAULTED : ENDING_COUNT);
             ending++) {
            op_t op;
            op_begin(&op, kind);
            check(&op, ending);
            op_end(&op);
        }
    }
}

#endif
