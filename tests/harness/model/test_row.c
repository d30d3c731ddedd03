/* test_row.c - a row: counts by metric, medians. */
#include <math.h>

#include "sample.h"

static void there_is_one_median_per_process(void **state) {
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
    assert_true(isnan(row.counts.synchronous_share));
    bench_row_deinit(&row);
    bench_row_deinit(NULL);
}

static void a_row_has_a_yardstick_when_each_of_its_processes_has(void **state) {
    (void)state;
    static const double wanted[] = {4, 8, 2};
    bench_row_t row;
    bench_row_init(&row);
    assert_true(isnan(bench_row_yardstick(&row)));
    sample_times(&row, wanted, 3);
    row.processes[0].yardstick = 1;
    row.processes[1].yardstick = 2;
    assert_false(bench_row_has_yardstick(&row));
    assert_true(isnan(bench_row_yardstick(&row)));
    row.processes[2].yardstick = 0.5;
    assert_true(bench_row_has_yardstick(&row));
    assert_true(bench_row_yardstick(&row) == 1);
    bench_row_deinit(&row);
}

/* The machine became half as fast after the third round, for whoever was timed then. */
static void a_case_feels_the_speed_of_its_own_rounds(void **state) {
    (void)state;
    double yardstick[] = {1.5, 1.5, 1.5, 3, 3};
    double follows[] = {30, 30, 30, 60, 60};
    double waits[] = {20, 20, 20, 20, 20};
    double first_three[] = {30, 30, 30};
    bench_process_samples_t beside = {.slices = yardstick, .slice_count = 5};
    bench_process_samples_t of_case = {.slices = follows, .slice_count = 5};
    assert_true(fabs(bench_step_beside(&of_case, &beside) - 1.5) < 1e-9);
    follows[2] = 60; /* most of its slices were slow ones, as one of them was late */
    yardstick[2] = 3;
    assert_true(fabs(bench_step_beside(&of_case, &beside) - 3) < 1e-9);
    yardstick[2] = 1.5;
    assert_true(fabs(bench_step_beside(&of_case, &beside) - 3) <
                1e-9); /* its own median over 20 steps */
    of_case.slices = waits;
    assert_true(fabs(bench_step_beside(&of_case, &beside) - 1.5) < 1e-9);
    of_case = (bench_process_samples_t){.slices = first_three, .slice_count = 3};
    assert_true(fabs(bench_step_beside(&of_case, &beside) - 1.5) < 1e-9);
    of_case.slice_count = 0;
    assert_true(bench_step_beside(&of_case, &beside) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_one_median_per_process),
        cmocka_unit_test(a_case_feels_the_speed_of_its_own_rounds),
        cmocka_unit_test(a_row_has_a_yardstick_when_each_of_its_processes_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
