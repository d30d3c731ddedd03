/* One source for all yields: pending when asked, complete when resumed. */
#include "dispatch.h"
#include "valuetask/delay.h"

static int get_status(const vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_PENDING;
}

static vt_status_t on_completed(vt_source_t *self, uint64_t token, vt_continuation_t *continuation,
                                unsigned flags) {
    (void)self;
    (void)token;
    (void)flags;
    vt__post(continuation); /* to its executor, or the default one */
    return VT_OK;
}

static vt_status_t get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error) {
    (void)self;
    (void)token;
    (void)error;
    if (size == sizeof(uint64_t)) {
        *(uint64_t *)result = 0;
    }
    return size == 0 || size == sizeof(uint64_t) ? VT_OK : VT_E_INVALID_ARGUMENT;
}

static vt_status_t discard(vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_OK;
}

vt_value_task_t vt_yield(void) {
    static const vt_source_ops_t ops = {get_status, on_completed, get_result, discard};
    static vt_source_t source = {&ops};
    return (vt_value_task_t){&source, 0};
}
