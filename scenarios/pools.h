/*
 * pools.h - the pools that the library's own are measured against.
 *
 *     pool_none          the allocator each time
 *     pool_single        one block for each thread
 *     pool_thread_core   one block for each thread, then one for each core (.NET 6 and later)
 *     pool_owner         one block, in the object that the operation belongs to (.NET's Socket)
 *
 * Each frees the blocks that it has no room for. Any thread may use any of them. A pool ends with
 * vt_pool_trim by each thread that used it, or with those threads.
 */
#ifndef SCENARIO_POOLS_H
#define SCENARIO_POOLS_H

#include "valuetask.h"

void pool_none_init(vt_pool_t *pool, size_t block_size);
void pool_single_init(vt_pool_t *pool, size_t block_size);

/* Cores from this one on share places. */
#define POOL_CORES 64

typedef struct pool_thread_core {
    vt_pool_t pool;
    void *of_core[POOL_CORES]; /* atomic; blocks */
} pool_thread_core_t;
void pool_thread_core_init(pool_thread_core_t *pool, size_t block_size);

typedef struct pool_owner {
    vt_pool_t pool;
    void *idle; /* atomic; a block */
} pool_owner_t;
void pool_owner_init(pool_owner_t *pool, size_t block_size);

/* ---- choosing one ---- */

typedef enum pool_strategy {
    POOL_OF_METHOD, /* the method's own: no pool */
    POOL_NONE,
    POOL_SINGLE,
    POOL_THREAD_CORE,
    POOL_STACK,
    POOL_OWNER,
} pool_strategy_t;

/* A pool of any kind, in the caller's storage. */
typedef union pool_storage {
    vt_pool_t pool;
    pool_thread_core_t thread_core;
    vt_stack_pool_t stack;
    pool_owner_t owner;
} pool_storage_t;

/* Makes one. `capacity` is for the stack. NULL for the method's own, which vt_pool_trim accepts. */
vt_pool_t *pool_make(pool_storage_t *storage, pool_strategy_t strategy, size_t block_size,
                     size_t capacity);

#endif
