#include "static_error.h"

#include "dispatch.h"

static const vt_error_t *error_of(uint64_t token) {
    return (const vt_error_t *)(uintptr_t)token; // NOLINT(performance-no-int-to-ptr)
}

static int get_status(const vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_FAULTED;
}

static vt_status_t on_completed(vt_source_t *self, uint64_t token, vt_continuation_t *continuation,
                                unsigned flags) {
    (void)self;
    (void)token;
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
