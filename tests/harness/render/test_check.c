/* test_check.c - counts compared with budgets and with a committed file of exact numbers. */
#include "render/compare.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "store/exact_file.h"
#include "store/limits_file.h"

/* A report and a folder with its exact numbers as the committed ones; a test then changes one of
 * the two. */
typedef struct fixture {
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    bench_check_t check;
    bench_problem_t problem;
} fixture_t;

static void fixture_init(fixture_t *fixture) {
    sample_folder_create(fixture->folder);
    sample_path(fixture->folder, "exact.csv", fixture->path);
    bench_report_init(&fixture->report);
    sample_row(&fixture->report, "s", "task", "", bench_fraction(1, 1));
    sample_row(&fixture->report, "s", "value_task", "percent=90", bench_fraction(1, 10));
    fixture->check = (bench_check_t){0};
    assert_true(bench_write_exact(&fixture->report, fixture->path, &fixture->problem));
}

static void fixture_deinit(fixture_t *fixture) {
    bench_check_deinit(&fixture->check);
    bench_report_deinit(&fixture->report);
    sample_folder_remove(fixture->folder);
}

static bool compare(fixture_t *fixture, bool complete) {
    bench_table_t committed;
    bench_table_t now;
    assert_true(bench_read_exact(fixture->path, &committed, &fixture->problem));
    bench_exact_table(&fixture->report, &now);
    assert_true(bench_table_is_whole(&now));
    bool good = bench_check_exact(&fixture->check, &committed, &now, complete, &fixture->problem);
    bench_table_deinit(&now);
    bench_table_deinit(&committed);
    return good;
}

static char *printed(const bench_check_t *check, bench_format_t format, const char *accept) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_check_print_t how = {format, "exact.csv", accept};
    assert_true(bench_print_check(check, &how, out));
    fclose(out);
    return text;
}

static void equal_counts_have_no_finding(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    assert_true(bench_check_rows(&fixture.check, &fixture.report, &fixture.problem));
    assert_true(compare(&fixture, true));
    assert_int_equal(bench_check_exit_code(&fixture.check), 0);
    assert_false(bench_check_is_acceptable(&fixture.check));
    char *text = printed(&fixture.check, BENCH_FORMAT_TABLE, NULL);
    assert_string_equal(text, "2 cases: all within budget, verified, as in exact.csv\n");
    free(text);
    fixture_deinit(&fixture);
}

/* Compares after a change of the last row's counts, and expects one finding. */
static void assert_finding(fixture_t *fixture, bench_finding_kind_t kind, const char *column,
                           int code) {
    assert_true(compare(fixture, true));
    assert_int_equal(fixture->check.count, 1);
    assert_int_equal(fixture->check.findings[0].kind, kind);
    assert_string_equal(fixture->check.findings[0].column, column);
    assert_string_equal(fixture->check.findings[0].key.contender, "value_task");
    assert_int_equal(bench_check_exit_code(&fixture->check), code);
    fixture_deinit(fixture);
}

static void each_difference_has_its_direction(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 20);
    assert_finding(&fixture, BENCH_FINDING_FEWER, "allocs_per_op", 4);
    fixture_init(&fixture);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 5);
    assert_finding(&fixture, BENCH_FINDING_MORE, "allocs_per_op", 1);
    fixture_init(&fixture);
    fixture.report.rows[1].counts.frees_per_op = bench_fraction(1, 20);
    assert_finding(&fixture, BENCH_FINDING_MORE, "frees_per_op", 1);
    fixture_init(&fixture);
    fixture.report.rows[1].counts.frees_per_op = bench_fraction(1, 20);
    fixture.report.rows[1].counts.bytes_requested_per_op = bench_fraction(1, 1);
    assert_finding(&fixture, BENCH_FINDING_FEWER, "bytes_requested_per_op", 4);
    fixture_init(&fixture);
    fixture.report.rows[1].counts.synchronous_share = 0.5;
    assert_finding(&fixture, BENCH_FINDING_OTHER, "synchronous_share", 1);
    fixture_init(&fixture);
    sample_verified(&fixture.report.rows[1], "class 48, thread 1: \"3\", not 2");
    assert_finding(&fixture, BENCH_FINDING_OTHER, "verified", 1);
}

static void cases_of_one_side_only_are_reported(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    const bench_case_key_t other = {"s", "new", "percent=90"};
    bench_case_deinit(&fixture.report.rows[1].key);
    assert_true(bench_case_copy(&fixture.report.rows[1].key, &other));
    assert_true(compare(&fixture, false));
    assert_int_equal(fixture.check.count, 1);
    assert_int_equal(fixture.check.findings[0].kind, BENCH_FINDING_ADDED);
    assert_true(compare(&fixture, true));
    assert_int_equal(fixture.check.count, 3);
    assert_int_equal(fixture.check.findings[2].kind, BENCH_FINDING_REMOVED);
    assert_string_equal(fixture.check.findings[2].key.contender, "value_task");
    fixture_deinit(&fixture);
}

static void broken_budgets_and_unverified_counts_cannot_be_accepted(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    fixture.report.rows[0].budget = bench_fraction(0, 1);
    sample_verified(&fixture.report.rows[1], "passes differ");
    assert_true(bench_check_rows(&fixture.check, &fixture.report, &fixture.problem));
    assert_int_equal(fixture.check.count, 2);
    assert_int_equal(bench_check_exit_code(&fixture.check), 1);
    assert_false(bench_check_is_acceptable(&fixture.check));
    char *text = printed(&fixture.check, BENCH_FORMAT_TABLE, NULL);
    assert_string_equal(text, "s/task: 1 allocations per operation, budget 0\n"
                              "s/value_task;percent=90: passes differ\n"
                              "2 cases: 1 not in their budget, 1 not verified\n");
    free(text);
    fixture_deinit(&fixture);
}

/* Nor is it "removed", as it was selected. */
static void a_case_that_was_not_measured_is_neither_well_nor_acceptable(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    bench_counts_deinit(&fixture.report.rows[1].counts);
    fixture.report.rows[1].counted = false;
    fixture.report.rows[1].failure = strdup("called exit(0) in run");
    assert_true(bench_check_rows(&fixture.check, &fixture.report, &fixture.problem));
    assert_true(compare(&fixture, true));
    assert_int_equal(bench_check_exit_code(&fixture.check), 3);
    assert_false(bench_check_is_acceptable(&fixture.check));
    char *text = printed(&fixture.check, BENCH_FORMAT_TABLE, NULL);
    assert_string_equal(text, "s/value_task;percent=90: not measured: called exit(0) in run\n"
                              "2 cases: 1 not measured\n");
    free(text);
    text = printed(&fixture.check, BENCH_FORMAT_MARKDOWN, NULL);
    assert_non_null(strstr(text, "**Not everything could be checked.** 2 cases: 1 not measured."));
    assert_non_null(strstr(text, "| s/value_task;percent=90 | – | – | called exit(0) in run |"));
    free(text);
    fixture_deinit(&fixture);
    fixture_init(&fixture);
    fixture.report.rows[0].budget = bench_fraction(0, 1);
    fixture.report.rows[1].failure = strdup("called exit(0) in run");
    assert_true(bench_check_rows(&fixture.check, &fixture.report, &fixture.problem));
    assert_int_equal(bench_check_exit_code(&fixture.check), 1); /* goes before 3 */
    fixture_deinit(&fixture);
}

static void improvements_come_last_with_the_command_that_accepts_them(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    assert_true(bench_check_rows(&fixture.check, &fixture.report, &fixture.problem));
    fixture.report.rows[0].counts.allocs_per_op = bench_fraction(0, 1);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 1);
    assert_true(compare(&fixture, true));
    assert_true(bench_check_is_acceptable(&fixture.check));
    char *text = printed(&fixture.check, BENCH_FORMAT_MARKDOWN, "accept it");
    assert_string_equal(text, "**Check fails.** 2 cases: 1 more than committed, 1 fewer than "
                              "committed.\n\n"
                              "| case | column | expected | now | finding |\n"
                              "| --- | --- | --- | --- | --- |\n"
                              "| s/value_task;percent=90 | allocs_per_op | 1/10 | 1 | **more than "
                              "committed** |\n"
                              "| s/task | allocs_per_op | 1 | 0 | fewer than committed |\n\n"
                              "If the new counts are meant to stay:\n\n```sh\naccept it\n```\n");
    free(text);
    fixture_deinit(&fixture);
}

static void the_json_is_valid(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 20);
    assert_true(compare(&fixture, true));
    char *text = printed(&fixture.check, BENCH_FORMAT_JSON, "accept \"it\"");
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    assert_string_equal(json_string_value(json_object_get(finding, "now")), "1/20");
    assert_string_equal(json_string_value(json_object_get(finding, "finding")), "fewer");
    assert_string_equal(json_string_value(json_object_get(document, "accept")), "accept \"it\"");
    assert_int_equal(json_integer_value(json_object_get(document, "exit_code")), 4);
    json_decref(document);
    free(text);
    fixture_deinit(&fixture);
}

/* Two lines that are judged, one that no case matches, and one of another toolchain. */
static void limits_are_told_with_their_lines(void **state) {
    (void)state;
    static const char text_of_limits[] = "case,metric,toolchain,at_most,why\n"
                                         "s/task,allocs_per_op,,+0,\n"
                                         "s/value_task*,allocs_per_op,,1/2,\n"
                                         "gone,instructions_per_op,,1,\n"
                                         "s,allocs_once,clang,9,\n";
    fixture_t fixture;
    bench_limits_t limits;
    bench_limits_verdict_t verdict;
    bench_table_t committed;
    fixture_init(&fixture);
    assert_true(bench_report_add_fact(&fixture.report, "compiler", "gcc 12.2.0"));
    assert_true(bench_parse_limits("l.csv", text_of_limits, sizeof text_of_limits - 1, &limits,
                                   &fixture.problem));
    fixture.report.rows[0].counts.allocs_per_op = bench_fraction(2, 1);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 2);
    assert_true(bench_read_exact(fixture.path, &committed, &fixture.problem));
    const bench_limited_runs_t runs = {
        .now = &fixture.report, .committed = &committed, .whole = true};
    assert_true(bench_limits_judge(&limits, &runs, &verdict, &fixture.problem));
    assert_true(
        bench_check_limits(&fixture.check, &verdict, BENCH_LIMITS_COUNTS, &fixture.problem));
    assert_true(compare(&fixture, true));
    assert_int_equal(bench_check_exit_code(&fixture.check), 1);
    char *text = printed(&fixture.check, BENCH_FORMAT_TABLE, NULL);
    assert_string_equal(
        text, "s/task: allocs_per_op: 2, committed 1, over the limit 1 (l.csv line 2: +0)\n"
              "s/value_task;percent=90: allocs_per_op: 1/2, committed 1/10, within the limit 1/2 "
              "(l.csv line 3: 1/2)\n"
              "0 cases: 1 grown over the limit, 1 moved within the limit\n"
              "Limits of l.csv: 2 numbers judged, 1 over, 1 moved within; 1 line for another "
              "toolchain than gcc 12.2.0.\n"
              "Limit not judged: l.csv line 4 (gone, instructions_per_op, 1): no case matches "
              "it.\n");
    free(text);
    text = printed(&fixture.check, BENCH_FORMAT_MARKDOWN, NULL);
    assert_non_null(strstr(text, "| s/task | allocs_per_op | 1 | 2 | **grown over the limit: +0, "
                                 "l.csv line 2** |\n"));
    assert_non_null(strstr(text, "| s/value_task;percent=90 | allocs_per_op | 1/2 | 1/2 | moved "
                                 "within the limit: 1/2, l.csv line 3 |\n"));
    free(text);
    text = printed(&fixture.check, BENCH_FORMAT_JSON, NULL);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    const json_t *lines = json_object_get(document, "limits");
    assert_int_equal(json_array_size(lines), 4);
    const json_t *gone = json_array_get(lines, 2);
    assert_int_equal(json_integer_value(json_object_get(gone, "line")), 4);
    assert_string_equal(json_string_value(json_object_get(gone, "not_judged")),
                        "no case matches it");
    assert_string_equal(json_string_value(json_object_get(json_array_get(lines, 3), "elsewhere")),
                        "yes");
    const json_t *limited = json_array_get(json_object_get(document, "limited"), 1);
    assert_string_equal(json_string_value(json_object_get(limited, "verdict")), "within");
    assert_string_equal(json_string_value(json_object_get(limited, "limit")), "1/2");
    json_decref(document);
    free(text);
    bench_table_deinit(&committed);
    bench_limits_verdict_deinit(&verdict);
    bench_limits_deinit(&limits);
    fixture_deinit(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_counts_have_no_finding),
        cmocka_unit_test(each_difference_has_its_direction),
        cmocka_unit_test(cases_of_one_side_only_are_reported),
        cmocka_unit_test(broken_budgets_and_unverified_counts_cannot_be_accepted),
        cmocka_unit_test(a_case_that_was_not_measured_is_neither_well_nor_acceptable),
        cmocka_unit_test(improvements_come_last_with_the_command_that_accepts_them),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(limits_are_told_with_their_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
