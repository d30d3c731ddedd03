/* test_check.c - counts against budgets and a committed file of exact numbers. */
#include "report/check.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* A report whose exact numbers are committed in a folder; a test then changes one of the two. */
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
    bench_check_init(&fixture->check);
    assert_true(bench_write_exact(&fixture->report, fixture->path, &fixture->problem));
}

static void fixture_deinit(fixture_t *fixture) {
    bench_check_deinit(&fixture->check);
    bench_report_deinit(&fixture->report);
    sample_folder_remove(fixture->folder);
}

static bool compare(fixture_t *fixture, bool complete) {
    return bench_check_exact(&fixture->check, &fixture->report, fixture->path, complete,
                             &fixture->problem);
}

static char *printed(const bench_check_t *check, bench_format_t format, const char *accept) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_check_print_t how = {format, "exact.csv", accept};
    bench_print_check(check, &how, out);
    fclose(out);
    return text;
}

static void what_is_as_committed_has_no_finding(void **state) {
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
    assert_string_equal(fixture->check.findings[0].contender, "value_task");
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
    fixture.report.rows[1].synchronous_share = 0.5;
    assert_finding(&fixture, BENCH_FINDING_OTHER, "synchronous_share", 1);
    fixture_init(&fixture);
    sample_verified(&fixture.report.rows[1], "class 48, thread 1: \"3\", not 2");
    assert_finding(&fixture, BENCH_FINDING_OTHER, "verified", 1);
}

static void cases_of_one_side_only_are_found(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    free(fixture.report.rows[1].contender);
    fixture.report.rows[1].contender = strdup("new");
    assert_true(compare(&fixture, false));
    assert_int_equal(fixture.check.count, 1);
    assert_int_equal(fixture.check.findings[0].kind, BENCH_FINDING_ADDED);
    assert_true(compare(&fixture, true));
    assert_int_equal(fixture.check.count, 3);
    assert_int_equal(fixture.check.findings[2].kind, BENCH_FINDING_REMOVED);
    assert_string_equal(fixture.check.findings[2].contender, "value_task");
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

static void what_is_to_be_accepted_comes_last_with_the_command(void **state) {
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
                              "| s/value_task;percent=90 | allocs_per_op | 0.1 | 1 | **more than "
                              "committed** |\n"
                              "| s/task | allocs_per_op | 1 | 0 | fewer than committed |\n\n"
                              "If the new counts are meant to stay:\n\n```sh\naccept it\n```\n");
    free(text);
    fixture_deinit(&fixture);
}

static void the_json_is_json(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    fixture.report.rows[1].counts.allocs_per_op = bench_fraction(1, 20);
    assert_true(compare(&fixture, true));
    char *text = printed(&fixture.check, BENCH_FORMAT_JSON, "accept \"it\"");
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 0);
    assert_string_equal(json_string_value(json_object_get(finding, "now")), "0.05");
    assert_string_equal(json_string_value(json_object_get(finding, "finding")), "fewer");
    assert_string_equal(json_string_value(json_object_get(document, "accept")), "accept \"it\"");
    assert_int_equal(json_integer_value(json_object_get(document, "exit_code")), 4);
    json_decref(document);
    free(text);
    fixture_deinit(&fixture);
}

/* Each is refused with one line that names the file and says what is wrong. */
static void damaged_files_are_refused(void **state) {
    (void)state;
#define HEAD "scenario,contender,params,allocs_per_op\n"
    static const struct {
        const char *text;
        size_t size; /* 0: all of it */
        const char *what;
    } files[] = {
        {"", 0, "line 1 is missing"},
        {"hello\n", 0, "line 1 does not have the names"},
        {"scenario,contender,params\n", 0, "line 1 does not have the names"},
        {"scenario,contender,params,a,a\n", 0, "line 1 does not have the names"},
        {HEAD "a,b,c,1\na,b,c,2\n", 0, "line 3 has a case that was there before"},
        {HEAD "a,b,c\n", 0, "line 2 has too few or too many cells"},
        {HEAD "a,b,c,1,2\n", 0, "line 2 has too few or too many cells"},
        {HEAD "\n", 0, "line 2 has too few or too many cells"},
        {HEAD "a,b,c,\"1\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b,c,\"1\"2\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b,c,1\"\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b\0,c,1\n", sizeof HEAD + 9, "is not a text file"},
        {HEAD "a,b,c,1\n", 0, "not a file of exact numbers of this version"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        fixture_t fixture;
        fixture_init(&fixture);
        sample_write(fixture.path, files[i].text,
                     files[i].size != 0 ? files[i].size : strlen(files[i].text));
        assert_false(compare(&fixture, true));
        assert_non_null(strstr(fixture.problem.text, fixture.path));
        assert_non_null(strstr(fixture.problem.text, files[i].what));
        assert_int_equal(fixture.check.count, 0);
        fixture_deinit(&fixture);
    }
#undef HEAD
}

static void a_file_that_cannot_be_read_is_told(void **state) {
    (void)state;
    fixture_t fixture;
    fixture_init(&fixture);
    assert_int_equal(remove(fixture.path), 0);
    assert_false(compare(&fixture, true));
    assert_non_null(strstr(fixture.problem.text, "exact.csv: cannot be read: No such file"));
    snprintf(fixture.path, sizeof fixture.path, "%s", fixture.folder);
    assert_false(compare(&fixture, true));
    assert_non_null(strstr(fixture.problem.text, "cannot be read: Is a directory"));
    fixture_deinit(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_as_committed_has_no_finding),
        cmocka_unit_test(each_difference_has_its_direction),
        cmocka_unit_test(cases_of_one_side_only_are_found),
        cmocka_unit_test(broken_budgets_and_unverified_counts_cannot_be_accepted),
        cmocka_unit_test(what_is_to_be_accepted_comes_last_with_the_command),
        cmocka_unit_test(the_json_is_json),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
