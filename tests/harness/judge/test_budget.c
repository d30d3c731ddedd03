/* test_budget.c - the budget of a row. */
#include "judge/budget.h"

#include <math.h>

#include "sample.h"

static bench_row_t counted(bench_budget_kind_t kind, bench_fraction_t allocs, double share) {
    bench_row_t row;
    bench_row_init(&row);
    row.counted = true;
    row.budget_kind = kind;
    row.budget = bench_fraction(1, 2);
    row.counts.allocs_per_op = allocs;
    row.counts.synchronous_share = share;
    return row;
}

static bool holds(bench_budget_kind_t kind, bench_fraction_t allocs, double share) {
    bench_row_t row = counted(kind, allocs, share);
    return bench_row_within_budget(&row);
}

static void a_budget_must_be_met_exactly(void **state) {
    (void)state;
    assert_true(holds(BENCH_BUDGET_ALLOCS, bench_fraction(1, 2), NAN));
    assert_false(holds(BENCH_BUDGET_ALLOCS, bench_fraction(511, 1024), NAN));
    assert_false(holds(BENCH_BUDGET_ALLOCS, bench_fraction(513, 1024), NAN));
    assert_true(holds(BENCH_BUDGET_NONE, bench_fraction(7, 1), NAN));
}

static void at_most_allows_fewer(void **state) {
    (void)state;
    assert_true(holds(BENCH_BUDGET_AT_MOST, bench_fraction(1, 2), NAN));
    assert_true(holds(BENCH_BUDGET_AT_MOST, bench_fraction(0, 1), NAN));
    assert_false(holds(BENCH_BUDGET_AT_MOST, bench_fraction(513, 1024), NAN));
    assert_false(holds(BENCH_BUDGET_AT_MOST, (bench_fraction_t){0, 0}, NAN));
}

static void a_broken_budget_says_what_was_promised(void **state) {
    (void)state;
    char text[BENCH_BROKEN_TEXT_MAX];
    bench_row_t row = counted(BENCH_BUDGET_AT_MOST, bench_fraction(3, 2), NAN);
    assert_string_equal(bench_broken_budget(&row, text),
                        "allocates 3/2 per operation, promised at most 1/2");
    row.budget_kind = BENCH_BUDGET_ALLOCS;
    assert_string_equal(bench_broken_budget(&row, text),
                        "allocates 3/2 per operation, promised 1/2");
    row.budget_kind = BENCH_BUDGET_MISSES;
    assert_string_equal(bench_broken_budget(&row, text),
                        "allocates 3/2 per operation, promised one for each that does not complete "
                        "synchronously");
}

static void a_budget_of_misses_follows_the_synchronous_share(void **state) {
    (void)state;
    assert_true(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), 0.9));
    assert_true(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 3), 2.0 / 3.0));
    assert_false(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), 0.90001));
    assert_false(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), NAN));
}

static void a_case_that_was_not_counted_breaks_no_budget(void **state) {
    (void)state;
    bench_row_t row = counted(BENCH_BUDGET_ALLOCS, bench_fraction(9, 1), NAN);
    assert_false(bench_row_within_budget(&row));
    row.counted = false;
    assert_true(bench_row_within_budget(&row));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_budget_must_be_met_exactly),
        cmocka_unit_test(at_most_allows_fewer),
        cmocka_unit_test(a_broken_budget_says_what_was_promised),
        cmocka_unit_test(a_budget_of_misses_follows_the_synchronous_share),
        cmocka_unit_test(a_case_that_was_not_counted_breaks_no_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
