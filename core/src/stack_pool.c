#include <stdlib.h>
#include <string.h>

#include "valuetask/pool.h"

static vt_stack_pool_t *pool_of(vt_pool_t *self) {
    return VT_CONTAINER_OF(self, vt_stack_pool_t, pool);
}

/* With the mutex. NULL: no block is idle. */
static vt_pooled_t *take_idle(vt_stack_pool_t *pool) {
    vt_continuation_t *node = vt__idle_take(&pool->idle);
    if (node == NULL) {
        return NULL;
    }
    pool->count--;
    return vt_pooled_of_node(node);
}

static vt_pooled_t *make(vt_stack_pool_t *pool) {
    vt_pooled_t *block = vt_pooled_new(&pool->pool);
    if (block == NULL) {
        vt__mutex_lock(&pool->mutex);
        pool->rented--;
        vt__mutex_unlock(&pool->mutex);
    }
    return block;
}

static vt_pooled_t *stack_take(vt_pool_t *self) {
    vt_stack_pool_t *pool = pool_of(self);
    vt__mutex_lock(&pool->mutex);
    vt_pooled_t *block = take_idle(pool);
    pool->rented++;
    vt__mutex_unlock(&pool->mutex);
    return block != NULL ? block : make(pool);
}

static void put(vt_pool_t *self, vt_pooled_t *block) {
    vt_stack_pool_t *pool = pool_of(self);
    vt__mutex_lock(&pool->mutex);
    bool has_room = pool->count < pool->capacity;
    pool->rented--;
    if (has_room) {
        vt__idle_put(&pool->idle, vt_pooled_node(block));
        pool->count++;
    }
    vt__mutex_unlock(&pool->mutex);
    if (!has_room) {
        free(block);
    }
}

static size_t trim(vt_pool_t *self) {
    vt_stack_pool_t *pool = pool_of(self);
    size_t count = 0;
    vt_pooled_t *block;
    do {
        vt__mutex_lock(&pool->mutex);
        block = take_idle(pool);
        vt__mutex_unlock(&pool->mutex);
        count += block != NULL;
        free(block);
    } while (block != NULL);
    return count;
}

vt_status_t vt_stack_pool_init(vt_stack_pool_t *pool, size_t block_size, size_t capacity) {
    static const vt_pool_ops_t ops = {stack_take, put, trim};
    if (pool == NULL || block_size < sizeof(vt_pooled_t)) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(pool, 0, sizeof *pool);
    vt_pool_init(&pool->pool, &ops, block_size);
    pool->capacity = capacity;
    return vt__mutex_init(&pool->mutex) ? VT_OK : VT_E_OUT_OF_MEMORY;
}

vt_status_t vt_stack_pool_deinit(vt_stack_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    vt__mutex_lock(&pool->mutex);
    bool busy = pool->rented != 0;
    vt__mutex_unlock(&pool->mutex);
    if (busy) {
        return VT_E_BUSY;
    }
    (void)trim(&pool->pool);
    vt__mutex_deinit(&pool->mutex);
    return VT_OK;
}
