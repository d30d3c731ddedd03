/* pool.h - idle blocks of a pooled method: one for each thread, a few that any thread may take. */
#ifndef VT_SRC_POOL_H
#define VT_SRC_POOL_H

#include "completion.h"

/* A block of the method, or NULL. */
VT_HIDDEN void *vt__pool_take(vt_method_t *method);

/* Keeps the block, or frees it where the pool is full. */
VT_HIDDEN void vt__pool_put(vt_method_t *method, void *block);

#endif
