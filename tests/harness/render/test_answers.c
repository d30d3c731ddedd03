/* test_answers.c - what is said of the questions of answers.def, and what is not. */
#include "render/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define PROCESSES 16

static void add_to(bench_report_t *report, const char *scenario, const char *contender,
                   const char *params, double ns, bench_fraction_t allocs) {
    double times[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        times[i] = ns * (1 + 0.001 * (double)i);
    }
    sample_times(sample_row(report, scenario, contender, params, allocs), times, PROCESSES);
}

static void add(bench_report_t *report, const char *contender, const char *params, double ns,
                bench_fraction_t allocs) {
    add_to(report, "hit_ratio", contender, params, ns, allocs);
}

static void add_percent(bench_report_t *report, int hits, double of_task, double of_value_task) {
    char params[32];
    snprintf(params, sizeof params, "percent=%d", hits);
    add(report, "task", params, of_task, bench_whole(1));
    add(report, "value_task", params, of_value_task, bench_fraction(100 - hits, 100));
}

/* Prints and releases it. */
static char *printed(bench_report_t *report, bench_format_t format) {
    char *text = NULL;
    size_t size;
    const bench_report_print_t how = {.format = format};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_print_report(report, &how, out));
    fclose(out);
    bench_report_deinit(report);
    return text;
}

static void assert_has(const char *text, const char *piece) {
    if (strstr(text, piece) == NULL) {
        fail_msg("'%s' is not in\n%s", piece, text);
    }
}

static void assert_lacks(const char *text, const char *piece) {
    if (strstr(text, piece) != NULL) {
        fail_msg("'%s' is in\n%s", piece, text);
    }
}

#define QUESTION "From which hit ratio does a value task pay?"

static void an_answer_has_its_numbers_and_its_table(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add_percent(&report, 0, 50, 55);
    add_percent(&report, 10, 50, 52);
    add_percent(&report, 50, 50, 40);
    add_percent(&report, 90, 50, 20);
    char *text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_has(text, "## Answers\n\n### " QUESTION "\n");
    assert_has(text,
               "one for each miss, 1/10 at 90 %. In time it is resolved to be faster from 50 % "
               "hits on; at 90 % it takes 0.400 times [0.400, 0.400] the time of a task. "
               "Where nothing hits it takes 1.10 times [1.10, 1.10] the time of a task.\n");
    assert_has(text, "| path | task | value_task |");
    assert_has(text, " | 40 B · 50.4 ns | 4 B · 20.1 ns |\n");
    assert_lacks(text, "Does runtime async");
    free(text);
}

static void what_the_numbers_do_not_carry_is_not_said(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add_percent(&report, 0, 50, 50);
    add_percent(&report, 90, 50, 50);
    char *text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_has(text, QUESTION);
    assert_lacks(text, "In time it is");
    assert_has(text, "it takes 1.00 times [1.00, 1.00] (not resolved) the time of a task.");
    free(text);
}

/* Two times that stand beside each other invite to be compared. */
static void a_time_has_its_interval(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add_to(&report, "floors", "malloc_free", "", 10, bench_whole(1));
    add_to(&report, "floors", "exchange", "", 12000, bench_whole(0));
    char *text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_has(text, "A block allocated and freed takes 10.1 ns [10.0, 10.1], an atomic exchange "
                     "12.1 µs [12.0, 12.1], of which");
    free(text);
}

static void a_run_without_its_cases_answers_nothing(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "percent=0", 50, bench_whole(1));
    add(&report, "value_task", "percent=50", 50, bench_whole(1));
    char *text = printed(&report, BENCH_FORMAT_MARKDOWN);
    assert_lacks(text, "Answers");
    free(text);
}

static void programs_get_the_sentences(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add_percent(&report, 0, 50, 55);
    char *text = printed(&report, BENCH_FORMAT_JSON);
    assert_has(text, "\"answers\"");
    assert_has(text, QUESTION);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_has_its_numbers_and_its_table),
        cmocka_unit_test(what_the_numbers_do_not_carry_is_not_said),
        cmocka_unit_test(a_time_has_its_interval),
        cmocka_unit_test(a_run_without_its_cases_answers_nothing),
        cmocka_unit_test(programs_get_the_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
