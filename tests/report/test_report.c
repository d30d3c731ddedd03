/* test_report.c - report.json: written, read, and refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* A folder with the sample's report.json, and its bytes. */
typedef struct fixture {
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    char *text;
    size_t size;
} fixture_t;

static int set_up(void **state) {
    fixture_t *fixture = calloc(1, sizeof *fixture);
    bench_report_t report;
    bench_problem_t problem;
    sample_folder_create(fixture->folder);
    sample_report(&report);
    assert_true(bench_report_write(&report, fixture->folder, &problem));
    bench_report_deinit(&report);
    sample_path(fixture->folder, "report.json", fixture->path);
    fixture->text = sample_read(fixture->path, &fixture->size);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    fixture_t *fixture = *state;
    sample_folder_remove(fixture->folder);
    free(fixture->text);
    free(fixture);
    return 0;
}

/* Reads `path`, which must fail with one line that names it and holds `expected`. */
static void assert_refused(const char *path, const char *expected) {
    bench_report_t report;
    bench_problem_t problem = {""};
    if (bench_report_read(path, &report, &problem)) {
        fail_msg("was read, wanted: %s", expected);
    }
    if (strstr(problem.text, expected) == NULL || strstr(problem.text, path) == NULL) {
        fail_msg("\"%s\" does not say \"%s\" of the file", problem.text, expected);
    }
    assert_null(strchr(problem.text, '\n'));
    assert_non_null(strchr(problem.text, ';')); /* what to do */
    assert_int_equal(report.row_count, 0);
    assert_null(report.name);
}

static void writing_what_was_read_gives_the_same_bytes(void **state) {
    const fixture_t *fixture = *state;
    bench_report_t report;
    bench_problem_t problem;
    size_t size;
    assert_true(bench_report_read(fixture->folder, &report, &problem));
    assert_true(bench_report_write(&report, fixture->folder, &problem));
    char *again = sample_read(fixture->path, &size);
    assert_string_equal(again, fixture->text);
    free(again);
    bench_report_deinit(&report);
}

static void the_bytes_are_those_that_are_committed(void **state) {
    const fixture_t *fixture = *state;
    assert_golden("report.json", fixture->text);
}

static void every_field_comes_back(void **state) {
    const fixture_t *fixture = *state;
    bench_report_t report;
    bench_problem_t problem;
    assert_true(bench_report_read(fixture->path, &report, &problem));
    assert_string_equal(report.name, "sample");
    assert_string_equal(report.created, "2026-01-02T03:04:05Z");
    assert_true(report.partial);
    assert_true(report.seed == UINT64_MAX);
    assert_string_equal(report.facts[1].name, "cpu");
    assert_string_equal(bench_report_fact(&report, "cpu"), "Some \"CPU\", 2 GHz | x");
    assert_string_equal(bench_report_fact(&report, "absent"), "");
    assert_true(bench_report_overhead(&report, "empty_operation") == 0.3);
    assert_true(isnan(bench_report_overhead(&report, "hook_pair")));
    assert_true(isnan(bench_report_overhead(&report, "absent")));
    assert_int_equal(report.row_count, 9);
    const bench_row_t *row = &report.rows[1];
    assert_int_equal(row->process_count, 8);
    assert_true(row->processes[1].slices[2] == 21.0);
    assert_true(row->processes[7].yardstick == 0.96875);
    assert_true(report.rows[0].processes[0].yardstick == 0);
    assert_int_equal(row->counts.sizes[0].size_class, 48);
    assert_int_equal(row->counts.peak_live_bytes, 4096);
    assert_int_equal(report.rows[5].budget_kind, BENCH_BUDGET_MISSES);
    assert_true(report.rows[5].synchronous_share == 0.9);
    assert_int_equal(report.rows[7].budget_kind, BENCH_BUDGET_NONE);
    assert_int_equal(report.rows[2].instructions.by, BENCH_BY_CALLGRIND);
    assert_true(report.rows[2].instructions.exact);
    assert_true(bench_fraction_equal(report.rows[2].instructions.per_op, bench_fraction(273, 5)));
    assert_int_equal(report.rows[4].instructions.by, BENCH_BY_PERF_EVENT);
    assert_false(report.rows[4].instructions.exact);
    assert_int_equal(report.rows[3].instructions.by, BENCH_BY_NONE);
    assert_false(report.rows[8].counted);
    assert_false(report.rows[8].exact);
    bench_report_deinit(&report);
}

/* Each damage replaces the first `find` of the sample by `put`. */
static const struct damage {
    const char *find;
    const char *put;
    const char *expected;
} damages[] = {
    {"\"format_version\":3", "\"format_version\":2", "format_version is 2, this program reads 3"},
    {"\"format_version\":3,", "", "is not a report (no format_version)"},
    {"\"format_version\":3", "\"format_version\":\"2\"", "is not a report"},
    {"\"name\":\"sample\"", "\"name\":7", "name must be a string"},
    {"\"name\":\"sample\"", "\"name\":\"a\",\"name\":\"b\"", "damaged at line 2"},
    {"\"name\":\"sample\"", "\"nom\":\"sample\"", "name is missing"},
    {"\"seed\"", "\"extra\":1,\"seed\"", "extra is not a field"},
    {"\"partial\":true", "\"partial\":1", "partial must be true or false"},
    {"\"seed\":\"18446744073709551615\"", "\"seed\":\"18446744073709551616\"", "seed must be"},
    {"\"seed\":\"18446744073709551615\"", "\"seed\":12", "seed must be"},
    {"\"kernel\":\"6.1\"", "\"kernel\":6.1", "environment.kernel must be a string"},
    {"\"hook_pair\":null", "\"hook_pair\":\"fast\"", "overhead.hook_pair must be a number"},
    {"\"cases\":[", "\"cases\":7,\"rest\":[", "rest is not a field"},
    {"\"scenario\":\"sync_success\"", "\"scenario\":\"\"", "cases[0].scenario must not be empty"},
    {"\"contender\":\"task\"", "\"contender\":\"direct\"", "cases[1] is a case that was there"},
    {"\"allocs_per_op\":\"0\"", "\"allocs_per_op\":\"0.5\"",
     "cases[0].budget.allocs_per_op must be"},
    {"\"budget\":{", "\"budget\":{\"x\":1,", "cases[0].budget.x is not a field"},
    {"\"frees_per_op\":\"1\"", "\"frees_per_op\":\"2/4\"", "cases[1].counts.frees_per_op must be"},
    {"\"frees_per_op\":\"1\"", "\"frees_per_op\":1", "cases[1].counts.frees_per_op must be"},
    {"\"allocs_once\":2", "\"allocs_once\":2.5", "cases[0].counts.allocs_once must be a whole"},
    {"\"operations\":1024", "\"operations\":0", "cases[0].counts.operations must be at least 1"},
    {"\"operations\":1024", "\"operations\":99999999999999999999", "damaged at line"},
    {"\"verified\":\"verified\"", "\"verified\":\"\"", "cases[0].counts.verified must not be"},
    {"\"size_class\":48", "\"size_class\":-48", "counts.sizes[0].size_class must be at least 1"},
    {"\"sizes\":[]", "\"sizes\":{}", "cases[0].counts.sizes must be an array"},
    {"\"synchronous_share\":0.9", "\"synchronous_share\":1.9",
     "cases[5].synchronous_share must be"},
    {"\"per_op\":\"23\"", "\"per_op\":23", "cases[0].instructions.per_op must be a fraction"},
    {"\"per_op\":\"23\"", "\"per_op\":\"0\"", "cases[0].instructions.per_op must be above 0"},
    {"\"by\":\"callgrind\"", "\"by\":\"guess\"", "cases[0].instructions.by must be"},
    {"\"by\":\"callgrind\"", "\"by\":\"\"", "cases[0].instructions.by must be"},
    {",\"by\":\"callgrind\"", "", "cases[0].instructions.by is missing"},
    {"\"instructions\":null,", "", "cases[3].instructions is missing"},
    {"\"process\":1,", "\"process\":0,", "cases[0].samples[1].process must be larger"},
    {"\"process\":0,", "\"process\":4294967296,", "cases[0].samples[0].process is too large"},
    {"\"process\":0,", "", "cases[0].samples[0].process is missing"},
    {"[0.3125,", "[-0.3125,", "cases[0].samples[0].slices[0] must be a time above 0"},
    {"[0.3125,", "[0,", "slices[0] must be a time above 0"},
    {"[0.3125,", "[null,", "slices[0] must be a time above 0"},
    {"[0.3125,", "[1e-13,", "slices[0] must be a time above 0"},
    {"[0.3125,", "[1.7976931348623157e308,", "slices[0] must be a time above 0"},
    {"\"hook_pair\":null", "\"hook_pair\":1.7976931348623157e308",
     "overhead.hook_pair must be a number"},
    {"\"yardstick\":null", "\"yardstick\":0", "samples[0].yardstick must be null or a time above"},
    {"\"yardstick\":null", "\"yardstick\":-1", "samples[0].yardstick must be null or a time"},
    {"\"yardstick\":null", "\"yardstick\":\"1\"", "samples[0].yardstick must be null or a time"},
    {"\"yardstick\":null,", "", "samples[0].yardstick is missing"},
    {"[0.3125,", "[NaN,", "damaged at line"},
    {"[0.3125,", "[1e999,", "damaged at line"},
    {"[0.3125,0.1875,0.25]", "[]", "cases[0].samples[0].slices must not be empty"},
    {"gcc 12", "gcc\xff 12", "damaged at line"},
    {"gcc 12", "gcc\n 12", "damaged at line"},
    {"\n]}\n", "\n]} trailing", "damaged at line"},
};

static char *damaged_text(const char *text, const struct damage *damage) {
    const char *found = strstr(text, damage->find);
    if (found == NULL) {
        fail_msg("the sample has no %s", damage->find);
        return NULL;
    }
    char *damaged;
    assert_true(asprintf(&damaged, "%.*s%s%s", (int)(found - text), text, damage->put,
                         found + strlen(damage->find)) > 0);
    return damaged;
}

static void each_damage_gives_one_line_that_names_the_place(void **state) {
    const fixture_t *fixture = *state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char *damaged = damaged_text(fixture->text, &damages[i]);
        sample_write(fixture->path, damaged, strlen(damaged));
        free(damaged);
        assert_refused(fixture->path, damages[i].expected);
    }
}

static void files_that_are_no_reports_are_refused(void **state) {
    const fixture_t *fixture = *state;
    static const struct {
        const char *text;
        const char *expected;
    } files[] = {
        {"", "damaged at line"},
        {"scenario,contender\nsync,task\n", "damaged at line"},
        {"\x7f"
         "ELF",
         "damaged at line"},
        {"[1,2]", "is not a report"},
        {"{}", "is not a report"},
        {"{\"format_version\":3}", "name is missing"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        sample_write(fixture->path, files[i].text, strlen(files[i].text));
        assert_refused(fixture->path, files[i].expected);
    }
    assert_refused("/nonexistent/report.json", "No such file or directory");
}

static void every_truncation_is_refused(void **state) {
    const fixture_t *fixture = *state;
    /* Without its last newline the file is still whole. */
    for (size_t length = 0; length + 1 < fixture->size; length++) {
        sample_write(fixture->path, fixture->text, length);
        assert_refused(fixture->path, "damaged at line");
    }
}

static void what_cannot_be_read_again_is_not_written(void **state) {
    const fixture_t *fixture = *state;
    static const double bad[] = {0.0, -1.0, NAN, INFINITY, 1e-13, 1e19};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bench_report_t report;
        bench_problem_t problem = {""};
        sample_report(&report);
        report.rows[1].processes[0].slices[0] = bad[i];
        assert_false(bench_report_write(&report, fixture->folder, &problem));
        assert_non_null(strstr(problem.text, "case sync_success/task cannot be written"));
        bench_report_deinit(&report);
    }
    size_t size;
    char *kept = sample_read(fixture->path, &size);
    assert_string_equal(kept, fixture->text);
    free(kept);
    assert_int_equal(sample_folder_files(fixture->folder), 1);
}

static void a_row_passes_between_processes_as_one_line(void **state) {
    (void)state;
    bench_report_t report;
    bench_problem_t problem;
    bench_row_t row;
    sample_report(&report);
    for (size_t i = 0; i < report.row_count; i++) {
        char *text = bench_row_to_json(&report.rows[i]);
        assert_non_null(text);
        assert_null(strchr(text, '\n'));
        assert_true(bench_row_from_json(text, &row, &problem));
        char *again = bench_row_to_json(&row);
        assert_string_equal(again, text);
        free(again);
        bench_row_deinit(&row);
        text[strlen(text) - 1] = ' ';
        assert_false(bench_row_from_json(text, &row, &problem));
        assert_non_null(strstr(problem.text, "row: "));
        free(text);
    }
    assert_false(bench_row_from_json("{}", &row, &problem));
    assert_non_null(strstr(problem.text, "row: scenario is missing"));
    bench_report_deinit(&report);
}

static void a_second_value_of_a_fact_replaces_the_first(void **state) {
    (void)state;
    bench_report_t report;
    sample_report(&report);
    assert_true(bench_report_add_fact(&report, "kernel", "6.2"));
    assert_true(bench_report_add_overhead(&report, "empty_operation", 0.5));
    assert_int_equal(report.fact_count, 3);
    assert_int_equal(report.overhead_count, 2);
    assert_string_equal(bench_report_fact(&report, "kernel"), "6.2");
    assert_true(bench_report_overhead(&report, "empty_operation") == 0.5);
    bench_report_deinit(&report);
    bench_report_deinit(NULL);
}

static void a_problem_is_one_line_that_fits(void **state) {
    (void)state;
    bench_problem_t problem;
    assert_false(bench_problem(&problem, "%s", "a\nb\x1b[31m"));
    assert_string_equal(problem.text, "a?b?[31m");
    assert_false(bench_problem(&problem, "%1000d", 7));
    assert_int_equal(strlen(problem.text), sizeof problem.text - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writing_what_was_read_gives_the_same_bytes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_bytes_are_those_that_are_committed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_field_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_damage_gives_one_line_that_names_the_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_no_reports_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_truncation_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_again_is_not_written, set_up,
                                        tear_down),
        cmocka_unit_test(a_row_passes_between_processes_as_one_line),
        cmocka_unit_test(a_second_value_of_a_fact_replaces_the_first),
        cmocka_unit_test(a_problem_is_one_line_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
