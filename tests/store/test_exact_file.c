/* test_exact_file.c - exact.csv: which cases and which columns, written and read. */
#include "store/exact_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static void the_file_matches_the_committed_one(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    bench_problem_t problem;
    size_t size;
    sample_folder_create(folder);
    sample_report(&report);
    assert_true(bench_write_exact(&report, sample_path(folder, "exact.csv", path), &problem));
    char *text = sample_read(path, &size);
    assert_golden("exact.csv", text);
    free(text);
    bench_report_deinit(&report);
    sample_folder_remove(folder);
}

static void a_written_file_is_read_back(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    bench_problem_t problem;
    bench_table_t made;
    bench_table_t read;
    sample_folder_create(folder);
    sample_report(&report);
    assert_true(bench_write_exact(&report, sample_path(folder, "exact.csv", path), &problem));
    assert_true(bench_read_exact(path, &read, &problem));
    bench_exact_table(&report, &made);
    assert_int_equal(made.cell_count, read.cell_count);
    for (size_t i = 0; i < made.cell_count; i++) {
        char wanted[BENCH_VALUE_MAX];
        char got[BENCH_VALUE_MAX];
        assert_int_equal(made.cells[i].type, read.cells[i].type);
        assert_string_equal(bench_value_format(&made.cells[i], wanted),
                            bench_value_format(&read.cells[i], got));
    }
    bench_table_deinit(&made);
    bench_table_deinit(&read);
    bench_report_deinit(&report);
    sample_folder_remove(folder);
}

static void kernel_timed_cases_are_left_out(void **state) {
    (void)state;
    bench_report_t report;
    bench_table_t exact;
    sample_report(&report);
    report.rows[0].kernel_timed = true;
    bench_exact_table(&report, &exact);
    assert_int_equal(bench_table_row_count(&exact), 7);
    assert_int_equal(bench_table_find_case(&exact, &report.rows[0].key), 7);
    assert_int_equal(bench_table_find_case(&exact, &report.rows[8].key), 7);
    size_t column = bench_table_find_column(&exact, "allocs_per_op");
    assert_int_equal(bench_table_at(&exact, 5, column)->fraction.den, 512);
    bench_table_deinit(&exact);
    bench_report_deinit(&report);
}

static void a_file_of_another_version_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } files[] = {
        {"scenario,contender,params,allocs_per_op\na,b,c,1\n",
         "old.csv: not a file of exact numbers of this version; make it again with vtbench "
         "accept"},
        {"name,allocs_per_op\n",
         "old.csv: line 1 does not have the names of exact columns; restore the file or make it "
         "again with vtbench accept"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bench_table_t table;
        bench_problem_t problem;
        const char *text = files[i].text;
        assert_false(bench_parse_exact("old.csv", text, strlen(text), &table, &problem));
        assert_string_equal(problem.text, files[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_matches_the_committed_one),
        cmocka_unit_test(a_written_file_is_read_back),
        cmocka_unit_test(kernel_timed_cases_are_left_out),
        cmocka_unit_test(a_file_of_another_version_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
