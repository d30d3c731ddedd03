/* test_gate.c - which gates fail, and what is printed about it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/compare.h"
#include "sample.h"

static unsigned found(const char *name) {
    return bench_gate_find(name, strlen(name));
}

static void gates_are_found_by_their_full_name(void **state) {
    (void)state;
    assert_int_equal(found("allocs"), BENCH_GATE_ALLOCS);
    assert_int_equal(found("time"), BENCH_GATE_TIME);
    assert_int_equal(bench_gate_find("time,allocs", 4), BENCH_GATE_TIME);
    assert_int_equal(found("alloc"), 0);
    assert_int_equal(found("allocsx"), 0);
    assert_int_equal(found(""), 0);
}

/* One case in both runs, counted, verified, timed and resolved; a test changes one thing. */
typedef struct gated {
    bench_report_t base;
    bench_report_t next;
    bench_comparison_t pair;
} gated_t;

static void gated_init(gated_t *gated) {
    bench_report_init(&gated->base);
    bench_report_init(&gated->next);
    bench_row_t *base = sample_row(&gated->base, "s", "c", "", bench_fraction(1, 1));
    bench_row_t *next = sample_row(&gated->next, "s", "c", "", bench_fraction(1, 1));
    gated->pair = (bench_comparison_t){.base = base,
                                       .new_row = next,
                                       .column = "",
                                       .instructions_change = 0,
                                       .ratio = {1, 0.99, 1.01},
                                       .smallest_effect = 0.01};
}

static bench_gate_result_t judged(const gated_t *gated, unsigned gates) {
    return bench_gate_judge(
        &(bench_gated_t){
            .comparisons = &gated->pair, .count = 1, .base = &gated->base, .new_run = &gated->next},
        gates);
}

static void gated_deinit(gated_t *gated) {
    bench_report_deinit(&gated->base);
    bench_report_deinit(&gated->next);
}

#define ALL (BENCH_GATE_ALLOCS | BENCH_GATE_INSTRUCTIONS | BENCH_GATE_TIME)

static void the_failed_gate_depends_on_the_column(void **state) {
    (void)state;
    gated_t gated;
    gated_init(&gated);
    assert_int_equal(judged(&gated, ALL).exit_code, 0);
    assert_int_equal(judged(&gated, ALL).verdicts[2].compared, 1);
    gated.pair.allocs = BENCH_CHANGE_FEWER;
    gated.pair.time = BENCH_WORSE;
    assert_int_equal(judged(&gated, ALL).failed, BENCH_GATE_ALLOCS | BENCH_GATE_TIME);
    assert_int_equal(judged(&gated, ALL).exit_code, 1);
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).failed, BENCH_GATE_ALLOCS);
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 4);
    assert_int_equal(judged(&gated, 0).failed, 0);
    assert_int_equal(judged(&gated, 0).exit_code, 0);
    gated.pair.new_row = NULL;
    gated.pair.allocs = BENCH_CHANGE_REMOVED;
    assert_int_equal(judged(&gated, BENCH_GATE_TIME).exit_code, 1);
    gated_deinit(&gated);
}

/* Expects exit status 3 of that gate, and its reason to begin so. */
static void assert_not_judged(gated_t *gated, unsigned gate, const char *why) {
    bench_gate_result_t result = judged(gated, gate);
    const char *reason = result.verdicts[gate / 2].why;
    assert_int_equal(result.exit_code, 3);
    assert_int_equal(result.failed, gate);
    if (strncmp(reason, why, strlen(why)) != 0) {
        fail_msg("\"%s\" does not begin with \"%s\"", reason, why);
    }
    gated_deinit(gated);
    gated_init(gated);
}

static void what_was_not_judged_does_not_pass(void **state) {
    (void)state;
    gated_t gated;
    gated_init(&gated);
    gated.pair.smallest_effect = NAN;
    assert_not_judged(&gated, BENCH_GATE_TIME, "1 of 1 cases: too few processes");
    gated.pair.control_differs = true;
    assert_not_judged(&gated, BENCH_GATE_TIME, "1 of 1 cases: the control differs");
    gated.pair.ratio.estimate = NAN;
    assert_not_judged(&gated, BENCH_GATE_TIME, "no case of both runs has time to compare");
    gated.pair.instructions_change = NAN;
    assert_not_judged(&gated, BENCH_GATE_INSTRUCTIONS, "no case of both runs has instructions");
    gated.pair.allocs = BENCH_CHANGE_UNKNOWN;
    assert_not_judged(&gated, BENCH_GATE_ALLOCS, "1 of 1 cases: in one of the runs only");
    gated.base.rows[0].kernel_timed = true;
    assert_not_judged(&gated, BENCH_GATE_ALLOCS, "no case of both runs has exact counts");
    gated.pair.base = NULL;
    gated.pair.allocs = BENCH_CHANGE_ADDED;
    assert_not_judged(&gated, BENCH_GATE_ALLOCS, "no case of both runs has exact counts");
    gated.next.partial = true;
    assert_not_judged(&gated, BENCH_GATE_ALLOCS, "the new run is partial");
    gated.base.partial = true;
    assert_not_judged(&gated, BENCH_GATE_TIME, "the base run is partial");
    gated.next.rows[0].failure = strdup("called exit(0) in run");
    assert_not_judged(&gated, BENCH_GATE_ALLOCS, "1 of 1 cases: not measured");
    gated.base.rows[0].failure = strdup("called exit(0) in run");
    assert_not_judged(&gated, BENCH_GATE_TIME, "1 of 1 cases: not measured");
    gated_deinit(&gated);
    const bench_gated_t nothing = {0};
    assert_int_equal(bench_gate_judge(&nothing, ALL).exit_code, 3);
    assert_int_equal(bench_gate_judge(&nothing, 0).exit_code, 0);
}

static void times_of_two_processors_are_not_judged_unless_asked(void **state) {
    (void)state;
    gated_t gated;
    gated_init(&gated);
    gated.pair.time = BENCH_WORSE;
    assert_true(bench_report_add_fact(&gated.base, "cpu", "one"));
    assert_true(bench_report_add_fact(&gated.next, "cpu", "another"));
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 0);
    bench_gated_t across = {.comparisons = &gated.pair,
                            .count = 1,
                            .base = &gated.base,
                            .new_run = &gated.next,
                            .across_machines = true};
    assert_int_equal(bench_gate_judge(&across, BENCH_GATE_TIME).exit_code, 1);
    assert_not_judged(&gated, BENCH_GATE_TIME, "1 of 1 cases: on another processor");
    gated_deinit(&gated);
}

static void faults_of_the_new_run_fail_the_gate_on_counts(void **state) {
    (void)state;
    gated_t gated;
    gated_init(&gated);
    gated.next.rows[0].budget = bench_fraction(0, 1);
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 1);
    gated_deinit(&gated);
    gated_init(&gated);
    sample_verified(&gated.next.rows[0], "passes differ");
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 1);
    gated_deinit(&gated);
    gated_init(&gated);
    sample_followed(&gated.next.rows[0], "workload", "run_task;read_line", 3);
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 1);
    gated.pair.allocs = BENCH_CHANGE_OTHER;
    assert_int_equal(judged(&gated, BENCH_GATE_ALLOCS).exit_code, 1);
    gated_deinit(&gated);
}

/* The comparison of `cases` cases, each with one allocation more (or fewer), as Markdown. */
static char *markdown_of(size_t cases, int64_t base_allocs, int64_t allocs, unsigned gates) {
    bench_report_t base;
    bench_report_t next;
    size_t count;
    char *text = NULL;
    size_t size;
    bench_report_init(&base);
    bench_report_init(&next);
    for (size_t i = 0; i < cases; i++) {
        char name[24];
        snprintf(name, sizeof name, "c%zu", i);
        sample_row(&base, "s", name, "", bench_fraction(base_allocs, 1));
        sample_row(&next, "s", name, "", bench_fraction(allocs, 1))->budget_kind =
            BENCH_BUDGET_NONE;
    }
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_gated_t gated = {.comparisons = comparisons, .count = count};
    const bench_gate_result_t gate = bench_gate_judge(&gated, gates);
    const bench_comparison_print_t how = {
        .format = BENCH_FORMAT_MARKDOWN, .gates = gates, .gate = &gate};
    assert_true(bench_print_comparison(comparisons, count, &how, out));
    fclose(out);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
    return text;
}

static void the_first_line_has_the_verdict_of_the_gate(void **state) {
    (void)state;
    static const struct {
        int64_t allocs;
        unsigned gates;
        const char *line;
    } lines[] = {
        {1, BENCH_GATE_ALLOCS, "**Gate on allocs: passes.** 1 cases compared"},
        {2, BENCH_GATE_ALLOCS | BENCH_GATE_TIME,
         "**Gate on allocs, time: fails on allocs, time.** 1"},
        {0, BENCH_GATE_ALLOCS, "**Gate on allocs: fewer than the base, to be accepted: allocs.** "},
        {1, BENCH_GATE_TIME, "**Gate on time: could not be judged, so does not pass: time.** 1"},
        {2, 0, "1 cases compared: 1 changed"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char *text = markdown_of(1, 1, lines[i].allocs, lines[i].gates);
        assert_int_equal(strncmp(text, lines[i].line, strlen(lines[i].line)), 0);
        free(text);
    }
}

static void long_lists_of_findings_are_folded(void **state) {
    (void)state;
    char *text = markdown_of(25, 0, 1, BENCH_GATE_ALLOCS);
    assert_null(strstr(text, "More findings"));
    free(text);
    text = markdown_of(26, 0, 1, BENCH_GATE_ALLOCS);
    char *fold = strstr(text, "<details><summary>More findings</summary>");
    assert_non_null(fold);
    assert_true(strstr(text, "| s/c24 |") < fold);
    assert_true(strstr(text, "| s/c25 |") > fold);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gates_are_found_by_their_full_name),
        cmocka_unit_test(the_failed_gate_depends_on_the_column),
        cmocka_unit_test(what_was_not_judged_does_not_pass),
        cmocka_unit_test(times_of_two_processors_are_not_judged_unless_asked),
        cmocka_unit_test(faults_of_the_new_run_fail_the_gate_on_counts),
        cmocka_unit_test(the_first_line_has_the_verdict_of_the_gate),
        cmocka_unit_test(long_lists_of_findings_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
