/*
 * pool.h - where the blocks of pooled methods stay between two operations.
 *
 * A method started with VT_START_POOLED takes its block from the method's own pool, a `home` pool;
 * VT_START_POOLED_IN names another. The strategies stand side by side behind one interface, so that
 * they can be compared with each other and with an allocator that has a cache of its own:
 *
 *     home          a list for each thread; blocks find their way back to the thread that took
 *                   them, whoever consumes the result. Keeps as many as were ever out at once.
 *     none          the allocator each time
 *     single        one for each thread
 *     thread_core   one for each thread, then one for each core (.NET 6 and later)
 *     stack         a locked stack of bounded size (.NET 5)
 *     owner         a field of the object that the operation belongs to (.NET's Socket)
 *
 * All but `home` free what they have no room for, and then a value task that is used again after it
 * was consumed is a dangling pointer. In a home pool a block stays a block of that method until
 * vt_pool_trim, and its 62 bits of version find every stale token.
 *
 * A pool serves one method: all its blocks have one size, VT_BLOCK_SIZE(method). It must outlive
 * every operation that was started with it. Any thread may use any pool.
 */
#ifndef VALUETASK_POOL_H
#define VALUETASK_POOL_H

#include <pthread.h>

#include "valuetask/completion.h"

VT_BEGIN_DECLS

typedef struct vt_pool vt_pool_t;

/* A block: a source, the way back, and behind it the frame. */
typedef struct vt_pooled {
    vt_operation_t operation;
    vt_pool_t *pool; /* where it is put when its operation was consumed */
} vt_pooled_t;

typedef struct vt_pool_ops {
    /* An idle block, or one that vt_pooled_new made; NULL: out of memory. */
    vt_pooled_t *(*take)(vt_pool_t *self);
    /* Takes a block back. It may be kept or freed; its version must stay. */
    void (*put)(vt_pool_t *self, vt_pooled_t *block);
    /* Frees what is idle; gives how many blocks that were. */
    size_t (*trim)(vt_pool_t *self);
} vt_pool_ops_t;

struct vt_pool {
    const vt_pool_ops_t *ops;
    uint32_t block_size;
    uint32_t id; /* atomic; of its places in each thread; 0: it has none yet */
};

/* A fresh block that will go back to `pool`. 1 allocation. For pools of your own. */
vt_pooled_t *vt_pooled_new(vt_pool_t *pool);

/* While a block is idle, its pool may link it to others here. */
static inline vt_continuation_t **vt_pooled_link(vt_pooled_t *block) {
    return &block->operation.outcome.continuation.next;
}

/* Frees the idle blocks that the calling thread can reach: its own, those of threads that ended,
 * and those that no thread has for itself. The caller promises that no value task of a consumed
 * operation will be used again. */
size_t vt_pool_trim(vt_pool_t *pool);

/* The strategies. `block_size` is VT_BLOCK_SIZE(method). No init allocates. A
 * pool ends with vt_pool_trim by each thread that used it, or with those threads; but a home pool
 * never does: each thread's home knows it until the process ends, so it is static. */
typedef struct vt_home_pool {
    vt_pool_t pool;
    struct vt__home *orphans; /* of threads that ended */
} vt_home_pool_t;
extern const vt_pool_ops_t vt__home_pool_ops;
#define VT_HOME_POOL_INIT(block_size) \
    { {&vt__home_pool_ops, (block_size), 0}, NULL }

void vt_none_pool_init(vt_pool_t *pool, size_t block_size);
void vt_single_pool_init(vt_pool_t *pool, size_t block_size);

/* Cores from this one on share places. */
#define VT_POOL_CORES 64

typedef struct vt_thread_core_pool {
    vt_pool_t pool;
    void *of_core[VT_POOL_CORES]; /* atomic; blocks */
} vt_thread_core_pool_t;
void vt_thread_core_pool_init(vt_thread_core_pool_t *pool, size_t block_size);

typedef struct vt_stack_pool {
    vt_pool_t pool;
    pthread_mutex_t mutex;
    vt_continuation_t *idle;
    size_t count, capacity;
    size_t rented; /* not yet put back */
} vt_stack_pool_t;
VT_MUST_CHECK vt_status_t vt_stack_pool_init(vt_stack_pool_t *pool, size_t block_size,
                                             size_t capacity);
/* VT_E_BUSY while an operation has a block of it: the pool then goes on. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_stack_pool_deinit(vt_stack_pool_t *pool);

typedef struct vt_owner_pool {
    vt_pool_t pool;
    void *idle; /* atomic; a block */
} vt_owner_pool_t;
void vt_owner_pool_init(vt_owner_pool_t *pool, size_t block_size);

VT_END_DECLS

#endif
