/* Reset sources to rent. */
#include "helpers.h"

TEST(a_source_comes_back_when_its_operation_is_consumed) {
    vt_source_pool_t *pool;
    assert_ok(vt_source_pool_create(4, 0, &pool));
    vt_reset_source_t *source = vt_source_pool_rent(pool);
    vt_value_task_t value_task = vt_reset_source_value_task(source);
    assert_int_equal(vt_source_pool_rented(pool), 1);
    assert_ok(vt_reset_source_set_result(source, 42));
    assert_int_equal(vt_source_pool_rented(pool), 1);
    assert_result(value_task, 42);
    assert_int_equal(vt_source_pool_rented(pool), 0);
    assert_ptr_equal(vt_source_pool_rent(pool), source);
    vt_value_task_discard(vt_reset_source_value_task(source));
    assert_ok(vt_reset_source_set_result(source, 43));
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_discarded_operation_does_not_drain_the_pool) {
    vt_source_pool_t *pool;
    assert_ok(vt_source_pool_create(1, 0, &pool));
    vt_reset_source_t *first = NULL;
    for (uint64_t i = 0; i < 10; i++) {
        vt_reset_source_t *source = vt_source_pool_rent(pool);
        assert_non_null(source);
        first = first == NULL ? source : first;
        assert_ptr_equal(source, first);
        if (i % 2 == 0) {
            vt_value_task_discard(vt_reset_source_value_task(source));
            assert_ok(vt_reset_source_set_result(source, i));
        } else {
            assert_ok(vt_reset_source_set_canceled(source));
            vt_value_task_discard(vt_reset_source_value_task(source));
        }
        assert_int_equal(vt_source_pool_rented(pool), 0);
    }
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_pool_with_a_rented_source_refuses_to_end_and_goes_on) {
    vt_source_pool_t *pool;
    assert_ok(vt_source_pool_create(1, 0, &pool));
    vt_reset_source_t *source = vt_source_pool_rent(pool);
    assert_int_equal(vt_source_pool_destroy(pool), VT_E_BUSY);
    assert_ok(vt_reset_source_set_result(source, 42));
    assert_int_equal(vt_source_pool_destroy(pool), VT_E_BUSY);
    assert_result(vt_reset_source_value_task(source), 42);
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(beyond_its_capacity_a_pool_still_rents) {
    enum { RENTED = 10 };
    vt_source_pool_t *pool;
    vt_reset_source_t *sources[RENTED];
    assert_ok(vt_source_pool_create(2, 0, &pool));
    for (int i = 0; i < RENTED; i++) {
        sources[i] = vt_source_pool_rent(pool);
        assert_non_null(sources[i]);
        for (int j = 0; j < i; j++) {
            assert_ptr_not_equal(sources[i], sources[j]);
        }
    }
    assert_int_equal(vt_source_pool_rented(pool), RENTED);
    for (int i = 0; i < RENTED; i++) {
        vt_value_task_t value_task = vt_reset_source_value_task(sources[i]);
        assert_ok(vt_reset_source_set_result(sources[i], 40u + (uint64_t)i));
        assert_result(value_task, 40u + (uint64_t)i);
    }
    assert_int_equal(vt_source_pool_rented(pool), 0);
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_stale_token_never_takes_the_next_renters_result) {
    vt_source_pool_t *pool;
    assert_ok(vt_source_pool_create(1, 0, &pool));
    vt_reset_source_t *source = vt_source_pool_rent(pool);
    vt_value_task_t first = vt_reset_source_value_task(source);
    assert_ok(vt_reset_source_set_result(source, 1));
    assert_result(first, 1);
    assert_misuse(first, VT_E_STALE_TOKEN); /* while idle */
    assert_ptr_equal(vt_source_pool_rent(pool), source);
    vt_value_task_t second = vt_reset_source_value_task(source);
    assert_ok(vt_reset_source_set_result(source, 2));
    assert_misuse(first, VT_E_STALE_TOKEN);
    vt_value_task_discard(first);
    assert_int_equal(vt_source_pool_rented(pool), 1);
    assert_result(second, 2);
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(the_option_to_run_asynchronously_is_passed_on_to_every_source) {
    vt_source_pool_t *pool;
    shelf_t shelf;
    probe_t probe;
    assert_ok(vt_source_pool_create(1, VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY, &pool));
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    for (unsigned round = 1; round <= 3; round++) {
        vt_reset_source_t *source = vt_source_pool_rent(pool);
        vt_value_task_t value_task = vt_reset_source_value_task(source);
        probe_init(&probe);
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_ok(vt_reset_source_set_result(source, 42));
        assert_int_equal(probe_runs(&probe), 0);
        assert_int_equal(shelf.posts, round);
        (void)shelf_run(&shelf);
        assert_int_equal(probe_runs(&probe), 1);
        assert_result(value_task, 42);
    }
    vt_executor_set_default(NULL);
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(capacities_outside_the_limits_are_refused) {
    vt_source_pool_t *pool = NULL;
    assert_int_equal(vt_source_pool_create(0, 0, &pool), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_source_pool_create(65537, 0, &pool), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_source_pool_create(1, 0, NULL), VT_E_INVALID_ARGUMENT);
    assert_null(pool);
    assert_null(vt_source_pool_rent(NULL));
    assert_ok(vt_source_pool_destroy(NULL));
    assert_ok(vt_source_pool_create(65536, 0, &pool));
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_full_pool_gives_each_idle_source_once_and_keeps_no_more_than_its_capacity) {
    enum { CAPACITY = 65536, MORE = 10 };
    vt_source_pool_t *pool;
    static vt_reset_source_t *sources[CAPACITY + MORE];
    assert_ok(vt_source_pool_create(CAPACITY, 0, &pool));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < CAPACITY + MORE; i++) {
            sources[i] = vt_source_pool_rent(pool);
            assert_non_null(sources[i]);
        }
        for (int i = 0; i < CAPACITY + MORE; i++) {
            vt_value_task_t value_task = vt_reset_source_value_task(sources[i]);
            assert_ok(vt_reset_source_set_result(sources[i], (uint64_t)i));
            vt_value_task_discard(value_task);
        }
        assert_int_equal(vt_source_pool_rented(pool), 0);
    }
    assert_ok(vt_source_pool_destroy(pool)); /* frees what it kept: the sanitizers count */
}

/* ---- several threads ---- */

enum { RENTERS = 4, HELD = 3, CROWD = 4, ROUNDS = UNDER_THREAD_SANITIZER ? 20000 : 200000 };

typedef struct renter {
    vt_source_pool_t *pool;
    uint64_t number;
    uint64_t wrong;
    pthread_t thread;
} renter_t;

/* A source that two renters had at once would give the other one's result. */
static void *rent_and_give_back(void *argument) {
    renter_t *renter = argument;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        vt_reset_source_t *sources[HELD];
        vt_value_task_t value_tasks[HELD];
        uint64_t held = round % HELD + 1;
        for (uint64_t i = 0; i < held; i++) {
            sources[i] = vt_source_pool_rent(renter->pool);
            value_tasks[i] = vt_reset_source_value_task(sources[i]);
        }
        for (uint64_t i = 0; i < held; i++) {
            uint64_t expected = renter->number << 32 | round << 2 | i;
            uint64_t result = 0;
            vt_error_t error;
            renter->wrong += vt_reset_source_set_result(sources[i], expected) != VT_OK;
            renter->wrong += vt_value_task_get_result(value_tasks[i], &result, &error) != VT_OK;
            renter->wrong += result != expected;
        }
    }
    return NULL;
}

TEST(renters_on_several_threads_never_have_the_same_source) {
    vt_source_pool_t *pool;
    renter_t renters[RENTERS];
    assert_ok(vt_source_pool_create(CROWD, VT_ONE_COMPLETER, &pool));
    for (uint64_t i = 0; i < RENTERS; i++) {
        renters[i] = (renter_t){.pool = pool, .number = i};
        assert_int_equal(pthread_create(&renters[i].thread, NULL, rent_and_give_back, &renters[i]),
                         0);
    }
    for (int i = 0; i < RENTERS; i++) {
        assert_int_equal(pthread_join(renters[i].thread, NULL), 0);
        assert_int_equal(renters[i].wrong, 0);
    }
    assert_int_equal(vt_source_pool_rented(pool), 0);
    assert_ok(vt_source_pool_destroy(pool));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_comes_back_when_its_operation_is_consumed),
        cmocka_unit_test(a_discarded_operation_does_not_drain_the_pool),
        cmocka_unit_test(a_pool_with_a_rented_source_refuses_to_end_and_goes_on),
        cmocka_unit_test(beyond_its_capacity_a_pool_still_rents),
        cmocka_unit_test(a_stale_token_never_takes_the_next_renters_result),
        cmocka_unit_test(the_option_to_run_asynchronously_is_passed_on_to_every_source),
        cmocka_unit_test(capacities_outside_the_limits_are_refused),
        cmocka_unit_test(
            a_full_pool_gives_each_idle_source_once_and_keeps_no_more_than_its_capacity),
        cmocka_unit_test(renters_on_several_threads_never_have_the_same_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
