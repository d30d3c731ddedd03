/*
 * A queue for each thread, first in, first out. A thread posts to its own queue and takes from it;
 * other threads post to the queues in turn. A thread with an empty queue takes from the others.
 * (One queue for all takes up to four times as long when two threads have work: docs/adr/0010.)
 *
 * Continuations are the queues' nodes, so posting never allocates.
 *
 * A thread without work polls for a while before it sleeps; one thread at a time. While one polls,
 * a post wakes nobody. No post is lost: the poster puts it into a queue before it reads who polls
 * or sleeps, a thread looks at the queues again after it has said that it sleeps, and both sides
 * have a full fence in between.
 *
 * Each thread counts what starts and completes on it, without atomics. When all threads sleep, the
 * sum says whether anything will be posted later.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* PTHREAD_MUTEX_ADAPTIVE_NP */
#endif

#include <stdlib.h>

#include "cores.h"
#include "default_executor.h"
#include "locks.h"
#include "spin.h"
#include "thread.h"
#include "valuetask/thread_pool.h"

typedef struct queue {
    pthread_mutex_t mutex;
    vt_continuation_t *head; /* oldest first; atomic, written under the mutex */
    vt_continuation_t *tail;
    char other_line[64];
} queue_t;

typedef struct worker {
    queue_t queue;
    pthread_t thread;
    vt_thread_pool_t *pool;
    size_t outstanding; /* operations started less completed on this thread; may wrap */
} worker_t;

struct vt_thread_pool {
    vt_executor_t executor;
    vt_thread_pool_t *next; /* in the list of all pools */
    pthread_mutex_t sleep_mutex;
    pthread_cond_t work_came;
    pthread_cond_t all_sleep; /* while closing */
    unsigned sleeping;        /* atomic, written under sleep_mutex */
    unsigned looking;         /* atomic: 0 or 1 */
    unsigned turn;            /* atomic: of posts from outside */
    bool closing;             /* atomic: refuses new posts, takes what comes back */
    bool stopping;            /* atomic: the threads end when nothing is left */
    size_t outstanding;       /* atomic: the same for all other threads; may wrap */
    unsigned thread_count;
    worker_t workers[];
};

static __thread worker_t *own_worker;

/* ---- queues ---- */

static bool is_empty(const queue_t *queue) {
    return vt__atomic_load(&queue->head, __ATOMIC_SEQ_CST) == NULL;
}

/* With the mutex. */
static void append(queue_t *queue, vt_continuation_t *continuation) {
    continuation->next = NULL;
    if (queue->head == NULL) {
        vt__atomic_store(&queue->head, continuation, __ATOMIC_SEQ_CST);
    } else {
        queue->tail->next = continuation;
    }
    queue->tail = continuation;
}

/* The oldest; NULL: none. An empty queue is not locked, so that polling does not slow its owner
 * down. */
static vt_continuation_t *take(queue_t *queue) {
    vt_continuation_t *continuation = NULL;
    if (!is_empty(queue)) {
        pthread_mutex_lock(&queue->mutex);
        continuation = queue->head;
        if (continuation != NULL) {
            vt__atomic_store(&queue->head, continuation->next, __ATOMIC_RELAXED);
        }
        pthread_mutex_unlock(&queue->mutex);
    }
    return continuation;
}

/* From its own queue, or else from the others in turn. */
static vt_continuation_t *take_any(worker_t *worker) {
    vt_thread_pool_t *pool = worker->pool;
    size_t self = (size_t)(worker - pool->workers);
    vt_continuation_t *continuation = take(&worker->queue);
    for (size_t i = 1; i < pool->thread_count && continuation == NULL; i++) {
        continuation = take(&pool->workers[(self + i) % pool->thread_count].queue);
    }
    return continuation;
}

static bool any_work(const vt_thread_pool_t *pool) {
    bool any = false;
    for (unsigned i = 0; i < pool->thread_count && !any; i++) {
        any = !is_empty(&pool->workers[i].queue);
    }
    return any;
}

/* ---- posting ---- */

static void wake_one(vt_thread_pool_t *pool) {
    if (vt__atomic_load(&pool->looking, __ATOMIC_SEQ_CST) == 0 &&
        vt__atomic_load(&pool->sleeping, __ATOMIC_SEQ_CST) != 0) {
        pthread_mutex_lock(&pool->sleep_mutex); /* a sleeper waits by now, or looks again */
        pthread_cond_signal(&pool->work_came);
        pthread_mutex_unlock(&pool->sleep_mutex);
    }
}

static vt_thread_pool_t *pool_of(vt_executor_t *executor) {
    return VT_CONTAINER_OF(executor, vt_thread_pool_t, executor);
}

/* NULL: the thread is not one of the pool. */
static worker_t *worker_of(const vt_thread_pool_t *pool) {
    return own_worker != NULL && own_worker->pool == pool ? own_worker : NULL;
}

static worker_t *next_in_turn(vt_thread_pool_t *pool) {
    unsigned turn = vt__atomic_fetch_add(&pool->turn, 1u, __ATOMIC_RELAXED);
    return &pool->workers[turn % pool->thread_count];
}

/* From outside, everything happens with the mutex: once the node has run the pool may be destroyed,
 * and that waits for the mutex. */
static vt_status_t thread_pool_post(vt_executor_t *self, vt_continuation_t *continuation) {
    vt_thread_pool_t *pool = pool_of(self);
    worker_t *own = worker_of(pool);
    queue_t *queue = own != NULL ? &own->queue : &next_in_turn(pool)->queue;
    bool comes_back = continuation->executor == self;
    pthread_mutex_lock(&queue->mutex);
    bool taken = comes_back || !vt__atomic_load(&pool->closing, __ATOMIC_RELAXED);
    if (taken) {
        append(queue, continuation);
        if (own == NULL) {
            wake_one(pool);
        }
    }
    pthread_mutex_unlock(&queue->mutex);
    if (taken && own != NULL) {
        wake_one(pool);
    }
    return taken ? VT_OK : VT_E_SHUT_DOWN;
}

static void add_outstanding(vt_thread_pool_t *pool, size_t difference) {
    worker_t *own = worker_of(pool);
    if (own != NULL) {
        own->outstanding += difference;
    } else {
        vt__atomic_fetch_add(&pool->outstanding, difference, __ATOMIC_RELEASE);
    }
}

static void thread_pool_operation_started(vt_executor_t *self) {
    add_outstanding(pool_of(self), 1);
}

static void thread_pool_operation_completed(vt_executor_t *self) {
    add_outstanding(pool_of(self), (size_t)-1);
}

/* ---- polling and sleeping ---- */

static bool has_something(const void *object) {
    const vt_thread_pool_t *pool = object;
    return vt__atomic_load(&pool->stopping, __ATOMIC_RELAXED) || any_work(pool);
}

/* False: nothing came, or another thread polls already. */
static bool look(vt_thread_pool_t *pool) {
    unsigned nobody = 0;
    if (!vt__atomic_compare_exchange(&pool->looking, &nobody, 1u, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED)) {
        return false;
    }
    bool found = vt__spin(has_something, pool);
    vt__atomic_store(&pool->looking, 0u, __ATOMIC_SEQ_CST);
    return found;
}

static void sleep_without_work(vt_thread_pool_t *pool) {
    pthread_mutex_lock(&pool->sleep_mutex);
    vt__atomic_store(&pool->sleeping, pool->sleeping + 1, __ATOMIC_SEQ_CST);
    if (!has_something(pool)) {
        if (vt__atomic_load(&pool->closing, __ATOMIC_RELAXED)) {
            pthread_cond_signal(&pool->all_sleep);
        }
        pthread_cond_wait(&pool->work_came, &pool->sleep_mutex);
    }
    vt__atomic_store(&pool->sleeping, pool->sleeping - 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&pool->sleep_mutex);
}

/* The next continuation; NULL when the pool stops and nothing is left. */
static vt_continuation_t *next(worker_t *worker) {
    vt_thread_pool_t *pool = worker->pool;
    vt_continuation_t *continuation = take_any(worker);
    while (continuation == NULL) {
        bool found = look(pool);
        continuation = take_any(worker);
        if (continuation != NULL) {
            if (found && any_work(pool)) {
                wake_one(pool); /* posts that came meanwhile woke nobody */
            }
        } else if (vt__atomic_load(&pool->stopping, __ATOMIC_ACQUIRE)) {
            return NULL;
        } else if (!found) {
            sleep_without_work(pool);
        }
    }
    return continuation;
}

static void *work(void *argument) {
    worker_t *worker = argument;
    vt_continuation_t *continuation;
    own_worker = worker;
    while ((continuation = next(worker)) != NULL) {
        vt_executor_run(&worker->pool->executor, continuation);
    }
    return NULL;
}

/* ---- after a fork: the child has the pools, but not their threads ---- */

static vt_thread_pool_t *pools; /* all; under VT__LOCK_POOLS */

static vt_status_t lost_post(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    (void)continuation;
    return VT_E_SHUT_DOWN;
}

static const vt_executor_ops_t lost_ops = {
    .post = lost_post,
    .operation_started = thread_pool_operation_started,
    .operation_completed = thread_pool_operation_completed,
};

static bool is_lost(const vt_thread_pool_t *pool) {
    return pool->executor.ops == &lost_ops;
}

/* What is queued is the parent's. A thread of the pool that forked ends when it comes back. */
static void lose(vt_thread_pool_t *pool) {
    pool->executor.ops = &lost_ops;
    pool->stopping = true;
    for (unsigned i = 0; i < pool->thread_count; i++) {
        pool->workers[i].queue.head = NULL;
    }
}

static void lose_all(void) {
    for (vt_thread_pool_t *pool = pools; pool != NULL; pool = pool->next) {
        lose(pool);
    }
}

static void enlist(vt_thread_pool_t *pool) {
    vt__lock(VT__LOCK_POOLS);
    vt__in_child(VT__LOCK_POOLS, lose_all);
    pool->next = pools;
    pools = pool;
    vt__unlock(VT__LOCK_POOLS);
}

static void unlist(const vt_thread_pool_t *pool) {
    vt__lock(VT__LOCK_POOLS);
    vt_thread_pool_t **link = &pools;
    while (*link != pool) {
        link = &(*link)->next;
    }
    *link = pool->next;
    vt__unlock(VT__LOCK_POOLS);
}

/* ---- beginning and end ---- */

/* A poster holds the mutex of a queue. After each mutex was taken once, earlier posts are over, and
 * later ones see what this thread wrote before. */
static void wait_for_posters(vt_thread_pool_t *pool) {
    for (unsigned i = 0; i < pool->thread_count; i++) {
        pthread_mutex_lock(&pool->workers[i].queue.mutex);
        pthread_mutex_unlock(&pool->workers[i].queue.mutex);
    }
}

/* What will be posted later. All threads sleep, so a count of 0 stays 0. */
static size_t count_outstanding(const vt_thread_pool_t *pool) {
    size_t count = vt__atomic_load(&pool->outstanding, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; i < pool->thread_count; i++) {
        count += pool->workers[i].outstanding;
    }
    return count;
}

/* Refuses new posts, and waits until everything queued has run. False: something will come back. */
static bool close_pool(vt_thread_pool_t *pool) {
    vt__atomic_store(&pool->closing, true, __ATOMIC_SEQ_CST);
    wait_for_posters(pool);
    pthread_mutex_lock(&pool->sleep_mutex);
    while (pool->sleeping != pool->thread_count || any_work(pool)) {
        pthread_cond_wait(&pool->all_sleep, &pool->sleep_mutex);
    }
    bool over = count_outstanding(pool) == 0;
    vt__atomic_store(&pool->closing, over, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&pool->sleep_mutex);
    return over;
}

static void stop(vt_thread_pool_t *pool, unsigned started) {
    wait_for_posters(pool);
    pthread_mutex_lock(&pool->sleep_mutex);
    vt__atomic_store(&pool->stopping, true, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&pool->work_came);
    pthread_mutex_unlock(&pool->sleep_mutex);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    unlist(pool);
    for (unsigned i = 0; i < pool->thread_count; i++) {
        pthread_mutex_destroy(&pool->workers[i].queue.mutex);
    }
    pthread_cond_destroy(&pool->all_sleep);
    pthread_cond_destroy(&pool->work_came);
    pthread_mutex_destroy(&pool->sleep_mutex);
    free(pool);
}

/* Adaptive: it is held for a few stores only, so spinning is cheaper than sleeping. */
static void init_queue_mutex(pthread_mutex_t *mutex) {
#ifdef PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
#else
    pthread_mutex_init(mutex, NULL);
#endif
}

static vt_thread_pool_t *pool_make(unsigned count) {
    static const vt_executor_ops_t ops = {
        .post = thread_pool_post,
        .operation_started = thread_pool_operation_started,
        .operation_completed = thread_pool_operation_completed,
    };
    vt_thread_pool_t *made = calloc(1, sizeof *made + count * sizeof made->workers[0]);
    if (made == NULL) {
        return NULL;
    }
    made->executor.ops = &ops;
    made->thread_count = count;
    pthread_mutex_init(&made->sleep_mutex, NULL);
    pthread_cond_init(&made->work_came, NULL);
    pthread_cond_init(&made->all_sleep, NULL);
    for (unsigned i = 0; i < count; i++) {
        init_queue_mutex(&made->workers[i].queue.mutex);
        made->workers[i].pool = made;
    }
    return made;
}

vt_status_t vt_thread_pool_create(unsigned threads, vt_thread_pool_t **pool) {
    if (pool == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__stay_in_memory();
    vt_thread_pool_t *made = pool_make(threads == 0 ? vt__usable_cores() : threads);
    if (made == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    enlist(made);
    for (unsigned i = 0; i < made->thread_count; i++) {
        worker_t *worker = &made->workers[i];
        if (!vt__thread_start(&worker->thread, work, worker)) {
            stop(made, i);
            return VT_E_OUT_OF_MEMORY;
        }
    }
    *pool = made;
    return VT_OK;
}

/* Its locks stay as the fork found them: nobody takes them any more. */
static vt_status_t release_lost(vt_thread_pool_t *pool) {
    if (count_outstanding(pool) != 0) {
        return VT_E_BUSY;
    }
    unlist(pool);
    free(pool);
    return VT_OK;
}

vt_status_t vt_thread_pool_destroy(vt_thread_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    if (worker_of(pool) != NULL || vt__default_executor() == &pool->executor) {
        return VT_E_BUSY;
    }
    if (is_lost(pool)) {
        return release_lost(pool);
    }
    if (!close_pool(pool)) {
        return VT_E_BUSY;
    }
    stop(pool, pool->thread_count);
    return VT_OK;
}

vt_executor_t *vt_thread_pool_executor(vt_thread_pool_t *pool) {
    return &pool->executor;
}
