/* The results of several processes for one case become one row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "message.h"

static const bench_case_key_t key = {"a", "b", "size=2"};

static int set_up(void **state) {
    static bench_report_t report;
    bench_report_init(&report);
    bench_row_t *row = bench_report_add_row(&report);
    *state = &report;
    return row != NULL && bench_case_copy(&row->key, &key) ? 0 : -1;
}

static int tear_down(void **state) {
    bench_report_deinit(*state);
    return 0;
}

static bench_row_t measured(void) {
    bench_row_t row;
    bench_row_init(&row);
    assert_true(bench_case_copy(&row.key, &key));
    return row;
}

static bench_row_t timed_in(uint32_t process) {
    bench_row_t row = measured();
    row.processes = calloc(1, sizeof *row.processes);
    row.process_count = 1;
    row.processes[0].process = process;
    row.processes[0].slices = calloc(2, sizeof(double));
    row.processes[0].slice_count = 2;
    bench_latency_t *latency = bench_row_add_latency(&row, BENCH_SERVICE, 0);
    assert_non_null(latency);
    latency->processes = 1;
    bench_histogram_add(&latency->histogram, 100);
    return row;
}

static void merge(bench_report_t *report, bench_row_t row) {
    bench_problem_t problem = {""};
    if (!bench__merge(report, &row, &problem)) {
        fail_msg("%s", problem.text);
    }
    bench_row_deinit(&row);
}

static void counts_instructions_and_times_come_from_separate_processes(void **state) {
    bench_report_t *report = *state;
    bench_row_t counted = measured();
    counted.counted = true;
    counted.counts.allocs_per_op = bench_fraction(1, 2);
    counted.counts.synchronous_share = 0.5;
    counted.counts.disagreement = strdup("of whom");
    bench_row_t instructions = measured();
    instructions.instructions = (bench_instructions_t){BENCH_BY_CALLGRIND, bench_whole(200), true};
    merge(report, counted);
    merge(report, instructions);
    merge(report, timed_in(0));
    merge(report, timed_in(1));
    const bench_row_t *row = &report->rows[0];
    assert_true(row->counted);
    assert_true(bench_fraction_equal(row->counts.allocs_per_op, bench_fraction(1, 2)));
    assert_true(row->counts.synchronous_share == 0.5);
    assert_string_equal(row->counts.disagreement, "of whom");
    assert_int_equal(row->instructions.by, BENCH_BY_CALLGRIND);
    assert_int_equal(row->process_count, 2);
    assert_int_equal(row->processes[1].process, 1);
    assert_int_equal(row->latency_count, 1);
    assert_int_equal(row->latencies[0].processes, 2);
    assert_int_equal(row->latencies[0].histogram.count, 2);
}

static void later_counts_replace_earlier_ones(void **state) {
    bench_report_t *report = *state;
    for (int i = 1; i <= 2; i++) {
        bench_row_t counted = measured();
        counted.counted = true;
        counted.counts.allocs_per_op = bench_whole(i);
        counted.counts.disagreement = strdup("of whom");
        merge(report, counted);
    }
    assert_true(bench_fraction_equal(report->rows[0].counts.allocs_per_op, bench_whole(2)));
}

static void a_case_that_was_not_selected_is_refused(void **state) {
    bench_report_t *report = *state;
    bench_problem_t problem;
    bench_row_t row = measured();
    free((void *)(uintptr_t)row.key.params);
    row.key.params = strdup("size=3");
    assert_false(bench__merge(report, &row, &problem));
    assert_string_equal(problem.text,
                        "a measuring process measured a/b;size=3, which it was not to");
    bench_row_deinit(&row);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_instructions_and_times_come_from_separate_processes,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(later_counts_replace_earlier_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_case_that_was_not_selected_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
