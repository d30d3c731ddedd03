/* test_pairs.c - each two contenders of a group, judged together. */
#include "judge/pairs.h"

#include <math.h>
#include <stdio.h>

#include "sample.h"

#define PROCESSES 10

/* A row whose processes take `ns`, each a little off in the same way as those of other rows, and
 * `odd` of them twice as long. */
static const bench_row_t *add(bench_report_t *report, const char *contender, const char *params,
                              double ns, size_t odd) {
    double times[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        times[i] = ns * (1 + 0.01 * (double)i) * (i < odd ? 2 : 1);
    }
    bench_row_t *row = sample_row(report, "s", contender, params, bench_fraction(0, 1));
    sample_times(row, times, PROCESSES);
    return row;
}

static const bench_row_t *row(const bench_report_t *report, size_t index) {
    return &report->rows[index];
}

static void a_pair_is_resolved_both_ways_round(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a", "", 10, 0);
    add(&report, "b", "", 20, 0);
    bench_pairs_t pairs = bench_pairs(&report);
    assert_int_equal(pairs.count, 1);
    bench_pair_t pair = bench_pair(&pairs, row(&report, 0), row(&report, 1));
    assert_int_equal(pair.verdict, BENCH_BETTER);
    assert_float_equal(pair.ratio.estimate, 0.5, 1e-9);
    pair = bench_pair(&pairs, row(&report, 1), row(&report, 0));
    assert_int_equal(pair.verdict, BENCH_WORSE);
    assert_float_equal(pair.ratio.estimate, 2, 1e-9);
    bench_report_deinit(&report);
}

/* 10 processes of which all agree have p = 0.002: enough for one pair, not for 45. */
static void every_pair_of_every_group_takes_its_share(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a", "", 10, 0);
    add(&report, "b", "", 11, 0);
    bench_pairs_t pairs = bench_pairs(&report);
    assert_int_equal(bench_pair(&pairs, row(&report, 0), row(&report, 1)).verdict, BENCH_BETTER);
    for (size_t i = 0; i < 10; i++) {
        char name[8];
        snprintf(name, sizeof name, "c%zu", i);
        add(&report, name, "k=1", 10, 5); /* all alike */
    }
    pairs = bench_pairs(&report);
    assert_int_equal(pairs.count, 1 + 45);
    assert_int_equal(bench_pair(&pairs, row(&report, 0), row(&report, 1)).verdict,
                     BENCH_NOT_RESOLVED);
    bench_report_deinit(&report);
}

static void what_is_not_timed_or_the_same_is_no_pair(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a", "", 10, 0);
    sample_row(&report, "s", "b", "", bench_fraction(0, 1));
    bench_pairs_t pairs = bench_pairs(&report);
    assert_int_equal(pairs.count, 0);
    const bench_row_t *const others[] = {NULL, row(&report, 0), row(&report, 1)};
    for (size_t i = 0; i < 3; i++) {
        bench_pair_t pair = bench_pair(&pairs, row(&report, 0), others[i]);
        assert_int_equal(pair.verdict, BENCH_NOT_RESOLVED);
        assert_true(isnan(pair.ratio.estimate));
    }
    bench_report_deinit(&report);
}

/* Its later slices take longer in each process. */
static void who_differs_from_itself_differs_from_nobody(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a", "", 10, 0);
    add(&report, "b", "", 20, 0);
    for (size_t i = 0; i < PROCESSES; i++) {
        report.rows[1].processes[i].slices[1] *= 3;
    }
    bench_pairs_t pairs = bench_pairs(&report);
    bench_pair_t pair = bench_pair(&pairs, row(&report, 0), row(&report, 1));
    assert_true(pair.control_differs);
    assert_int_equal(pair.verdict, BENCH_NOT_RESOLVED);
    bench_report_deinit(&report);
}

static void add_aside(bench_report_t *report, const char *name) {
    char *text = (char *)(uintptr_t)name;
    assert_true(
        bench_report_add_contender(report, &(bench_contender_t){text, text, (char[]){""}, 0,
                                                                (char[]){""}, (char[]){""}, true}));
}

static void the_fastest_is_an_answer_if_there_is_any(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add_aside(&report, "measure");
    add_aside(&report, "other");
    add(&report, "measure", "", 5, 0);
    add(&report, "a", "", 10, 0);
    add(&report, "b", "", 20, 0);
    add(&report, "measure", "k=1", 5, 0);
    add(&report, "other", "k=1", 4, 0);
    add(&report, "a", "k=2", 10, 0);
    assert_ptr_equal(bench_fastest(&report, &row(&report, 0)->key), row(&report, 1));
    assert_ptr_equal(bench_fastest(&report, &row(&report, 3)->key), row(&report, 4));
    assert_null(bench_fastest(&report, &row(&report, 5)->key)); /* of one nobody is the fastest */
    assert_false(bench_is_answer(&report, row(&report, 0)));
    assert_true(bench_is_answer(&report, row(&report, 3)));
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_resolved_both_ways_round),
        cmocka_unit_test(every_pair_of_every_group_takes_its_share),
        cmocka_unit_test(what_is_not_timed_or_the_same_is_no_pair),
        cmocka_unit_test(who_differs_from_itself_differs_from_nobody),
        cmocka_unit_test(the_fastest_is_an_answer_if_there_is_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
