#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getcpu */
#endif
#include "pools.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* ---- none ---- */

static void none_put(vt_pool_t *self, vt_pooled_t *block) {
    (void)self;
    free(block);
}

void pool_none_init(vt_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {vt_pooled_new, none_put, NULL};
    vt_pool_init(pool, &ops, block_size);
}

/* ---- a block for each thread and pool ---- */

/* Of one thread: a block, or NULL, for each pool, by the number of the pool less 1. */
typedef struct own_blocks {
    vt_pooled_t **blocks;
    uint32_t count;
} own_blocks_t;

static __thread own_blocks_t own __attribute__((tls_model("initial-exec")));
static pthread_key_t end_key;

static void thread_ends(void *self) {
    own_blocks_t *ended = self;
    for (uint32_t i = 0; i < ended->count; i++) {
        free(ended->blocks[i]);
    }
    free(ended->blocks);
    *ended = (own_blocks_t){NULL, 0};
}

static void make_end_key(void) {
    (void)pthread_key_create(&end_key, thread_ends);
}

/* NULL: out of memory. */
__attribute__((noinline)) static vt_pooled_t **make_own_place(uint32_t index) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    uint32_t count = own.count == 0 ? 8 : own.count;
    while (count <= index) {
        count *= 2;
    }
    vt_pooled_t **blocks = realloc(own.blocks, count * sizeof *blocks); // NOLINT: pointers
    if (blocks == NULL) {
        return NULL;
    }
    for (uint32_t i = own.count; i < count; i++) {
        blocks[i] = NULL;
    }
    own = (own_blocks_t){blocks, count};
    (void)pthread_once(&once, make_end_key);
    (void)pthread_setspecific(end_key, &own);
    return &blocks[index];
}

static vt_pooled_t **own_place(const vt_pool_t *pool) {
    uint32_t index = pool->id - 1;
    return __builtin_expect(index < own.count, 1) ? &own.blocks[index] : make_own_place(index);
}

/* Numbers are not used again: a thread may still hold a block of an older pool. */
static void init_numbered(vt_pool_t *pool, const vt_pool_ops_t *ops, size_t block_size) {
    static uint32_t last; /* atomic */
    vt_pool_init(pool, ops, block_size);
    pool->id = __atomic_add_fetch(&last, 1u, __ATOMIC_RELAXED);
}

static vt_pooled_t *take_own(vt_pool_t *self) {
    vt_pooled_t **place = own_place(self);
    vt_pooled_t *block = NULL;
    if (place != NULL) {
        block = *place;
        *place = NULL;
    }
    return block;
}

static bool put_own(vt_pool_t *self, vt_pooled_t *block) {
    vt_pooled_t **place = own_place(self);
    bool has_room = place != NULL && *place == NULL;
    if (has_room) {
        *place = block;
    }
    return has_room;
}

/* ---- single ---- */

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

void pool_single_init(vt_pool_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {single_take, single_put, single_trim};
    init_numbered(pool, &ops, block_size);
}

/* ---- a slot that any thread may take from and put to ---- */

/* What is in the slot, or NULL. The read saves an exchange on an empty slot. Acquire pairs with the
 * release in slot_put: the taker sees all of the block. */
static vt_pooled_t *slot_take(void **slot) {
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL
               ? NULL
               : __atomic_exchange_n(slot, NULL, __ATOMIC_ACQUIRE);
}

/* False: the slot is full. */
static bool slot_put(void **slot, vt_pooled_t *block) {
    void *expected = NULL;
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL &&
           __atomic_compare_exchange_n(slot, &expected, (void *)block, false, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED);
}

/* ---- thread_core ---- */

static void **own_core(vt_pool_t *self) {
    int core = sched_getcpu();
    pool_thread_core_t *pool = VT_CONTAINER_OF(self, pool_thread_core_t, pool);
    return &pool->of_core[core < 0 ? 0 : core % POOL_CORES];
}

static vt_pooled_t *thread_core_take(vt_pool_t *self) {
    vt_pooled_t *block = take_own(self);
    block = block != NULL ? block : slot_take(own_core(self));
    return block != NULL ? block : vt_pooled_new(self);
}

static void thread_core_put(vt_pool_t *self, vt_pooled_t *block) {
    if (!put_own(self, block) && !slot_put(own_core(self), block)) {
        free(block);
    }
}

static size_t thread_core_trim(vt_pool_t *self) {
    pool_thread_core_t *pool = VT_CONTAINER_OF(self, pool_thread_core_t, pool);
    size_t count = single_trim(self);
    for (size_t i = 0; i < POOL_CORES; i++) {
        vt_pooled_t *block = slot_take(&pool->of_core[i]);
        count += block != NULL;
        free(block);
    }
    return count;
}

void pool_thread_core_init(pool_thread_core_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {thread_core_take, thread_core_put, thread_core_trim};
    memset(pool, 0, sizeof *pool);
    init_numbered(&pool->pool, &ops, block_size);
}

/* ---- owner ---- */

static void **idle_of(vt_pool_t *self) {
    return &VT_CONTAINER_OF(self, pool_owner_t, pool)->idle;
}

static vt_pooled_t *owner_take(vt_pool_t *self) {
    vt_pooled_t *block = slot_take(idle_of(self));
    return block != NULL ? block : vt_pooled_new(self);
}

static void owner_put(vt_pool_t *self, vt_pooled_t *block) {
    if (!slot_put(idle_of(self), block)) {
        free(block);
    }
}

static size_t owner_trim(vt_pool_t *self) {
    vt_pooled_t *block = slot_take(idle_of(self));
    free(block);
    return block != NULL;
}

void pool_owner_init(pool_owner_t *pool, size_t block_size) {
    static const vt_pool_ops_t ops = {owner_take, owner_put, owner_trim};
    memset(pool, 0, sizeof *pool);
    vt_pool_init(&pool->pool, &ops, block_size);
}

/* ---- choosing one ---- */

vt_pool_t *pool_make(pool_storage_t *storage, pool_strategy_t strategy, size_t block_size,
                     size_t capacity) {
    vt_status_t status = VT_OK;
    switch (strategy) {
    case POOL_OF_METHOD:
        return NULL;
    case POOL_NONE:
        pool_none_init(&storage->pool, block_size);
        break;
    case POOL_SINGLE:
        pool_single_init(&storage->pool, block_size);
        break;
    case POOL_THREAD_CORE:
        pool_thread_core_init(&storage->thread_core, block_size);
        break;
    case POOL_STACK:
        status = vt_stack_pool_init(&storage->stack, block_size, capacity);
        break;
    case POOL_OWNER:
        pool_owner_init(&storage->owner, block_size);
        break;
    }
    (void)status; /* refuses nothing but a NULL and blocks without room */
    return &storage->pool;
}
