/* Where the blocks of pooled methods stay: the library's pools, and blocks that come home. */
#include "counting_malloc.h"
#include "pool_checks.h"
#include "race.h"

/* The library's pools: home, the default, and a stack. */
enum { POOLS = 2 };

static void pools_init(vt_stack_pool_t *stack, vt_pool_t *all[POOLS]) {
    assert_ok(vt_stack_pool_init(stack, pool_check_block_size(), 4));
    all[0] = pool_check_home();
    all[1] = &stack->pool;
}

TEST(every_pool_gives_the_right_result_and_uses_a_block_again) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    pools_init(&stack, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_results(all[i], true);
    }
    assert_ok(vt_stack_pool_deinit(&stack));
}

TEST(a_token_from_before_is_stale_where_the_block_is_used_again) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    pools_init(&stack, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_stale_tokens(all[i]);
    }
    assert_ok(vt_stack_pool_deinit(&stack));
}

TEST(a_discarded_operation_brings_its_block_back_when_it_completes) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    int64_t live = counting_live();
    pools_init(&stack, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_discarding(all[i], true);
    }
    assert_ok(vt_stack_pool_deinit(&stack));
    assert_true(counting_live() <= live + 1); /* at most the home, which stays */
}

TEST(trimming_frees_what_is_idle_and_tells_how_much) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    pools_init(&stack, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_trimming(all[i]);
    }
    assert_int_equal(vt_pool_trim(NULL), 0);
    assert_ok(vt_stack_pool_deinit(&stack));
}

TEST(a_stack_keeps_as_many_as_it_has_room_for) {
    vt_stack_pool_t stack;
    vt_reset_source_t sources[6];
    vt_value_task_t value_tasks[6];
    assert_ok(vt_stack_pool_init(&stack, pool_check_block_size(), 4));
    for (int i = 0; i < 6; i++) {
        value_tasks[i] = pool_check_begin(&stack.pool, &sources[i]);
    }
    for (int i = 0; i < 6; i++) {
        assert_ok(vt_reset_source_set_result(&sources[i], 1));
        assert_result(value_tasks[i], 2);
    }
    assert_int_equal(stack.count, 4);
    counting_reset();
    for (int i = 0; i < 6; i++) {
        value_tasks[i] = pool_check_begin(&stack.pool, &sources[i]);
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
    assert_ok(vt_stack_pool_init(&stack, pool_check_block_size(), 0)); /* keeps none */
    value_tasks[0] = pool_check_begin(&stack.pool, &sources[0]);
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
    vt_pool_t *home = pool_check_home();
    handed_t handed;
    for (int round = 0; round < 200; round++) {
        handed.value_task = pool_check_begin(home, &handed.source);
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
    handed.value_task = pool_check_begin(argument, &handed.source);
    return finish(&handed);
}

/* The consumer is a thread of its own for all rounds. */
static void begin_here(void *shared) {
    handed_t *handed = shared;
    handed->value_task = pool_check_begin(pool_check_home(), &handed->source);
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
    vt_pool_t *home = pool_check_home();
    (void)vt_pool_trim(home);
    const race_t race = {begin_here, complete_here, consume_there, nothing_new, &handed};
    race_run(&race);
    assert_int_equal(counting_allocations(), 0);
    assert_int_equal(handed.value_task.word, race_rounds() - 1);
    assert_int_equal(vt_pool_trim(home), 1);
}

TEST(a_thread_that_ends_leaves_no_block_that_cannot_be_reached) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    (void)vt_pool_trim(pool_check_home());
    run_on_thread(use_once, pool_check_home()); /* makes the home, if there is none */
    (void)vt_pool_trim(pool_check_home());
    int64_t live = counting_live();
    for (int round = 0; round < 20; round++) {
        pools_init(&stack, all);
        for (int i = 0; i < POOLS; i++) {
            pool_check_thread_that_ends(all[i]);
            (void)vt_pool_trim(all[i]);
        }
        assert_ok(vt_stack_pool_deinit(&stack));
        assert_true(counting_live() <= live + 1);
    }
}

static void *take_and_end(void *handed) {
    begin_here(handed);
    return NULL;
}

TEST(a_block_that_is_out_when_its_thread_ends_comes_back_to_who_adopts_the_home) {
    vt_pool_t *home = pool_check_home();
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
    vt_pool_t *home = pool_check_home();
    run_on_thread(use_once, home);
    counting_reset();
    for (int i = 0; i < 50; i++) {
        run_on_thread(use_once, home);
    }
    /* Only the list of places that each thread makes for itself. */
    assert_int_equal(counting_allocations(), 50);
    (void)vt_pool_trim(home);
}

TEST(no_pool_loses_or_shares_a_block_between_two_threads) {
    vt_stack_pool_t stack;
    vt_pool_t *all[POOLS];
    pools_init(&stack, all);
    for (int i = 0; i < POOLS; i++) {
        pool_check_two_threads(all[i]);
    }
    assert_ok(vt_stack_pool_deinit(&stack));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pool_gives_the_right_result_and_uses_a_block_again),
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
        cmocka_unit_test(no_pool_loses_or_shares_a_block_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
