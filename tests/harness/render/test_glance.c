/* test_glance.c - what is seen of a run at a glance: matrices, findings, what comes next; and
 * lists. */
#include "render/report.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/plain_text.h"
#include "sample.h"

static char *printed_as(const bench_report_t *report, bench_report_print_t how) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_print_report(report, &how, out));
    fclose(out);
    return text;
}

static char *printed(const bench_report_t *report, unsigned width) {
    return printed_as(report, (bench_report_print_t){.width = width});
}

static char *listed(const bench_report_t *report, bench_sort_t sort, const char *contender,
                    bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const bench_report_print_t how = {.format = format};
    assert_non_null(out);
    assert_true(bench_print_list(report, &how, sort, contender, out));
    fclose(out);
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

#define PROCESSES 16

/* Processes that agree on how long it takes, or that do not agree with any other row. */
static bench_row_t *add(bench_report_t *report, const char *contender, const char *params,
                        double ns, bench_fraction_t allocs, bool agree) {
    double times[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        times[i] = ns * (1 + 0.001 * (double)i) * (agree || i % 2 == 0 ? 1 : 1.5);
    }
    bench_row_t *row = sample_row(report, "mix", contender, params, allocs);
    sample_times(row, times, PROCESSES);
    return row;
}

/* Two lines that cross, beside one that is not resolved. */
static void add_mix(bench_report_t *report) {
    static const struct {
        const char *params;
        double ns;
        bench_fraction_t allocs;
    } points[] = {{"percent=0", 40, {1, 1}},
                  {"percent=50", 25, {1, 2}},
                  {"percent=90", 12, {1, 10}},
                  {"percent=100", 2000, {0, 1}}};
    bench_report_init(report);
    report->name = strdup("mix");
    for (size_t i = 0; i < 4; i++) {
        add(report, "task", points[i].params, 30, bench_fraction(1, 1), true);
        add(report, "cached_task", points[i].params, points[i].ns, points[i].allocs, true);
        add(report, "another_task", points[i].params, points[i].ns * 0.9, points[i].allocs, false);
    }
}

static void a_matrix_has_params_down_and_contenders_across(void **state) {
    (void)state;
    bench_report_t report;
    add_mix(&report);
    char *text = printed(&report, 80);
    assert_has(text,
               "mix\n"
               "  percent  task          cached_task      another_task\n"
               "        0  1 · 30.2 ns*     1 · 40.3 ns      1 · 45.3 ns\n"
               "       50  1 · 30.2 ns    1/2 · 25.2 ns*   1/2 · 28.3 ns?\n"
               "       90  1 · 30.2 ns   1/10 · 12.1 ns*  1/10 · 13.6 ns?\n"
               "      100  1 · 30.2 ns*     0 · 2.02 µs      0 · 2.26 µs\n"
               "\n"
               "Cells: allocations · time of an operation. * shortest time of its row; ? not\n"
               "resolved against that; no mark: slower than that.\n");
    free(text);
    bench_report_deinit(&report);
}

static void what_does_not_fit_is_continued_below(void **state) {
    (void)state;
    bench_report_t report;
    add_mix(&report);
    char *text = printed(&report, 44);
    assert_has(text, "  percent  task          cached_task\n"
                     "        0  1 · 30.2 ns*     1 · 40.3 ns\n");
    assert_has(text, "      100  1 · 30.2 ns*     0 · 2.02 µs\n"
                     "\n"
                     "  percent  another_task\n"
                     "        0     1 · 45.3 ns\n");
    free(text);
    bench_report_deinit(&report);
}

/* Lines of findings and matrices; what is said of the cases that are broken has its own length. */
static void assert_fits(const char *text, size_t width) {
    size_t places = 0;
    for (const char *at = text; *at != '\0';) {
        bool plain;
        size_t length = bench_character(at, &plain);
        places = *at == '\n' ? 0 : places + 1;
        if (places > width) {
            fail_msg("a line has more than %zu places:\n%s", width, text);
        }
        at += length;
    }
}

/* 40 contenders with names of up to 100 letters, some of which cannot be parted. */
static void add_many(bench_report_t *report) {
    bench_report_init(report);
    for (size_t i = 0; i < 40; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%.*zu", i % 2 == 0 ? "a_contender_with_a_name_" : "name",
                 (int)(2 * i + 1), i);
        add(report, name, "size=1000000", 30 + (double)i, bench_fraction(1, 512), true);
        add(report, name, "size=64", 3e9 + (double)i, bench_fraction(0, 1), true);
    }
}

static void every_width_is_kept(void **state) {
    (void)state;
    static const unsigned widths[] = {40, 80, 100, 160, 400, 10000};
    bench_report_t report;
    add_many(&report);
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        char *text = printed(&report, widths[i]);
        char *end = strstr(text, "cases, ");
        assert_non_null(end);
        end[-4] = '\0'; /* before their number */
        assert_fits(text, widths[i]);
        assert_has(text, "  1,000,000  1/512 · ");
        free(text);
    }
    bench_report_deinit(&report);
}

static void a_matrix_shows_what_there_is(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    sample_row(&report, "counted", "task", "", bench_fraction(1, 1));
    bench_row_t *row = sample_row(&report, "counted", "broken", "", bench_fraction(2, 1));
    row->budget = bench_fraction(1, 1);
    row = sample_row(&report, "counted", "ended", "", bench_fraction(0, 1));
    row->counted = false;
    row->failure = strdup("ended by signal 11 in run");
    row = add(&report, "task", "", 10, bench_fraction(0, 1), true);
    row->counted = false;
    char *text = printed(&report, 80);
    assert_has(text, "counted\n"
                     "  task  broken  ended\n"
                     "  1     2!      failed\n");
    assert_has(text, "    Budget broken: broken: allocates 2 per operation, promised 1\n");
    assert_has(text, "mix\n"
                     "  task\n"
                     "  10.1 ns\n"); /* with nobody else nothing is best */
    assert_has(text, "ended by signal 11 in run");
    assert_lacks(text, "Findings"); /* nothing could be found */
    free(text);
    bench_report_deinit(&report);
}

static void a_measure_is_in_parentheses_and_not_the_best(void **state) {
    (void)state;
    bench_report_t report;
    add_mix(&report);
    assert_true(bench_report_add_contender(
        &report, &(bench_contender_t){(char[]){"direct"}, (char[]){""}, (char[]){""}, 0,
                                      (char[]){""}, (char[]){"task"}, true}));
    add(&report, "direct", "percent=0", 1, bench_fraction(0, 1), true);
    char *text = printed(&report, 100);
    assert_has(text, "(direct)");
    assert_has(text, " 0 · 1.01 ns\n");
    assert_has(text, "(name) no answer");
    free(text);
    bench_report_deinit(&report);
}

static void findings_are_sentences_with_their_numbers_and_rules(void **state) {
    (void)state;
    bench_report_t report;
    add_mix(&report);
    char *text = printed(&report, 80);
    assert_has(text, "\nFindings\n");
    assert_has(text,
               "- mix, percent=90: cached_task allocates 1/10 where task allocates 1, and takes\n"
               "  0.400 times its time [0.400, 0.400] (saving)\n");
    free(text);
    assert_true(bench_report_add_words(&report, "mix", "a mix"));
    assert_true(bench_report_add_words(&report, "mix;percent", "% hits"));
    text = printed(&report, 200);
    assert_has(text, "- a mix, 90 % hits: cached_task allocates 1/10 where task");
    assert_has(text,
               "- a mix, 100 % hits: another_task allocates nothing where task allocates 1, but "
               "takes 73.5 times its time [60.0, 90.0] (saving)");
    free(text);
    bench_report_deinit(&report);
}

/* Each rule has words of its own. */
static void each_rule_has_a_sentence(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_fraction_t none = bench_fraction(0, 1);
    bench_fraction_t one = bench_fraction(1, 1);
    add(&report, "box", "n=1", 100, one, true);
    add(&report, "pool", "n=1", 95, none, false);
    add(&report, "slow", "n=1", 200, one, true);
    add(&report, "box", "n=1000", 100, one, true);
    add(&report, "pool", "n=1000", 60, none, true);
    add(&report, "slow", "n=1000", 50, one, true);
    assert_true(bench_report_add_words(&report, "mix;n", "under way"));
    report.rows[0].counts.resident_bytes_per_op = 96.4;
    report.rows[1].counts.resident_bytes_per_op = 112.4;
    const bench_floor_t floor = {.path = (char[]){"slow, 1 under way"},
                                 .floor = (char[]){"a box"},
                                 .of = {"mix", "slow", "n=1"},
                                 .term_count = 1,
                                 .terms = {{{"mix", "box", "n=1"}, 1}},
                                 .aim = 1.5};
    assert_true(bench_report_add_floor(&report, &floor));
    char *text = printed(&report, 200);
    assert_has(text,
               "- mix: pool saves 1 block over box and no resolvable time with 1 under way; 40.0 % "
               "of its time [40.0, 40.0] with 1,000 under way (onset)\n");
    assert_has(text, "- mix: slow falls below box at 667 under way [1, 1,000] (crossing)\n");
    assert_has(
        text, "- 1,000 under way: slow is the fastest of 3, with 0.833 times the time of the next, "
              "pool, [0.833, 0.833] (fastest)\n");
    assert_has(text,
               "- slow, 1 under way: takes 2.00 times a box [2.00, 2.00], where 1.50 are the aim "
               "(floor)\n");
    assert_has(text,
               "- 1 under way: box takes 96.4 bytes of resident memory per operation where pool "
               "takes 112 (memory)\n");
    free(text);
    assert_true(bench_report_add_words(&report, "mix;", "sleeper"));
    text = printed(&report, 200);
    assert_has(text, "box takes 96.4 bytes of resident memory per sleeper where pool takes 112");
    free(text);
    bench_report_deinit(&report);
}

static void findings_are_in_json_and_on_the_page_as_well(void **state) {
    (void)state;
    bench_report_t report;
    json_error_t error;
    add_mix(&report);
    char *text = printed_as(&report, (bench_report_print_t){.format = BENCH_FORMAT_JSON});
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(document);
    const json_t *finding = json_array_get(json_object_get(document, "findings"), 2);
    assert_string_equal(json_string_value(json_object_get(finding, "rule")), "saving");
    assert_string_equal(json_string_value(json_object_get(finding, "contender")), "cached_task");
    assert_string_equal(json_string_value(json_object_get(finding, "params")), "percent=90");
    assert_string_equal(json_string_value(json_object_get(finding, "allocs_per_op")), "1/10");
    assert_float_equal(json_number_value(json_object_get(finding, "ratio")), 0.4, 1e-9);
    const char *sentence = json_string_value(json_object_get(finding, "sentence"));
    assert_has(sentence, "mix, percent=90: cached_task allocates 1/10 where task allocates 1");
    char *page = printed_as(&report, (bench_report_print_t){.format = BENCH_FORMAT_MARKDOWN});
    assert_has(page, "## Findings\n\n| finding | rule |\n");
    assert_has(page, "cached_task allocates 1/10 where task allocates 1");
    assert_has(page, "| crossing |"); /* what it looks for */
    json_decref(document);
    free(text);
    free(page);
    bench_report_deinit(&report);
}

/* 6 processes that agree resolve one pair (p = 0.03), not each of 30. */
static void a_part_of_a_run_has_the_verdicts_of_the_whole(void **state) {
    (void)state;
    static const char *const filters[] = {"mix/*;k=0"};
    bench_report_t report;
    bench_report_init(&report);
    for (size_t i = 0; i < 30; i++) {
        char params[16];
        snprintf(params, sizeof params, "k=%zu", i);
        double one[6] = {10, 11, 12, 13, 14, 15};
        double two[6] = {20, 21, 22, 23, 24, 25};
        sample_times(sample_row(&report, "mix", "a", params, bench_fraction(0, 1)), one, 6);
        sample_times(sample_row(&report, "mix", "b", params, bench_fraction(0, 1)), two, 6);
    }
    char *text = printed_as(&report, (bench_report_print_t){.filters = filters, .filter_count = 1});
    assert_has(text, "  0  0 · 12.5 ns*  0 · 22.5 ns?\n");
    assert_lacks(text, "  1  0");
    assert_has(text,
               "Findings\n"
               "6 processes cannot resolve any of 30 pairs that are judged together; 11 can (run\n"
               "--processes).\n"
               "None: no rule finds a difference that is resolved.\n");
    free(text);
    bench_report_narrow(&report, filters, 1); /* a run of these alone: */
    text = printed(&report, 80);
    assert_has(text, "  0  0 · 12.5 ns*  0 · 22.5 ns\n");
    free(text);
    bench_report_deinit(&report);
}

static void a_run_that_has_a_folder_says_what_to_do_with_it(void **state) {
    (void)state;
    bench_report_t report;
    add_mix(&report);
    assert_true(bench_report_add_fact(&report, "warnings", "noise, load"));
    char *text =
        printed_as(&report, (bench_report_print_t){.run = "results/a b", .word = "'results/a b'"});
    assert_has(text, "Warnings: noise, load (vtbench doctor says what to do)\n12 cases, 0 broken");
    assert_has(text, "results/a b has report.json, report.html, report.md and CSV files. Next:\n"
                     "  vtbench plot   'results/a b'  # the figures\n");
    assert_has(text, "  vtbench report 'results/a b'  # ");
    assert_has(text, "  vtbench show   'results/a b'  # ");
    free(text);
    bench_report_deinit(&report);
}

/* Tells whether the lines that begin with these cases stand in that order. */
static void assert_order(const char *text, const char *const *cases, size_t count) {
    const char *at = text;
    for (size_t i = 0; i < count; i++) {
        const char *next = strstr(at, cases[i]);
        if (next == NULL) {
            fail_msg("%s does not follow in\n%s", cases[i], text);
        }
        at = next != NULL ? next + 1 : at;
    }
}

static void a_list_is_sorted_and_relative_to_whom_one_likes(void **state) {
    (void)state;
    static const char *const by_time[] = {
        "mix/cached_task;percent=90", "mix/another_task;percent=90", "mix/cached_task;percent=50",
        "mix/task;percent=0", "mix/cached_task;percent=100"};
    static const char *const by_allocs[] = {"mix/cached_task;percent=100",
                                            "mix/another_task;percent=100",
                                            "mix/cached_task;percent=90", "mix/task;percent=0"};
    static const char *const by_ratio[] = {"mix/task;percent=100", "mix/task;percent=0",
                                           "mix/task;percent=50", "mix/task;percent=90"};
    bench_report_t report;
    add_mix(&report);
    char *text = listed(&report, BENCH_SORT_NS, NULL, BENCH_FORMAT_TABLE);
    assert_order(text, by_time, 5);
    free(text);
    text = listed(&report, BENCH_SORT_ALLOCS, NULL, BENCH_FORMAT_TABLE);
    assert_order(text, by_allocs, 4);
    free(text);
    text = listed(&report, BENCH_SORT_RATIO, "cached_task", BENCH_FORMAT_TABLE);
    assert_order(text, by_ratio, 4);
    assert_has(text, "over cached_task");
    free(text);
    text = listed(&report, BENCH_SORT_RATIO, "cached_task", BENCH_FORMAT_CSV);
    assert_has(text, "\nmix,task,percent=90,1,30.225,30.09,30.36,cached_task,2.5,2.5,2.5,worse\n");
    free(text);
    bench_report_deinit(&report);
}

static void names_of_others_are_no_commands_to_a_terminal(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a\033[31m\nb", "k\033=\033", 10, bench_fraction(0, 1), true);
    add(&report, "task", "k\033=\033", 20, bench_fraction(1, 1), true);
    assert_true(bench_report_add_words(&report, "mix", "\033[2J"));
    char *text = printed(&report, 80);
    assert_lacks(text, "\033");
    free(text);
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_has_params_down_and_contenders_across),
        cmocka_unit_test(what_does_not_fit_is_continued_below),
        cmocka_unit_test(every_width_is_kept),
        cmocka_unit_test(a_matrix_shows_what_there_is),
        cmocka_unit_test(a_measure_is_in_parentheses_and_not_the_best),
        cmocka_unit_test(findings_are_sentences_with_their_numbers_and_rules),
        cmocka_unit_test(each_rule_has_a_sentence),
        cmocka_unit_test(findings_are_in_json_and_on_the_page_as_well),
        cmocka_unit_test(a_part_of_a_run_has_the_verdicts_of_the_whole),
        cmocka_unit_test(a_run_that_has_a_folder_says_what_to_do_with_it),
        cmocka_unit_test(a_list_is_sorted_and_relative_to_whom_one_likes),
        cmocka_unit_test(names_of_others_are_no_commands_to_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
