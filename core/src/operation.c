#include "operation.h"

#include "dispatch.h"

int vt__operation_get_status(const vt_source_t *self, uint64_t token) {
    const vt_operation_t *operation =
        VT_CONTAINER_OF(self, const vt_operation_t, completion.source);
    if (!vt__operation_is(operation, token)) {
        return VT_E_STALE_TOKEN;
    }
    return (int)vt__slot_state(vt__slot(&operation->completion));
}

vt_status_t vt__operation_on_completed(vt_source_t *self, uint64_t token,
                                       vt_continuation_t *continuation, unsigned flags) {
    uintptr_t slot;
    if (vt__operation_try_register(vt__operation_of(self), token, continuation, &slot)) {
        return VT_OK;
    }
    if (slot == 0) {
        return VT_E_STALE_TOKEN;
    }
    return vt__slot_is_complete(slot) ? vt__completed_already(continuation, flags)
                                      : VT_E_ALREADY_AWAITED;
}

vt_status_t vt__operation_take(vt_operation_t *operation, uint64_t token, uint64_t end,
                               void *result, size_t size, vt_error_t *error) {
    vt_completion_t *completion = &operation->completion;
    if (!vt__operation_is(operation, token)) {
        return VT_E_STALE_TOKEN;
    }
    vt_state_t state = vt__slot_state(vt__slot(completion));
    if (state == VT_PENDING) {
        return VT_E_NOT_COMPLETED;
    }
    if (size != 0 && size != completion->result_size) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_status_t status = VT_OK;
    if (size == 0) {
        vt__operation_forget(operation);
    } else if (state == VT_SUCCEEDED) {
        vt__result_load(completion, &operation->outcome, result);
    } else if (state == VT_CANCELED) {
        status = VT_E_CANCELED;
    } else {
        status = VT_E_FAULTED;
        if (error != NULL) {
            vt__error_copy(error, &operation->outcome.error);
        } else {
            vt_error_release(&operation->outcome.error);
        }
    }
    vt__operation_consume(operation, token, end);
    return status;
}
