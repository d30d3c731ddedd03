/* The strategies beside home_pool.c: small, and each free to lose what it has no room for. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getcpu */
#endif

#include <sched.h>
#include <stdlib.h>

#include "places.h"
#include "slots.h"

vt_pooled_t *vt_pooled_new(vt_pool_t *pool) {
    vt_pooled_t *block = malloc(pool->block_size);
    if (block != NULL) {
        block->operation.completion.source.ops = NULL; /* fresh: async.c completes it */
        block->pool = pool;
    }
    return block;
}

size_t vt_pool_trim(vt_pool_t *pool) {
    return pool == NULL || pool->ops->trim == NULL ? 0 : pool->ops->trim(pool);
}

static void init(vt_pool_t *pool, const vt_pool_ops_t *ops, size_t block_size) {
    pool->ops = ops;
    pool->block_size = (uint32_t)block_size;
    pool->id = 0;
}

/* ---- none ---- */

static void none_put(vt_pool_t *self, vt_pooled_t *block) {
    (void)self;
    free(block);
}

void vt_none_pool_init(vt_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {vt_pooled_new, none_put, NULL};
    init(pool, &ops, block_size);
}

/* ---- single: one for each thread ---- */

/* The thread's own block, if it has one. */
static vt_pooled_t *take_own(vt_pool_t *self) {
    vt__place_t *place = vt__place(self, free);
    vt_pooled_t *block = NULL;
    if (place != NULL) {
        block = place->held;
        place->held = NULL;
    }
    return block;
}

static bool put_own(vt_pool_t *self, vt_pooled_t *block) {
    vt__place_t *place = vt__place(self, free);
    bool has_room = place != NULL && place->held == NULL;
    if (has_room) {
        place->held = block;
    }
    return has_room;
}

static vt_pooled_t *single_take(vt_pool_t *self) {
    vt_pooled_t *block = take_own(self);
    return block != NULL ? block : vt_pooled_new(self);
}

static void single_put(vt_pool_t *self, vt_pooled_t *block) {
    if (!put_own(self, block)) {
        free(block);
    }
}

static size_t single_trim(vt_pool_t *self) {
    vt_pooled_t *block = take_own(self);
    free(block);
    return block != NULL;
}

void vt_single_pool_init(vt_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {single_take, single_put, single_trim};
    init(pool, &ops, block_size);
}

/* ---- thread_core: one for each thread, then the own core's ---- */

static void **own_core(vt_pool_t *self) {
    int core = sched_getcpu();
    vt_thread_core_pool_t *pool = VT_CONTAINER_OF(self, vt_thread_core_pool_t, pool);
    return &pool->of_core[core < 0 ? 0 : core % VT_POOL_CORES];
}

static vt_pooled_t *thread_core_take(vt_pool_t *self) {
    vt_pooled_t *block = take_own(self);
    block = block != NULL ? block : vt__slot_take(own_core(self));
    return block != NULL ? block : vt_pooled_new(self);
}

static void thread_core_put(vt_pool_t *self, vt_pooled_t *block) {
    if (!put_own(self, block) && !vt__slot_put(own_core(self), block)) {
        free(block);
    }
}

static size_t thread_core_trim(vt_pool_t *self) {
    vt_thread_core_pool_t *pool = VT_CONTAINER_OF(self, vt_thread_core_pool_t, pool);
    size_t count = single_trim(self);
    for (size_t i = 0; i < VT_POOL_CORES; i++) {
        vt_pooled_t *block = vt__slot_take(&pool->of_core[i]);
        count += block != NULL;
        free(block);
    }
    return count;
}

void vt_thread_core_pool_init(vt_thread_core_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {thread_core_take, thread_core_put, thread_core_trim};
    memset(pool, 0, sizeof *pool);
    init(&pool->pool, &ops, block_size);
}

/* ---- stack: bounded, locked ---- */

/* With the mutex. */
static vt_pooled_t *pop(vt_stack_pool_t *pool) {
    vt_pooled_t *block = NULL;
    if (pool->idle != NULL) {
        block = VT_CONTAINER_OF(pool->idle, vt_pooled_t, operation.outcome.continuation);
        pool->idle = pool->idle->next;
        pool->count--;
    }
    return block;
}

static vt_pooled_t *stack_new(vt_stack_pool_t *pool) {
    vt_pooled_t *block = vt_pooled_new(&pool->pool);
    if (block == NULL) {
        pthread_mutex_lock(&pool->mutex);
        pool->rented--;
        pthread_mutex_unlock(&pool->mutex);
    }
    return block;
}

static vt_pooled_t *stack_take(vt_pool_t *self) {
    vt_stack_pool_t *pool = VT_CONTAINER_OF(self, vt_stack_pool_t, pool);
    pthread_mutex_lock(&pool->mutex);
    vt_pooled_t *block = pop(pool);
    pool->rented++;
    pthread_mutex_unlock(&pool->mutex);
    return block != NULL ? block : stack_new(pool);
}

static void stack_put(vt_pool_t *self, vt_pooled_t *block) {
    vt_stack_pool_t *pool = VT_CONTAINER_OF(self, vt_stack_pool_t, pool);
    pthread_mutex_lock(&pool->mutex);
    bool has_room = pool->count < pool->capacity;
    pool->rented--;
    if (has_room) {
        *vt_pooled_link(block) = pool->idle;
        pool->idle = &block->operation.outcome.continuation;
        pool->count++;
    }
    pthread_mutex_unlock(&pool->mutex);
    if (!has_room) {
        free(block);
    }
}

static size_t stack_trim(vt_pool_t *self) {
    vt_stack_pool_t *pool = VT_CONTAINER_OF(self, vt_stack_pool_t, pool);
    size_t count = 0;
    vt_pooled_t *block;
    do {
        pthread_mutex_lock(&pool->mutex);
        block = pop(pool);
        pthread_mutex_unlock(&pool->mutex);
        count += block != NULL;
        free(block);
    } while (block != NULL);
    return count;
}

vt_status_t vt_stack_pool_init(vt_stack_pool_t *pool, size_t block_size, size_t capacity) {
    static const vt_pool_ops_t ops = {stack_take, stack_put, stack_trim};
    if (pool == NULL || block_size < sizeof(vt_pooled_t)) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(pool, 0, sizeof *pool);
    init(&pool->pool, &ops, block_size);
    pool->capacity = capacity;
    return pthread_mutex_init(&pool->mutex, NULL) == 0 ? VT_OK : VT_E_OUT_OF_MEMORY;
}

vt_status_t vt_stack_pool_deinit(vt_stack_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    pthread_mutex_lock(&pool->mutex);
    bool busy = pool->rented != 0;
    pthread_mutex_unlock(&pool->mutex);
    if (busy) {
        return VT_E_BUSY;
    }
    (void)stack_trim(&pool->pool);
    pthread_mutex_destroy(&pool->mutex);
    return VT_OK;
}

/* ---- owner: one, in the owner's object ---- */

static vt_pooled_t *owner_take(vt_pool_t *self) {
    vt_pooled_t *block = vt__slot_take(&VT_CONTAINER_OF(self, vt_owner_pool_t, pool)->idle);
    return block != NULL ? block : vt_pooled_new(self);
}

static void owner_put(vt_pool_t *self, vt_pooled_t *block) {
    if (!vt__slot_put(&VT_CONTAINER_OF(self, vt_owner_pool_t, pool)->idle, block)) {
        free(block);
    }
}

static size_t owner_trim(vt_pool_t *self) {
    vt_pooled_t *block = vt__slot_take(&VT_CONTAINER_OF(self, vt_owner_pool_t, pool)->idle);
    free(block);
    return block != NULL;
}

void vt_owner_pool_init(vt_owner_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {owner_take, owner_put, owner_trim};
    memset(pool, 0, sizeof *pool);
    init(&pool->pool, &ops, block_size);
}
