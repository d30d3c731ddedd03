/* test_gate.c - which gates fail, and what is printed about it. */
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

static void the_failed_gate_depends_on_the_column(void **state) {
    (void)state;
    bench_row_t row;
    bench_row_init(&row);
    row.counted = true;
    const bench_comparison_t both = {
        .base = &row, .allocs = BENCH_CHANGE_FEWER, .time = BENCH_WORSE};
    const bench_comparison_t removed = {.base = &row, .allocs = BENCH_CHANGE_REMOVED};
    unsigned all = BENCH_GATE_ALLOCS | BENCH_GATE_TIME;
    assert_int_equal(bench_gate_failed(&both, 1, all), all);
    assert_int_equal(bench_gate_exit_code(&both, 1, all), 1);
    assert_int_equal(bench_gate_failed(&both, 1, BENCH_GATE_ALLOCS), BENCH_GATE_ALLOCS);
    assert_int_equal(bench_gate_exit_code(&both, 1, BENCH_GATE_ALLOCS), 4);
    assert_int_equal(bench_gate_failed(&both, 1, 0), 0);
    assert_int_equal(bench_gate_failed(&removed, 1, BENCH_GATE_TIME), BENCH_GATE_TIME);
    assert_int_equal(bench_gate_failed(NULL, 0, all), 0);
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
        sample_row(&next, "s", name, "", bench_fraction(allocs, 1));
    }
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_comparison_print_t how = {.format = BENCH_FORMAT_MARKDOWN, .gates = gates};
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
        {2, BENCH_GATE_ALLOCS | BENCH_GATE_TIME, "**Gate on allocs, time: fails on allocs.** 1"},
        {0, BENCH_GATE_ALLOCS, "**Gate on allocs: fewer than the base, to be accepted: allocs.** "},
        {2, BENCH_GATE_TIME, "**Gate on time: passes.** 1 cases"},
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
        cmocka_unit_test(the_first_line_has_the_verdict_of_the_gate),
        cmocka_unit_test(long_lists_of_findings_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
