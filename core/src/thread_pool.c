/*
 * One queue for all threads, under a mutex; continuations are its nodes, so posting never
 * allocates. A thread that finds it empty looks for a while before it sleeps, one at a time: more
 * would only get in each other's way. While one looks, nobody needs to be woken.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "spin.h"
#include "thread.h"

struct vt_thread_pool {
    vt_executor_t executor;
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    vt_continuation_t *head; /* oldest first; atomic, written under the mutex */
    vt_continuation_t *tail;
    unsigned sleeping; /* under the mutex */
    bool looking;      /* under the mutex */
    bool stopping;     /* atomic, written under the mutex */
    unsigned thread_count;
    pthread_t threads[];
};

static vt_status_t thread_pool_post(vt_executor_t *self, vt_continuation_t *continuation) {
    vt_thread_pool_t *pool = VT_CONTAINER_OF(self, vt_thread_pool_t, executor);
    continuation->next = NULL;
    pthread_mutex_lock(&pool->mutex);
    if (pool->stopping) {
        pthread_mutex_unlock(&pool->mutex);
        return VT_E_SHUT_DOWN;
    }
    bool first = pool->head == NULL;
    if (first) {
        __atomic_store_n(&pool->head, continuation, __ATOMIC_RELAXED);
    } else {
        pool->tail->next = continuation;
    }
    pool->tail = continuation;
    bool wake = pool->sleeping != 0 && !(first && pool->looking);
    pthread_mutex_unlock(&pool->mutex);
    if (wake) {
        pthread_cond_signal(&pool->filled);
    }
    return VT_OK;
}

static bool has_something(const void *object) {
    const vt_thread_pool_t *pool = object;
    return __atomic_load_n(&pool->head, __ATOMIC_RELAXED) != NULL ||
           __atomic_load_n(&pool->stopping, __ATOMIC_RELAXED);
}

/* With the mutex held, and when it returns. */
static void look_or_sleep(vt_thread_pool_t *pool) {
    if (!pool->looking) {
        pool->looking = true;
        pthread_mutex_unlock(&pool->mutex);
        (void)vt__spin(has_something, pool);
        pthread_mutex_lock(&pool->mutex);
        pool->looking = false;
    }
    if (!has_something(pool)) {
        pool->sleeping++;
        pthread_cond_wait(&pool->filled, &pool->mutex);
        pool->sleeping--;
    }
}

/* The next continuation; NULL when the pool stops and nothing is left. */
static vt_continuation_t *take(vt_thread_pool_t *pool) {
    pthread_mutex_lock(&pool->mutex);
    while (!has_something(pool)) {
        look_or_sleep(pool);
    }
    vt_continuation_t *continuation = pool->head;
    bool more = false;
    if (continuation != NULL) {
        __atomic_store_n(&pool->head, continuation->next, __ATOMIC_RELAXED);
        more = continuation->next != NULL && pool->sleeping != 0;
    }
    pthread_mutex_unlock(&pool->mutex);
    if (more) {
        pthread_cond_signal(&pool->filled);
    }
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
    __atomic_store_n(&pool->stopping, true, __ATOMIC_RELAXED);
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
    static const vt_executor_ops_t ops = {.post = thread_pool_post};
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
