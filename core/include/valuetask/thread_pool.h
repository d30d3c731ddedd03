/*
 * thread_pool.h - an executor with a fixed number of threads.
 *
 * Each thread has a queue, first in, first out. A thread with an empty queue takes from the others.
 * Order holds within a queue, not over the pool.
 */
#ifndef VALUETASK_THREAD_POOL_H
#define VALUETASK_THREAD_POOL_H

#include "valuetask/executor.h"

#if !VT_THREADS
#error "this is the library for one thread (VT_THREADS=OFF): it has no thread pool"
#endif

VT_BEGIN_DECLS

typedef struct vt_thread_pool vt_thread_pool_t;

/* Starts `threads` threads (0: one per core). Allocates here, and never when something is posted.
 * VT_E_OUT_OF_MEMORY: no memory or no thread. */
VT_MUST_CHECK vt_status_t vt_thread_pool_create(unsigned threads, vt_thread_pool_t **pool);

/* Runs what is still queued, joins the threads, releases the pool. What is posted meanwhile is
 * refused with VT_E_SHUT_DOWN. Accepts NULL. VT_E_BUSY, and the pool goes on:
 * - where a suspended method or a timer will still come back to it;
 * - while it is what vt_executor_set_default was given;
 * - on a thread of the pool. */
VT_MUST_CHECK vt_status_t vt_thread_pool_destroy(vt_thread_pool_t *pool);

/* The pool as an executor; borrowed. */
vt_executor_t *vt_thread_pool_executor(vt_thread_pool_t *pool);

VT_END_DECLS

#endif
