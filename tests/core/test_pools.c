/* Where the blocks of pooled methods stay: every strategy, and blocks that come home. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

typedef struct pools {
    vt_pool_t none;
    vt_pool_t single;
    vt_thread_core_pool_t thread_core;
    vt_stack_pool_t stack;
    vt_owner_pool_t owner;
} pools_t;

enum { POOLS = 6 };

static void pools_init(pools_t *pools, vt_pool_t *all[POOLS]) {
    vt_none_pool_init(&pools->none, VT_BLOCK_SIZE(plus_one));
    vt_single_pool_init(&pools->single, VT_BLOCK_SIZE(plus_one));
    vt_thread_core_pool_init(&pools->thread_core, VT_BLOCK_SIZE(plus_one));
    assert_ok(vt_stack_pool_init(&pools->stack, VT_BLOCK_SIZE(plus_one), 4));
    vt_owner_pool_init(&pools->owner, VT_BLOCK_SIZE(plus_one));
    all[0] = &pools->none;
    all[1] = &pools->single;
    all[2] = &pools->thread_core.pool;
    all[3] = &pools->stack.pool;
    all[4] = &pools->owner.pool;
    all[5] = VT_METHOD_POOL(plus_one);
}

static void pools_deinit(pools_t *pools, vt_pool_t *all[POOLS]) {
    for (int i = 0; i < POOLS; i++) {
        (void)vt_pool_trim(all[i]);
    }
    vt_stack_pool_deinit(&pools->stack);
}

static vt_value_task_t begin(vt_pool_t *pool, vt_reset_source_t *source) {
    vt_reset_source_init(source, NULL, 0);
    return VT_START_POOLED_IN(plus_one, pool, .inner = vt_reset_source_value_task(source));
}

TEST(every_strategy_gives_the_right_result_and_all_but_none_use_a_block_again) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        vt_source_t *block = NULL;
        for (uint64_t round = 0; round < 5; round++) {
            vt_reset_source_t source;
            vt_value_task_t value_task = begin(all[i], &source);
            if (round > 0 && i > 0) {
                assert_ptr_equal(value_task.source, block);
                assert_int_equal(value_task.word, round);
            }
            block = value_task.source;
            assert_ok(vt_reset_source_set_result(&source, round));
            assert_result(value_task, round + 1);
        }
    }
    pools_deinit(&pools, all);
}

TEST(trimming_frees_what_is_idle_and_tells_how_much) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 1; i < POOLS; i++) {
        vt_reset_source_t source;
        vt_value_task_t value_task = begin(all[i], &source);
        assert_int_equal(vt_pool_trim(all[i]), 0); /* it is out */
        assert_ok(vt_reset_source_set_result(&source, 1));
        assert_result(value_task, 2);
        int64_t live = counting_live();
        assert_int_equal(vt_pool_trim(all[i]), 1);
        assert_int_equal(counting_live(), live - 1);
        assert_int_equal(vt_pool_trim(all[i]), 0);
    }
    assert_int_equal(vt_pool_trim(NULL), 0);
    pools_deinit(&pools, all);
}

TEST(a_stack_keeps_as_many_as_it_has_room_for) {
    vt_stack_pool_t stack;
    vt_reset_source_t sources[6];
    vt_value_task_t value_tasks[6];
    assert_ok(vt_stack_pool_init(&stack, VT_BLOCK_SIZE(plus_one), 4));
    for (int i = 0; i < 6; i++) {
        value_tasks[i] = begin(&stack.pool, &sources[i]);
    }
    for (int i = 0; i < 6; i++) {
        assert_ok(vt_reset_source_set_result(&sources[i], 1));
        assert_result(value_tasks[i], 2);
    }
    assert_int_equal(stack.count, 4);
    assert_int_equal(vt_stack_pool_init(NULL, 100, 4), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_stack_pool_init(&stack, 1, 4), VT_E_INVALID_ARGUMENT);
    vt_stack_pool_deinit(&stack);
    vt_stack_pool_deinit(NULL);
}

/* ---- across threads ---- */

typedef struct handed {
    vt_reset_source_t source;
    vt_value_task_t value_task;
} handed_t;

static void *finish(void *argument) {
    handed_t *handed = argument;
    assert_ok(vt_reset_source_set_result(&handed->source, 1));
    assert_result(handed->value_task, 2);
    return NULL;
}

static void run_on_thread(void *(*function)(void *), void *argument) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, function, argument), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

TEST(a_block_that_is_consumed_on_another_thread_comes_home) {
    vt_pool_t *home = VT_METHOD_POOL(plus_one);
    handed_t handed;
    for (int round = 0; round < 200; round++) {
        handed.value_task = begin(home, &handed.source);
        if (round == 1) {
            counting_reset();
        }
        run_on_thread(finish, &handed);
    }
    assert_int_equal(counting_allocations(), 0);
    assert_int_equal(vt_pool_trim(home), 1);
}

static void *use_once(void *argument) {
    handed_t handed;
    handed.value_task = begin(argument, &handed.source);
    return finish(&handed);
}

TEST(the_home_of_a_thread_that_ended_is_adopted_with_its_blocks) {
    vt_pool_t *home = VT_METHOD_POOL(plus_one);
    run_on_thread(use_once, home);
    counting_reset();
    for (int i = 0; i < 50; i++) {
        run_on_thread(use_once, home);
    }
    /* Only the list of places that each thread makes for itself. */
    assert_int_equal(counting_allocations(), 50);
    (void)vt_pool_trim(home);
}

/* Two threads at once, each taking in its own rounds and consuming the other's. */
typedef struct exchange {
    handed_t mine[2];
} exchange_t;

static exchange_t exchanged;
static vt_pool_t *raced;

static void begin_both(void *shared) {
    (void)shared;
    for (int i = 0; i < 2; i++) {
        exchanged.mine[i].value_task = begin(raced, &exchanged.mine[i].source);
        assert_ok(vt_reset_source_set_result(&exchanged.mine[i].source, 1));
    }
}

static void consume_and_begin(handed_t *handed) {
    uint64_t result = 0;
    vt_reset_source_t source;
    (void)!vt_value_task_get_result(handed->value_task, &result, NULL);
    vt_value_task_t own = begin(raced, &source);
    (void)!vt_reset_source_set_result(&source, result);
    handed->value_task = vt_value_task_from_result(0);
    if (vt_value_task_get_result(own, &result, NULL) == VT_OK) {
        handed->value_task.word = result;
    }
}

static void first(void *shared) {
    (void)shared;
    consume_and_begin(&exchanged.mine[0]);
}

static void second(void *shared) {
    (void)shared;
    consume_and_begin(&exchanged.mine[1]);
}

static void both_right(void *shared) {
    (void)shared;
    assert_int_equal(exchanged.mine[0].value_task.word, 3);
    assert_int_equal(exchanged.mine[1].value_task.word, 3);
}

TEST(no_strategy_loses_or_shares_a_block_between_two_threads) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        const race_t race = {begin_both, first, second, both_right, NULL};
        raced = all[i];
        race_run(&race);
    }
    pools_deinit(&pools, all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_strategy_gives_the_right_result_and_all_but_none_use_a_block_again),
        cmocka_unit_test(trimming_frees_what_is_idle_and_tells_how_much),
        cmocka_unit_test(a_stack_keeps_as_many_as_it_has_room_for),
        cmocka_unit_test(a_block_that_is_consumed_on_another_thread_comes_home),
        cmocka_unit_test(the_home_of_a_thread_that_ended_is_adopted_with_its_blocks),
        cmocka_unit_test(no_strategy_loses_or_shares_a_block_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
