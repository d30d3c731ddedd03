/*
 * source_pool.h - reset sources to rent.
 *
 * For operations without an object of their own to embed a source in. A source returns to the pool
 * when its operation was consumed or discarded. The pool keeps up to `capacity` idle sources;
 * beyond that, renting allocates a source and its return frees it. Renting and returning take the
 * same few steps for any capacity, and no lock. Any thread may rent; any thread may consume.
 */
#ifndef VALUETASK_SOURCE_POOL_H
#define VALUETASK_SOURCE_POOL_H

#include "valuetask/reset_source.h"

VT_BEGIN_DECLS

typedef struct vt_source_pool vt_source_pool_t;

/* Makes a pool that keeps up to `capacity` sources, 1 ... 65536. 1 allocation. */
VT_MUST_CHECK vt_status_t vt_source_pool_create(size_t capacity, unsigned options,
                                                vt_source_pool_t **pool);

/* VT_E_BUSY while a source is rented: the pool then goes on. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_source_pool_destroy(vt_source_pool_t *pool);

/* A source with a new operation: give out its vt_reset_source_value_task, and complete it. Do not
 * reset it. NULL: out of memory. 0 allocations if the pool has an idle source, else 1. */
vt_reset_source_t *vt_source_pool_rent(vt_source_pool_t *pool);

/* How many are rented now. */
size_t vt_source_pool_rented(const vt_source_pool_t *pool);

VT_END_DECLS

#endif
