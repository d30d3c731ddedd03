#include "completion.h"

vt_status_t vt__completed_already(vt_continuation_t *continuation, unsigned flags) {
    if ((flags & VT_REFUSE_COMPLETED) != 0) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt_continuation_dispatch(continuation, true);
    return VT_OK;
}
