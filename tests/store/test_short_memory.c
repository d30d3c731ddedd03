/* test_short_memory.c - running out of memory at any allocation is reported and leaks nothing
 * (AddressSanitizer detects leaks). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/limits_file.h"
#include "store/report_file.h"

/* The linker redirects the library's calls here (--wrap). jansson's calls succeed while it reads:
 * its parser (2.14) does not check all of them. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_reallocarray(void *block, size_t count, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);

static size_t left = SIZE_MAX; /* allocations that succeed; then one fails */

static bool fails(void) {
    return left != SIZE_MAX && left-- == 0;
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *block, size_t count, size_t size) {
    return fails() ? NULL : __real_reallocarray(block, count, size);
}

char *__wrap_strdup(const char *text) {
    return fails() ? NULL : __real_strdup(text);
}

static void *short_malloc(size_t size) {
    return fails() ? NULL : malloc(size);
}

/* ---- what is tried with ever more memory, until it succeeds ---- */

typedef bool attempt_t(const char *text, bench_problem_t *problem);

static void try_until_it_succeeds(attempt_t *attempt, const char *text) {
    size_t enough = 0;
    bool good = false;
    for (; !good; enough++) {
        bench_problem_t problem = {""};
        left = enough;
        good = attempt(text, &problem);
        left = SIZE_MAX;
        assert_true(good || problem.text[0] != '\0');
        assert_true(enough < 100000); /* else it fails for another reason */
    }
    assert_true(enough > 3);
}

static bool parse_report(const char *text, bench_problem_t *problem) {
    bench_report_t report;
    bool good = bench_report_parse("text", text, strlen(text), &report, problem);
    assert_true(good || (report.row_count == 0 && report.name == NULL));
    bench_report_deinit(&report);
    return good;
}

static bool parse_exact(const char *text, bench_problem_t *problem) {
    bench_table_t table;
    bool good = bench_parse_exact("text", text, strlen(text), &table, problem);
    assert_true(good || table.column_count == 0);
    bench_table_deinit(&table);
    return good;
}

/* Reading limits, and merging them with others. */
static bool renew_limits(const char *text, bench_problem_t *problem) {
    bench_limits_t limits;
    bench_table_t merged;
    bench_limit_t line = {.cases = "c", .metrics = "*", .toolchain = "", .at_most = "7"};
    const bench_limits_t wanted = {.count = 1, .lines = &line};
    bool good = bench_parse_limits("text", text, strlen(text), &limits, problem);
    assert_true(good || (limits.lines == NULL && limits.file == NULL));
    if (good) {
        good = bench_limits_merge(&limits, &wanted, &merged, problem);
        assert_int_equal(bench_table_row_count(&merged), good ? 4 : 0);
        bench_table_deinit(&merged);
    }
    bench_limits_deinit(&limits);
    return good;
}

static bench_report_t report;

static char *printed(bench_problem_t *problem) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bool good = bench_report_print(&report, out, problem);
    fclose(out);
    if (!good) {
        free(text);
    }
    return good ? text : NULL;
}

/* `text` is what it has to be. */
static bool print_report(const char *text, bench_problem_t *problem) {
    char *made = printed(problem);
    if (made != NULL) {
        assert_string_equal(made, text);
    }
    free(made);
    return made != NULL;
}

static void reading_a_report_succeeds_or_reports_out_of_memory(void **state) {
    (void)state;
    size_t size;
    char path[SAMPLE_PATH_MAX];
    char *text = sample_read(sample_path(TEST_DATA, "report.json", path), &size);
    try_until_it_succeeds(parse_report, text);
    free(text);
}

static void writing_a_report_succeeds_or_reports_out_of_memory(void **state) {
    (void)state;
    bench_problem_t problem;
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    char *text = printed(&problem);
    assert_non_null(text);
    json_set_alloc_funcs(short_malloc, free);
    try_until_it_succeeds(print_report, text);
    json_set_alloc_funcs(malloc, free);
    free(text);
    bench_report_deinit(&report);
}

static void reading_exact_numbers_succeeds_or_reports_out_of_memory(void **state) {
    (void)state;
    size_t size;
    char path[SAMPLE_PATH_MAX];
    char *text = sample_read(sample_path(TEST_DATA, "exact.csv", path), &size);
    try_until_it_succeeds(parse_exact, text);
    free(text);
}

static void renewing_limits_succeeds_or_reports_out_of_memory(void **state) {
    (void)state;
    try_until_it_succeeds(renew_limits, "case,metric,toolchain,at_most,why\n"
                                        "a,*,,1,\nb,*,gcc 12,+5%,so\nb,allocs_once,,+3,\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_a_report_succeeds_or_reports_out_of_memory),
        cmocka_unit_test(writing_a_report_succeeds_or_reports_out_of_memory),
        cmocka_unit_test(reading_exact_numbers_succeeds_or_reports_out_of_memory),
        cmocka_unit_test(renewing_limits_succeeds_or_reports_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
