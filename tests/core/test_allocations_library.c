/* What else the headers promise about allocations: pools, combinators, executors, discarding. */
#include "pool_checks.h"
#include "steady_state.h"

static void combine(void) {
    vt_task_t *tasks[8];
    for (int i = 0; i < 8; i++) {
        tasks[i] = vt_task_from_result(CACHED);
    }
    consume_task(vt_when_all(tasks, 8, NULL));
    consume_task(vt_when_any(tasks, 8));
}

TEST(when_all_and_when_any_cost_1_each_for_any_number_of_tasks) {
    assert_allocates(combine, 2);
}

static void wait_in_vain(void) {
    vt_task_t *task = vt_task_create(0);
    assert_int_equal(vt_task_wait_for(task, 0), VT_E_TIMED_OUT);
    assert_ok(vt_task_set_result(task, UNCACHED));
    assert_ok(vt_task_wait_for(task, 0));
    consume_task(task);
}

TEST(a_wait_with_timeout_costs_nothing) {
    assert_allocates(wait_in_vain, 1); /* the task */
}

static vt_source_pool_t *pool;

static void rent_within_capacity(void) {
    vt_reset_source_t *sources[4];
    for (uint64_t i = 0; i < 4; i++) {
        sources[i] = vt_source_pool_rent(pool);
    }
    for (uint64_t i = 0; i < 4; i++) {
        assert_ok(vt_reset_source_set_result(sources[i], i));
        consume(vt_reset_source_value_task(sources[i]));
    }
}

static void rent_beyond_capacity(void) {
    vt_reset_source_t *sources[7];
    for (uint64_t i = 0; i < 7; i++) {
        sources[i] = vt_source_pool_rent(pool);
    }
    for (uint64_t i = 0; i < 7; i++) {
        assert_ok(vt_reset_source_set_result(sources[i], i));
        consume(vt_reset_source_value_task(sources[i]));
    }
}

TEST(a_warm_source_pool_costs_0_and_1_for_each_source_beyond_its_capacity) {
    assert_ok(vt_source_pool_create(4, 0, &pool));
    assert_allocates(rent_within_capacity, 0);
    assert_allocates(rent_beyond_capacity, 3);
    assert_ok(vt_source_pool_destroy(pool));
}

static void create_source_pool(void) {
    assert_ok(vt_source_pool_create(100, 0, &pool));
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_source_pool_itself_costs_1) {
    assert_allocates(create_source_pool, 1);
}

static void discard_pending(void) {
    vt_value_task_discard(next_inner());
    complete_inner(1);
}

static void discard_foreign(void) {
    foreign_t foreign;
    foreign_init(&foreign, 1);
    vt_value_task_discard(foreign_value_task(&foreign));
    foreign_complete(&foreign, VT_SUCCEEDED);
}

TEST(discarding_costs_0_and_1_where_the_source_cannot_discard) {
    assert_allocates(discard_pending, 0);
    assert_allocates(discard_foreign, 1);
}

static void use_a_run_queue(void) {
    vt_run_queue_t queue;
    probe_t probe;
    assert_ok(vt_run_queue_init(&queue));
    probe_init(&probe);
    assert_ok(vt_executor_post(&queue.executor, &probe.continuation));
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

static void nothing_to_do(vt_cancel_registration_t *self) {
    (void)self;
}

static void use_a_cancel_source(void) {
    vt_cancel_source_t source;
    vt_cancel_registration_t registration;
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(
        vt_cancel_token_register(vt_cancel_source_token(&source), &registration, nothing_to_do));
    vt_cancel_source_cancel(&source);
    consume(vt_value_task_from_canceled(vt_cancel_source_token(&source)));
    vt_cancel_registration_unregister(&registration);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(run_queues_and_cancellation_cost_nothing) {
    assert_allocates(use_a_run_queue, 0);
    assert_allocates(use_a_cancel_source, 0);
}

static void sum_elements(void) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 20; i++) {
        vt_value_task_t value_task = next_inner();
        uint64_t element = 0;
        assert_ok(vt_reset_source_set_result(&inner, i));
        assert_ok(vt_value_task_get_result(value_task, &element, NULL));
        sum += element;
    }
    assert_int_equal(sum, 190);
}

TEST(an_enumerator_over_one_source_costs_nothing_per_element) {
    assert_allocates(sum_elements, 0);
}

/* .NET's pools keep fewer; the home pool keeps all. */
TEST(a_burst_of_n_costs_n_less_the_blocks_that_the_pool_keeps) {
    vt_stack_pool_t stack;
    assert_ok(vt_stack_pool_init(&stack, pool_check_block_size(), 5));
    pool_check_burst(&stack.pool, 5);
    pool_check_burst(pool_check_home(), POOL_CHECK_BURST);
    assert_ok(vt_stack_pool_deinit(&stack));
}

int main(void) {
    steady_state_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_all_and_when_any_cost_1_each_for_any_number_of_tasks),
        cmocka_unit_test(a_wait_with_timeout_costs_nothing),
        cmocka_unit_test(a_warm_source_pool_costs_0_and_1_for_each_source_beyond_its_capacity),
        cmocka_unit_test(a_source_pool_itself_costs_1),
        cmocka_unit_test(discarding_costs_0_and_1_where_the_source_cannot_discard),
        cmocka_unit_test(run_queues_and_cancellation_cost_nothing),
        cmocka_unit_test(an_enumerator_over_one_source_costs_nothing_per_element),
        cmocka_unit_test(a_burst_of_n_costs_n_less_the_blocks_that_the_pool_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
