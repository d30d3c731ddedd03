/* test_case_key.c - case keys: comparing, formatting, parsing, matching. */
#include "model/case_key.h"

#include "sample.h"

static const bench_case_key_t plain = {"s", "c", ""};
static const bench_case_key_t with_params = {"s", "c", "k=1;l=2"};

static void cases_are_equal_only_if_all_three_names_are(void **state) {
    (void)state;
    bench_case_key_t other = plain;
    assert_true(bench_case_equal(&plain, &other));
    other.params = NULL;
    assert_true(bench_case_equal(&plain, &other));
    other.params = "k=1";
    assert_false(bench_case_equal(&plain, &other));
    assert_false(bench_case_same_group(&plain, &other));
    other = (bench_case_key_t){"s", "d", ""};
    assert_false(bench_case_equal(&plain, &other));
    assert_true(bench_case_same_group(&plain, &other));
    other = (bench_case_key_t){"t", "c", ""};
    assert_false(bench_case_equal(&plain, &other));
    assert_true(bench_case_compare(&plain, &other) < 0);
    assert_true(bench_case_compare(&other, &plain) > 0);
}

static void a_name_is_read_as_it_is_written(void **state) {
    (void)state;
    const bench_case_key_t keys[] = {plain, with_params};
    for (size_t i = 0; i < 2; i++) {
        char name[BENCH_CASE_NAME_MAX];
        bench_case_key_t read;
        assert_true(bench_case_parse(bench_case_format(&keys[i], name), &read));
        assert_true(bench_case_equal(&read, &keys[i]));
        bench_case_deinit(&read);
        assert_null(read.scenario);
    }
    char name[BENCH_CASE_NAME_MAX];
    assert_string_equal(bench_case_format(&with_params, name), "s/c;k=1;l=2");
}

static void invalid_names_are_refused(void **state) {
    (void)state;
    static const char *const names[] = {"", "s", "s/", "/c", "/", "s/;k=1"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bench_case_key_t read;
        assert_false(bench_case_parse(names[i], &read));
        assert_null(read.contender);
    }
}

static void a_filter_is_a_pattern_for_the_name_or_a_scenario(void **state) {
    (void)state;
    assert_true(bench_case_match(&with_params, "s"));
    assert_true(bench_case_match(&with_params, "s/c*"));
    assert_true(bench_case_match(&with_params, "*k=1*"));
    assert_false(bench_case_match(&with_params, "s/c"));
    assert_false(bench_case_match(&with_params, "c"));
    assert_true(bench_case_match(&plain, "s/c"));
}

static void a_copy_owns_its_texts(void **state) {
    (void)state;
    bench_case_key_t copy;
    const bench_case_key_t none = {NULL, NULL, NULL};
    assert_true(bench_case_copy(&copy, &with_params));
    assert_true(copy.params != with_params.params);
    assert_true(bench_case_equal(&copy, &with_params));
    bench_case_deinit(&copy);
    assert_true(bench_case_copy(&copy, &none));
    assert_string_equal(copy.scenario, "");
    bench_case_deinit(&copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_equal_only_if_all_three_names_are),
        cmocka_unit_test(a_name_is_read_as_it_is_written),
        cmocka_unit_test(invalid_names_are_refused),
        cmocka_unit_test(a_filter_is_a_pattern_for_the_name_or_a_scenario),
        cmocka_unit_test(a_copy_owns_its_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
