/* test_statements.c - what a run says: no more than its numbers do. */
#include "judge/statements.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

#define PROCESSES 12

/* Processes that agree on how long it takes, or that do not agree with any other row. */
static bench_row_t *add(bench_report_t *report, const char *contender, const char *params,
                        double ns, int64_t allocs, bool agree) {
    double times[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        times[i] = ns * (1 + 0.001 * (double)i) * (agree || i % 2 == 0 ? 1 : 4);
    }
    bench_row_t *row = sample_row(report, "s", contender, params, bench_fraction(allocs, 1));
    sample_times(row, times, PROCESSES);
    return row;
}

static size_t say(const bench_report_t *report, bench_statement_t said[BENCH_STATEMENTS_MAX]) {
    bench_pairs_t pairs = bench_pairs(report);
    return bench_statements(report, &pairs, said);
}

/* The only statement of that rule; NULL: there is none. */
static const bench_statement_t *only(const bench_statement_t *said, size_t count,
                                     bench_rule_t rule) {
    const bench_statement_t *found = NULL;
    for (size_t i = 0; i < count; i++) {
        assert_false(said[i].rule == rule && found != NULL);
        found = said[i].rule == rule ? &said[i] : found;
    }
    return found;
}

static void assert_about(const bench_statement_t *statement, const char *contender,
                         const char *other) {
    assert_non_null(statement);
    assert_string_equal(statement->at.row->key.contender, contender);
    assert_string_equal(statement->at.other->key.contender, other);
}

static void saving_is_said_of_the_contender_that_is_better_for_sure(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "", 40, 1, true);
    add(&report, "first", "", 20, 0, true);
    add(&report, "as_good", "", 15, 0, false); /* not for sure */
    size_t count = say(&report, said);
    const bench_statement_t *saving = only(said, count, BENCH_RULE_saving);
    assert_about(saving, "first", "task");
    assert_int_equal(saving->at.pair.verdict, BENCH_BETTER);
    assert_float_equal(saving->at.pair.ratio.estimate, 0.5, 1e-9);
    add(&report, "better", "", 10, 0, true);
    count = say(&report, said);
    assert_about(only(said, count, BENCH_RULE_saving), "better", "task");
    bench_report_deinit(&report);
}

static void what_is_not_resolved_is_said_of_blocks_alone(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "", 40, 1, true);
    bench_row_t *row = add(&report, "open", "", 30, 1, false);
    assert_int_equal(say(&report, said), 0); /* as many blocks, and nothing else */
    row->counts.allocs_per_op = bench_fraction(0, 1);
    assert_int_equal(say(&report, said), 1);
    assert_about(&said[0], "open", "task");
    assert_int_equal(said[0].at.pair.verdict, BENCH_NOT_RESOLVED);
    bench_report_deinit(&report);
}

/* Another runtime counts bytes: that says nothing of its blocks. */
static void what_was_not_counted_saves_no_blocks(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "", 40, 1, true);
    bench_row_t *row = add(&report, "foreign", "", 30, 0, false);
    assert_int_equal(say(&report, said), 1);
    row->counts.allocs_per_op = (bench_fraction_t){0};
    row->counts.bytes_requested_per_op = bench_whole(72);
    assert_int_equal(say(&report, said), 0);
    bench_report_deinit(&report);
}

static void a_measure_is_not_spoken_of(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    assert_true(bench_report_add_contender(
        &report, &(bench_contender_t){(char[]){"direct"}, (char[]){""}, (char[]){""}, 0,
                                      (char[]){""}, (char[]){"task"}, true}));
    add(&report, "task", "", 40, 1, true);
    add(&report, "direct", "", 10, 0, true);
    assert_int_equal(say(&report, said), 0);
    report.contenders[0].aside = false;
    assert_int_equal(say(&report, said), 1);
    bench_report_deinit(&report);
}

/* Two lines over n: one stays, the other one falls. */
static void add_lines(bench_report_t *report, double from, double step, size_t open) {
    for (size_t i = 0; i < 5; i++) {
        char params[32];
        snprintf(params, sizeof params, "n=%zu;on=x", 10 * (5 - i)); /* in any order */
        add(report, "flat", params, 100, 0, true);
        add(report, "falling", params, from - step * (double)(4 - i), 0, i != open);
    }
}

static void a_crossing_lies_between_the_values_at_which_it_is_resolved(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add_lines(&report, 190, 40, 5); /* 190, 150, 110, 70, 30 at 10, 20, ... 50 */
    size_t count = say(&report, said);
    const bench_statement_t *crossing = only(said, count, BENCH_RULE_crossing);
    assert_about(crossing, "falling", "flat");
    assert_memory_equal(crossing->low.value, "30", 2);
    assert_memory_equal(crossing->high.value, "40", 2);
    assert_true(crossing->crossing > 30 && crossing->crossing < 33);
    assert_int_equal(crossing->at.pair.verdict, BENCH_WORSE);
    assert_int_equal(crossing->to.pair.verdict, BENCH_BETTER);
    bench_report_deinit(&report);

    bench_report_init(&report);
    add_lines(&report, 190, 40, 1); /* not resolved at 40 */
    count = say(&report, said);
    crossing = only(said, count, BENCH_RULE_crossing);
    assert_about(crossing, "falling", "flat");
    assert_memory_equal(crossing->high.value, "50", 2);
    bench_report_deinit(&report);
}

static void lines_that_touch_or_cross_twice_do_not_cross(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add_lines(&report, 190, 10, 5); /* never below */
    assert_null(only(said, say(&report, said), BENCH_RULE_crossing));
    bench_report_deinit(&report);

    static const double times[] = {190, 50, 190, 50};
    bench_report_init(&report);
    for (size_t i = 0; i < 4; i++) {
        char params[32];
        snprintf(params, sizeof params, "n=%zu", i);
        add(&report, "flat", params, 100, 0, true);
        add(&report, "zigzag", params, times[i], 0, true);
    }
    assert_null(only(said, say(&report, said), BENCH_RULE_crossing));
    bench_report_deinit(&report);
}

/* No order of texts: 9 comes before 10. */
static void numbers_are_ordered_as_numbers_and_texts_are_none(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    static const char *const params[] = {"n=10", "n=9"};
    bench_report_t report;
    bench_report_init(&report);
    for (size_t i = 0; i < 2; i++) {
        add(&report, "flat", params[i], 100, 0, true);
        add(&report, "falling", params[i], i == 0 ? 50 : 200, 0, true);
    }
    const bench_statement_t *crossing = only(said, say(&report, said), BENCH_RULE_crossing);
    assert_about(crossing, "falling", "flat");
    assert_memory_equal(crossing->low.value, "9", 1);
    add(&report, "flat", "n=some", 100, 0, true);
    assert_null(only(said, say(&report, said), BENCH_RULE_crossing));
    bench_report_deinit(&report);
}

static void an_onset_is_where_a_saving_of_blocks_becomes_one_of_time(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "box", "n=1", 100, 1, true);
    add(&report, "pool", "n=1", 90, 0, false);
    add(&report, "box", "n=1000", 100, 1, true);
    add(&report, "pool", "n=1000", 60, 0, true);
    const bench_statement_t *onset = only(said, say(&report, said), BENCH_RULE_onset);
    assert_about(onset, "pool", "box");
    assert_memory_equal(onset->low.value, "1", 2);
    assert_memory_equal(onset->high.value, "1000", 4);
    assert_float_equal(onset->to.pair.ratio.estimate, 0.6, 1e-9);
    report.rows[1].counts.allocs_per_op = bench_fraction(1, 1); /* no saving of blocks there */
    assert_null(only(said, say(&report, said), BENCH_RULE_onset));
    bench_report_deinit(&report);
}

static void there_is_no_onset_where_both_ends_are_alike(void **state) {
    (void)state;
    for (int agree = 0; agree < 2; agree++) {
        bench_statement_t said[BENCH_STATEMENTS_MAX];
        bench_report_t report;
        bench_report_init(&report);
        add(&report, "box", "n=1", 100, 1, true);
        add(&report, "pool", "n=1", 90, 0, agree != 0);
        add(&report, "box", "n=1000", 100, 1, true);
        add(&report, "pool", "n=1000", 60, 0, agree != 0);
        assert_null(only(said, say(&report, said), BENCH_RULE_onset));
        bench_report_deinit(&report);
    }
}

static void the_fastest_is_resolved_against_each_other_one(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "a", "", 100, 0, true);
    add(&report, "b", "", 50, 0, true);
    assert_int_equal(say(&report, said), 0); /* of two it says nothing */
    add(&report, "c", "", 80, 0, true);
    const bench_statement_t *fastest = only(said, say(&report, said), BENCH_RULE_fastest);
    assert_about(fastest, "b", "c");
    assert_int_equal(fastest->contenders, 3);
    add(&report, "d", "", 30, 0, false);
    assert_null(only(said, say(&report, said), BENCH_RULE_fastest));
    bench_report_deinit(&report);
}

static void a_floor_is_spoken_of_where_all_of_the_interval_is_above_the_aim(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_floor_t floor = {.path = (char[]){"a path"},
                           .floor = (char[]){"the rest"},
                           .of = {"s", "path", ""},
                           .term_count = 1,
                           .terms = {{{"s", "rest", ""}, 1}},
                           .aim = 1.9};
    for (int within = 0; within < 2; within++) {
        bench_report_t report;
        bench_report_init(&report);
        add(&report, "path", "", 20, 0, true);
        add(&report, "rest", "", 10, 0, true);
        assert_true(bench_report_add_floor(&report, &floor));
        size_t count = say(&report, said);
        assert_int_equal(only(said, count, BENCH_RULE_floor) != NULL, !within);
        floor.aim = 2.1;
        bench_report_deinit(&report);
    }
}

static void memory_is_spoken_of_where_it_differs(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "", 10, 1, false)->counts.resident_bytes_per_op = 100;
    assert_null(only(said, say(&report, said), BENCH_RULE_memory)); /* there is one alone */
    add(&report, "as_much", "", 10, 1, false)->counts.resident_bytes_per_op = 100.9;
    add(&report, "unknown", "", 10, 1, false);
    assert_null(only(said, say(&report, said), BENCH_RULE_memory));
    add(&report, "more", "", 10, 1, false)->counts.resident_bytes_per_op = 120;
    const bench_statement_t *memory = only(said, say(&report, said), BENCH_RULE_memory);
    assert_about(memory, "task", "more");
    assert_true(isnan(memory->at.pair.ratio.estimate)); /* no times are compared */
    bench_report_deinit(&report);
}

static void the_most_telling_come_first_and_there_are_few(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    for (size_t i = 0; i < 12; i++) {
        char params[16];
        snprintf(params, sizeof params, "on=%c", (char)('a' + i));
        add(&report, "task", params, 100, 1, true);
        add(&report, "mine", params, 60 - (double)i, 0, true);
    }
    size_t count = say(&report, said);
    assert_int_equal(count, 1); /* it would be the same sentence twelve times */
    assert_string_equal(said[0].at.row->key.params, "on=l");
    for (size_t i = 0; i < 30; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%zu", i);
        for (size_t j = 0; j < 2; j++) {
            double times[20];
            for (size_t k = 0; k < 20; k++) {
                times[k] = j == 0 ? 100 + (double)k : 50 - (double)i + (double)k;
            }
            bench_row_t *row = sample_row(&report, name, j == 0 ? "task" : "mine", "",
                                          bench_fraction(j == 0 ? 1 : 0, 1));
            sample_times(row, times, 20);
        }
    }
    count = say(&report, said);
    assert_int_equal(count, BENCH_STATEMENTS_MAX);
    for (size_t i = 1; i < count; i++) {
        assert_true(said[i - 1].weight >= said[i].weight);
    }
    /* One of another rule, which tells less than all of these, has a place among them. */
    add(&report, "a", "on=z", 100, 0, true);
    add(&report, "b", "on=z", 97, 0, true);
    add(&report, "c", "on=z", 99, 0, true);
    count = say(&report, said);
    assert_int_equal(count, BENCH_STATEMENTS_MAX);
    assert_non_null(only(said, count, BENCH_RULE_fastest));
    for (size_t i = 1; i < count; i++) {
        assert_true(said[i - 1].weight >= said[i].weight);
    }
    bench_report_deinit(&report);
}

/* Each with a contender of its own, so that none is the same sentence. */
static void a_rule_has_a_few_words_for_each_scenario(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    for (size_t i = 0; i < 4; i++) {
        char params[16];
        char name[16];
        snprintf(params, sizeof params, "on=%c", (char)('a' + i));
        snprintf(name, sizeof name, "mine_%zu", i);
        add(&report, "task", params, 100, 1, true);
        add(&report, name, params, 60 - (double)i, 0, true);
    }
    assert_int_equal(say(&report, said), 2);
    assert_string_equal(said[0].at.row->key.contender, "mine_3");
    assert_string_equal(said[1].at.row->key.contender, "mine_2");
    bench_report_deinit(&report);
}

/* What is said at one value of a number is not said again at another one. */
static void neighbours_say_a_thing_once(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    add(&report, "task", "n=1", 100, 1, true);
    add(&report, "one", "n=1", 50, 0, true);
    add(&report, "task", "n=2", 100, 1, true);
    add(&report, "other", "n=2", 60, 0, true);
    assert_about(only(said, say(&report, said), BENCH_RULE_saving), "one", "task");
    bench_report_deinit(&report);
}

static void a_run_without_times_or_rows_says_nothing(void **state) {
    (void)state;
    bench_statement_t said[BENCH_STATEMENTS_MAX];
    bench_report_t report;
    bench_report_init(&report);
    assert_int_equal(say(&report, said), 0);
    sample_row(&report, "s", "task", "n=1", bench_fraction(1, 1));
    sample_row(&report, "s", "mine", "n=1", bench_fraction(0, 1));
    sample_row(&report, "s", "mine", "n=2", bench_fraction(0, 1));
    assert_int_equal(say(&report, said), 0);
    bench_report_deinit(&report);
}

static void each_rule_has_a_name_and_says_what_it_looks_for(void **state) {
    (void)state;
    for (bench_rule_t rule = 0; rule < BENCH_RULE_COUNT; rule++) {
        assert_true(strlen(bench_rule_name(rule)) > 0);
        assert_true(strlen(bench_rule_doc(rule)) > 20);
    }
    assert_string_equal(bench_rule_name(BENCH_RULE_crossing), "crossing");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saving_is_said_of_the_contender_that_is_better_for_sure),
        cmocka_unit_test(what_is_not_resolved_is_said_of_blocks_alone),
        cmocka_unit_test(what_was_not_counted_saves_no_blocks),
        cmocka_unit_test(a_measure_is_not_spoken_of),
        cmocka_unit_test(a_crossing_lies_between_the_values_at_which_it_is_resolved),
        cmocka_unit_test(lines_that_touch_or_cross_twice_do_not_cross),
        cmocka_unit_test(numbers_are_ordered_as_numbers_and_texts_are_none),
        cmocka_unit_test(an_onset_is_where_a_saving_of_blocks_becomes_one_of_time),
        cmocka_unit_test(there_is_no_onset_where_both_ends_are_alike),
        cmocka_unit_test(the_fastest_is_resolved_against_each_other_one),
        cmocka_unit_test(a_floor_is_spoken_of_where_all_of_the_interval_is_above_the_aim),
        cmocka_unit_test(memory_is_spoken_of_where_it_differs),
        cmocka_unit_test(the_most_telling_come_first_and_there_are_few),
        cmocka_unit_test(a_rule_has_a_few_words_for_each_scenario),
        cmocka_unit_test(neighbours_say_a_thing_once),
        cmocka_unit_test(a_run_without_times_or_rows_says_nothing),
        cmocka_unit_test(each_rule_has_a_name_and_says_what_it_looks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
