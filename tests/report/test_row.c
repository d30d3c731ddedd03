/* test_row.c - a row: its case, its budget, its medians. */
#include <math.h>

#include "report/followed.h"
#include "sample.h"

static void a_row_is_of_the_same_case_only_with_all_three_names(void **state) {
    (void)state;
    bench_row_t a = {.scenario = (char[]){"s"}, .contender = (char[]){"c"}, .params = (char[]){""}};
    bench_row_t b = a;
    assert_true(bench_row_same_case(&a, &b));
    b.params = NULL;
    assert_true(bench_row_same_case(&a, &b));
    b.params = (char[]){"k=1"};
    assert_false(bench_row_same_case(&a, &b));
    b = a;
    b.contender = (char[]){"d"};
    assert_false(bench_row_same_case(&a, &b));
    b = a;
    b.scenario = (char[]){"t"};
    assert_false(bench_row_same_case(&a, &b));
}

static bench_row_t counted(bench_budget_kind_t kind, bench_fraction_t allocs, double share) {
    bench_row_t row;
    bench_row_init(&row);
    row.counted = true;
    row.budget_kind = kind;
    row.budget = bench_fraction(1, 2);
    row.counts.allocs_per_op = allocs;
    row.synchronous_share = share;
    return row;
}

static bool holds(bench_budget_kind_t kind, bench_fraction_t allocs, double share) {
    bench_row_t row = counted(kind, allocs, share);
    return bench_row_within_budget(&row);
}

static void a_budget_holds_exactly_or_not_at_all(void **state) {
    (void)state;
    assert_true(holds(BENCH_BUDGET_ALLOCS, bench_fraction(1, 2), NAN));
    assert_false(holds(BENCH_BUDGET_ALLOCS, bench_fraction(511, 1024), NAN));
    assert_false(holds(BENCH_BUDGET_ALLOCS, bench_fraction(513, 1024), NAN));
    assert_true(holds(BENCH_BUDGET_NONE, bench_fraction(7, 1), NAN));
}

static void a_budget_of_misses_follows_the_synchronous_share(void **state) {
    (void)state;
    assert_true(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), 0.9));
    assert_true(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 3), 2.0 / 3.0));
    assert_false(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), 0.90001));
    assert_false(holds(BENCH_BUDGET_MISSES, bench_fraction(1, 10), NAN));
}

static void what_was_not_counted_breaks_no_budget(void **state) {
    (void)state;
    bench_row_t row = counted(BENCH_BUDGET_ALLOCS, bench_fraction(9, 1), NAN);
    assert_false(bench_row_within_budget(&row));
    row.counted = false;
    assert_true(bench_row_within_budget(&row));
}

static void the_medians_are_of_each_process(void **state) {
    (void)state;
    static const double wanted[] = {4, 8, 2};
    bench_row_t row;
    bench_row_init(&row);
    sample_times(&row, wanted, 3);
    double medians[3];
    bench_row_medians(&row, medians);
    assert_memory_equal(medians, wanted, sizeof wanted);
    bench_row_deinit(&row);
    assert_int_equal(row.process_count, 0);
    assert_true(isnan(row.synchronous_share));
    bench_row_deinit(&row);
    bench_row_deinit(NULL);
}

static void what_slows_a_process_is_not_in_its_steps(void **state) {
    (void)state;
    static const double wanted[] = {4, 8, 2};
    bench_row_t row;
    double medians[3];
    bench_row_init(&row);
    assert_true(isnan(bench_row_yardstick(&row)));
    sample_times(&row, wanted, 3);
    assert_true(isnan(bench_row_yardstick(&row)));
    assert_false(bench_row_steps(&row, medians));
    row.processes[0].yardstick = 1;
    row.processes[1].yardstick = 2;
    assert_false(bench_row_steps(&row, medians));
    row.processes[2].yardstick = 0.5;
    assert_true(bench_row_yardstick(&row) == 1);
    assert_true(bench_row_steps(&row, medians));
    assert_true(medians[0] == 4 && medians[1] == 4 && medians[2] == 4);
    bench_row_deinit(&row);
}

/* Two sites, in a row that has the allocations of both. */
static bool adds_up(bench_fraction_t first, bench_fraction_t second, bench_fraction_t sum) {
    bench_site_t sites[] = {{.made_by = (char[]){"box"}, .allocs_per_op = first},
                            {.made_by = (char[]){"task"}, .allocs_per_op = second}};
    for (size_t i = 0; i < 2; i++) {
        sites[i].bytes_per_op = sites[i].allocs_per_op;
    }
    bench_row_t row;
    bench_row_init(&row);
    row.exact = true;
    row.counts.followed = true;
    row.counts.allocs_per_op = sum;
    row.counts.sites = sites;
    row.counts.site_count = 2;
    return bench_row_adds_up(&row);
}

static void parts_add_up_exactly_however_large_their_numbers(void **state) {
    (void)state;
    const bench_fraction_t none = {0, 1};
    const bench_fraction_t tiny = {1, (int64_t)1 << 32};
    const bench_fraction_t most = {INT64_MAX, 1};
    const bench_fraction_t odd = {1, INT64_MAX};
    assert_true(adds_up(bench_fraction(1, 2), bench_fraction(1, 3), bench_fraction(5, 6)));
    assert_false(adds_up(bench_fraction(1, 2), bench_fraction(1, 3), bench_fraction(1, 6)));
    assert_true(adds_up(tiny, tiny, (bench_fraction_t){1, (int64_t)1 << 31}));
    assert_true(adds_up(most, none, most));
    assert_false(adds_up(most, most, none));
    assert_false(adds_up(tiny, odd, tiny));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_of_the_same_case_only_with_all_three_names),
        cmocka_unit_test(a_budget_holds_exactly_or_not_at_all),
        cmocka_unit_test(a_budget_of_misses_follows_the_synchronous_share),
        cmocka_unit_test(what_was_not_counted_breaks_no_budget),
        cmocka_unit_test(the_medians_are_of_each_process),
        cmocka_unit_test(what_slows_a_process_is_not_in_its_steps),
        cmocka_unit_test(parts_add_up_exactly_however_large_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
