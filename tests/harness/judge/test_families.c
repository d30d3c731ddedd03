/* test_families.c - comparisons of cases with few processes are judged apart. */
#include "judge/families.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge/line.h"
#include "judge/pairs.h"
#include "sample.h"

#define MOST 20
#define FEW  8

/* `count` processes that take `ns`, of which `odd` take twice as long. */
static void add(bench_report_t *report, const char *contender, const char *params, double ns,
                size_t count, size_t odd) {
    double times[MOST];
    for (size_t i = 0; i < count; i++) {
        times[i] = ns * (1 + 0.01 * (double)i) * (i < odd ? 2 : 1);
    }
    sample_times(sample_row(report, "s", contender, params, bench_fraction(0, 1)), times, count);
}

/* Groups of two that are alike, so that as many pairs have nothing to be resolved. */
static void add_alike(bench_report_t *report, size_t pairs) {
    char params[32];
    for (size_t i = 0; i < pairs; i++) {
        snprintf(params, sizeof params, "k=%zu", i);
        add(report, "task", params, 10, MOST, 0);
        add(report, "other", params, 8, MOST, MOST / 2); /* half below, half above */
    }
}

static bench_verdict_t verdict_of_first(const bench_report_t *report) {
    bench_pairs_t pairs = bench_pairs(report);
    return bench_pair(&pairs, &report->rows[0], &report->rows[1]).verdict;
}

/* 8 processes that all agree have p = 0.0078: enough for 3 pairs at 2.5 %, not for 4, and by far
 * not for 100 at 5 %. */
static void few_processes_do_not_share_with_the_others(void **state) {
    (void)state;
    for (size_t few = 3; few <= 4; few++) {
        bench_report_t report;
        char params[32];
        bench_report_init(&report);
        for (size_t i = 0; i < few; i++) {
            snprintf(params, sizeof params, "long=%zu", i);
            add(&report, "task", params, 10, FEW, 0);
            add(&report, "other", params, i == 0 ? 20 : 8, FEW, i == 0 ? 0 : FEW / 2);
        }
        add_alike(&report, 100);
        assert_int_equal(verdict_of_first(&report), few == 3 ? BENCH_BETTER : BENCH_NOT_RESOLVED);
        bench_line_t *lines = bench_lines(&report);
        assert_int_equal(lines[1].verdict, few == 3 ? BENCH_WORSE : BENCH_NOT_RESOLVED);
        free(lines);
        bench_report_deinit(&report);
    }
}

/* 20 processes of which 17 agree have p = 0.0026: enough for 19 pairs at 5 %, for 9 at 2.5 %. */
static void each_family_has_half_of_the_level(void **state) {
    (void)state;
    static const struct {
        size_t others;
        bool has_few;
        bench_verdict_t verdict;
    } runs[] = {{18, false, BENCH_BETTER},
                {19, false, BENCH_NOT_RESOLVED},
                {8, true, BENCH_BETTER},
                {9, true, BENCH_NOT_RESOLVED}};
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        bench_report_t report;
        bench_report_init(&report);
        add(&report, "task", "", 10, MOST, 0);
        add(&report, "other", "", 15, MOST, 0);
        for (size_t j = 0; j < 3; j++) { /* the other way */
            report.rows[1].processes[j].slices[0] = report.rows[1].processes[j].slices[1] =
                report.rows[1].processes[j].slices[2] = 5;
        }
        add_alike(&report, runs[i].others);
        if (runs[i].has_few) {
            add(&report, "task", "long=1", 10, FEW, 0);
            add(&report, "other", "long=1", 8, FEW, FEW / 2);
        }
        assert_int_equal(verdict_of_first(&report), runs[i].verdict);
        bench_report_deinit(&report);
    }
}

static void a_case_that_lacks_some_processes_stays_with_the_others(void **state) {
    (void)state;
    assert_false(bench_are_few(15, 20));
    assert_true(bench_are_few(14, 20));
    assert_false(bench_are_few(1, 1));
    assert_false(bench_are_few(0, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_processes_do_not_share_with_the_others),
        cmocka_unit_test(each_family_has_half_of_the_level),
        cmocka_unit_test(a_case_that_lacks_some_processes_stays_with_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
