/* test_times.c - the time of a case divided by that of the case that it is compared with. */
#include "judge/times.h"

#include <math.h>

#include "sample.h"

static void the_ratio_to_task_is_paired_by_process(void **state) {
    (void)state;
    static const double task[] = {10, 20, 40, 80, 160, 320};
    static const double twice[] = {20, 40, 80, 160, 320, 640};
    bench_report_t report;
    bench_report_init(&report);
    sample_times(sample_row(&report, "s", "task", "k=1", bench_fraction(1, 1)), task, 6);
    sample_times(sample_row(&report, "s", "value_task", "k=1", bench_fraction(0, 1)), twice, 6);
    sample_times(sample_row(&report, "s", "value_task", "k=2", bench_fraction(0, 1)), twice, 6);
    bench_interval_t ratio = bench_row_evidence(&report, &report.rows[1]).ratio;
    assert_float_equal(ratio.low, 2.0, 1e-9);
    assert_float_equal(ratio.high, 2.0, 1e-9);
    assert_true(isnan(bench_row_evidence(&report, &report.rows[2]).ratio.estimate));
    /* Without process 0 of the task five pairs are left: an estimate and no interval. */
    report.rows[0].processes[0].process = 77;
    ratio = bench_row_evidence(&report, &report.rows[1]).ratio;
    assert_float_equal(ratio.estimate, 2.0, 1e-9);
    assert_true(isnan(ratio.low));
    bench_report_deinit(&report);
}

/* A contender of a plugin may name another one; if it names none, it is not compared. */
static void a_contender_can_name_the_contender_it_is_compared_with(void **state) {
    (void)state;
    static const double slow[] = {10, 20, 40, 80, 160, 320};
    static const double fast[] = {5, 10, 20, 40, 80, 160};
    bench_report_t report;
    bench_report_init(&report);
    sample_times(sample_row(&report, "s", "task", "", bench_fraction(1, 1)), slow, 6);
    sample_times(sample_row(&report, "s", "mine", "", bench_fraction(1, 1)), fast, 6);
    sample_times(sample_row(&report, "s", "other", "", bench_fraction(1, 1)), fast, 6);
    bench_contender_t other = {(char[]){"other"}, (char[]){""},    (char[]){""}, 0,
                               (char[]){""},      (char[]){"mine"}};
    bench_contender_t mine = {(char[]){"mine"}, (char[]){""}, (char[]){""}, 0,
                              (char[]){""},     (char[]){""}};
    assert_float_equal(bench_row_evidence(&report, &report.rows[2]).ratio.estimate, 0.5, 1e-9);
    assert_true(bench_report_add_contender(&report, &other));
    assert_true(bench_report_add_contender(&report, &mine));
    assert_float_equal(bench_row_evidence(&report, &report.rows[2]).ratio.estimate, 1.0, 1e-9);
    assert_true(bench_row_is_compared(&report, &report.rows[2]));
    assert_false(bench_row_is_compared(&report, &report.rows[1]));
    assert_false(bench_row_is_compared(&report, &report.rows[0]));
    assert_float_equal(bench_row_evidence(&report, &report.rows[0]).ratio.estimate, 1.0, 1e-9);
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ratio_to_task_is_paired_by_process),
        cmocka_unit_test(a_contender_can_name_the_contender_it_is_compared_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
