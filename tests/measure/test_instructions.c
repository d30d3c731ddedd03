/* test_instructions.c - from windows to a number, and the processor's counter if there is one. */
#include "measure/instructions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "instruction_passes.h"

static bench_instructions_t of(const bench__instruction_pass_t *passes, bool steady) {
    return bench__instructions_of(BENCH_BY_CALLGRIND, passes, 3, steady);
}

static void assert_number(bench_instructions_t instructions, int64_t num, int64_t den, bool exact) {
    assert_int_equal(instructions.by, BENCH_BY_CALLGRIND);
    assert_true(bench_fraction_equal(instructions.per_op, bench_fraction(num, den)));
    assert_int_equal(instructions.exact, exact);
}

static void equal_slopes_are_exact_despite_one_time_costs(void **state) {
    (void)state;
    const bench__instruction_pass_t passes[] = {{10, 1070, 1640}, {10, 570, 1140}, {10, 572, 1142}};
    assert_number(of(passes, true), 57, 1, true);
    const bench__instruction_pass_t fraction[] = {{2, 7, 10}, {2, 7, 10}, {2, 7, 10}};
    assert_number(of(fraction, true), 3, 2, true);
}

static void unequal_slopes_give_a_mean_that_is_not_exact(void **state) {
    (void)state;
    const bench__instruction_pass_t passes[] = {{10, 600, 1200}, {10, 600, 1200}, {10, 600, 1203}};
    assert_number(of(passes, true), 601, 10, false);
}

static void an_unsteady_case_gives_a_mean_over_all_operations(void **state) {
    (void)state;
    const bench__instruction_pass_t passes[] = {{10, 600, 900}, {10, 600, 900}, {10, 600, 900}};
    assert_number(of(passes, false), 50, 1, false);
    assert_number(of(passes, true), 30, 1, true);
}

static void passes_that_are_a_tenth_apart_give_no_number(void **state) {
    (void)state;
    const bench__instruction_pass_t near[] = {{10, 100, 1100}, {10, 100, 1200}, {10, 100, 1100}};
    const bench__instruction_pass_t far[] = {{10, 100, 1100}, {10, 100, 1201}, {10, 100, 1100}};
    const bench__instruction_pass_t none[] = {{10, 100, 100}, {10, 100, 100}, {10, 100, 100}};
    const bench__instruction_pass_t fewer[] = {{10, 100, 90}, {10, 100, 90}, {10, 100, 90}};
    assert_int_equal(of(near, true).by, BENCH_BY_CALLGRIND);
    assert_int_equal(of(far, true).by, BENCH_BY_NONE);
    assert_int_equal(of(none, true).by, BENCH_BY_NONE);
    assert_int_equal(of(fewer, true).by, BENCH_BY_NONE);
}

static void the_counters_have_names(void **state) {
    (void)state;
    bench_instructions_by_t by = BENCH_BY_NONE;
    assert_true(bench_instructions_by_parse("callgrind", &by) && by == BENCH_BY_CALLGRIND);
    assert_true(bench_instructions_by_parse("perf_event", &by) && by == BENCH_BY_PERF_EVENT);
    assert_false(bench_instructions_by_parse("", &by));
    assert_false(bench_instructions_by_parse("perf", &by));
    assert_string_equal(bench_instructions_by_name(BENCH_BY_CALLGRIND), "callgrind");
    assert_string_equal(bench_instructions_by_name(BENCH_BY_NONE), "");
}

static void a_counter_that_cannot_count_says_why_in_one_line(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    assert_false(bench_can_count_instructions(BENCH_BY_NONE, &problem));
    assert_true(strlen(problem.text) > 0);
    problem.text[0] = '\0';
    if (!bench_can_count_instructions(BENCH_BY_PERF_EVENT, &problem)) {
        bench_instruction_counter_t counter;
        assert_non_null(strstr(problem.text, "perf_event_open"));
        assert_false(bench_instruction_counter_open(BENCH_BY_PERF_EVENT, "", &counter, &problem));
        bench_instruction_counter_close(&counter);
    }
}

static void run_loop(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        for (int j = 0; j < 1000; j++) {
            __asm__ volatile("nop\n\tnop\n\tnop\n\tnop");
        }
    }
}

static void the_processor_counts_what_callgrind_would(void **state) {
    (void)state;
    const bench_subject_t subject = {.name = "loop", .run = run_loop, .period = 1};
    bench_instruction_counter_t counter;
    bench_instructions_t instructions;
    bench_problem_t problem;
    if (!bench_can_count_instructions(BENCH_BY_PERF_EVENT, &problem)) {
        skip();
    }
    assert_true(bench_instruction_counter_open(BENCH_BY_PERF_EVENT, "", &counter, &problem));
    assert_true(bench_count_instructions(&counter, &subject, &instructions, &problem));
    bench_instruction_counter_close(&counter);
    assert_int_equal(instructions.by, BENCH_BY_PERF_EVENT);
    assert_in_range((uint64_t)bench_fraction_value(instructions.per_op), 4000, 12000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_slopes_are_exact_despite_one_time_costs),
        cmocka_unit_test(unequal_slopes_give_a_mean_that_is_not_exact),
        cmocka_unit_test(an_unsteady_case_gives_a_mean_over_all_operations),
        cmocka_unit_test(passes_that_are_a_tenth_apart_give_no_number),
        cmocka_unit_test(the_counters_have_names),
        cmocka_unit_test(a_counter_that_cannot_count_says_why_in_one_line),
        cmocka_unit_test(the_processor_counts_what_callgrind_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
