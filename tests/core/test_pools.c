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
    assert_ok(vt_stack_pool_deinit(&pools->stack));
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

/* While a pool still has the block, every earlier token is found out, and the operation that the
 * block serves now is unharmed. */
TEST(a_token_from_before_is_stale_where_the_block_is_used_again) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    pools_init(&pools, all);
    for (int i = 1; i < POOLS; i++) {
        vt_reset_source_t source;
        vt_value_task_t before = begin(all[i], &source);
        assert_ok(vt_reset_source_set_result(&source, 1));
        assert_result(before, 2);
        assert_misuse(before, VT_E_STALE_TOKEN); /* idle */
        vt_value_task_discard(before);
        vt_value_task_t now = begin(all[i], &source);
        assert_misuse(before, VT_E_STALE_TOKEN); /* pending */
        vt_value_task_discard(before);
        assert_ok(vt_reset_source_set_result(&source, 5));
        assert_misuse(before, VT_E_STALE_TOKEN); /* complete */
        vt_value_task_discard(before);
        assert_result(now, 6);
        assert_int_equal(vt_pool_trim(all[i]), 1); /* it is in there once */
    }
    pools_deinit(&pools, all);
}

TEST(a_discarded_operation_brings_its_block_back_when_it_completes) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    int64_t live = counting_live();
    pools_init(&pools, all);
    for (int i = 0; i < POOLS; i++) {
        vt_reset_source_t source;
        vt_value_task_discard(begin(all[i], &source));
        assert_int_equal(vt_pool_trim(all[i]), 0);
        assert_ok(vt_reset_source_set_result(&source, 1));
        assert_int_equal(vt_pool_trim(all[i]), i == 0 ? 0 : 1);
    }
    pools_deinit(&pools, all);
    assert_true(counting_live() <= live + 1); /* at most the home, which stays */
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
    counting_reset();
    for (int i = 0; i < 6; i++) {
        value_tasks[i] = begin(&stack.pool, &sources[i]);
    }
    assert_int_equal(counting_allocations(), 2);
    assert_int_equal(stack.count, 0);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(vt_stack_pool_deinit(&stack), VT_E_BUSY);
        assert_ok(vt_reset_source_set_result(&sources[i], 1));
        assert_result(value_tasks[i], 2);
    }
    int64_t live = counting_live();
    assert_ok(vt_stack_pool_deinit(&stack));
    assert_int_equal(counting_live(), live - 4);
    assert_int_equal(vt_stack_pool_init(NULL, 100, 4), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_stack_pool_init(&stack, 1, 4), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_stack_pool_deinit(NULL));
    assert_ok(vt_stack_pool_init(&stack, VT_BLOCK_SIZE(plus_one), 0)); /* keeps none */
    value_tasks[0] = begin(&stack.pool, &sources[0]);
    assert_ok(vt_reset_source_set_result(&sources[0], 1));
    assert_result(value_tasks[0], 2);
    assert_int_equal(stack.count, 0);
    assert_ok(vt_stack_pool_deinit(&stack));
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

/* The consumer is a thread of its own for all rounds. */
static void begin_here(void *shared) {
    handed_t *handed = shared;
    handed->value_task = begin(VT_METHOD_POOL(plus_one), &handed->source);
}

static void complete_here(void *shared) {
    (void)!vt_reset_source_set_result(&((handed_t *)shared)->source, 1);
}

static void consume_there(void *shared) {
    const handed_t *handed = shared;
    uint64_t result;
    while (vt_value_task_get_result(handed->value_task, &result, NULL) == VT_E_NOT_COMPLETED) {
    }
}

static void nothing_new(void *shared) {
    const handed_t *handed = shared;
    if (handed->value_task.word == 0) { /* the first time */
        counting_reset();
    }
    assert_misuse(handed->value_task, VT_E_STALE_TOKEN);
}

TEST(taken_here_and_consumed_there_a_block_serves_every_round) {
    handed_t handed;
    vt_pool_t *home = VT_METHOD_POOL(plus_one);
    (void)vt_pool_trim(home);
    const race_t race = {begin_here, complete_here, consume_there, nothing_new, &handed};
    race_run(&race);
    assert_int_equal(counting_allocations(), 0);
    assert_int_equal(handed.value_task.word, race_rounds() - 1);
    assert_int_equal(vt_pool_trim(home), 1);
}

static void *use_all_and_end(void *all) {
    for (int i = 0; i < POOLS; i++) {
        handed_t handed;
        handed.value_task = begin(((vt_pool_t **)all)[i], &handed.source);
        finish(&handed);
    }
    return NULL;
}

TEST(a_thread_that_ends_leaves_no_block_that_cannot_be_reached) {
    pools_t pools;
    vt_pool_t *all[POOLS];
    (void)vt_pool_trim(VT_METHOD_POOL(plus_one));
    run_on_thread(use_once, VT_METHOD_POOL(plus_one)); /* makes the home, if there is none */
    (void)vt_pool_trim(VT_METHOD_POOL(plus_one));
    int64_t live = counting_live();
    for (int round = 0; round < 20; round++) {
        pools_init(&pools, all);
        run_on_thread(use_all_and_end, all);
        pools_deinit(&pools, all);
        /* This thread's list of places has room for more pools now; one block at most. */
        assert_true(counting_live() <= live + 1);
    }
}

static void *take_and_end(void *handed) {
    begin_here(handed);
    return NULL;
}

TEST(a_block_that_is_out_when_its_thread_ends_comes_back_to_who_adopts_the_home) {
    vt_pool_t *home = VT_METHOD_POOL(plus_one);
    handed_t handed;
    (void)vt_pool_trim(home);
    run_on_thread(take_and_end, &handed);
    finish(&handed);
    vt_source_t *block = handed.value_task.source;
    run_on_thread(take_and_end, &handed);
    assert_ptr_equal(handed.value_task.source, block);
    finish(&handed);
    assert_int_equal(vt_pool_trim(home), 1);
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
        cmocka_unit_test(a_token_from_before_is_stale_where_the_block_is_used_again),
        cmocka_unit_test(a_discarded_operation_brings_its_block_back_when_it_completes),
        cmocka_unit_test(trimming_frees_what_is_idle_and_tells_how_much),
        cmocka_unit_test(a_stack_keeps_as_many_as_it_has_room_for),
        cmocka_unit_test(a_block_that_is_consumed_on_another_thread_comes_home),
        cmocka_unit_test(taken_here_and_consumed_there_a_block_serves_every_round),
        cmocka_unit_test(a_thread_that_ends_leaves_no_block_that_cannot_be_reached),
        cmocka_unit_test(
            a_block_that_is_out_when_its_thread_ends_comes_back_to_who_adopts_the_home),
        cmocka_unit_test(the_home_of_a_thread_that_ended_is_adopted_with_its_blocks),
        cmocka_unit_test(no_strategy_loses_or_shares_a_block_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
