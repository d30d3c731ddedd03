#include "default_executor.h"

static vt_executor_t *default_executor; /* atomic */

vt_executor_t *vt__default_executor(void) {
    return vt__atomic_load(&default_executor, __ATOMIC_ACQUIRE);
}

vt_executor_t *vt__default_executor_propose(vt_executor_t *executor) {
    vt_executor_t *expected = NULL;
    return vt__atomic_compare_exchange(&default_executor, &expected, executor, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)
               ? executor
               : expected;
}

void vt_executor_set_default(vt_executor_t *executor) {
    vt__atomic_store(&default_executor, executor, __ATOMIC_RELEASE);
}
