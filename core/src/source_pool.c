/*
 * One idle source is in a place of its own, which takes one exchange to reach: most renters find
 * one there. The others are in slots. Two stacks of slots, one of those with an idle source and one
 * of those without, make renting and giving back the same few steps for any capacity.
 *
 * A stack's word has the number of the top slot, and a count that grows with each change: a thread
 * that was interrupted between reading the top and replacing it sees that the stack has changed,
 * also if the same slot is on top again. Slots are not freed before the pool, so reading the one
 * below the top is always allowed. Taking acquires and putting releases: who takes a slot sees the
 * source that was put into it.
 */
#include "valuetask/source_pool.h"

#include <stdlib.h>

#define CAPACITY_MAX 65536
#define NUMBER_BITS  17 /* 0: none; 1 ... CAPACITY_MAX */
#define NUMBER_MASK  ((UINT64_C(1) << NUMBER_BITS) - 1)

typedef struct pooled_source {
    vt_reset_source_t source;
    vt_source_pool_t *pool;
} pooled_source_t;

typedef struct slot {
    pooled_source_t *source; /* of who took the slot */
    uint32_t below;          /* atomic; number of the next slot in the stack */
} slot_t;

typedef struct slots {
    VT__ALIGNAS(8) uint64_t top; /* atomic; count and number */
} slots_t;

struct vt_source_pool {
    unsigned options;
    size_t rented;          /* atomic */
    pooled_source_t *first; /* atomic; an idle source, or NULL */
    slots_t full;
    slots_t empty;
    slot_t slots[];
};

static slot_t *slot_of(vt_source_pool_t *pool, uint64_t top) {
    return &pool->slots[(top & NUMBER_MASK) - 1];
}

static uint64_t changed(uint64_t top, uint64_t number) {
    return (((top >> NUMBER_BITS) + 1) << NUMBER_BITS) | number;
}

/* NULL: the stack is empty. */
static slot_t *take(vt_source_pool_t *pool, slots_t *stack) {
    uint64_t top = vt__atomic_load(&stack->top, __ATOMIC_ACQUIRE);
    uint64_t next;
    do {
        if ((top & NUMBER_MASK) == 0) {
            return NULL;
        }
        next = changed(top, vt__atomic_load(&slot_of(pool, top)->below, __ATOMIC_RELAXED));
    } while (!vt__atomic_compare_exchange(&stack->top, &top, next, true, __ATOMIC_ACQUIRE,
                                          __ATOMIC_ACQUIRE));
    return slot_of(pool, top);
}

static void put(vt_source_pool_t *pool, slots_t *stack, slot_t *slot) {
    uint64_t number = (uint64_t)(slot - pool->slots) + 1;
    uint64_t top = vt__atomic_load(&stack->top, __ATOMIC_RELAXED);
    do {
        vt__atomic_store(&slot->below, (uint32_t)(top & NUMBER_MASK), __ATOMIC_RELAXED);
    } while (!vt__atomic_compare_exchange(&stack->top, &top, changed(top, number), true,
                                          __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

vt_status_t vt_source_pool_create(size_t capacity, unsigned options, vt_source_pool_t **pool) {
    if (pool == NULL || capacity == 0 || capacity > CAPACITY_MAX) {
        return VT_E_INVALID_ARGUMENT;
    }
    size_t slots = capacity - 1; /* one idle source needs none */
    vt_source_pool_t *made = calloc(1, sizeof *made + slots * sizeof made->slots[0]);
    if (made == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    made->options = options;
    for (size_t i = 1; i < slots; i++) {
        made->slots[i].below = (uint32_t)i;
    }
    made->empty.top = slots;
    *pool = made;
    return VT_OK;
}

/* NULL: none is idle. The read saves an exchange where there is none. */
static pooled_source_t *take_idle(vt_source_pool_t *pool) {
    pooled_source_t *pooled = vt__atomic_load(&pool->first, __ATOMIC_RELAXED);
    if (pooled != NULL) {
        pooled = vt__atomic_exchange(&pool->first, NULL, __ATOMIC_ACQUIRE);
    }
    slot_t *slot = pooled != NULL ? NULL : take(pool, &pool->full);
    if (slot != NULL) {
        pooled = slot->source;
        put(pool, &pool->empty, slot);
    }
    return pooled;
}

vt_status_t vt_source_pool_destroy(vt_source_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    if (vt_source_pool_rented(pool) != 0) {
        return VT_E_BUSY;
    }
    pooled_source_t *idle;
    while ((idle = take_idle(pool)) != NULL) {
        free(idle);
    }
    free(pool);
    return VT_OK;
}

/* False: the pool is full. */
static bool put_idle(vt_source_pool_t *pool, pooled_source_t *pooled) {
    pooled_source_t *nothing = NULL;
    if (vt__atomic_load(&pool->first, __ATOMIC_RELAXED) == NULL &&
        vt__atomic_compare_exchange(&pool->first, &nothing, pooled, false, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED)) {
        return true;
    }
    slot_t *slot = take(pool, &pool->empty);
    if (slot == NULL) {
        return false;
    }
    slot->source = pooled;
    put(pool, &pool->full, slot);
    return true;
}

/* The operation was consumed. The version is kept while the source is idle, so old tokens stay
 * stale. */
static void give_back(vt_reset_source_t *source) {
    pooled_source_t *pooled = VT_CONTAINER_OF(source, pooled_source_t, source);
    vt_source_pool_t *pool = pooled->pool;
    if (!put_idle(pool, pooled)) {
        free(pooled);
    }
    /* Last, and with release: a thread that sees 0 may destroy the pool. */
    vt__atomic_fetch_sub(&pool->rented, 1u, __ATOMIC_RELEASE);
}

static pooled_source_t *make(vt_source_pool_t *pool) {
    pooled_source_t *pooled = malloc(sizeof *pooled);
    if (pooled != NULL) {
        vt_reset_source_init(&pooled->source, give_back, pool->options);
        pooled->pool = pool;
    }
    return pooled;
}

vt_reset_source_t *vt_source_pool_rent(vt_source_pool_t *pool) {
    if (pool == NULL) {
        return NULL;
    }
    pooled_source_t *pooled = take_idle(pool);
    if (pooled == NULL) {
        pooled = make(pool);
    } else if (vt_reset_source_reset(&pooled->source) != VT_OK) {
        return NULL; /* cannot be: an idle source has no waiter */
    }
    if (pooled == NULL) {
        return NULL;
    }
    vt__atomic_fetch_add(&pool->rented, 1u, __ATOMIC_RELAXED);
    return &pooled->source;
}

size_t vt_source_pool_rented(const vt_source_pool_t *pool) {
    return vt__atomic_load(&pool->rented, __ATOMIC_ACQUIRE);
}
