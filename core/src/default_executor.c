#include "default_executor.h"

static vt_executor_t *default_executor; /* atomic */

vt_executor_t *vt__default_executor(void) {
    return __atomic_load_n(&default_executor, __ATOMIC_ACQUIRE);
}

vt_executor_t *vt__default_executor_propose(vt_executor_t *executor) {
    vt_executor_t *expected = NULL;
    return __atomic_compare_exchange_n(&default_executor, &expected, executor, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)
               ? executor
               : expected;
}

void vt_executor_set_default(vt_executor_t *executor) {
    __atomic_store_n(&default_executor, executor, __ATOMIC_RELEASE);
}
