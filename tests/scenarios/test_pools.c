/* The pools that the library's own are measured against. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getcpu */
#endif
#include "pools.h"

#include <sched.h>

#include "counting_malloc.h"
#include "pool_checks.h"
#include "steady_state.h"

typedef struct pools {
    vt_pool_t none;
    vt_pool_t single;
    pool_thread_core_t thread_core;
    pool_owner_t owner;
} pools_t;

enum { NONE, SINGLE, THREAD_CORE, OWNER, POOLS };

static void pools_init(pools_t *pools, vt_pool_t *all[POOLS]) {
    size_t size = pool_check_block_size();
    pool_none_init(&pools->none, size);
    pool_single_init(&pools->single, size);
    pool_thread_core_init(&pools->thread_core, size);
    pool_owner_init(&pools->owner, size);
    all[NONE] = &pools->none;
    all[SINGLE] = &pools->single;
    all[THREAD_CORE] = &pools->thread_core.pool;
    all[OWNER] = &pools->owner.pool;
}

TEST(every_pool_gives_the_right_result_and_all_but_none_use_a_block_again) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_results(all[i], i != NONE);
    }
}

TEST(a_token_from_before_is_stale_where_the_block_is_used_again) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = NONE + 1; i < POOLS; i++) {
        pool_check_stale_tokens(all[i]);
    }
}

TEST(a_discarded_operation_brings_its_block_back_when_it_completes) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_discarding(all[i], i != NONE);
    }
}

TEST(trimming_frees_what_is_idle_and_tells_how_much) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = NONE + 1; i < POOLS; i++) {
        pool_check_trimming(all[i]);
    }
}

TEST(a_thread_that_ends_leaves_no_block_that_cannot_be_reached) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pool_check_thread_that_ends(pool_check_home()); /* makes the home, if there is none */
    (void)vt_pool_trim(pool_check_home());
    int64_t live = counting_live();
    for (int round = 0; round < 20; round++) {
        pools_init(&pools, all);
        for (int i = 0; i < POOLS; i++) {
            pool_check_thread_that_ends(all[i]);
            (void)vt_pool_trim(all[i]);
        }
        assert_true(counting_live() <= live + 1); /* this thread's table may have grown */
    }
}

TEST(no_pool_loses_or_shares_a_block_between_two_threads) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_two_threads(all[i]);
    }
}

/* .NET's cliff: a pool with one or two places keeps that many. */
TEST(a_burst_of_n_costs_n_less_the_blocks_that_the_pool_keeps) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    pool_check_burst(all[NONE], 0);
    pool_check_burst(all[SINGLE], 1);
    pool_check_burst(all[OWNER], 1);
}

/* One for the thread and one for the core: of a pinned thread there is one core. */
TEST(a_thread_core_pool_keeps_two_blocks_of_a_pinned_thread) {
    cpu_set_t before, one;
    pools_t pools;
    vt_pool_t *all[POOLS];
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    CPU_ZERO(&one);
    CPU_SET((unsigned)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    pools_init(&pools, all);
    pool_check_burst(all[THREAD_CORE], 2);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pool_gives_the_right_result_and_all_but_none_use_a_block_again),
        cmocka_unit_test(a_token_from_before_is_stale_where_the_block_is_used_again),
        cmocka_unit_test(a_discarded_operation_brings_its_block_back_when_it_completes),
        cmocka_unit_test(trimming_frees_what_is_idle_and_tells_how_much),
        cmocka_unit_test(a_thread_that_ends_leaves_no_block_that_cannot_be_reached),
        cmocka_unit_test(no_pool_loses_or_shares_a_block_between_two_threads),
        cmocka_unit_test(a_burst_of_n_costs_n_less_the_blocks_that_the_pool_keeps),
        cmocka_unit_test(a_thread_core_pool_keeps_two_blocks_of_a_pinned_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
