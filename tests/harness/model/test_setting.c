/* test_setting.c - the params of a case, setting by setting. */
#include "model/setting.h"

#include <string.h>

#include "sample.h"

static void assert_setting(const bench_setting_t *setting, const char *key, const char *value) {
    assert_int_equal(setting->key_length, strlen(key));
    assert_memory_equal(setting->key, key, strlen(key));
    assert_int_equal(setting->value_length, strlen(value));
    assert_memory_equal(setting->value, value, strlen(value));
}

static void settings_are_taken_off_one_by_one(void **state) {
    (void)state;
    const char *params = "on=file;chunk=64;plain;of=a=b;=x";
    static const char *const pairs[][2] = {
        {"on", "file"}, {"chunk", "64"}, {"", "plain"}, {"of", "a=b"}, {"", "x"}};
    bench_setting_t setting;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(bench_setting_next(&params, &setting));
        assert_setting(&setting, pairs[i][0], pairs[i][1]);
    }
    assert_false(bench_setting_next(&params, &setting));
    params = NULL;
    assert_false(bench_setting_next(&params, &setting));
}

static void a_setting_is_found_by_its_whole_key(void **state) {
    (void)state;
    bench_setting_t setting;
    assert_true(bench_setting_find("ab=1;a=2", "a", 1, &setting));
    assert_setting(&setting, "a", "2");
    assert_false(bench_setting_find("ab=1", "a", 1, &setting));
    assert_false(bench_setting_find("", "a", 1, &setting));
    assert_false(bench_setting_find(NULL, "a", 1, &setting));
}

static void only_whole_values_are_numbers(void **state) {
    (void)state;
    static const struct {
        const char *params;
        bool good;
        double number;
    } cases[] = {{"a=64", true, 64},    {"a=-1.5", true, -1.5}, {"a=64k", false, 0},
                 {"a=", false, 0},      {"a=nan", false, 0},    {"a=inf", false, 0},
                 {"a=1e3", true, 1000}, {"a= 1", false, 0},     {"a=1e999", false, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bench_setting_t setting;
        double number = 0;
        assert_true(bench_setting_find(cases[i].params, "a", 1, &setting));
        assert_int_equal(bench_setting_number(&setting, &number), cases[i].good);
        assert_true(!cases[i].good || number == cases[i].number);
    }
}

static void params_may_differ_in_one_setting_alone(void **state) {
    (void)state;
    bench_setting_t n;
    assert_true(bench_setting_find("n=1", "n", 1, &n));
    assert_true(bench_settings_differ_in("n=1;on=x", "n=2;on=x", &n));
    assert_true(bench_settings_differ_in("n=1;on=x", "n=1;on=x", &n));
    assert_false(bench_settings_differ_in("n=1;on=x", "n=2;on=y", &n));
    assert_false(bench_settings_differ_in("n=1;on=x", "n=2", &n));
    assert_false(bench_settings_differ_in("on=x", "on=x", &n));
    assert_false(bench_settings_differ_in("n=1", "m=1", &n));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_taken_off_one_by_one),
        cmocka_unit_test(a_setting_is_found_by_its_whole_key),
        cmocka_unit_test(only_whole_values_are_numbers),
        cmocka_unit_test(params_may_differ_in_one_setting_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
