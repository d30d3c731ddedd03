/* test_times.c - the time of a case divided by that of the case that it is compared with. */
#include "judge/times.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "sample.h"

#define CROWD 100000

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
    bench_contender_t other = {(char[]){"other"}, (char[]){""},     (char[]){""}, 0,
                               (char[]){""},      (char[]){"mine"}, false};
    bench_contender_t mine = {(char[]){"mine"}, (char[]){""}, (char[]){""}, 0,
                              (char[]){""},     (char[]){""}, false};
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

/* A row of many processes, each with two slices. */
static bench_row_t *crowded_row(bench_report_t *report, const char *contender) {
    bench_row_t *row = sample_row(report, "s", contender, "", bench_fraction(0, 1));
    row->processes = calloc(CROWD, sizeof *row->processes);
    assert_non_null(row->processes);
    row->process_count = CROWD;
    for (size_t i = 0; i < CROWD; i++) {
        double *slices = calloc(2, sizeof *slices);
        assert_non_null(slices);
        slices[0] = 9 + (double)(i * 7919 % CROWD) / CROWD;
        slices[1] = slices[0] + 0.5;
        row->processes[i] = (bench_process_samples_t){(uint32_t)(2 * i), 1000, 2, slices, 1};
    }
    return row;
}

/* What grows with the square of the processes takes minutes here, what does not a part of a second:
 * no machine is so slow or so busy that the limit, in time of the processor, is about it. */
static void a_row_of_many_processes_takes_no_time_that_grows_with_their_square(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    (void)crowded_row(&report, "task");
    bench_row_t *row = crowded_row(&report, "value_task");
    clock_t begin = clock();
    bench_interval_t time = bench_row_time(row);
    bench_evidence_t evidence = bench_row_evidence(&report, row);
    bench_evidence_t control = bench_row_control(row);
    double spread = bench_row_spread(row);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_true(time.low < time.estimate && time.estimate < time.high);
    assert_true(evidence.ratio.estimate == 1 && evidence.p == 1);
    assert_true(control.ratio.estimate > 1 && spread > 0);
    if (seconds > 10) {
        fail_msg("%d processes took %.1f s", CROWD, seconds);
    }
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_of_many_processes_takes_no_time_that_grows_with_their_square),
        cmocka_unit_test(the_ratio_to_task_is_paired_by_process),
        cmocka_unit_test(a_contender_can_name_the_contender_it_is_compared_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
