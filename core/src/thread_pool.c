#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "completion.h"

struct vt_thread_pool {
    vt_executor_t executor;
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    vt_continuation_t *head; /* the shared queue, oldest first */
    vt_continuation_t *tail;
    bool stopping;
    unsigned thread_count;
    pthread_t threads[];
};

static vt_status_t thread_pool_post(vt_executor_t *self, vt_continuation_t *continuation) {
    vt_thread_pool_t *pool = VT_CONTAINER_OF(self, vt_thread_pool_t, executor);
    continuation->next = NULL;
    pthread_mutex_lock(&pool->mutex);
    bool stopping = pool->stopping;
    if (!stopping) {
        if (pool->head == NULL) {
            pool->head = continuation;
        } else {
            pool->tail->next = continuation;
        }
        pool->tail = continuation;
        pthread_cond_signal(&pool->filled);
    }
    pthread_mutex_unlock(&pool->mutex);
    return stopping ? VT_E_SHUT_DOWN : VT_OK;
}

/* The next continuation; NULL when the pool stops and nothing is left. */
static vt_continuation_t *take(vt_thread_pool_t *pool) {
    pthread_mutex_lock(&pool->mutex);
    while (pool->head == NULL && !pool->stopping) {
        pthread_cond_wait(&pool->filled, &pool->mutex);
    }
    vt_continuation_t *continuation = pool->head;
    if (continuation != NULL) {
        pool->head = continuation->next;
    }
    pthread_mutex_unlock(&pool->mutex);
    return continuation;
}

static void *work(void *argument) {
    vt_thread_pool_t *pool = argument;
    vt_continuation_t *continuation;
    while ((continuation = take(pool)) != NULL) {
        vt_executor_run(&pool->executor, continuation);
    }
    return NULL;
}

/* Lets the threads finish what is queued, then ends them. */
static void stop(vt_thread_pool_t *pool) {
    pthread_mutex_lock(&pool->mutex);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->filled);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 0; i < pool->thread_count; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_cond_destroy(&pool->filled);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

static unsigned core_count(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (unsigned)cores : 1;
}

vt_status_t vt_thread_pool_create(unsigned threads, vt_thread_pool_t **pool) {
    static const vt_executor_ops_t ops = {thread_pool_post};
    if (pool == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    unsigned count = threads == 0 ? core_count() : threads;
    vt_thread_pool_t *made = calloc(1, sizeof *made + count * sizeof(pthread_t));
    if (made == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    made->executor.ops = &ops;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->filled, NULL);
    while (made->thread_count < count) {
        if (pthread_create(&made->threads[made->thread_count], NULL, work, made) != 0) {
            stop(made);
            return VT_E_OUT_OF_MEMORY;
        }
        made->thread_count++;
    }
    *pool = made;
    return VT_OK;
}

vt_status_t vt_thread_pool_destroy(vt_thread_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    for (unsigned i = 0; i < pool->thread_count; i++) {
        if (pthread_equal(pool->threads[i], pthread_self())) {
            return VT_E_BUSY;
        }
    }
    stop(pool);
    return VT_OK;
}

vt_executor_t *vt_thread_pool_executor(vt_thread_pool_t *pool) {
    return &pool->executor;
}
