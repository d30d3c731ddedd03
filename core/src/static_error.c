#include "static_error.h"

#include "dispatch.h"

/* ---- as a source; the token is ignored, as a torn value task may have any ---- */

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
    (void)token;
    (void)result;
    (void)size;
    if (error != NULL) {
        *error = VT_CONTAINER_OF(self, vt_static_error_t, source)->error;
    }
    return VT_E_FAULTED;
}

static vt_status_t discard(vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_OK;
}

const vt_source_ops_t vt__static_error_ops = {get_status, on_completed, get_result, discard};

/* ---- those of the library ---- */

const vt_static_error_t *vt__static_error_of(vt_status_t status) {
#define STATIC_ERROR(name, number, message) \
    {{&vt__static_error_ops}, {vt_error_domain, message, NULL, name, 0}},
    static const vt_static_error_t errors[] = {VT_STATUS_LIST(STATIC_ERROR)};
#undef STATIC_ERROR
    const vt_static_error_t *invalid = NULL;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (errors[i].error.code == status) {
            return &errors[i];
        }
        if (errors[i].error.code == VT_E_INVALID_ARGUMENT) {
            invalid = &errors[i];
        }
    }
    return invalid;
}
