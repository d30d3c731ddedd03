/* The loads of an open loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "runner/open_loop.h"

static const scenario_case_t looped_cases[] = {
    {.contender = "a", .params = ""},
    {.contender = "b", .params = "", .batches_only = true},
};
static const scenario_t looped = {
    .name = "looped", .question = "q", .cases = looped_cases, .case_count = 2, .open_loop = true};
static const scenario_t closed = {
    .name = "closed", .question = "q", .cases = looped_cases, .case_count = 2};

static bench_selected_t selected(const scenario_t *scenario, size_t index) {
    const scenario_case_t *definition = &scenario->cases[index];
    return (bench_selected_t){.scenario = scenario,
                              .definition = definition,
                              .key = {scenario->name, definition->contender, definition->params}};
}

static void loads_are_read_and_written(void **state) {
    (void)state;
    bench_open_loop_t loop = {0};
    bench_problem_t problem;
    char text[BENCH_OPEN_LOOP_TEXT_MAX];
    assert_string_equal(bench_open_loop_format(&loop, text), "");
    assert_true(bench_open_loop_parse(&loop, "50,80,95", &problem));
    assert_true(bench_open_loop_parse(&loop, "1", &problem));
    assert_string_equal(bench_open_loop_format(&loop, text), "50,80,95,1");
    assert_true(bench_open_loop_parse(&loop, "11,12,13,14", &problem));
    assert_string_equal(bench_open_loop_format(&loop, text), "50,80,95,1,11,12,13,14");
    assert_false(bench_open_loop_parse(&loop, "99", &problem));
    assert_string_equal(problem.text, "--open-loop takes at most 8 loads");
}

static void invalid_lists_of_loads_are_refused(void **state) {
    static const char *const texts[] = {"",
                                        "0",
                                        "100",
                                        "80,80",
                                        "50,",
                                        ",50",
                                        "x",
                                        "-1",
                                        "5.5",
                                        "50 ",
                                        " 50",
                                        "+50",
                                        "18446744073709551666",
                                        "1,2,3,4,5,6,7,8,9"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_open_loop_t loop = {.percents = {50}, .count = 1};
        bench_problem_t problem = {""};
        assert_false(bench_open_loop_parse(&loop, texts[i], &problem));
        assert_int_equal(loop.count, 1);
        assert_non_null(strstr(problem.text, "--open-loop takes"));
    }
}

static void an_open_loop_needs_a_case_that_supports_it(void **state) {
    (void)state;
    bench_open_loop_t none = {0};
    bench_open_loop_t loop = {.percents = {50}, .count = 1};
    bench_selected_t cases[] = {selected(&looped, 1), selected(&closed, 0), selected(&closed, 1)};
    bench_selection_t selection = {.cases = cases, .case_count = 3};
    bench_problem_t problem;
    assert_true(bench_open_loop_check(&none, &selection, &problem));
    assert_false(bench_open_loop_check(&loop, &selection, &problem));
    assert_non_null(strstr(problem.text, "nothing selected of looped, closed can be run"));
    cases[2] = selected(&looped, 0);
    assert_true(bench_open_loop_check(&loop, &selection, &problem));
}

static void keep(void *context, const char *line) {
    bench_problem(context, "%s", line);
}

static void a_group_that_was_timed_without_an_open_loop_is_reported(void **state) {
    (void)state;
    bench_open_loop_t loop = {.percents = {50}, .count = 1};
    bench_selected_t cases[] = {selected(&looped, 0), selected(&looped, 1), selected(&closed, 0)};
    bench_selection_t selection = {.cases = cases, .case_count = 3};
    bench_latency_t response = {.kind = BENCH_RESPONSE, .load = 0.5, .processes = 1};
    bench_row_t rows[3] = {{.process_count = 1, .latency_count = 1, .latencies = &response},
                           {.process_count = 1},
                           {.process_count = 1}};
    bench_report_t report = {.rows = rows, .row_count = 3};
    bench_problem_t line = {""};
    bench_open_loop_tell_skipped(&loop, &selection, &report, keep, &line);
    assert_string_equal(line.text, "looped: no open loop for 1 of 2 contenders: one operation "
                                   "alone is not as one of many");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_are_read_and_written),
        cmocka_unit_test(invalid_lists_of_loads_are_refused),
        cmocka_unit_test(an_open_loop_needs_a_case_that_supports_it),
        cmocka_unit_test(a_group_that_was_timed_without_an_open_loop_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
