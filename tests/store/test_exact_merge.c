/* test_exact_merge.c - new exact numbers take the place of committed ones, and no others. */
#include "store/exact_merge.h"

#include <stdio.h>
#include <string.h>

#include "sample.h"

#define MAX 8

/* A table with a case for each letter of `cases`, whose number is `number`. */
static void make(bench_table_t *table, const char *cases, int64_t number) {
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "x", "y"};
    bench_table_init(table);
    bench_table_add_case_columns(table);
    bench_table_add_column(table, "allocs", BENCH_TYPE_INTEGER);
    for (; *cases != '\0'; cases++) {
        size_t i = *cases >= 'x' ? (size_t)(*cases - 'x') + 6 : (size_t)(*cases - 'a');
        bench_table_add_case(table, &(bench_case_key_t){"s", names[i], ""});
        bench_table_add(table, bench_whole_value(number));
    }
}

/* "a1 b2": each case with its number. */
static void assert_merged(const char *committed, const char *now, bool whole, const char *wanted) {
    static const bench_case_key_t keys[] = {{"s", "a", ""}, {"s", "b", ""}, {"s", "c", ""},
                                            {"s", "d", ""}, {"s", "e", ""}, {"s", "f", ""}};
    const bench_case_order_t order = {keys, sizeof keys / sizeof keys[0]};
    char got[8 * MAX] = "";
    bench_table_t old;
    bench_table_t fresh;
    bench_table_t merged;
    bench_problem_t problem;
    make(&old, committed, 1);
    make(&fresh, now, 2);
    assert_true(bench_exact_merge(&old, &fresh, &order, whole, &merged, &problem));
    for (size_t i = 0; i < bench_table_row_count(&merged); i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s%d", i > 0 ? " " : "",
                 bench_table_at(&merged, i, 1)->text,
                 (int)bench_table_at(&merged, i, 3)->fraction.num);
    }
    assert_string_equal(got, wanted);
    bench_table_deinit(&merged);
    bench_table_deinit(&fresh);
    bench_table_deinit(&old);
}

static void what_was_not_counted_stays(void **state) {
    (void)state;
    assert_merged("abc", "b", false, "a1 b2 c1");
    assert_merged("abc", "", false, "a1 b1 c1");
    assert_merged("xay", "a", false, "x1 a2 y1");
}

static void of_the_whole_catalogue_cases_that_are_gone_go(void **state) {
    (void)state;
    assert_merged("xabyc", "abc", true, "a2 b2 c2");
    assert_merged("abc", "", true, "");
}

static void new_cases_are_where_the_catalogue_has_them(void **state) {
    (void)state;
    assert_merged("", "abc", false, "a2 b2 c2");
    assert_merged("ad", "bc", false, "a1 b2 c2 d1");
    assert_merged("bc", "a", false, "a2 b1 c1");
    assert_merged("cab", "d", false, "c1 d2 a1 b1");
    assert_merged("ab", "xc", false, "a1 b1 c2 x2");
    assert_merged("ax", "bf", true, "b2 f2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_counted_stays),
        cmocka_unit_test(of_the_whole_catalogue_cases_that_are_gone_go),
        cmocka_unit_test(new_cases_are_where_the_catalogue_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
