/* test_histogram.c - a histogram: its error, its limits, merging. test_statistics.c compares its
 * quantiles with independent ones. */
#include "model/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* splitmix64, so that every run tests the same values. */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* A value with a random number of bits. */
static uint64_t any_value(uint64_t *state) {
    unsigned shift = (unsigned)(next_random(state) % 64);
    return next_random(state) >> shift;
}

static void check_value(uint64_t ns) {
    size_t index = bench_histogram_index(ns);
    assert_true(index < BENCH_HISTOGRAM_BUCKETS);
    double error = fabs(bench_histogram_middle(index) - (double)ns);
    if (!(error <= (double)ns / 100)) {
        fail_msg("%llu is shown as %.17g", (unsigned long long)ns, bench_histogram_middle(index));
    }
    assert_true(ns == UINT64_MAX || bench_histogram_index(ns + 1) - index <= 1);
}

static void every_value_is_within_one_per_cent(void **state) {
    (void)state;
    for (uint64_t ns = 0; ns < 100000; ns++) {
        check_value(ns);
    }
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t power = (uint64_t)1 << bit;
        check_value(power - 1);
        check_value(power);
        check_value(power + power / 3);
    }
    uint64_t random = 1;
    for (int i = 0; i < 100000; i++) {
        check_value(any_value(&random));
    }
    check_value(UINT64_MAX);
}

static void each_bucket_holds_its_middle_and_none_is_unused(void **state) {
    (void)state;
    for (size_t i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++) {
        assert_int_equal(bench_histogram_index((uint64_t)bench_histogram_middle(i)), i);
    }
    assert_int_equal(bench_histogram_index(0), 0);
    assert_int_equal(bench_histogram_index(UINT64_MAX), BENCH_HISTOGRAM_BUCKETS - 1);
}

static void merging_equals_adding(void **state) {
    (void)state;
    static bench_histogram_t parts[3];
    static bench_histogram_t merged;
    static bench_histogram_t whole;
    uint64_t random = 2;
    for (size_t i = 0; i < 30000; i++) {
        uint64_t ns = any_value(&random);
        bench_histogram_add(&parts[i % 3], ns);
        bench_histogram_add(&whole, ns);
    }
    for (size_t i = 0; i < 3; i++) {
        bench_histogram_merge(&merged, &parts[i]);
    }
    assert_memory_equal(&merged, &whole, sizeof whole);
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void quantiles_match_those_of_the_sorted_values(void **state) {
    (void)state;
    enum { COUNT = 9973 };
    static bench_histogram_t histogram;
    static uint64_t values[COUNT];
    uint64_t random = 3;
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = any_value(&random);
        bench_histogram_add(&histogram, values[i]);
    }
    qsort(values, COUNT, sizeof values[0], compare);
    for (unsigned permille = 1; permille <= 1000; permille++) {
        size_t rank = ((size_t)permille * COUNT + 999) / 1000;
        double wanted = (double)values[rank - 1];
        double quantile = bench_histogram_quantile(&histogram, permille);
        assert_true(fabs(quantile - wanted) <= wanted / 100);
    }
    assert_true(bench_histogram_quantile(&histogram, 1000) == (double)values[COUNT - 1]);
}

static void an_empty_histogram_has_no_quantile(void **state) {
    (void)state;
    static const bench_histogram_t empty;
    assert_true(isnan(bench_histogram_quantile(&empty, 500)));
    assert_true(isnan(bench_histogram_quantile(&empty, 1000)));
    assert_int_equal(bench_histogram_next(&empty, 0), BENCH_HISTOGRAM_BUCKETS);
    static bench_histogram_t merged;
    bench_histogram_merge(&merged, &empty);
    assert_memory_equal(&merged, &empty, sizeof empty);
}

static void the_smallest_and_largest_values_have_buckets(void **state) {
    (void)state;
    static bench_histogram_t histogram;
    bench_histogram_add(&histogram, 0);
    assert_true(bench_histogram_quantile(&histogram, 500) == 0);
    bench_histogram_add(&histogram, UINT64_MAX);
    assert_int_equal(histogram.count, 2);
    assert_true(histogram.max == UINT64_MAX);
    assert_true(bench_histogram_quantile(&histogram, 500) == 0);
    assert_true(bench_histogram_quantile(&histogram, 501) == (double)UINT64_MAX);
    assert_int_equal(bench_histogram_next(&histogram, 0), 0);
    assert_int_equal(bench_histogram_next(&histogram, 1), BENCH_HISTOGRAM_BUCKETS - 1);
}

/* The middle of the bucket of 1000 (1000 to 1007) is above it. */
static void no_quantile_is_above_the_maximum(void **state) {
    (void)state;
    static bench_histogram_t histogram;
    for (int i = 0; i < 100; i++) {
        bench_histogram_add(&histogram, 1000);
    }
    assert_true(bench_histogram_middle(bench_histogram_index(1000)) > 1000);
    assert_true(bench_histogram_quantile(&histogram, 500) == 1000);
}

/* Counts that would overflow if multiplied by 1000. */
static void quantiles_hold_for_any_count(void **state) {
    (void)state;
    static bench_histogram_t histogram;
    histogram.buckets[1] = UINT64_MAX / 2;
    histogram.buckets[2] = UINT64_MAX / 2;
    histogram.buckets[3] = 1;
    histogram.count = UINT64_MAX;
    histogram.max = 3;
    assert_true(bench_histogram_quantile(&histogram, 499) == 1);
    assert_true(bench_histogram_quantile(&histogram, 501) == 2);
    assert_true(bench_histogram_quantile(&histogram, 999) == 2);
    assert_true(bench_histogram_quantile(&histogram, 1000) == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_within_one_per_cent),
        cmocka_unit_test(each_bucket_holds_its_middle_and_none_is_unused),
        cmocka_unit_test(merging_equals_adding),
        cmocka_unit_test(quantiles_match_those_of_the_sorted_values),
        cmocka_unit_test(an_empty_histogram_has_no_quantile),
        cmocka_unit_test(the_smallest_and_largest_values_have_buckets),
        cmocka_unit_test(no_quantile_is_above_the_maximum),
        cmocka_unit_test(quantiles_hold_for_any_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
