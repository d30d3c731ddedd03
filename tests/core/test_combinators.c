/* Several tasks as one. */
#include "helpers.h"

enum { COUNT = 5 };

static void create_all(vt_task_t **tasks) {
    for (int i = 0; i < COUNT; i++) {
        tasks[i] = vt_task_create(0);
    }
}

static void unref_all(vt_task_t **tasks) {
    for (int i = 0; i < COUNT; i++) {
        vt_task_unref(tasks[i]);
    }
}

static void fault(vt_task_t *task, int32_t code) {
    vt_error_t error = vt_error_format(test_domain, code, VT_HERE, "fault %d", code);
    assert_ok(vt_task_set_error(task, &error));
}

TEST(when_all_completes_with_the_last_and_keeps_the_results_in_order) {
    const int orders[][COUNT] = {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}};
    for (size_t round = 0; round < COUNT_OF(orders); round++) {
        vt_task_t *tasks[COUNT];
        uint64_t results[COUNT] = {0};
        create_all(tasks);
        vt_task_t *all = vt_when_all(tasks, COUNT, results);
        for (int i = 0; i < COUNT; i++) {
            assert_int_equal(vt_task_state(all), VT_PENDING);
            int next = orders[round][i];
            assert_ok(vt_task_set_result(tasks[next], 100u + (uint64_t)next));
        }
        assert_task_result(all, COUNT);
        for (uint64_t i = 0; i < COUNT; i++) {
            assert_int_equal(results[i], 100 + i);
        }
        vt_task_unref(all);
        unref_all(tasks);
    }
}

TEST(when_all_of_completed_tasks_is_completed_at_once) {
    vt_task_t *tasks[COUNT];
    uint64_t results[COUNT] = {0};
    for (uint64_t i = 0; i < COUNT; i++) {
        tasks[i] = vt_task_from_result(i * 100);
    }
    vt_task_t *all = vt_when_all(tasks, COUNT, results);
    assert_int_equal(vt_task_state(all), VT_SUCCEEDED);
    assert_int_equal(results[4], 400);
    vt_task_unref(all);
    unref_all(tasks);
}

TEST(when_all_takes_one_task_twice_and_needs_no_results) {
    vt_task_t *task = vt_task_create(0);
    vt_task_t *const twice[] = {task, task};
    shelf_t shelf;
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    vt_task_t *all = vt_when_all(twice, 2, NULL);
    assert_ok(vt_task_set_result(task, 42));
    (void)shelf_run(&shelf); /* the second waiter of the task is queued */
    vt_executor_set_default(NULL);
    assert_task_result(all, 2);
    vt_task_unref(all);
    vt_task_unref(task);
}

TEST(when_all_waits_for_all_and_gives_the_first_fault_in_order) {
    vt_task_t *tasks[COUNT];
    create_all(tasks);
    vt_task_t *all = vt_when_all(tasks, COUNT, NULL);
    fault(tasks[3], 3);
    assert_ok(vt_task_set_canceled(tasks[0]));
    fault(tasks[1], 1);
    assert_ok(vt_task_set_result(tasks[2], 2));
    assert_int_equal(vt_task_state(all), VT_PENDING);
    fault(tasks[4], 4);
    assert_task_fault(all, test_domain, 1);
    vt_task_unref(all);
    assert_task_fault(tasks[3], test_domain, 3); /* each keeps its own */
    unref_all(tasks);
}

TEST(when_all_is_canceled_where_one_was_and_none_faulted) {
    vt_task_t *tasks[COUNT];
    uint64_t results[COUNT] = {0};
    create_all(tasks);
    vt_task_t *all = vt_when_all(tasks, COUNT, results);
    assert_ok(vt_task_set_canceled(tasks[2]));
    for (int i = 0; i < COUNT; i++) {
        if (i != 2) {
            assert_ok(vt_task_set_result(tasks[i], 1));
        }
    }
    assert_int_equal(vt_task_state(all), VT_CANCELED);
    vt_task_unref(all);
    unref_all(tasks);
}

TEST(when_all_of_nothing_is_completed) {
    vt_task_t *all = vt_when_all(NULL, 0, NULL);
    assert_int_equal(vt_task_state(all), VT_SUCCEEDED);
    assert_task_result(all, 0);
    vt_task_unref(all);
}

TEST(when_all_leaves_wide_results_out) {
    const uint64_t wide[4] = {1, 2, 3, 4};
    vt_task_t *const tasks[] = {vt_task_from_result_sized(wide, sizeof wide),
                                vt_task_from_result(42)};
    uint64_t results[2] = {77, 77};
    vt_task_t *all = vt_when_all(tasks, 2, results);
    assert_task_result(all, 2);
    assert_int_equal(results[0], 77);
    assert_int_equal(results[1], 42);
    vt_task_unref(all);
    vt_task_unref(tasks[0]);
    vt_task_unref(tasks[1]);
}

TEST(when_all_may_be_dropped_before_it_completes) {
    vt_task_t *tasks[COUNT];
    create_all(tasks);
    vt_task_unref(vt_when_all(tasks, COUNT, NULL));
    for (int i = 0; i < COUNT; i++) {
        fault(tasks[i], i);
    }
    unref_all(tasks);
}

TEST(a_null_among_the_tasks_is_an_invalid_argument) {
    vt_task_t *const tasks[] = {vt_task_from_result(1), NULL};
    vt_task_t *const made[] = {vt_when_all(tasks, 2, NULL), vt_when_any(tasks, 2),
                               vt_when_all(NULL, 1, NULL), vt_when_any(NULL, 1),
                               vt_when_any(tasks, 0)};
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        assert_task_fault(made[i], vt_error_domain, VT_E_INVALID_ARGUMENT);
        vt_task_unref(made[i]);
    }
}

TEST(when_any_gives_the_index_of_the_first_and_leaves_the_losers_unharmed) {
    vt_task_t *tasks[COUNT];
    create_all(tasks);
    vt_task_t *any = vt_when_any(tasks, COUNT);
    assert_int_equal(vt_task_state(any), VT_PENDING);
    assert_ok(vt_task_set_result(tasks[3], 42));
    assert_task_result(any, 3);
    for (int i = 0; i < COUNT; i++) {
        if (i != 3) {
            assert_int_equal(vt_task_state(tasks[i]), VT_PENDING);
            assert_ok(vt_task_set_result(tasks[i], (uint64_t)i));
            assert_task_result(tasks[i], (uint64_t)i);
        }
    }
    assert_task_result(any, 3);
    vt_task_unref(any);
    unref_all(tasks);
}

TEST(when_any_counts_a_fault_or_a_cancellation_as_first_too) {
    for (int fault_first = 0; fault_first < 2; fault_first++) {
        vt_task_t *tasks[COUNT];
        create_all(tasks);
        vt_task_t *any = vt_when_any(tasks, COUNT);
        if (fault_first) {
            fault(tasks[1], 1);
        } else {
            assert_ok(vt_task_set_canceled(tasks[1]));
        }
        assert_task_result(any, 1);
        vt_task_unref(any);
        for (int i = 0; i < COUNT; i++) {
            if (i != 1) {
                assert_ok(vt_task_set_canceled(tasks[i]));
            }
        }
        unref_all(tasks);
    }
}

TEST(when_any_of_several_completed_ones_takes_the_first_in_order) {
    vt_task_t *pending = vt_task_create(0);
    vt_task_t *const tasks[] = {pending, vt_task_from_result(4), vt_task_from_result(5)};
    vt_task_t *any = vt_when_any(tasks, 3);
    assert_task_result(any, 1);
    vt_task_unref(any);
    assert_ok(vt_task_set_canceled(pending));
    vt_task_unref(pending);
}

TEST(value_tasks_are_combined_by_way_of_as_task) {
    enum { OPERATIONS = 3 };
    operation_t operations[OPERATIONS];
    vt_task_t *tasks[OPERATIONS];
    uint64_t results[OPERATIONS];
    for (int i = 0; i < OPERATIONS; i++) {
        operation_begin(&operations[i], (backing_t)(BACKED_BY_TASK + i));
        tasks[i] = vt_value_task_as_task(operations[i].value_task);
    }
    vt_task_t *all = vt_when_all(tasks, OPERATIONS, results);
    for (int i = 0; i < OPERATIONS; i++) {
        operation_succeed(&operations[i], 42u + (uint64_t)i);
    }
    assert_task_result(all, OPERATIONS);
    for (uint64_t i = 0; i < OPERATIONS; i++) {
        assert_int_equal(results[i], 42 + i);
        vt_task_unref(tasks[i]);
        operation_end(&operations[i]);
    }
    vt_task_unref(all);
}

TEST(a_combined_task_is_completed_by_its_tasks_alone) {
    vt_task_t *task = vt_task_create(0);
    vt_task_t *combined[] = {vt_when_all(&task, 1, NULL), vt_when_any(&task, 1),
                             vt_task_wait_async(task, VT_FOREVER, (vt_cancel_token_t){NULL})};
    for (size_t i = 0; i < COUNT_OF(combined); i++) {
        vt_error_t error = test_error(1);
        assert_int_equal(vt_task_set_result(combined[i], 9), VT_E_ALREADY_COMPLETED);
        assert_int_equal(vt_task_set_error(combined[i], &error), VT_E_ALREADY_COMPLETED);
        assert_int_equal(vt_task_set_canceled(combined[i]), VT_E_ALREADY_COMPLETED);
        assert_int_equal(vt_task_state(combined[i]), VT_PENDING);
    }
    assert_ok(vt_task_set_result(task, 5));
    assert_task_result(combined[0], 1);
    assert_task_result(combined[1], 0);
    assert_task_result(combined[2], 5);
    for (size_t i = 0; i < COUNT_OF(combined); i++) {
        vt_task_unref(combined[i]);
    }
    vt_task_unref(task);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_all_completes_with_the_last_and_keeps_the_results_in_order),
        cmocka_unit_test(when_all_of_completed_tasks_is_completed_at_once),
        cmocka_unit_test(when_all_takes_one_task_twice_and_needs_no_results),
        cmocka_unit_test(when_all_waits_for_all_and_gives_the_first_fault_in_order),
        cmocka_unit_test(when_all_is_canceled_where_one_was_and_none_faulted),
        cmocka_unit_test(when_all_of_nothing_is_completed),
        cmocka_unit_test(when_all_leaves_wide_results_out),
        cmocka_unit_test(when_all_may_be_dropped_before_it_completes),
        cmocka_unit_test(a_null_among_the_tasks_is_an_invalid_argument),
        cmocka_unit_test(when_any_gives_the_index_of_the_first_and_leaves_the_losers_unharmed),
        cmocka_unit_test(when_any_counts_a_fault_or_a_cancellation_as_first_too),
        cmocka_unit_test(when_any_of_several_completed_ones_takes_the_first_in_order),
        cmocka_unit_test(value_tasks_are_combined_by_way_of_as_task),
        cmocka_unit_test(a_combined_task_is_completed_by_its_tasks_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
