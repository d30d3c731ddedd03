/* test_latency_file.c - latencies of a row in report.json: writing, reading and refusing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row_json.h"
#include "sample.h"
#include "store/report_file.h"

static bench_row_t *add_row(bench_report_t *report) {
    bench_report_init(report);
    return sample_row(report, "s", "c", "k=1", bench_fraction(0, 1));
}

static void latencies_pass_through_json(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    bench_row_t read = {.latency_count = 0};
    bench_problem_t problem = {""};
    sample_latency(row, BENCH_SERVICE, NAN, 7, 1000);
    sample_latency(row, BENCH_RESPONSE, 0.95, 6, 10);
    char *text = row_to_json(row);
    assert_non_null(text);
    if (!row_from_json(text, &read, &problem)) {
        fail_msg("%s", problem.text);
    }
    assert_int_equal(read.latency_count, 2);
    for (size_t i = 0; i < read.latency_count; i++) {
        assert_int_equal(read.latencies[i].kind, row->latencies[i].kind);
        assert_int_equal(read.latencies[i].processes, row->latencies[i].processes);
        assert_memory_equal(&read.latencies[i].histogram, &row->latencies[i].histogram,
                            sizeof(bench_histogram_t));
        assert_true(i == 0 || read.latencies[i].load == 0.95);
    }
    free(text);
    bench_row_deinit(&read);
    bench_report_deinit(&report);
}

static void values_that_the_reader_would_refuse_are_not_written(void **state) {
    (void)state;
    bench_report_t report;
    bench_row_t *row = add_row(&report);
    assert_non_null(bench_row_add_latency(row, BENCH_SERVICE, NAN));
    row->latencies[0].processes = 1;
    assert_null(row_to_json(row)); /* empty */
    bench_histogram_add(&row->latencies[0].histogram, UINT64_MAX);
    assert_null(row_to_json(row)); /* too large for JSON */
    row->latencies[0].histogram = (bench_histogram_t){0};
    bench_histogram_add(&row->latencies[0].histogram, 7);
    char *text = row_to_json(row);
    assert_non_null(text);
    free(text);
    row->latencies[0].histogram.max = 8;
    assert_null(row_to_json(row)); /* not in the last bucket */
    row->latencies[0].histogram.max = 7;
    row->latencies[0].kind = BENCH_RESPONSE;
    assert_null(row_to_json(row)); /* without a load */
    row->latencies[0].load = 0.1 + 0.2;
    assert_null(row_to_json(row)); /* with a load of more than 15 digits */
    row->latencies[0].load = 0.3;
    sample_latency(row, BENCH_RESPONSE, 0.4, 1, 1);
    row->latencies[1].load = 0.3;
    assert_null(row_to_json(row)); /* repeated */
    bench_report_deinit(&report);
}

/* Each invalid value replaces the field "latencies" of a valid row. */
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
        {"[{\"kind\":\"service\",\"processes\":1,\"max\":7,\"buckets\":[[7,1]]}]",
         "latencies[0].load is missing"},
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
        assert_true(asprintf(&text,
                             "{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"\","
                             "\"kernel_timed\":false,\"budget\":null,\"counts\":null,"
                             "\"instructions\":null,\"samples\":[],\"latencies\":%s}",
                             damages[i].latencies) > 0);
        if (row_from_json(text, &row, &problem)) {
            fail_msg("was read: %s", damages[i].latencies);
        }
        if (strstr(problem.text, damages[i].expected) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", problem.text, damages[i].expected);
        }
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latencies_pass_through_json),
        cmocka_unit_test(values_that_the_reader_would_refuse_are_not_written),
        cmocka_unit_test(damaged_latencies_are_refused_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
