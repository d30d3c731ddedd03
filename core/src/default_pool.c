/* The built-in default executor: a thread pool, started at first use. */
#include <pthread.h>

#include "default_executor.h"
#include "valuetask/thread_pool.h"

/* Started once, and lives until the process ends. NULL: it could not be started. */
static vt_executor_t *start_pool(void) {
    static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
    static vt_thread_pool_t *pool;
    pthread_mutex_lock(&starting);
    if (pool == NULL && vt_thread_pool_create(0, &pool) != VT_OK) {
        pool = NULL;
    }
    vt_executor_t *executor = pool == NULL ? NULL : vt_thread_pool_executor(pool);
    pthread_mutex_unlock(&starting);
    return executor;
}

vt_executor_t *vt_executor_default(void) {
    vt_executor_t *executor = vt__default_executor();
    return executor != NULL ? executor : vt__default_executor_propose(start_pool());
}
