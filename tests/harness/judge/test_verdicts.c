/* A run's own verdicts: judged together, and each against a control. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/compare.h"
#include "judge/line.h"
#include "sample.h"

#define PROCESSES 12

/* Slices of process p: `ns` times the process's factor; every second one also times `odd`. */
static void fill_times(bench_row_t *row, double ns, double odd) {
    row->processes = calloc(PROCESSES, sizeof *row->processes);
    assert_non_null(row->processes);
    row->process_count = PROCESSES;
    for (uint32_t p = 0; p < PROCESSES; p++) {
        double *slices = calloc(4, sizeof *slices);
        assert_non_null(slices);
        for (size_t i = 0; i < 4; i++) {
            slices[i] = ns * (1 + 0.02 * p) * (i % 2 == 1 ? odd : 1);
        }
        row->processes[p] = (bench_process_samples_t){
            .process = p, .operations = 1000, .slice_count = 4, .slices = slices};
    }
}

/* `pairs` groups, each with a task and a value task with that ratio. */
static void make_report(bench_report_t *report, size_t pairs, double ratio, double odd) {
    bench_report_init(report);
    for (size_t i = 0; i < pairs; i++) {
        char params[32];
        snprintf(params, sizeof params, "n=%zu", i);
        bench_fraction_t none = {0, 1};
        fill_times(sample_row(report, "s", "task", params, none), 100, 1);
        fill_times(sample_row(report, "s", "value_task", params, none), 100 * ratio, odd);
    }
}

static const char *verdict(const bench_report_t *report, size_t row) {
    bench_line_t *lines = bench_lines(report);
    assert_non_null(lines);
    const char *text = bench_line_verdict(&lines[row]);
    free(lines);
    return text != NULL ? text : "";
}

static void a_clear_difference_has_a_verdict(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 1, 0.9, 1);
    assert_string_equal(verdict(&report, 0), "");
    assert_string_equal(verdict(&report, 1), "better");
    bench_report_deinit(&report);
    make_report(&report, 1, 1.1, 1);
    assert_string_equal(verdict(&report, 1), "worse");
    bench_report_deinit(&report);
    make_report(&report, 1, 1.005, 1); /* below the floor of 1 % */
    assert_string_equal(verdict(&report, 1), "not resolved");
    bench_report_deinit(&report);
}

/* 12 processes give p >= 2 / 2^12: at 5 % that allows at most 102 comparisons. */
static void many_comparisons_need_more_processes(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 102, 0.9, 1);
    assert_string_equal(verdict(&report, 1), "better");
    bench_report_deinit(&report);
    make_report(&report, 103, 0.9, 1);
    assert_string_equal(verdict(&report, 1), "not resolved");
    bench_report_deinit(&report);
    assert_int_equal(bench_processes_needed(102, 0), 12);
    assert_int_equal(bench_processes_needed(103, 0), 13);
    assert_int_equal(bench_processes_needed(1, 0), 6);
    /* 2 * 10 / 2^9 = 0.039, 2 * 19 / 2^18 * 269 = 0.039; one process less is above 0.05. */
    assert_int_equal(bench_processes_needed(1, 1), 9);
    assert_int_equal(bench_processes_needed(51, 1), 15);
    assert_int_equal(bench_processes_needed(52, 1), 16);
    assert_int_equal(bench_processes_needed(269, 1), 18);
    /* 2 / C(8, 4) = 0.029, 269 * 2 / C(16, 8) = 0.042. */
    assert_int_equal(bench_processes_needed_in_each(1), 4);
    assert_int_equal(bench_processes_needed_in_each(269), 8);
}

static void a_case_that_differs_from_itself_has_no_verdict(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 1, 0.9, 1.05);
    assert_string_equal(verdict(&report, 1), "no verdict");
    bench_interval_t control = bench_row_control(&report.rows[1]).ratio;
    assert_true(fabs(control.estimate - 1.05) < 1e-9);
    assert_true(fabs(bench_row_control(&report.rows[0]).ratio.estimate - 1) < 1e-9);
    bench_report_deinit(&report);
}

/* With few processes a control cannot be more significant than the verdict; being as significant is
 * enough. */
static void a_control_as_significant_as_the_verdict_prevents_it(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 1, 0.9, 1.05);
    for (size_t i = 0; i < 2; i++) {
        report.rows[i].process_count = 6;
    }
    assert_string_equal(verdict(&report, 1), "no verdict");
    for (size_t i = 0; i < 2; i++) {
        report.rows[i].process_count = PROCESSES;
    }
    bench_report_deinit(&report);
}

/* Of 200 cases some differ from themselves by chance: in 11 of 12 processes, p = 0.006. */
static void controls_are_also_judged_together(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 1, 0.9, 1.05);
    double *last = report.rows[1].processes[PROCESSES - 1].slices;
    last[1] = last[3] = last[0] * 0.95;
    assert_true(fabs(bench_row_control(&report.rows[1]).p - 26.0 / 4096) < 1e-9);
    assert_string_equal(verdict(&report, 1), "no verdict");
    bench_report_deinit(&report);
    make_report(&report, 100, 0.9, 1);
    for (size_t p = 0; p < PROCESSES; p++) {
        double *slices = report.rows[1].processes[p].slices;
        slices[1] = slices[3] = slices[0] * (p < PROCESSES - 1 ? 1.05 : 0.95);
    }
    assert_string_equal(verdict(&report, 1), "better");
    bench_report_deinit(&report);
}

static void a_comparison_claims_no_less_than_what_a_run_drifted_by(void **state) {
    (void)state;
    bench_report_t base;
    bench_report_t next;
    size_t count;
    for (int drifts = 0; drifts < 2; drifts++) {
        bench_report_init(&base);
        bench_report_init(&next);
        double fast[20];
        double slow[20];
        for (size_t i = 0; i < 20; i++) {
            fast[i] = 100 + 0.01 * (double)i;
            slow[i] = 105 + 0.01 * (double)i + (drifts == 1 && i >= 10 ? 20 : 0);
        }
        sample_times(sample_row(&base, "s", "task", "", (bench_fraction_t){0, 1}), fast, 20);
        sample_times(sample_row(&next, "s", "task", "", (bench_fraction_t){0, 1}), slow, 20);
        bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
        assert_int_equal(count, 1);
        assert_true(fabs(comparisons[0].floor - (drifts ? 0.19 : 0.01)) < 0.002);
        assert_int_equal(comparisons[0].time, drifts ? BENCH_NOT_RESOLVED : BENCH_WORSE);
        free(comparisons);
        bench_report_deinit(&base);
        bench_report_deinit(&next);
    }
}

static void the_spread_is_the_interquartile_range(void **state) {
    (void)state;
    bench_report_t report;
    make_report(&report, 1, 1, 1);
    /* Medians 100, 102, ... 122: quartiles 105.5 and 116.5, median 111. */
    assert_true(fabs(bench_row_spread(&report.rows[0]) - 11.0 / 111.0) < 1e-9);
    report.rows[0].process_count = 3;
    assert_true(isnan(bench_row_spread(&report.rows[0])));
    report.rows[0].process_count = PROCESSES;
    bench_report_deinit(&report);
}

/* Four contenders of a group, 20 processes. `state` slows the odd processes: of all contenders, or
 * of the first one alone. `factor` slows all. */
static void make_group(bench_report_t *report, double state, bool of_all, double factor) {
    static const char *const names[] = {"task", "value_task", "callback", "direct"};
    double times[20];
    bench_report_init(report);
    for (size_t c = 0; c < 4; c++) {
        for (size_t i = 0; i < 20; i++) {
            bool slow = i % 2 == 1 && (of_all || c == 0);
            times[i] = factor * (100 + 0.01 * (double)i) * (slow ? state : 1);
        }
        sample_times(sample_row(report, "s", names[c], "", (bench_fraction_t){0, 1}), times, 20);
    }
}

/* What the first contender's floor is, and how many of the group are called worse. */
static size_t worse_of_group(double state, bool of_all, double factor, double *floor) {
    bench_report_t base;
    bench_report_t next;
    size_t count;
    size_t worse = 0;
    make_group(&base, state, of_all, 1);
    make_group(&next, state, of_all, factor);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        worse += comparisons[i].time == BENCH_WORSE ? 1 : 0;
    }
    *floor = comparisons[0].floor;
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
    return worse;
}

/* Half of the processes are 8 % slower. In all contenders: a whole run may be, too. In one of them:
 * where its code came to lie, which is another matter in each process. */
static void a_comparison_claims_no_less_than_what_a_group_has_in_common(void **state) {
    (void)state;
    double floor;
    assert_int_equal(worse_of_group(1.08, true, 1.15, &floor), 0);
    assert_true(fabs(floor - 2.5 * 0.08) < 0.01);
    assert_int_equal(worse_of_group(1.08, true, 1.25, &floor), 4);
    assert_int_equal(worse_of_group(1.08, false, 1.15, &floor), 4);
    assert_true(fabs(floor - BENCH_EFFECT_FLOOR) < 0.001);
}

/* The yardstick tells of the machine's speed, which is then no state of the group. */
static void what_a_group_has_in_common_with_the_yardstick_is_its_speed(void **state) {
    (void)state;
    bench_report_t report;
    make_group(&report, 1.08, true, 1);
    assert_true(fabs(bench_row_shared_spread(&report, &report.rows[0]) - 0.08) < 0.005);
    for (size_t c = 0; c < 4; c++) {
        for (size_t i = 0; i < 20; i++) {
            report.rows[c].processes[i].yardstick = i % 2 == 1 ? 1.08 : 1;
        }
    }
    assert_true(bench_row_shared_spread(&report, &report.rows[0]) < 0.002);
    bench_report_deinit(&report);
}

/* Nothing is in common where there are no others, nor where they ran in other processes; one slice
 * tells nothing apart. */
static void a_row_by_itself_has_nothing_in_common_unless_it_has_single_slices(void **state) {
    (void)state;
    bench_report_t report;
    make_group(&report, 1.08, true, 1);
    for (size_t c = 1; c < 4; c++) {
        report.rows[c].processes[3].process = 77;
    }
    bench_row_t *row = &report.rows[0];
    assert_true(bench_row_shared_spread(&report, row) < 1e-9);
    for (size_t i = 0; i < 20; i++) {
        row->processes[i].slices[0] = row->processes[i].slices[2];
        row->processes[i].slice_count = 1;
    }
    assert_true(fabs(bench_row_shared_spread(&report, row) - 0.08) < 0.005);
    row->process_count = 3;
    assert_true(bench_row_shared_spread(&report, row) == 0);
    row->process_count = 20;
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clear_difference_has_a_verdict),
        cmocka_unit_test(many_comparisons_need_more_processes),
        cmocka_unit_test(a_case_that_differs_from_itself_has_no_verdict),
        cmocka_unit_test(a_control_as_significant_as_the_verdict_prevents_it),
        cmocka_unit_test(controls_are_also_judged_together),
        cmocka_unit_test(a_comparison_claims_no_less_than_what_a_run_drifted_by),
        cmocka_unit_test(a_comparison_claims_no_less_than_what_a_group_has_in_common),
        cmocka_unit_test(what_a_group_has_in_common_with_the_yardstick_is_its_speed),
        cmocka_unit_test(a_row_by_itself_has_nothing_in_common_unless_it_has_single_slices),
        cmocka_unit_test(the_spread_is_the_interquartile_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
