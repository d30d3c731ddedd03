#include "valuetask/source_pool.h"

#include <stdlib.h>

#define CAPACITY_MAX 65536

struct vt_source_pool {
    unsigned options;
    size_t rented; /* atomic */
    size_t capacity;
    void *idle[]; /* atomic slots */
};

typedef struct pooled_source {
    vt_reset_source_t source;
    vt_source_pool_t *pool;
} pooled_source_t;

vt_status_t vt_source_pool_create(size_t capacity, unsigned options, vt_source_pool_t **pool) {
    if (pool == NULL || capacity == 0 || capacity > CAPACITY_MAX) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_source_pool_t *made = calloc(1, sizeof *made + capacity * sizeof made->idle[0]);
    if (made == NULL) {
        return VT_E_OUT_OF_MEMORY;
    }
    made->options = options;
    made->capacity = capacity;
    *pool = made;
    return VT_OK;
}

vt_status_t vt_source_pool_destroy(vt_source_pool_t *pool) {
    if (pool == NULL) {
        return VT_OK;
    }
    if (vt_source_pool_rented(pool) != 0) {
        return VT_E_BUSY;
    }
    for (size_t i = 0; i < pool->capacity; i++) {
        free(pool->idle[i]);
    }
    free(pool);
    return VT_OK;
}

/* What is in the slot, or NULL. The read saves an exchange on an empty slot. Acquire pairs with the
 * release in slot_put: the taker sees all of the source. */
static void *slot_take(void **slot) {
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL
               ? NULL
               : __atomic_exchange_n(slot, NULL, __ATOMIC_ACQUIRE);
}

/* False: the slot is full. */
static bool slot_put(void **slot, void *source) {
    void *expected = NULL;
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL &&
           __atomic_compare_exchange_n(slot, &expected, source, false, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED);
}

static bool put_idle(vt_source_pool_t *pool, pooled_source_t *pooled) {
    size_t i = 0;
    while (i < pool->capacity && !slot_put(&pool->idle[i], pooled)) {
        i++;
    }
    return i < pool->capacity;
}

static pooled_source_t *take_idle(vt_source_pool_t *pool) {
    void *pooled = NULL;
    for (size_t i = 0; i < pool->capacity && pooled == NULL; i++) {
        pooled = slot_take(&pool->idle[i]);
    }
    return pooled;
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
    __atomic_fetch_sub(&pool->rented, 1u, __ATOMIC_RELEASE);
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
    __atomic_fetch_add(&pool->rented, 1u, __ATOMIC_RELAXED);
    return &pooled->source;
}

size_t vt_source_pool_rented(const vt_source_pool_t *pool) {
    return __atomic_load_n(&pool->rented, __ATOMIC_ACQUIRE);
}
