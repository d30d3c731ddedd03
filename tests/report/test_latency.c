/* test_latency.c - latencies of a row: kept apart by kind and load, merged over processes, written,
 * read and refused; and the percentiles that are shown of them. */
#include "report/latency.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static bench_row_t *add_row(bench_report_t *report) {
    bench_report_init(report);
    return sample_row(report, "s", "c", "k=1", bench_fraction(0, 1));
}

static void kinds_and_loads_are_kept_apart(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    sample_latency(row, BENCH_SERVICE, NAN, 1, 1);
    sample_latency(row, BENCH_RESPONSE, 0.5, 1, 2);
    sample_latency(row, BENCH_RESPONSE, 0.8, 1, 3);
    assert_int_equal(row->latency_count, 3);
    assert_int_equal(bench_row_latency(row, BENCH_SERVICE, NAN)->histogram.count, 2);
    assert_int_equal(bench_row_latency(row, BENCH_RESPONSE, 0.5)->histogram.count, 3);
    assert_int_equal(bench_row_latency(row, BENCH_RESPONSE, 0.8)->histogram.count, 4);
    assert_null(bench_row_latency(row, BENCH_RESPONSE, 0.6));
    assert_true(isnan(row->latencies[0].load));
    bench_report_deinit(&report);
}

static void merging_adds_what_is_of_one_kind_and_load(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    bench_row_t other;
    bench_row_init(&other);
    sample_latency(&other, BENCH_SERVICE, NAN, 1, 10);
    sample_latency(&other, BENCH_RESPONSE, 0.8, 1, 20);
    sample_latency(row, BENCH_SERVICE, NAN, 2, 5);
    assert_true(bench_row_merge_latencies(row, &other));
    assert_true(bench_row_merge_latencies(row, &other));
    assert_int_equal(row->latency_count, 2);
    assert_int_equal(row->latencies[0].processes, 4);
    assert_int_equal(row->latencies[0].histogram.count, 6 + 2 * 11);
    assert_int_equal(row->latencies[1].processes, 2);
    assert_int_equal(row->latencies[1].histogram.count, 2 * 21);
    assert_int_equal(other.latencies[0].histogram.count, 11);
    bench_row_deinit(&other);
    bench_report_deinit(&report);
}

static void a_latency_is_whole_if_every_process_contributed(void **state) {
    (void)state;
    static const double medians[] = {1, 2, 3};
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    sample_times(row, medians, 3);
    sample_latency(row, BENCH_SERVICE, NAN, 2, 1);
    assert_false(bench_latency_is_whole(row, &row->latencies[0]));
    row->latencies[0].processes = 3;
    assert_true(bench_latency_is_whole(row, &row->latencies[0]));
    bench_report_deinit(&report);
}

static void latencies_pass_through_json(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    bench_row_t read;
    bench_problem_t problem = {""};
    sample_latency(row, BENCH_SERVICE, NAN, 7, 1000);
    sample_latency(row, BENCH_RESPONSE, 0.95, 6, 10);
    char *text = bench_row_to_json(row);
    assert_non_null(text);
    if (!bench_row_from_json(text, &read, &problem)) {
        fail_msg("%s", problem.text);
    }
    assert_int_equal(read.latency_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(read.latencies[i].kind, row->latencies[i].kind);
        assert_int_equal(read.latencies[i].processes, row->latencies[i].processes);
        assert_memory_equal(&read.latencies[i].histogram, &row->latencies[i].histogram,
                            sizeof(bench_histogram_t));
    }
    assert_true(read.latencies[1].load == 0.95);
    free(text);
    bench_row_deinit(&read);
    bench_report_deinit(&report);
}

static void what_the_reader_would_refuse_is_not_written(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    assert_non_null(bench_row_add_latency(row, BENCH_SERVICE, NAN));
    row->latencies[0].processes = 1;
    assert_null(bench_row_to_json(row)); /* empty */
    bench_histogram_add(&row->latencies[0].histogram, UINT64_MAX);
    assert_null(bench_row_to_json(row)); /* too large for JSON */
    bench_report_deinit(&report);
}

/* Each damage replaces the field "latencies" of a good row. */
static void damaged_latencies_are_refused_with_their_place(void **state) {
    (void)state;
#define START    "[{\"kind\":\"service\",\"load\":null,\"processes\":1,"
#define RESPONSE "[{\"kind\":\"response\",\"processes\":1,\"max\":7,\"buckets\":[[7,1]],"
    static const struct {
        const char *latencies;
        const char *expected;
    } damages[] = {
        {"7", "latencies must be an array"},
        {"[7]", "latencies[0] must be an object"},
        {"[{\"kind\":\"sleep\",\"load\":null,\"processes\":1,\"max\":7,\"buckets\":[[7,1]]}]",
         "latencies[0].kind must be"},
        {"[{\"kind\":\"service\",\"load\":0.5,\"processes\":1,\"max\":7,\"buckets\":[[7,1]]}]",
         "latencies[0].load must be null"},
        {RESPONSE "\"load\":null}]", "latencies[0].load must be a number"},
        {RESPONSE "\"load\":0}]", "latencies[0].load must be a number"},
        {RESPONSE "\"load\":1}]", "latencies[0].load must be a number"},
        {RESPONSE "\"load\":0.9999999999999999}]", "latencies[0].load must be a number"},
        {RESPONSE "\"load\":0.50000000000000011}]", "latencies[0].load must be a number"},
        {RESPONSE "\"load\":0.5,\"extra\":1}]", "latencies[0].extra is not a field"},
        {"[{\"kind\":\"service\",\"load\":null,\"processes\":0,\"max\":7,\"buckets\":[[7,1]]}]",
         "latencies[0].processes must be at least 1"},
        {START "\"max\":7,\"buckets\":[]}]", "latencies[0].max must be in the last"},
        {START "\"max\":8,\"buckets\":[[7,1]]}]", "latencies[0].max must be in the last"},
        {START "\"max\":-8,\"buckets\":[[7,1]]}]", "latencies[0].max must not be negative"},
        {START "\"max\":7,\"buckets\":[[7,0]]}]", "buckets[0] must be an index and a count"},
        {START "\"max\":7,\"buckets\":[[7,1,1]]}]", "buckets[0] must be an index and a count"},
        {START "\"max\":7,\"buckets\":[7]}]", "buckets[0] must be an index and a count"},
        {START "\"max\":7,\"buckets\":[[\"7\",1]]}]", "buckets[0] must be an index and a count"},
        {START "\"max\":7,\"buckets\":[[7,1],[7,1]]}]", "buckets[1] must have an index above"},
        {START "\"max\":7,\"buckets\":[[-1,1]]}]", "buckets[0] must have an index above"},
        {START "\"max\":7,\"buckets\":[[3776,1]]}]", "buckets[0] must have an index above"},
        {START "\"max\":7,\"buckets\":[[6,9223372036854775807],[7,1]]}]",
         "buckets[1] must be an index and a count"},
        {START "\"max\":7,\"buckets\":[[7,1]]},{\"kind\":\"service\",\"load\":null,"
               "\"processes\":1,\"max\":7,\"buckets\":[[7,1]]}]",
         "latencies[1] is of a kind and load that was there before"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        bench_row_t row;
        bench_problem_t problem = {""};
        char *text;
        assert_true(
            asprintf(
                &text,
                "{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"\","
                "\"exact\":true,\"budget\":null,\"counts\":null,"
                "\"synchronous_share\":null,\"instructions\":null,\"samples\":[],\"latencies\":%s}",
                damages[i].latencies) > 0);
        if (bench_row_from_json(text, &row, &problem)) {
            fail_msg("was read: %s", damages[i].latencies);
        }
        if (strstr(problem.text, damages[i].expected) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", problem.text, damages[i].expected);
        }
        free(text);
    }
}

/* The text of a table in a format; free. (Inlined, gcc 12 takes the text for its local pointer.) */
static __attribute__((noinline)) char *printed(const bench_report_t *report,
                                               bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bench_print_report(report, format, false, out);
    fclose(out);
    return text;
}

static void the_terminal_shows_percentiles_only_of_an_open_loop(void **state) {
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

/* With the one that sample_latency adds: exactly as many as needed, and one fewer. */
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

/* 8 processes of 3 slices are 24: enough for the median, and there is always a maximum. */
static void slices_stand_in_where_no_operation_was_timed_in_each_process(void **state) {
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
        cmocka_unit_test(kinds_and_loads_are_kept_apart),
        cmocka_unit_test(merging_adds_what_is_of_one_kind_and_load),
        cmocka_unit_test(a_latency_is_whole_if_every_process_contributed),
        cmocka_unit_test(latencies_pass_through_json),
        cmocka_unit_test(what_the_reader_would_refuse_is_not_written),
        cmocka_unit_test(damaged_latencies_are_refused_with_their_place),
        cmocka_unit_test(the_terminal_shows_percentiles_only_of_an_open_loop),
        cmocka_unit_test(report_md_labels_each_kind_and_load),
        cmocka_unit_test(a_percentile_needs_ten_samples_beyond_it),
        cmocka_unit_test(slices_stand_in_where_no_operation_was_timed_in_each_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
