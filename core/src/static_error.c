/* The source of every value task that faulted with a static error: the token is the error. */
#include "completion.h"

static const vt_error_t *error_of(uint64_t token) {
    return (const vt_error_t *)(uintptr_t)token; // NOLINT(performance-no-int-to-ptr)
}

static vt_status_t get_status(const vt_source_t *self, uint64_t token, vt_state_t *state) {
    (void)self;
    (void)token;
    *state = VT_FAULTED;
    return VT_OK;
}

static vt_status_t on_completed(vt_source_t *self, uint64_t token, vt_continuation_t *continuation,
                                unsigned flags) {
    (void)self;
    (void)token;
    if (continuation == NULL || continuation->run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__capture(continuation, flags);
    return vt__completed_already(continuation, flags);
}

static vt_status_t get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error) {
    (void)self;
    (void)result;
    (void)size;
    if (error != NULL) {
        *error = *error_of(token);
    }
    return VT_E_FAULTED;
}

static vt_status_t discard(vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_OK;
}

static const vt_source_ops_t ops = {get_status, on_completed, get_result, discard};

vt_source_t vt__static_errors = {&ops};
