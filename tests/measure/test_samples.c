/* Tests of samples.h: numbers per operation as the slope between samples, and what does not lie on
 * it; and of the size classes of preload/mapping.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "samples.h"

#define SAMPLES_MAX 4

/* What is made of these samples: allocations in so many operations each. */
typedef struct filled {
    bench_counts_t counts;
    char disagreement[256];
} filled_t;

static void fill(const uint64_t (*samples)[2], size_t count, filled_t *filled) {
    static preload_sums_t sums[SAMPLES_MAX];
    bench__samples_t all = {0};
    bench_counts_init(&filled->counts);
    for (size_t i = 0; i < count; i++) {
        sums[i] = (preload_sums_t){.allocs = samples[i][1], .peak_live_bytes = 100 - (int64_t)i};
        sums[i].classes[preload_class(100)] = samples[i][1];
        const bench__sample_t sample = {.operations = samples[i][0], .sums = &sums[i]};
        assert_true(bench__samples_add(&all, &sample));
    }
    assert_true(bench__samples_fill(&all, &filled->counts, filled->disagreement,
                                    sizeof filled->disagreement));
    bench__samples_deinit(&all);
}

static void assert_fraction(bench_fraction_t fraction, int64_t num, int64_t den) {
    assert_int_equal(fraction.num, num);
    assert_int_equal(fraction.den, den);
}

static void the_slope_leaves_out_what_is_made_once(void **state) {
    (void)state;
    filled_t filled;
    fill((const uint64_t[][2]){{1000, 2007}, {10, 27}, {100, 207}}, 3, &filled);
    assert_fraction(filled.counts.allocs_per_op, 2, 1);
    assert_fraction(filled.counts.allocs_once, 7, 1);
    assert_int_equal(filled.counts.operations, 100);
    assert_string_equal(filled.disagreement, "");
    assert_int_equal(filled.counts.size_count, 1);
    assert_int_equal(filled.counts.sizes[0].size_class, 112);
    assert_fraction(filled.counts.sizes[0].allocs_per_op, 2, 1);
    bench_counts_deinit(&filled.counts);
}

static void equal_operations_give_a_mean_and_nothing_once(void **state) {
    (void)state;
    filled_t filled;
    fill((const uint64_t[][2]){{4, 6}, {4, 6}}, 2, &filled);
    assert_fraction(filled.counts.allocs_per_op, 3, 2);
    assert_false(bench_fraction_is_known(filled.counts.allocs_once));
    assert_fraction(filled.counts.peak_live_bytes, 99, 1); /* the least */
    assert_string_equal(filled.disagreement, "");
    bench_counts_deinit(&filled.counts);
}

static void a_set_up_is_not_told_of(void **state) {
    (void)state;
    filled_t filled;
    preload_sums_t sums[] = {{.allocs = 307, .frees = 205, .peak_live_bytes = 1000},
                             {.allocs = 407, .frees = 305, .peak_live_bytes = 1000}};
    bench__sample_t items[] = {{.operations = 50, .sums = &sums[0], .set_up = true},
                               {.operations = 100, .sums = &sums[1], .set_up = true}};
    const bench__samples_t samples = {items, 2};
    bench_counts_init(&filled.counts);
    assert_true(bench__samples_fill(&samples, &filled.counts, filled.disagreement,
                                    sizeof filled.disagreement));
    assert_string_equal(filled.disagreement, "");
    assert_fraction(filled.counts.allocs_per_op, 2, 1);
    assert_fraction(filled.counts.frees_per_op, 2, 1);
    assert_false(bench_fraction_is_known(filled.counts.allocs_once));
    assert_false(bench_fraction_is_known(filled.counts.frees_once));
    assert_false(bench_fraction_is_known(filled.counts.peak_live_bytes));
    bench_counts_deinit(&filled.counts);
}

static void runs_that_differ_are_told(void **state) {
    (void)state;
    filled_t filled;
    fill((const uint64_t[][2]){{1, 6}, {1, 7}}, 2, &filled);
    assert_string_equal(filled.disagreement, "allocs in 1 operations: 6, then 7");
    bench_counts_deinit(&filled.counts);
    fill((const uint64_t[][2]){{10, 20}, {20, 40}, {10, 21}}, 3, &filled);
    assert_string_equal(filled.disagreement, "allocs in 10 operations: 20, then 21");
    bench_counts_deinit(&filled.counts);
}

static void what_does_not_grow_evenly_is_told(void **state) {
    (void)state;
    filled_t filled;
    fill((const uint64_t[][2]){{10, 5}, {100, 8}, {1000, 11}}, 3, &filled);
    assert_string_equal(filled.disagreement,
                        "allocs do not grow evenly: 5 in 10 operations, 8 in 100, 11 in 1000");
    assert_false(bench_fraction_is_known(filled.counts.allocs_once)); /* no whole number */
    bench_counts_deinit(&filled.counts);
    fill((const uint64_t[][2]){{10, 5}, {100, 8}}, 2, &filled);
    assert_string_equal(filled.disagreement,
                        "allocs do not grow evenly: 5 in 10 operations, 8 in 100");
    bench_counts_deinit(&filled.counts);
    fill((const uint64_t[][2]){{10, 15}, {100, 150}}, 2, &filled); /* 3/2 each */
    assert_fraction(filled.counts.allocs_per_op, 3, 2);
    assert_string_equal(filled.disagreement, "");
    bench_counts_deinit(&filled.counts);
}

static void a_class_has_the_sizes_up_to_its_own(void **state) {
    (void)state;
    static const uint64_t sizes[][2] = {
        {0, 8},     {8, 8},     {9, 16},      {16, 16},     {17, 32},
        {112, 112}, {128, 128}, {129, 160},   {160, 160},   {161, 192},
        {256, 256}, {257, 320}, {4096, 4096}, {4097, 5120}, {UINT64_C(1) << 40, UINT64_C(1) << 40}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(preload_class_size(preload_class(sizes[i][0])), sizes[i][1]);
    }
    assert_true(preload_class(UINT64_MAX) < PRELOAD_CLASSES_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slope_leaves_out_what_is_made_once),
        cmocka_unit_test(equal_operations_give_a_mean_and_nothing_once),
        cmocka_unit_test(a_set_up_is_not_told_of),
        cmocka_unit_test(runs_that_differ_are_told),
        cmocka_unit_test(what_does_not_grow_evenly_is_told),
        cmocka_unit_test(a_class_has_the_sizes_up_to_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
