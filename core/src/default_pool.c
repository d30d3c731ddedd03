/* A thread pool. */
#include "default_pool.h"

#include "default_executor.h"
#include "locks.h"
#include "thread.h"
#include "valuetask/thread_pool.h"

static vt_thread_pool_t *pool; /* lives until the process ends; under VT__LOCK_DEFAULT_POOL */
static bool lost;              /* set in a child, before it has a second thread */

static void lose(void) {
    lost = pool != NULL;
}

vt_executor_t *vt__default_pool(void) {
    vt__stay_in_memory();
    vt__lock(VT__LOCK_DEFAULT_POOL);
    vt__in_child(VT__LOCK_DEFAULT_POOL, lose);
    if (pool == NULL && vt_thread_pool_create(0, &pool) != VT_OK) {
        pool = NULL;
    }
    vt_executor_t *executor = pool == NULL ? NULL : vt_thread_pool_executor(pool);
    vt__unlock(VT__LOCK_DEFAULT_POOL);
    return executor;
}

bool vt__default_pool_is_lost(void) {
    return lost;
}

vt_executor_t *vt_executor_default(void) {
    vt_executor_t *executor = vt__default_executor();
    return executor != NULL ? executor : vt__default_executor_propose(vt__default_pool());
}
