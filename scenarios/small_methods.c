#include "small_methods.h"

#include <stdlib.h>

/* The three builders of a method. */
#define BUILDERS(linkage, name, method, parameters, ...)          \
    linkage vt_task_t *name##_task parameters {                   \
        return VT_START_TASK(method, __VA_ARGS__);                \
    }                                                             \
    linkage vt_value_task_t name##_value_task parameters {        \
        return VT_START(method, __VA_ARGS__);                     \
    }                                                             \
    linkage vt_value_task_t name##_value_task_pooled parameters { \
        return VT_START_POOLED(method, __VA_ARGS__);              \
    }

/* ---- what is awaited ---- */

typedef struct empty_frame {
    VT_FRAME;
} empty_frame_t;

VT_METHOD(empty, empty_frame_t, frame) {
    VT_BEGIN(frame);
    VT_END;
}

BUILDERS(, small_empty, empty, (void), 0)

typedef struct yield_frame {
    VT_FRAME;
    uint64_t value;
} yield_frame_t;

VT_METHOD(yield, yield_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_yield());
    VT_RETURN(frame->value);
    VT_END;
}

BUILDERS(, small_yield, yield, (uint64_t value), .value = value)

typedef struct forward_frame {
    VT_FRAME;
    vt_task_t *task;
} forward_frame_t;

VT_METHOD(forward, forward_frame_t, frame) {
    uint64_t value;
    VT_BEGIN(frame);
    VT_AWAIT_CONFIGURED(frame, value, vt_task_await(frame->task), false);
    VT_RETURN(value);
    VT_END;
}

BUILDERS(static, forward, forward, (vt_task_t * task), .task = task)

/* `start` is called with a pending task, which is completed when it has returned. */
#define DELAYED(name, start)                                                       \
    static vt_value_task_t name(uint64_t value) {                                  \
        vt_task_t *task = vt_task_create(0);                                       \
        vt_value_task_t value_task = start;                                        \
        vt_status_t status = vt_task_set_result(task, value);                      \
        (void)status; /* refused where there was no memory: then `start` failed */ \
        vt_task_unref(task);                                                       \
        return value_task;                                                         \
    }

DELAYED(delayed_task, vt_value_task_from_task(forward_task(task)))
DELAYED(delayed_value_task, forward_value_task(task))
DELAYED(delayed_value_task_pooled, forward_value_task_pooled(task))

static vt_value_task_t completed(vt_reset_source_t *source, uint64_t value) {
    vt_status_t status = vt_reset_source_set_result(source, value);
    return status == VT_OK ? vt_reset_source_value_task(source) : vt_value_task_from_status(status);
}

static void free_source(vt_reset_source_t *source) {
    free(source);
}

static vt_value_task_t new_source(uint64_t value) {
    vt_reset_source_t *source = malloc(sizeof *source);
    if (source == NULL) {
        return vt_value_task_from_status(VT_E_OUT_OF_MEMORY);
    }
    vt_reset_source_init(source, free_source, VT_ONE_COMPLETER);
    return completed(source, value);
}

static vt_value_task_t used_again(vt_reset_source_t *source, uint64_t value) {
    vt_status_t status = vt_reset_source_reset(source);
    return status == VT_OK ? completed(source, value) : vt_value_task_from_status(status);
}

/* ---- the methods that await it ---- */

typedef struct await_frame {
    VT_FRAME;
    uint64_t value;
    uint64_t *got;
    vt_task_t *task;
    vt_reset_source_t *source;
} await_frame_t;

/* A method, and the function that starts it with these arguments. */
#define AWAITING(name, awaited, captured, parameters, ...)   \
    VT_METHOD(name, await_frame_t, frame) {                  \
        uint64_t got;                                        \
        VT_BEGIN(frame);                                     \
        VT_AWAIT_CONFIGURED(frame, got, awaited, captured);  \
        *frame->got = got;                                   \
        VT_RETURN_VOID;                                      \
        VT_END;                                              \
    }                                                        \
    vt_task_t *small_##name parameters {                     \
        return VT_START_TASK(name, .got = got, __VA_ARGS__); \
    }

#define OF_VALUE(name, awaited, captured) \
    AWAITING(name, awaited, captured, (uint64_t value, uint64_t * got), .value = value)
#define OF_TASK(name, awaited, captured) \
    AWAITING(name, awaited, captured, (vt_task_t * task, uint64_t * got), .task = task)
#define OF_SOURCE(name, awaited, captured)                                                   \
    AWAITING(name, awaited, captured,                                                        \
             (vt_reset_source_t * source, uint64_t value, uint64_t * got), .source = source, \
             .value = value)

OF_VALUE(await_result, vt_value_task_from_result(frame->value), true)
OF_VALUE(await_result_anywhere, vt_value_task_from_result(frame->value), false)
OF_VALUE(await_new_task, vt_value_task_from_task(vt_task_from_result(frame->value)), true)
OF_TASK(await_task, vt_task_await(frame->task), true)
OF_TASK(await_task_anywhere, vt_task_await(frame->task), false)
OF_VALUE(await_new_source, new_source(frame->value), true)
OF_SOURCE(await_source, used_again(frame->source, frame->value), true)
OF_SOURCE(await_source_anywhere, used_again(frame->source, frame->value), false)

OF_VALUE(await_yield_task, vt_value_task_from_task(small_yield_task(frame->value)), true)
OF_VALUE(await_yield_value_task, small_yield_value_task(frame->value), true)
OF_VALUE(await_yield_value_task_pooled, small_yield_value_task_pooled(frame->value), true)
OF_VALUE(await_delayed_task, delayed_task(frame->value), true)
OF_VALUE(await_delayed_value_task, delayed_value_task(frame->value), true)
OF_VALUE(await_delayed_value_task_pooled, delayed_value_task_pooled(frame->value), true)

/* ---- no method ---- */

vt_value_task_t small_pass(vt_value_task_t value_task) {
    return value_task;
}
