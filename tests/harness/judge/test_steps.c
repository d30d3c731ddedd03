/* test_steps.c - where an exact metric changed. */
#include "judge/steps.h"

#include "sample.h"

#define RUNS  4
#define STEPS 8

typedef struct seen {
    size_t count;
    bench_step_t steps[STEPS];
} seen_t;

static void see(void *context, const bench_step_t *step) {
    seen_t *seen = context;
    assert_true(seen->count < STEPS);
    seen->steps[seen->count++] = *step;
}

/* Runs in which the contender `a` takes so many blocks; -1: the run has not got it. */
static void fill(bench_report_t runs[RUNS], const int blocks[RUNS]) {
    for (size_t i = 0; i < RUNS; i++) {
        bench_report_init(&runs[i]);
        sample_row(&runs[i], "s", "steady", "", bench_whole(3));
        if (blocks[i] >= 0) {
            sample_row(&runs[i], "s", "a", "", bench_whole(blocks[i]));
        }
    }
}

static void release(bench_report_t runs[RUNS]) {
    for (size_t i = 0; i < RUNS; i++) {
        bench_report_deinit(&runs[i]);
    }
}

static seen_t steps_of(const int blocks[RUNS], bench_metric_id_t metric) {
    bench_report_t runs[RUNS];
    seen_t seen = {0};
    fill(runs, blocks);
    bench_find_steps(runs, RUNS, metric, see, &seen);
    release(runs);
    return seen;
}

static void a_step_is_of_the_first_run_with_the_new_value(void **state) {
    (void)state;
    seen_t seen = steps_of((int[]){1, 2, 2, 1}, BENCH_METRIC_allocs_per_op);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.steps[0].run, 1);
    assert_int_equal(seen.steps[0].before.num, 1);
    assert_int_equal(seen.steps[0].after.num, 2);
    assert_int_equal(seen.steps[1].run, 3);
    seen = steps_of((int[]){1, 2, 2, 2}, BENCH_METRIC_bytes_requested_per_op);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.steps[0].after.num, 80);
}

static void a_run_without_the_case_is_passed_over(void **state) {
    (void)state;
    seen_t seen = steps_of((int[]){1, -1, -1, 2}, BENCH_METRIC_allocs_per_op);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.steps[0].run, 3);
    assert_int_equal(seen.steps[0].before.num, 1);
    assert_int_equal(steps_of((int[]){-1, 1, -1, 1}, BENCH_METRIC_allocs_per_op).count, 0);
}

static void what_is_not_exact_has_no_steps(void **state) {
    (void)state;
    bench_report_t runs[RUNS];
    seen_t seen = {0};
    assert_int_equal(steps_of((int[]){1, 2, 3, 4}, BENCH_METRIC_ns_per_op).count, 0);
    assert_int_equal(steps_of((int[]){1, 2, 3, 4}, BENCH_METRIC_verified).count, 0);
    fill(runs, (int[]){1, 2, 3, 4});
    for (size_t i = 0; i < RUNS; i++) {
        runs[i].rows[1].kernel_timed = true;
    }
    bench_find_steps(runs, RUNS, BENCH_METRIC_allocs_per_op, see, &seen);
    assert_int_equal(seen.count, 0);
    for (size_t i = 0; i < RUNS; i++) {
        runs[i].rows[0].instructions =
            (bench_instructions_t){BENCH_BY_CALLGRIND, bench_whole(100 + (int64_t)(i / 2)), i != 1};
    }
    bench_find_steps(runs, RUNS, BENCH_METRIC_instructions_per_op, see, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.steps[0].run, 2);
    release(runs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_of_the_first_run_with_the_new_value),
        cmocka_unit_test(a_run_without_the_case_is_passed_over),
        cmocka_unit_test(what_is_not_exact_has_no_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
