#include "completion.h"

void vt__result_load(const vt_completion_t *completion, const vt_outcome_slot_t *outcome,
                     void *result) {
    if (completion->result_size <= sizeof outcome->word) {
        memcpy(result, &outcome->word, sizeof outcome->word);
    } else {
        /* A wide result: the word is its address. */
        memcpy(result, (const void *)(uintptr_t)outcome->word, // NOLINT(performance-no-int-to-ptr)
               completion->result_size);
    }
}

vt_status_t vt__completed_already(vt_continuation_t *continuation, unsigned flags) {
    if ((flags & VT_REFUSE_COMPLETED) != 0) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt_continuation_dispatch(continuation, true);
    return VT_OK;
}
