#include "fetch.h"

#include <errno.h>
#include <stdlib.h>

#define ERROR_TEXT "no route to the value"

const vt_static_error_t fetch_error = VT_STATIC_ERROR_INIT("errno", EHOSTUNREACH, ERROR_TEXT);

typedef struct fetch_frame {
    VT_FRAME;
    fetch_how_t how;
    vt_reset_source_t *gate;
    uint64_t value;
} fetch_frame_t;

VT_METHOD(fetch, fetch_frame_t, frame) {
    uint64_t value;
    VT_BEGIN(frame);
    if (frame->how == FETCH_HIT) {
        VT_RETURN(frame->value + 1);
    }
    if (frame->how == FETCH_FAIL) {
        VT_FAIL("errno", EHOSTUNREACH, ERROR_TEXT);
    }
    VT_AWAIT(frame, value, vt_reset_source_value_task(frame->gate));
    if (frame->how == FETCH_MISS_FAIL) {
        VT_FAIL("errno", EHOSTUNREACH, ERROR_TEXT);
    }
    VT_RETURN(value + 1);
    VT_END;
}

vt_task_t *fetch_task(vt_reset_source_t *gate, uint64_t value, fetch_how_t how) {
    return VT_START_TASK(fetch, .gate = gate, .value = value, .how = how);
}

vt_value_task_t fetch_value_task(vt_reset_source_t *gate, uint64_t value, fetch_how_t how) {
    return VT_START(fetch, .gate = gate, .value = value, .how = how);
}

vt_value_task_t fetch_value_task_pooled(vt_reset_source_t *gate, uint64_t value, fetch_how_t how) {
    return VT_START_POOLED(fetch, .gate = gate, .value = value, .how = how);
}

vt_value_task_t fetch_value_task_pooled_in(vt_pool_t *pool, vt_reset_source_t *gate, uint64_t value,
                                           fetch_how_t how) {
    return VT_START_POOLED_IN(fetch, pool, .gate = gate, .value = value, .how = how);
}

void fetch_pool_trim(void) {
    (void)vt_pool_trim(VT_METHOD_POOL(fetch));
}

size_t fetch_block_size(void) {
    return VT_BLOCK_SIZE(fetch);
}

/* A static error needs no block: the same method, but for how it fails at once. */
vt_value_task_t fetch_value_task_static_error(vt_reset_source_t *gate, uint64_t value,
                                              fetch_how_t how) {
    if (how == FETCH_FAIL) {
        return vt_value_task_from_static_error(&fetch_error);
    }
    return VT_START(fetch, .gate = gate, .value = value, .how = how);
}

wide_value_task_t fetch_value_task_wide(vt_reset_source_t *gate, uint64_t value, fetch_how_t how) {
    if (how == FETCH_FAIL) {
        return wide_value_task_from_error(&fetch_error.error);
    }
    return wide_value_task_from(VT_START(fetch, .gate = gate, .value = value, .how = how));
}

/* ---- without an async method ---- */

static void callback_opened(fetch_callback_t *callback, uint64_t value) {
    if (callback->fail) {
        callback->done(callback, VT_E_FAULTED, 0);
    } else {
        callback->done(callback, VT_OK, value + 1);
    }
}

fetch_direct_t fetch_direct(fetch_callback_t *callback, uint64_t value, fetch_how_t how) {
    if (how == FETCH_HIT) {
        return (fetch_direct_t){VT_OK, value + 1};
    }
    if (how == FETCH_FAIL) {
        return (fetch_direct_t){VT_E_FAULTED, 0};
    }
    callback->opened = callback_opened;
    callback->fail = how == FETCH_MISS_FAIL;
    return (fetch_direct_t){VT_E_NOT_COMPLETED, 0};
}

/* What a program in C keeps of an operation that is under way. */
typedef struct fetch_pending {
    fetch_callback_t *callback;
    uint64_t value;
    fetch_how_t how;
} fetch_pending_t;

/* Used where there was no memory: does nothing. */
static void nothing_opened(fetch_callback_t *callback, uint64_t value) {
    (void)callback;
    (void)value;
}

static void pending_opened(fetch_callback_t *callback, uint64_t value) {
    fetch_pending_t *pending = callback->pending;
    bool fail = pending->how == FETCH_MISS_FAIL;
    free(pending);
    callback->done(callback, fail ? VT_E_FAULTED : VT_OK, fail ? 0 : value + 1);
}

fetch_direct_t fetch_callback_malloc(fetch_callback_t *callback, uint64_t value, fetch_how_t how) {
    if (how == FETCH_HIT) {
        return (fetch_direct_t){VT_OK, value + 1};
    }
    if (how == FETCH_FAIL) {
        return (fetch_direct_t){VT_E_FAULTED, 0};
    }
    fetch_pending_t *pending = malloc(sizeof *pending);
    if (pending == NULL) {
        callback->opened = nothing_opened;
        return (fetch_direct_t){VT_E_OUT_OF_MEMORY, 0};
    }
    *pending = (fetch_pending_t){callback, value, how};
    callback->pending = pending;
    callback->opened = pending_opened;
    return (fetch_direct_t){VT_E_NOT_COMPLETED, 0};
}

/* Completes the operation's source, which nobody else does. */
static void complete(fetch_operation_t *operation, bool fail, uint64_t result) {
    vt_error_t error = fetch_error.error;
    vt_status_t status = fail ? vt_reset_source_set_error(&operation->source, &error)
                              : vt_reset_source_set_result(&operation->source, result);
    (void)status;
}

static void operation_opened(fetch_callback_t *callback, uint64_t value) {
    complete(VT_CONTAINER_OF(callback, fetch_operation_t, callback), callback->fail, value + 1);
}

void fetch_operation_init(fetch_operation_t *operation) {
    vt_reset_source_init(&operation->source, NULL, VT_ONE_COMPLETER);
    operation->callback.opened = operation_opened;
}

vt_value_task_t fetch_value_task_source(fetch_operation_t *operation, uint64_t value,
                                        fetch_how_t how) {
    if (vt_reset_source_reset(&operation->source) != VT_OK) {
        return vt_value_task_from_source(NULL, 0);
    }
    if (how == FETCH_HIT || how == FETCH_FAIL) {
        complete(operation, how == FETCH_FAIL, value + 1);
    } else {
        operation->callback.fail = how == FETCH_MISS_FAIL;
    }
    return vt_reset_source_value_task(&operation->source);
}
