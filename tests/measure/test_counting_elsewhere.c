/* Counts of another runtime: slopes, witnesses and passes by the rules of our own counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "measure/measure.h"

#define CALLS_MAX 16

/* A runtime that counts as it is told to. */
typedef struct runtime {
    int64_t bytes_once, bytes_each;
    int64_t again;         /* that the second witness sees more */
    int64_t in_third_pass; /* bytes that one pass has more */
    bool counts_objects, counts_collections;
    bool is_slow; /* a window takes 10 ms */
    bool never_collects;
    uint64_t asked[CALLS_MAX];
    size_t calls;
} runtime_t;

static void count(void *state, uint64_t operations, bench_counted_t *counted) {
    runtime_t *runtime = state;
    int64_t n = (int64_t)operations;
    assert_true(runtime->calls < CALLS_MAX);
    runtime->asked[runtime->calls++] = operations;
    int64_t bytes = runtime->bytes_once + n * runtime->bytes_each;
    bytes += runtime->calls == 5 ? runtime->in_third_pass : 0;
    *counted = (bench_counted_t){.bytes = bench_whole(bytes),
                                 .bytes_again = bench_whole(bytes + runtime->again)};
    if (runtime->counts_objects) {
        counted->objects = bench_whole(3 + n / 2);
    }
    if (runtime->counts_collections) {
        counted->collections = bench_whole(runtime->never_collects ? 0 : n / 100000);
    }
    if (runtime->is_slow) {
        const struct timespec while_it_runs = {.tv_nsec = 10000000};
        nanosleep(&while_it_runs, NULL);
    }
}

static bench_counts_t count_all(runtime_t *runtime, uint64_t period) {
    const bench_elsewhere_t subject = {"a/b", count, runtime, period};
    bench_counts_t counts;
    bench_problem_t problem = {""};
    if (!bench_count_elsewhere(&subject, 1000, &counts, &problem)) {
        fail_msg("%s", problem.text);
    }
    return counts;
}

static void bytes_are_the_slope_and_what_is_not_counted_is_not_known(void **state) {
    (void)state;
    runtime_t runtime = {.bytes_once = 500, .bytes_each = 72};
    bench_counts_t counts = count_all(&runtime, 1);
    assert_true(bench_fraction_equal(counts.bytes_requested_per_op, bench_whole(72)));
    assert_int_equal(counts.operations, 1000);
    assert_int_equal(counts.verification, BENCH_VERIFIED);
    assert_null(counts.disagreement);
    assert_false(bench_fraction_is_known(counts.allocs_per_op));
    assert_false(bench_fraction_is_known(counts.allocs_once));
    assert_false(bench_fraction_is_known(counts.frees_per_op));
    assert_true(bench_fraction_equal(counts.bytes_usable_per_op, bench_whole(72)));
    assert_false(bench_fraction_is_known(counts.peak_live_bytes));
    assert_false(bench_fraction_is_known(counts.collections_per_million_ops));
    assert_false(counts.witnessed);
    assert_int_equal(runtime.calls, 6); /* N and 2N, three times */
    for (size_t i = 0; i < runtime.calls; i++) {
        assert_true(runtime.asked[i] == (i % 2 == 0 ? 1000 : 2000));
    }
    bench_counts_deinit(&counts);
}

static void objects_are_allocations(void **state) {
    (void)state;
    runtime_t runtime = {.bytes_each = 10, .counts_objects = true};
    bench_counts_t counts = count_all(&runtime, 1);
    assert_true(bench_fraction_equal(counts.allocs_per_op, bench_fraction(1, 2)));
    assert_true(bench_fraction_equal(counts.allocs_once, bench_whole(3)));
    bench_counts_deinit(&counts);
}

static void collections_are_counted_over_a_million_operations_in_whole_periods(void **state) {
    (void)state;
    runtime_t runtime = {.counts_collections = true};
    bench_counts_t counts = count_all(&runtime, 300);
    assert_true(runtime.asked[0] == 1200);
    assert_true(runtime.asked[6] == 1000200);
    assert_int_equal(runtime.calls, 7);
    assert_true(bench_fraction_equal(counts.collections_per_million_ops,
                                     bench_fraction(10000000, 1000200)));
    bench_counts_deinit(&counts);
}

static void
collections_of_slow_operations_are_counted_over_as_many_as_take_a_tenth_of_a_second(void **state) {
    (void)state;
    runtime_t runtime = {.counts_collections = true, .is_slow = true};
    bench_counts_t counts = count_all(&runtime, 300);
    assert_int_equal(runtime.calls, 7);
    assert_int_equal(runtime.asked[6] % 300, 0);
    assert_true(runtime.asked[6] > 0 && runtime.asked[6] <= 3600 * 5 + 300); /* 3600 take 20 ms */
    bench_counts_deinit(&counts);
}

static void no_collection_among_operations_that_allocate_says_nothing(void **state) {
    (void)state;
    runtime_t runtime = {.counts_collections = true, .never_collects = true};
    bench_counts_t counts = count_all(&runtime, 1);
    assert_true(bench_fraction_equal(counts.collections_per_million_ops, bench_whole(0)));
    bench_counts_deinit(&counts);
    runtime = (runtime_t){.counts_collections = true, .never_collects = true, .bytes_each = 8};
    counts = count_all(&runtime, 1);
    assert_false(bench_fraction_is_known(counts.collections_per_million_ops));
    bench_counts_deinit(&counts);
}

static void witnesses_that_differ_verify_nothing(void **state) {
    (void)state;
    runtime_t runtime = {.bytes_each = 8, .again = 24};
    bench_counts_t counts = count_all(&runtime, 1);
    assert_int_equal(counts.verification, BENCH_UNVERIFIED);
    assert_string_equal(counts.disagreement, "bytes by the two witnesses: 8000, then 8024");
    bench_counts_deinit(&counts);
}

static void passes_that_differ_verify_nothing(void **state) {
    (void)state;
    runtime_t runtime = {.bytes_each = 8, .in_third_pass = 1};
    bench_counts_t counts = count_all(&runtime, 1);
    assert_int_equal(counts.verification, BENCH_UNVERIFIED);
    assert_string_equal(counts.disagreement, "pass 3 differs: bytes 8000, then 8001");
    assert_true(bench_fraction_equal(counts.bytes_requested_per_op, bench_whole(8)));
    bench_counts_deinit(&counts);
}

static void numbers_that_no_fraction_holds_are_a_problem(void **state) {
    (void)state;
    static const int64_t wrong[] = {INT64_MAX / 2, -1};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        runtime_t runtime = {.bytes_once = wrong[i]};
        const bench_elsewhere_t subject = {"a/b", count, &runtime, 1};
        bench_counts_t counts;
        bench_problem_t problem = {""};
        assert_false(bench_count_elsewhere(&subject, 1000, &counts, &problem));
        assert_string_equal(problem.text, "a/b: its host counted what no 1000 operations can need");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_the_slope_and_what_is_not_counted_is_not_known),
        cmocka_unit_test(objects_are_allocations),
        cmocka_unit_test(collections_are_counted_over_a_million_operations_in_whole_periods),
        cmocka_unit_test(
            collections_of_slow_operations_are_counted_over_as_many_as_take_a_tenth_of_a_second),
        cmocka_unit_test(no_collection_among_operations_that_allocate_says_nothing),
        cmocka_unit_test(witnesses_that_differ_verify_nothing),
        cmocka_unit_test(passes_that_differ_verify_nothing),
        cmocka_unit_test(numbers_that_no_fraction_holds_are_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
