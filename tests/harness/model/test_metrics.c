/* test_metrics.c - the table of metrics: names, order, and the fields that it generates. */
#include "model/metric.h"

#include <stdlib.h>
#include <string.h>

#include "sample.h"

static void every_name_is_found_and_unique(void **state) {
    (void)state;
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        assert_ptr_equal(bench_metric_find(bench_metrics[i].name), &bench_metrics[i]);
        assert_true(bench_metrics[i].doc[0] != '\0');
        assert_null(strpbrk(bench_metrics[i].doc, "|\n"));
    }
    assert_null(bench_metric_find("no such metric"));
}

/* Each position is used once and none is missing; only exact metrics with a direction are compared.
 */
static void the_order_of_comparison_has_no_gaps(void **state) {
    (void)state;
    unsigned order = 1;
    const bench_metric_t *metric;
    for (; (metric = bench_metric_in_order(order)) != NULL; order++) {
        assert_int_equal(metric->order, order);
        assert_int_equal(metric->certainty, BENCH_EXACT);
        assert_int_equal(metric->pass, BENCH_PASS_COUNT);
        assert_true(metric->better != BENCH_NEITHER);
    }
    size_t ordered = 0;
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        ordered += bench_metrics[i].order != 0;
    }
    assert_int_equal(ordered, order - 1);
    assert_null(bench_metric_in_order(0));
}

/* Each number of the counting pass has its own field: a value written to the field is read by name.
 */
static void numbers_of_the_counting_pass_are_fields(void **state) {
    (void)state;
    bench_row_t row;
    bench_row_init(&row);
    row.counted = true;
    int64_t next = 1;
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        void *field = bench_counts_field(&row.counts, &bench_metrics[i]);
        if (field != NULL && bench_type_is_exact(bench_metrics[i].type)) {
            *(bench_fraction_t *)field = bench_whole(next++);
        }
    }
    next = 1;
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_counts_field(&row.counts, &bench_metrics[i]) != NULL &&
            bench_type_is_exact(bench_metrics[i].type)) {
            assert_int_equal(bench_row_count(&row, &bench_metrics[i]).fraction.num, next++);
        }
    }
    assert_int_equal(row.counts.allocs_per_op.num, 1);
    assert_null(bench_counts_field(&row.counts, &bench_metrics[BENCH_METRIC_ns_per_op]));
}

static void a_metric_that_was_not_counted_is_unknown(void **state) {
    (void)state;
    bench_row_t row;
    bench_row_init(&row);
    for (int counted = 0; counted < 2; counted++) {
        row.counted = counted == 1;
        for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
            bench_value_t value = bench_row_count(&row, &bench_metrics[i]);
            assert_false(bench_value_is_known(&value));
        }
    }
    row.counts.verification = BENCH_VERIFIED;
    bench_value_t nothing = bench_row_count(&row, &bench_metrics[BENCH_METRIC_verified]);
    assert_false(bench_value_is_known(&nothing)); /* what there is to verify was not counted */
    row.counts.bytes_requested_per_op = bench_whole(0);
    assert_string_equal(bench_row_count(&row, &bench_metrics[BENCH_METRIC_verified]).text,
                        "verified");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found_and_unique),
        cmocka_unit_test(the_order_of_comparison_has_no_gaps),
        cmocka_unit_test(numbers_of_the_counting_pass_are_fields),
        cmocka_unit_test(a_metric_that_was_not_counted_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
