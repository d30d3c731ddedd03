/* test_progress.c - what is said of the time left, at times that are made up. */
#include "runner/progress.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One process that counts, four that time: begun at second 0, the plan far from what will be. */
static bench_progress_t begun(void) {
    static const bench_stretch_t stretches[] = {{1, 10, 2}, {0, 10, 100}, {4, 10, 50}};
    bench_progress_t progress;
    bench_progress_start(&progress, stretches, 3, true);
    progress.started = 0;
    bench_progress_round(&progress, "counting");
    progress.round_began = 0;
    return progress;
}

/* The next round begins at that second. */
static void go_on(bench_progress_t *progress, double now) {
    double began = progress->round_began;
    double measured = progress->measured;
    size_t stretch = progress->stretch;
    bench_progress_round(progress, "timing");
    progress->passed = now;
    progress->measured = progress->stretch == stretch ? measured + now - began : 0;
    progress->round_began = now;
}

static void no_time_left_is_shown_before_a_round_was_measured(void **state) {
    (void)state;
    bench_progress_t progress = begun();
    assert_true(isnan(bench_progress_left(&progress, 3)) != 0);
    go_on(&progress, 5);
    assert_true(isnan(bench_progress_left(&progress, 5)) != 0);
    assert_true(isnan(bench_progress_left(&progress, 8)) != 0);
    go_on(&progress, 9);
    assert_true(isnan(bench_progress_left(&progress, 9)) == 0);
}

static void the_time_left_is_that_of_measured_rounds_whatever_the_plan_was(void **state) {
    (void)state;
    bench_progress_t progress = begun();
    go_on(&progress, 5);
    go_on(&progress, 9); /* the first of four took 4 s */
    assert_float_equal(bench_progress_left(&progress, 9), 12, 1e-9);
    assert_float_equal(bench_progress_left(&progress, 11), 10, 1e-9);
    assert_float_equal(bench_progress_left(&progress, 20), 8, 1e-9); /* it takes longer */
    go_on(&progress, 21); /* the second took 12: the mean is 8 */
    assert_float_equal(bench_progress_left(&progress, 21), 16, 1e-9);
    go_on(&progress, 29);
    go_on(&progress, 37);
    assert_float_equal(bench_progress_left(&progress, 37), 0, 1e-9);
}

static void the_share_goes_from_nothing_to_all_and_never_back(void **state) {
    (void)state;
    bench_progress_t progress = begun();
    double last = bench_progress_share(&progress, 0);
    assert_float_equal(last, 0, 0.01);
    for (int half = 0; half < 2 * 40; half++) {
        double now = half / 2.0;
        if (half == 2 * 5 || half == 2 * 9 || half == 2 * 21 || half == 2 * 29) {
            go_on(&progress, now);
        }
        bench_progress_step(&progress);
        progress.share = bench_progress_share(&progress, now);
        assert_true(progress.share >= last && progress.share <= 1);
        last = progress.share;
    }
    go_on(&progress, 40);
    assert_float_equal(bench_progress_share(&progress, 40), 1, 1e-9);
}

static void a_measurement_without_rounds_is_done(void **state) {
    (void)state;
    static const bench_stretch_t none = {0, 0, 0};
    bench_progress_t progress;
    bench_progress_start(&progress, &none, 1, true);
    assert_float_equal(bench_progress_share(&progress, 1e9), 1, 1e-9);
    bench_progress_round(&progress, "nothing");
    bench_progress_end(&progress);
}

static void times_are_as_exact_as_they_can_be(void **state) {
    (void)state;
    char text[32];
    assert_string_equal(bench_progress_time(0.2, text), "0 s");
    assert_string_equal(bench_progress_time(41.7, text), "42 s");
    assert_string_equal(bench_progress_time(119, text), "2 min");
    assert_string_equal(bench_progress_time(7500, text), "2 h 5 min");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_time_left_is_shown_before_a_round_was_measured),
        cmocka_unit_test(the_time_left_is_that_of_measured_rounds_whatever_the_plan_was),
        cmocka_unit_test(the_share_goes_from_nothing_to_all_and_never_back),
        cmocka_unit_test(a_measurement_without_rounds_is_done),
        cmocka_unit_test(times_are_as_exact_as_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
