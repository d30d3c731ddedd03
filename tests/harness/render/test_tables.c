/* test_tables.c - the output derived from a report: CSV, JSON, report.md, the terminal's table. */
#include "render/report.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sample.h"

/* What bench_print_report prints; free it. */
static char *printed(const bench_report_t *report, bench_format_t format, bool color) {
    char *text = NULL;
    size_t size;
    const bench_report_print_t how = {.format = format, .color = color};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_print_report(report, &how, out));
    fclose(out);
    return text;
}

static void assert_prints(bench_format_t format, const char *golden) {
    bench_report_t report;
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    char *text = printed(&report, format, false);
    assert_golden(golden, text);
    free(text);
    bench_report_deinit(&report);
}

static void each_format_matches_its_committed_output(void **state) {
    (void)state;
    assert_prints(BENCH_FORMAT_TABLE, "table.txt");
    assert_prints(BENCH_FORMAT_LONG, "long.txt");
    assert_prints(BENCH_FORMAT_CSV, "table.csv");
    assert_prints(BENCH_FORMAT_JSON, "table.json");
    assert_prints(BENCH_FORMAT_MARKDOWN, "table.md");
}

static void the_long_table_fits_into_100_columns_without_colour(void **state) {
    (void)state;
    bench_report_t report;
    sample_report(&report);
    char *text = printed(&report, BENCH_FORMAT_LONG, false);
    assert_null(strchr(text, '\033'));
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        assert_true(strlen(line) <= 100);
    }
    free(text);
    text = printed(&report, BENCH_FORMAT_LONG, true);
    assert_non_null(strstr(text, "\033[32mbetter\033[0m"));
    free(text);
    bench_report_deinit(&report);
}

static void the_json_is_valid(void **state) {
    (void)state;
    bench_report_t report;
    json_error_t error;
    sample_report(&report);
    char *text = printed(&report, BENCH_FORMAT_JSON, false);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(document);
    const json_t *cases = json_object_get(document, "cases");
    assert_int_equal(json_array_size(cases), report.row_count);
    assert_true(json_is_null(json_object_get(json_array_get(cases, 8), "allocs_per_op")));
    json_decref(document);
    free(text);
    bench_report_deinit(&report);
}

static void instructions_have_a_column_only_if_some_were_counted(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_row_t *row = sample_row(&report, "s", "task", "", bench_fraction(1, 1));
    for (int counted = 0; counted < 2; counted++) {
        char *table = printed(&report, BENCH_FORMAT_LONG, false);
        char *page = printed(&report, BENCH_FORMAT_MARKDOWN, false);
        assert_int_equal(strstr(table, "instr/op") != NULL, counted);
        assert_int_equal(strstr(table, " 57 ") != NULL, counted);
        assert_int_equal(strstr(page, "instructions/op") != NULL, counted);
        assert_int_equal(strstr(page, "| 57 |") != NULL, counted);
        free(table);
        free(page);
        row->instructions = (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(57, 1), true};
    }
    bench_report_deinit(&report);
}

static void assert_file(const char *folder, const char *name, const char *golden) {
    char path[SAMPLE_PATH_MAX];
    size_t size;
    char *text = sample_read(sample_path(folder, name, path), &size);
    assert_golden(golden, text);
    free(text);
}

static void the_files_of_a_run_match_the_committed_ones(void **state) {
    (void)state;
    static const char *const names[] = {
        "allocations.csv",  "latency.csv",     "sizes.csv",       "slices.csv",
        "processes.csv",    "environment.csv", "floors.csv",      "ledger.csv",
        "lifetimes.csv",    "threads.csv",     "sites.folded",    "percentiles.csv",
        "instructions.csv", "contenders.csv",  "collections.csv", "memory.csv"};
    char folder[SAMPLE_PATH_MAX];
    bench_report_t report;
    bench_problem_t problem;
    sample_folder_create(folder);
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    assert_true(bench_write_tables(&report, folder, &problem));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_file(folder, names[i], names[i]);
    }
    assert_file(folder, "report.md", "table.md"); /* no figures yet */
    assert_int_equal(sample_folder_files(folder), 17);
    bench_report_deinit(&report);
    sample_folder_remove(folder);
}

static void report_md_links_to_the_figures_that_exist(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    bench_problem_t problem;
    size_t size;
    sample_folder_create(folder);
    assert_int_equal(mkdir(sample_path(folder, "plots", path), 0755), 0);
    sample_write(sample_path(folder, "plots/paths-sync_success.svg", path), "<svg/>", 6);
    sample_report(&report);
    assert_true(bench_write_tables(&report, folder, &problem));
    char *page = sample_read(sample_path(folder, "report.md", path), &size);
    assert_non_null(strstr(page, "](plots/paths-sync_success.svg)"));
    assert_null(strstr(page, "plots/overview.svg"));
    free(page);
    bench_report_deinit(&report);
    sample_folder_remove(folder);
}

static void csv_fields_are_quoted_if_necessary(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    sample_row(&report, "a,b", "say \"hi\"", "x\ny", bench_fraction(1, 3));
    sample_row(&report, "plain", "with space", "k=1;l=2", bench_fraction(0, 1));
    char *text = printed(&report, BENCH_FORMAT_CSV, false);
    assert_non_null(strstr(text, "\n\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",1/3,"));
    assert_non_null(strstr(text, "\nplain,with space,k=1;l=2,0,0,0,0,2,1,4096,0,verified,,"));
    free(text);
    bench_report_deinit(&report);
}

static void large_sizes_are_shown_to_the_byte(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_row_t *row = sample_row(&report, "s", "c", "", bench_fraction(1, 1));
    row->counts.bytes_requested_per_op = bench_fraction(65552, 1);
    char *text = printed(&report, BENCH_FORMAT_LONG, false);
    assert_non_null(strstr(text, " 65552 "));
    free(text);
    text = printed(&report, BENCH_FORMAT_MARKDOWN, false);
    assert_non_null(strstr(text, "| 65552 |"));
    free(text);
    bench_report_deinit(&report);
}

static void an_empty_report_prints_in_every_format(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_LONG; format++) {
        char *text = printed(&report, (bench_format_t)format, true);
        assert_true(strlen(text) > 0);
        free(text);
    }
}

/* The page of the newer of two runs, of which the first case allocates `now` blocks where it did 1;
 * free it. */
static char *page_of_two(bench_fraction_t now, bool kernel_timed) {
    bench_report_t runs[2];
    char *text = NULL;
    size_t size;
    for (size_t i = 0; i < 2; i++) {
        bench_report_init(&runs[i]);
        runs[i].name = strdup(i == 0 ? "older" : "newer");
        bench_row_t *row = sample_row(&runs[i], "s", "c", "k=1", i == 0 ? bench_whole(1) : now);
        row->kernel_timed = kernel_timed;
        assert_true(bench_report_add_fact(&runs[i], "git_revision", i == 0 ? "aaa" : "bbb"));
    }
    const bench_page_extras_t extras = {.runs = runs, .run_count = 2};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_report_print_t how = {.format = BENCH_FORMAT_HTML, .extras = &extras};
    assert_true(bench_print_report(&runs[1], &how, out));
    fclose(out);
    bench_report_deinit(&runs[0]);
    bench_report_deinit(&runs[1]);
    return text;
}

static void a_page_of_several_runs_names_each_step_of_a_count(void **state) {
    (void)state;
    char *page = page_of_two(bench_fraction(3, 2), false);
    assert_non_null(strstr(page, "Over 2 runs"));
    assert_non_null(strstr(page, "<tr><th scope=row>s/c;k=1<td>allocs_per_op<td>1<td>3/2"
                                 "<td>newer<td>bbb"));
    free(page);
    page = page_of_two(bench_whole(1), false);
    assert_non_null(strstr(page, "No exact count did."));
    free(page);
    page = page_of_two(bench_whole(2), true);
    assert_non_null(strstr(page, "No exact count did."));
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_matches_its_committed_output),
        cmocka_unit_test(a_page_of_several_runs_names_each_step_of_a_count),
        cmocka_unit_test(the_long_table_fits_into_100_columns_without_colour),
        cmocka_unit_test(instructions_have_a_column_only_if_some_were_counted),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(the_files_of_a_run_match_the_committed_ones),
        cmocka_unit_test(report_md_links_to_the_figures_that_exist),
        cmocka_unit_test(csv_fields_are_quoted_if_necessary),
        cmocka_unit_test(large_sizes_are_shown_to_the_byte),
        cmocka_unit_test(an_empty_report_prints_in_every_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
