/* test_latency.c - the percentiles that are shown for the latencies of a row. */
#include "render/report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static bench_row_t *add_row(bench_report_t *report) {
    bench_report_init(report);
    return sample_row(report, "s", "c", "k=1", bench_fraction(0, 1));
}

/* The text of a table in a format; free it. (Not inlined: gcc 12 would confuse the text with its
 * local pointer.) */
static __attribute__((noinline)) char *printed(const bench_report_t *report,
                                               bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_print_report(report, &(bench_report_print_t){.format = format}, out));
    fclose(out);
    return text;
}

static void the_terminal_shows_percentiles_of_an_open_loop_only(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    char *before = printed(&report, BENCH_FORMAT_TABLE);
    sample_latency(row, BENCH_SERVICE, NAN, 1, 1000);
    char *with_service = printed(&report, BENCH_FORMAT_TABLE);
    assert_string_equal(with_service, before);
    sample_latency(row, BENCH_RESPONSE, 0.8, 1, 1000);
    char *with_response = printed(&report, BENCH_FORMAT_TABLE);
    assert_non_null(strstr(with_response, "Service time: closed loop"));
    assert_non_null(strstr(with_response, "Response time: open loop at 80 % load"));
    free(before);
    free(with_service);
    free(with_response);
    bench_report_deinit(&report);
}

static void report_md_labels_each_kind_and_load(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    char *text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_null(strstr(text, "Percentiles"));
    free(text);
    sample_latency(row, BENCH_RESPONSE, 0.95, 1, 100);
    sample_latency(row, BENCH_RESPONSE, 0.5, 1, 100);
    text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_null(strstr(text, "Service time"));
    const char *half = strstr(text, "### Response time: open loop at 50 % load");
    assert_non_null(half);
    assert_non_null(strstr(half, "### Response time: open loop at 95 % load")); /* after it */
    free(text);
    bench_report_deinit(&report);
}

/* How many lines of percentiles.csv have this kind. */
static size_t lines_of(const bench_report_t *report, const char *kind) {
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_problem_t problem;
    size_t size;
    size_t lines = 0;
    sample_folder_create(folder);
    assert_true(bench_write_tables(report, folder, &problem));
    char *text = sample_read(sample_path(folder, "percentiles.csv", path), &size);
    for (const char *at = strstr(text, kind); at != NULL; at = strstr(at + 1, kind)) {
        lines++;
    }
    free(text);
    sample_folder_remove(folder);
    return lines;
}

/* Including the one that sample_latency adds: exactly the number needed, and one fewer. */
static void a_percentile_needs_ten_samples_beyond_it(void **state) {
    (void)state;
    static const struct {
        uint64_t samples;
        size_t lines;
    } steps[] = {{1, 1},   {19, 1},   {20, 2},   {99, 2},   {100, 3},
                 {999, 3}, {1000, 4}, {9999, 4}, {10000, 5}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        bench_report_t report;
        bench_row_t *row = add_row(&report);
        sample_latency(row, BENCH_SERVICE, NAN, 1, steps[i].samples - 1);
        assert_int_equal(lines_of(&report, ",service,"), steps[i].lines);
        bench_report_deinit(&report);
    }
}

/* 8 processes with 3 slices give 24: enough for the median; there is always a maximum. */
static void slices_are_used_if_no_operation_was_timed_in_every_process(void **state) {
    (void)state;
    static const double medians[] = {1, 2, 3, 4, 5, 6, 7, 8};
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    assert_int_equal(lines_of(&report, ",slice,"), 0);
    sample_times(row, medians, 8);
    assert_int_equal(lines_of(&report, ",slice,"), 2);
    sample_latency(row, BENCH_SERVICE, NAN, 7, 99);
    assert_int_equal(lines_of(&report, ",slice,"), 2);
    assert_int_equal(lines_of(&report, ",service,"), 0);
    row->latencies[0].processes = 8;
    assert_int_equal(lines_of(&report, ",slice,"), 0);
    assert_int_equal(lines_of(&report, ",service,"), 3);
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_percentiles_of_an_open_loop_only),
        cmocka_unit_test(report_md_labels_each_kind_and_load),
        cmocka_unit_test(a_percentile_needs_ten_samples_beyond_it),
        cmocka_unit_test(slices_are_used_if_no_operation_was_timed_in_every_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
