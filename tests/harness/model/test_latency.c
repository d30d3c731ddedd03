/* test_latency.c - latencies of a row: separated by kind and load, merged over processes. */
#include <math.h>

#include "sample.h"

static bench_row_t *add_row(bench_report_t *report) {
    bench_report_init(report);
    return sample_row(report, "s", "c", "k=1", bench_fraction(0, 1));
}

static void kinds_and_loads_are_kept_apart(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    sample_latency(row, BENCH_SERVICE, NAN, 1, 1);
    sample_latency(row, BENCH_RESPONSE, 0.5, 1, 2);
    sample_latency(row, BENCH_RESPONSE, 0.8, 1, 3);
    assert_int_equal(row->latency_count, 3);
    assert_int_equal(bench_row_latency(row, BENCH_SERVICE, NAN)->histogram.count, 2);
    assert_int_equal(bench_row_latency(row, BENCH_RESPONSE, 0.5)->histogram.count, 3);
    assert_int_equal(bench_row_latency(row, BENCH_RESPONSE, 0.8)->histogram.count, 4);
    assert_null(bench_row_latency(row, BENCH_RESPONSE, 0.6));
    assert_true(isnan(row->latencies[0].load));
    bench_report_deinit(&report);
}

static void merging_adds_latencies_of_equal_kind_and_load(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    bench_row_t other;
    bench_row_init(&other);
    sample_latency(&other, BENCH_SERVICE, NAN, 1, 10);
    sample_latency(&other, BENCH_RESPONSE, 0.8, 1, 20);
    sample_latency(row, BENCH_SERVICE, NAN, 2, 5);
    assert_true(bench_row_merge_latencies(row, &other));
    assert_true(bench_row_merge_latencies(row, &other));
    assert_int_equal(row->latency_count, 2);
    assert_int_equal(row->latencies[0].processes, 4);
    assert_int_equal(row->latencies[0].histogram.count, 6 + 2 * 11);
    assert_int_equal(row->latencies[1].processes, 2);
    assert_int_equal(row->latencies[1].histogram.count, 2 * 21);
    assert_int_equal(other.latencies[0].histogram.count, 11);
    bench_row_deinit(&other);
    bench_report_deinit(&report);
}

static void a_latency_is_complete_if_every_process_contributed(void **state) {
    (void)state;
    static const double medians[] = {1, 2, 3};
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    sample_times(row, medians, 3);
    sample_latency(row, BENCH_SERVICE, NAN, 2, 1);
    assert_false(bench_latency_is_whole(row, &row->latencies[0]));
    row->latencies[0].processes = 3;
    assert_true(bench_latency_is_whole(row, &row->latencies[0]));
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_and_loads_are_kept_apart),
        cmocka_unit_test(merging_adds_latencies_of_equal_kind_and_load),
        cmocka_unit_test(a_latency_is_complete_if_every_process_contributed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
