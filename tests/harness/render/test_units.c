/* test_units.c - numbers as people read them: units of time, shares, factors, and what is too
 * short. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/compare.h"
#include "render/report.h"
#include "sample.h"

/* The text of a cell on a page; free it. */
static char *cell_of(bench_value_t value) {
    char *text = NULL;
    size_t size;
    bench_doc_t doc = {0};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bench_table_add(bench_doc_table(&doc, BENCH_PAGE, "value:d"), value);
    assert_true(bench_doc_end(&doc, BENCH_FORMAT_MARKDOWN, false, out));
    fclose(out);
    char *cell = strstr(text, "---: |\n| ");
    assert_non_null(cell);
    cell = strndup(cell + 9, strcspn(cell + 9, "|") - 1);
    free(text);
    return cell;
}

static void assert_cell(bench_value_t value, const char *expected) {
    char *cell = cell_of(value);
    assert_string_equal(cell, expected);
    free(cell);
}

static void a_time_has_three_digits_and_the_unit_that_fits(void **state) {
    (void)state;
    static const struct {
        double ns;
        const char *text;
    } times[] = {
        {1.9, "1.90 ns"},          {0.3126, "0.313 ns"}, {999.4, "999 ns"}, {999.6, "1.00 µs"},
        {35123, "35.1 µs"},        {1e6, "1.00 ms"},     {2e9, "2.00 s"},   {1.5e13, "15000 s"},
        {0.000000946, "< 0.1 ns"}, {0, "< 0.1 ns"},      {0.1, "0.100 ns"}, {NAN, "–"},
    };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        assert_cell(bench_time_value(times[i].ns), times[i].text);
    }
}

static void an_interval_has_the_unit_of_its_estimate(void **state) {
    (void)state;
    bench_value_t time = bench_time_value(35123);
    time.low = 34000;
    time.high = 36200;
    assert_cell(time, "35.1 µs [34.0, 36.2]");
    time = bench_time_value(1010);
    time.low = 998;
    time.high = 1.2e6;
    assert_cell(time, "1.01 µs [0.998, 1200]");
}

static void from_tenfold_on_a_share_is_a_factor(void **state) {
    (void)state;
    assert_cell(bench_share_value(0.0123), "1.2 %");
    assert_cell(bench_share_value(9.5), "950.0 %");
    assert_cell(bench_share_value(1854.533), "1850 times");
}

/* ---- in a report ---- */

static char *page_of(bench_report_t *report) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(
        bench_print_report(report, &(bench_report_print_t){.format = BENCH_FORMAT_MARKDOWN}, out));
    fclose(out);
    return text;
}

/* Whether or not it is known what an empty operation takes, and even if the compiler left nothing
 * of that one too. */
static void what_is_below_what_can_be_measured_follows_one_rule(void **state) {
    (void)state;
    static const double nothing[] = {9e-7, 9.1e-7, 9.2e-7, 9.3e-7, 9.4e-7, 9.46e-7};
    static const struct {
        double empty;
        const char *text;
    } rules[] = {{NAN, "| < 0.100 ns |"}, {9.46e-7, "| < 0.100 ns |"}, {0.31, "| < 0.310 ns |"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        bench_report_t report;
        bench_report_init(&report);
        sample_times(sample_row(&report, "s", "task", "", bench_whole(0)), nothing, 6);
        assert_true(bench_report_add_overhead(&report, "empty_operation", rules[i].empty));
        char *page = page_of(&report);
        assert_non_null(strstr(page, rules[i].text));
        assert_null(strstr(page, "0.00000"));
        free(page);
        bench_report_deinit(&report);
    }
}

static void bytes_are_called_requested_or_usable(void **state) {
    (void)state;
    char *text = NULL;
    size_t size;
    bench_report_t report;
    sample_report(&report);
    char *page = page_of(&report);
    assert_non_null(strstr(page, "| bytes/op requested | bytes/op usable |"));
    free(page);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(
        bench_print_report(&report, &(bench_report_print_t){.format = BENCH_FORMAT_LONG}, out));
    fclose(out);
    assert_non_null(strstr(text, " requested B/op "));
    assert_null(strstr(text, "bytes/op"));
    free(text);
    bench_report_deinit(&report);
}

/* ---- in a comparison ---- */

static char *comparison_of(const double *before, const double *after, size_t count) {
    char *text = NULL;
    size_t size;
    size_t cases;
    bench_report_t reports[2];
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (size_t i = 0; i < 2; i++) {
        bench_report_init(&reports[i]);
        sample_times(sample_row(&reports[i], "s", "task", "", bench_whole(0)),
                     i == 0 ? before : after, count);
    }
    bench_comparison_t *comparisons = bench_compare(&reports[0], &reports[1], NULL, &cases);
    const bench_comparison_print_t how = {.format = BENCH_FORMAT_MARKDOWN};
    assert_true(bench_print_comparison(comparisons, cases, &how, out));
    fclose(out);
    free(comparisons);
    bench_report_deinit(&reports[0]);
    bench_report_deinit(&reports[1]);
    return text;
}

static void old_and_new_have_one_unit_and_a_large_effect_is_a_factor(void **state) {
    (void)state;
    static const double base[] = {940, 941, 942, 942, 944, 945};
    static const double slower[] = {2940, 2941, 2942, 2943, 2944, 2945};
    static const double far[] = {9e6, 9.1e6, 9.2e6, 9.2e6, 9.4e6, 9.5e6};
    static const double wild[] = {1, 900, 910, 950, 99000, 2e6};
    char *text = comparison_of(base, slower, 6);
    assert_non_null(strstr(text, "0.942 -> 2.94 µs"));
    free(text);
    text = comparison_of(base, far, 6);
    assert_non_null(strstr(text, "942 ns -> 9.20 ms"));
    free(text);
    text = comparison_of(wild, wild, 6);
    assert_non_null(strstr(text, "could have seen a factor of "));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_has_three_digits_and_the_unit_that_fits),
        cmocka_unit_test(an_interval_has_the_unit_of_its_estimate),
        cmocka_unit_test(from_tenfold_on_a_share_is_a_factor),
        cmocka_unit_test(what_is_below_what_can_be_measured_follows_one_rule),
        cmocka_unit_test(bytes_are_called_requested_or_usable),
        cmocka_unit_test(old_and_new_have_one_unit_and_a_large_effect_is_a_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
