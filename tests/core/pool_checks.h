/* pool_checks.h - what every pool has to do; each check uses one pool and leaves it empty. */
#ifndef TESTS_CORE_POOL_CHECKS_H
#define TESTS_CORE_POOL_CHECKS_H

#include "helpers.h"

/* The size of the blocks that the checks take. */
size_t pool_check_block_size(void);

/* Starts an operation that waits for `source`, which is initialised here, and gives 1 more. */
vt_value_task_t pool_check_begin(vt_pool_t *pool, vt_reset_source_t *source);

/* The checks' own home pool. */
vt_pool_t *pool_check_home(void);

/* Results are right, and a pool that keeps blocks uses one again and again. */
void pool_check_results(vt_pool_t *pool, bool keeps);

/* Of a pool that keeps blocks: a token from before the block was used again is stale. */
void pool_check_stale_tokens(vt_pool_t *pool);

/* A discarded operation brings its block back when it completes. */
void pool_check_discarding(vt_pool_t *pool, bool keeps);

/* Of a pool that keeps blocks: trimming frees what is idle and tells how much. */
void pool_check_trimming(vt_pool_t *pool);

/* Two threads take and consume at the same time. */
void pool_check_two_threads(vt_pool_t *pool);

/* Runs one operation on a thread of its own, which then ends. */
void pool_check_thread_that_ends(vt_pool_t *pool);

/* How many allocations a burst of so many operations at once costs, once everything is warm. */
enum { POOL_CHECK_BURST = 18 };
void pool_check_burst(vt_pool_t *pool, uint64_t kept);

#endif
