#include "valuetask/pool.h"

#include <stdlib.h>

vt_pooled_t *vt_pooled_new(vt_pool_t *pool) {
    vt_pooled_t *block = malloc(pool->block_size);
    if (block != NULL) {
        block->operation.completion.source.ops = NULL; /* new: async.c fills it in */
        block->pool = pool;
    }
    return block;
}

size_t vt_pool_trim(vt_pool_t *pool) {
    return pool == NULL || pool->ops->trim == NULL ? 0 : pool->ops->trim(pool);
}
