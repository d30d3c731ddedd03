/* The value task with an error field, which value_task_wide measures. */
#include "wide_value_task.h"

#include "helpers.h"

TEST(a_wide_value_task_holds_its_error_inside) {
    static const vt_error_t error = VT_ERROR_INIT(test_domain, 6, "static");
    uint64_t result = 0;
    vt_error_t got = {0};
    wide_value_task_t good = wide_value_task_from_result(42);
    assert_ok(wide_value_task_get_result(good, &result, &got));
    assert_int_equal(result, 42);
    wide_value_task_t bad = wide_value_task_from_error(&error);
    assert_int_equal(wide_value_task_get_result(bad, &result, &got), VT_E_FAULTED);
    assert_true(vt_error_equal(&got, &error));
    wide_value_task_t plain = wide_value_task_from(vt_value_task_from_result(43));
    assert_ok(wide_value_task_get_result(plain, &result, NULL));
    assert_int_equal(result, 43);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_value_task_holds_its_error_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
