/* test_fraction.c - exact numbers per operation. */
#include "sample.h"

static void assert_fraction(bench_fraction_t f, int64_t num, int64_t den) {
    assert_int_equal(f.num, num);
    assert_int_equal(f.den, den);
}

static void a_fraction_is_in_lowest_terms_with_a_positive_denominator(void **state) {
    (void)state;
    assert_fraction(bench_fraction(6, 4), 3, 2);
    assert_fraction(bench_fraction(-2, 1024), -1, 512);
    assert_fraction(bench_fraction(2, -1024), -1, 512);
    assert_fraction(bench_fraction(-6, -4), 3, 2);
    assert_fraction(bench_fraction(0, -7), 0, 1);
    assert_fraction(bench_fraction(INT64_MAX, INT64_MAX), 1, 1);
    assert_fraction(bench_fraction(-INT64_MAX, 1), -INT64_MAX, 1);
}

static void fractions_compare_equal_only_if_their_values_are(void **state) {
    (void)state;
    assert_true(bench_fraction_equal(bench_fraction(2, 4), bench_fraction(1, 2)));
    assert_false(bench_fraction_equal(bench_fraction(1, 2), bench_fraction(1, 3)));
    assert_false(bench_fraction_equal(bench_fraction(1, 2), bench_fraction(2, 2)));
    assert_true(bench_fraction_value(bench_fraction(3, 2)) == 1.5);
}

static void a_written_fraction_is_read_back(void **state) {
    (void)state;
    static const struct {
        int64_t num, den;
        const char *text;
    } cases[] = {
        {3, 1, "3"},
        {3, 2, "3/2"},
        {-1, 512, "-1/512"},
        {0, 1, "0"},
        {INT64_MAX, 1, "9223372036854775807"},
        {-INT64_MAX, INT64_MAX - 1, "-9223372036854775807/9223372036854775806"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[BENCH_FRACTION_MAX];
        bench_fraction_t made = bench_fraction(cases[i].num, cases[i].den);
        assert_string_equal(bench_fraction_format(made, text), cases[i].text);
        bench_fraction_t read = {77, 77};
        assert_true(bench_fraction_parse(text, &read));
        assert_true(bench_fraction_equal(made, read));
    }
}

static void invalid_text_is_refused_and_leaves_the_fraction_unchanged(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        " 1",
        "1 ",
        "+1",
        "01",
        "1/",
        "/2",
        "2/4",
        "3/1",
        "3/0",
        "1/-2",
        "0x10",
        "1.5",
        "-0",
        "1/02",
        "1//2",
        "1/2/3",
        "abc",
        "1e3",
        "--1",
        "-",
        "9223372036854775808",
        "-9223372036854775808",
        "1/9223372036854775808",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_fraction_t f = {77, 78};
        if (bench_fraction_parse(texts[i], &f)) {
            fail_msg("\"%s\" was read", texts[i]);
        }
        assert_fraction(f, 77, 78);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fraction_is_in_lowest_terms_with_a_positive_denominator),
        cmocka_unit_test(fractions_compare_equal_only_if_their_values_are),
        cmocka_unit_test(a_written_fraction_is_read_back),
        cmocka_unit_test(invalid_text_is_refused_and_leaves_the_fraction_unchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
