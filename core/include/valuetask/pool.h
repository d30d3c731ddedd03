// clang-format off
/*
 * pool.h - where the blocks of pooled methods stay between two operations.
 *
 * A method started with VT_START_POOLED takes its block from the method's own pool, a home pool.
 * VT_START_POOLED_IN names another. The library has two:
 *
 *     home    A list for each thread. A block goes back to the thread that took it, whoever
 *             consumes the result. The pool keeps as many blocks as were ever in use at once, and
 *             never ends. Use it unless memory must be bounded.
 *     stack   One list under a lock, with a capacity; more blocks than that are freed. The pool
 * ends when its owner says so: for code that is unloaded, or memory that must stay bounded.
 *
 * A pool of your own is two functions, take and put (vt_pool_ops_t).
 *
 * valgrind calls the blocks of a home pool "possibly lost" at the end of the program, as a list
 * points into them: vt_pool_trim(VT_METHOD_POOL(method)) frees them before.
 *
 * In a home pool a block stays a block of that method until vt_pool_trim, and its 62 bits of
 * version find every stale token. Any other pool that frees blocks leaves a dangling pointer in a
 * value task that is used again after it was consumed.
 *
 * A pool serves one method: all its blocks have one size, VT_BLOCK_SIZE(method). It must outlive
 * every operation that was started with it. Any thread may use any pool.
 */
// clang-format on
#ifndef VALUETASK_POOL_H
#define VALUETASK_POOL_H

#include "valuetask/impl/completion.h"
#include "valuetask/impl/mutex.h"
#include "valuetask/impl/node_list.h"

VT_BEGIN_DECLS

typedef struct vt_pool vt_pool_t;

/* A block: the way back, a source, and behind it the frame. */
typedef struct vt_pooled {
    vt_pool_t *pool; /* where it is put when its operation was consumed */
    vt_operation_t operation;
} vt_pooled_t;

typedef struct vt_pool_ops {
    /* An idle block, or one that vt_pooled_new made. NULL: out of memory. */
    vt_pooled_t *(*take)(vt_pool_t *self);
    /* Takes a block back, to keep or to free it. A block that is kept keeps its version. */
    void (*put)(vt_pool_t *self, vt_pooled_t *block);
    /* Optional: frees what is idle; gives how many blocks that were. */
    size_t (*trim)(vt_pool_t *self);
} vt_pool_ops_t;

/* The first member of every pool. */
struct vt_pool {
    const vt_pool_ops_t *ops;
    uint32_t block_size;
    uint32_t id;         /* 0 at first; for the pool itself, which may number its instances */
    const void *home_of; /* a thread, of home pools; NULL for any other pool */
};

/* For pools of your own. `block_size` is VT_BLOCK_SIZE(method). Allocates nothing. */
static inline void vt_pool_init(vt_pool_t *pool, const vt_pool_ops_t *ops, size_t block_size) {
    pool->ops = ops;
    pool->block_size = (uint32_t)block_size;
    pool->id = 0;
    pool->home_of = NULL;
}

/* A new block that will go back to `pool`. 1 allocation; free() releases it. For pools of your
 * own. */
vt_pooled_t *vt_pooled_new(vt_pool_t *pool);

/* While a block is idle, its pool may put this node of it into a list or an inbox. */
static inline vt_continuation_t *vt_pooled_node(vt_pooled_t *block) {
    return &block->operation.outcome.continuation;
}

static inline vt_pooled_t *vt_pooled_of_node(vt_continuation_t *node) {
    return VT_CONTAINER_OF(node, vt_pooled_t, operation.outcome.continuation);
}

/* Frees the idle blocks that the calling thread can reach: its own, those of threads that ended,
 * and those in lists that threads share. Gives how many. Accepts NULL. The caller promises not to
 * use a value task of a consumed operation again. */
size_t vt_pool_trim(vt_pool_t *pool);

/* ---- home ---- */

/* Static storage, initialised with VT_HOME_POOL_INIT: each thread that used it knows it until the
 * process ends. */
typedef struct vt_home_pool {
    vt_pool_t pool;
#if VT_THREADS
    struct vt__home *orphans; /* of threads that ended */
#else
    vt__idle_list_t idle; /* the home of the one thread is the pool itself */
#endif
} vt_home_pool_t;
extern const vt_pool_ops_t vt__home_pool_ops;
#if VT_THREADS
#define VT_HOME_POOL_INIT(block_size) \
    { {&vt__home_pool_ops, (block_size), 0, NULL}, NULL }
#else
#define VT__ONE_THREAD ((const void *)1)
#define VT_HOME_POOL_INIT(block_size)                            \
    {                                                            \
        {&vt__home_pool_ops, (block_size), 0, VT__ONE_THREAD}, { \
            NULL                                                 \
        }                                                        \
    }
#endif

/* ---- stack ---- */

typedef struct vt_stack_pool {
    vt_pool_t pool;
    vt__mutex_t mutex;
    vt__idle_list_t idle;
    size_t count, capacity;
    size_t rented; /* not yet put back */
} vt_stack_pool_t;

/* Keeps up to `capacity` idle blocks. Allocates nothing. VT_E_INVALID_ARGUMENT: NULL, or blocks
 * without room for a vt_pooled_t. */
VT_MUST_CHECK vt_status_t vt_stack_pool_init(vt_stack_pool_t *pool, size_t block_size,
                                             size_t capacity);

/* Frees what is idle and ends the pool. VT_E_BUSY while an operation has a block of it: the pool
 * then goes on. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_stack_pool_deinit(vt_stack_pool_t *pool);

VT_END_DECLS

#endif
