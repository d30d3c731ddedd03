/* test_change.c - two exact values: which one is better, without rounding. */
#include "judge/change.h"

#include <math.h>

#include "sample.h"

static bench_change_t change(bench_metric_id_t metric, bench_fraction_t before,
                             bench_fraction_t after) {
    bench_value_t old_value = bench_fraction_as_value(before);
    bench_value_t new_value = bench_fraction_as_value(after);
    return bench_metric_change(&bench_metrics[metric], &old_value, &new_value);
}

static void each_metric_has_its_direction(void **state) {
    (void)state;
    const bench_fraction_t less = bench_fraction(1, 3);
    const bench_fraction_t more = bench_fraction(1, 2);
    assert_int_equal(change(BENCH_METRIC_allocs_per_op, less, more), BENCH_CHANGE_MORE);
    assert_int_equal(change(BENCH_METRIC_allocs_per_op, more, less), BENCH_CHANGE_FEWER);
    assert_int_equal(change(BENCH_METRIC_allocs_per_op, more, more), BENCH_CHANGE_NONE);
    assert_int_equal(change(BENCH_METRIC_frees_per_op, more, less), BENCH_CHANGE_MORE);
    assert_int_equal(change(BENCH_METRIC_frees_per_op, less, more), BENCH_CHANGE_FEWER);
    assert_int_equal(change(BENCH_METRIC_processes, less, more), BENCH_CHANGE_OTHER);
}

/* These are equal as doubles. */
static void the_smallest_difference_is_found(void **state) {
    (void)state;
    bench_fraction_t a = {INT64_MAX - 1, INT64_MAX};
    bench_fraction_t b = {INT64_MAX - 2, INT64_MAX - 1};
    assert_true(bench_fraction_value(a) == bench_fraction_value(b));
    assert_int_equal(change(BENCH_METRIC_allocs_per_op, b, a), BENCH_CHANGE_MORE);
    assert_int_equal(change(BENCH_METRIC_allocs_per_op, a, b), BENCH_CHANGE_FEWER);
}

static void a_value_missing_on_one_side_is_unknown(void **state) {
    (void)state;
    const bench_fraction_t one = bench_whole(1);
    const bench_fraction_t none = {0, 0};
    assert_int_equal(change(BENCH_METRIC_allocs_once, none, one), BENCH_CHANGE_UNKNOWN);
    assert_int_equal(change(BENCH_METRIC_allocs_once, one, none), BENCH_CHANGE_UNKNOWN);
    assert_int_equal(change(BENCH_METRIC_allocs_once, none, none), BENCH_CHANGE_NONE);
}

static void texts_and_shares_are_equal_or_different_without_a_direction(void **state) {
    (void)state;
    const bench_metric_t *verified = &bench_metrics[BENCH_METRIC_verified];
    const bench_metric_t *share = &bench_metrics[BENCH_METRIC_synchronous_share];
    bench_value_t yes = bench_text_value("verified");
    bench_value_t no = bench_text_value("passes differ");
    bench_value_t half = bench_share_value(0.5);
    bench_value_t most = bench_share_value(0.9);
    assert_int_equal(bench_metric_change(verified, &yes, &yes), BENCH_CHANGE_NONE);
    assert_int_equal(bench_metric_change(verified, &yes, &no), BENCH_CHANGE_OTHER);
    assert_int_equal(bench_metric_change(share, &half, &half), BENCH_CHANGE_NONE);
    assert_int_equal(bench_metric_change(share, &half, &most), BENCH_CHANGE_OTHER);
}

/* A row of an older run that lacks a metric has no difference in that metric. */
static void the_first_metric_that_both_sides_have_decides(void **state) {
    (void)state;
    bench_report_t report;
    const char *column;
    bench_report_init(&report);
    sample_row(&report, "s", "a", "", bench_fraction(1, 2));
    sample_row(&report, "s", "b", "", bench_fraction(1, 2));
    bench_row_t *before = &report.rows[0];
    bench_row_t *after = &report.rows[1];
    assert_int_equal(bench_counts_change(before, after, &column), BENCH_CHANGE_NONE);
    assert_null(column);
    before->counts.allocs_once = (bench_fraction_t){0, 0};
    assert_int_equal(bench_counts_change(before, after, &column), BENCH_CHANGE_NONE);
    after->counts.peak_live_bytes.num++;
    assert_int_equal(bench_counts_change(before, after, &column), BENCH_CHANGE_MORE);
    assert_string_equal(column, "peak_live_bytes");
    bench_report_deinit(&report);
}

static void all_columns_that_differ_are_found_with_their_difference(void **state) {
    (void)state;
    bench_report_t report;
    bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
    bench_report_init(&report);
    sample_row(&report, "s", "a", "", bench_fraction(1, 2));
    sample_row(&report, "s", "b", "", bench_fraction(3, 4));
    report.rows[0].counts.frees_once = bench_whole(0);
    assert_int_equal(bench_counts_changes(&report.rows[0], &report.rows[0], changes), 0);
    assert_int_equal(bench_counts_changes(&report.rows[0], &report.rows[1], changes), 6);
    assert_string_equal(changes[0].column, "allocs_per_op");
    assert_true(bench_fraction_equal(changes[0].difference, bench_fraction(1, 4)));
    assert_true(changes[0].relative == 1.5);
    assert_string_equal(changes[1].column, "bytes_requested_per_op");
    assert_true(bench_fraction_equal(changes[1].difference, bench_whole(10)));
    assert_string_equal(changes[4].column, "frees_once");
    assert_true(isnan(changes[4].relative));
    assert_string_equal(changes[5].column, "sizes");
    assert_false(bench_fraction_is_known(changes[5].difference));
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_metric_has_its_direction),
        cmocka_unit_test(the_smallest_difference_is_found),
        cmocka_unit_test(a_value_missing_on_one_side_is_unknown),
        cmocka_unit_test(texts_and_shares_are_equal_or_different_without_a_direction),
        cmocka_unit_test(the_first_metric_that_both_sides_have_decides),
        cmocka_unit_test(all_columns_that_differ_are_found_with_their_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
