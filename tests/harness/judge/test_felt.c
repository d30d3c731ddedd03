/* How much of the machine's speed a case feels, where that is known. */
#include <math.h>
#include <stdlib.h>

#include "felt.h"
#include "sample.h"

#define PROCESSES 16

/* The place of a process in the order of the machine's speed, and the noise of its time, up to 0.4
 * %: the two have no order in common (Kendall's sum is 0). */
static double place_of(size_t process) {
    return (double)(process * 7 % PROCESSES);
}

static double noise_of(size_t process) {
    return 0.0005 * ((double)(process * 7 * 5 % PROCESSES) - 7.5);
}

/* Two rows of a report: the yardstick's step grows by `step` from place to place, and the time with
 * it to the power of `share`. The second row is `slower` in all processes. */
static void make_rows(bench_report_t *report, double step, double share, double slower) {
    bench_report_init(report);
    for (int run = 0; run < 2; run++) {
        double times[PROCESSES];
        for (size_t i = 0; i < PROCESSES; i++) {
            double speed = pow(1 + step, place_of(i));
            times[i] = (run == 1 ? slower : 1) * 20 * pow(speed, share) * (1 + noise_of(i));
        }
        bench_row_t *row =
            sample_row(report, run == 0 ? "base" : "new", "task", "", bench_fraction(1, 1));
        sample_times(row, times, PROCESSES);
        for (size_t i = 0; i < PROCESSES; i++) {
            row->processes[i].yardstick = 1.5 * pow(1 + step, place_of(i));
        }
    }
}

static bench__felt_t felt_of(double step, double share, double slower) {
    bench_report_t report;
    make_rows(&report, step, share, slower);
    bench__felt_t felt = bench__felt(&report.rows[0], &report.rows[1]);
    bench_report_deinit(&report);
    return felt;
}

static void assert_felt(bench__felt_t felt, double least, double most, double within) {
    if (fabs(felt.least - least) > within || fabs(felt.most - most) > within) {
        fail_msg("felt: %g to %g, not %g to %g", felt.least, felt.most, least, most);
    }
}

static void a_case_that_follows_the_machine_feels_all_and_one_that_waits_nothing(void **state) {
    (void)state;
    assert_felt(felt_of(0.02, 1, 1), 1, 1, 0.05);
    assert_felt(felt_of(0.02, 0, 1), 0, 0, 0.05);
    assert_felt(felt_of(0.02, 0.5, 1), 0.5, 0.5, 0.05);
}

static void a_change_of_the_case_itself_is_not_felt(void **state) {
    (void)state;
    assert_felt(felt_of(0.02, 0, 1.3), 0, 0, 0.05);
    assert_felt(felt_of(0.02, 1, 0.7), 1, 1, 0.05);
}

static void where_the_speed_hardly_changed_anything_is_possible(void **state) {
    (void)state;
    assert_felt(felt_of(0.00001, 1, 1), 0, 1, 0);
    assert_felt(felt_of(0, 1, 1), 0, 1, 0);
}

/* A chain is constant in steps; the yardstick's own noise in two quiet runs must not make that
 * "nothing". */
static void the_yardstick_s_noise_is_no_speed(void **state) {
    (void)state;
    bench_report_t report;
    make_rows(&report, 0, 1, 1);
    for (int run = 0; run < 2; run++) {
        for (size_t i = 0; i < PROCESSES; i++) {
            report.rows[run].processes[i].yardstick *= 1 + 0.002 * (place_of(i) - 7.5) / 7.5;
        }
    }
    assert_felt(bench__felt(&report.rows[0], &report.rows[1]), 0, 1, 0);
    bench_report_deinit(&report);
}

/* What was seen within 30 % says nothing of a machine that is twice as fast. */
static void nothing_is_extrapolated(void **state) {
    (void)state;
    bench_report_t report;
    make_rows(&report, 0.02, 0, 1);
    for (size_t i = 0; i < PROCESSES; i++) {
        report.rows[1].processes[i].yardstick /= 2;
    }
    assert_felt(bench__felt(&report.rows[0], &report.rows[1]), 0, 1, 0);
    bench_report_deinit(&report);
}

static void without_a_yardstick_there_are_only_nanoseconds(void **state) {
    (void)state;
    bench_report_t report;
    make_rows(&report, 0.02, 1, 1);
    report.rows[1].processes[3].yardstick = 0;
    assert_felt(bench__felt(&report.rows[0], &report.rows[1]), 0, 0, 0);
    bench_report_deinit(&report);
}

/* Two processes each say nothing; thousands are not looked at pair by pair. */
static void any_number_of_processes_is_taken(void **state) {
    (void)state;
    enum { MANY = 20000 };
    bench_report_t report;
    make_rows(&report, 0.02, 1, 1);
    for (int run = 0; run < 2; run++) {
        report.rows[run].process_count = 2;
    }
    assert_felt(bench__felt(&report.rows[0], &report.rows[1]), 0, 1, 0);
    for (int run = 0; run < 2; run++) {
        report.rows[run].process_count = PROCESSES;
    }
    bench_report_deinit(&report);
    double *times = calloc(MANY, sizeof *times);
    assert_non_null(times);
    bench_report_init(&report);
    for (int run = 0; run < 2; run++) {
        for (size_t i = 0; i < MANY; i++) {
            times[i] = 20 + (double)(i % 97);
        }
        bench_row_t *row =
            sample_row(&report, run == 0 ? "base" : "new", "task", "", bench_fraction(1, 1));
        sample_times(row, times, MANY);
        for (size_t i = 0; i < MANY; i++) {
            row->processes[i].yardstick = times[i] / 10;
        }
    }
    assert_felt(bench__felt(&report.rows[0], &report.rows[1]), 1, 1, 1e-9);
    bench_report_deinit(&report);
    free(times);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_that_follows_the_machine_feels_all_and_one_that_waits_nothing),
        cmocka_unit_test(a_change_of_the_case_itself_is_not_felt),
        cmocka_unit_test(where_the_speed_hardly_changed_anything_is_possible),
        cmocka_unit_test(the_yardstick_s_noise_is_no_speed),
        cmocka_unit_test(nothing_is_extrapolated),
        cmocka_unit_test(without_a_yardstick_there_are_only_nanoseconds),
        cmocka_unit_test(any_number_of_processes_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
