/* Which cases an invocation selects, and how a report describes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "runner/selection.h"

static bench_selection_t select_by(const char *first, const char *second) {
    bench_choice_t choice = {0};
    bench_selection_t selection;
    bench_problem_t problem = {""};
    assert_true(first == NULL || bench_choice_add_filter(&choice, first));
    assert_true(second == NULL || bench_choice_add_filter(&choice, second));
    if (!bench_selection_find(&choice, &selection, &problem)) {
        fail_msg("%s", problem.text);
    }
    bench_choice_deinit(&choice);
    return selection;
}

static void without_a_filter_the_whole_catalogue_is_selected(void **state) {
    (void)state;
    size_t count = 0;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        count += scenario_catalogue[i]->case_count;
    }
    bench_selection_t selection = select_by(NULL, NULL);
    assert_int_equal(selection.case_count, count);
    bench_selection_deinit(&selection);
    assert_int_equal(selection.case_count, 0);
}

static void a_filter_is_a_scenario_or_a_pattern_and_several_are_combined(void **state) {
    (void)state;
    bench_selection_t selection = select_by("fault/task;*", "sync_success");
    size_t of_fault = 0;
    for (size_t i = 0; i < selection.case_count; i++) {
        const bench_case_key_t *key = &selection.cases[i].key;
        bool is_fault = strcmp(key->scenario, "fault") == 0;
        assert_true(is_fault ? strcmp(key->contender, "task") == 0
                             : strcmp(key->scenario, "sync_success") == 0);
        of_fault += is_fault ? 1 : 0;
    }
    assert_int_equal(of_fault, 2);
    assert_int_equal(selection.case_count, 2 + scenario_sync_success.case_count);
    bench_selection_deinit(&selection);
    selection = select_by("no_such_scenario", NULL);
    assert_int_equal(selection.case_count, 0);
    bench_selection_deinit(&selection);
}

static bench_choice_t of_core(const char *filter) {
    bench_choice_t choice = {0};
    assert_true(bench_choice_add_profile(&choice, "core"));
    assert_true(bench_choice_add_filter(&choice, filter));
    return choice;
}

static void a_profile_and_filters_narrow_together(void **state) {
    (void)state;
    bench_problem_t problem;
    bench_selection_t selection;
    bench_choice_t choice = of_core("fault/*");
    assert_false(bench_choice_is_whole(&choice));
    assert_true(bench_selection_find(&choice, &selection, &problem));
    assert_int_equal(selection.case_count, scenario_fault.case_count);
    bench_selection_deinit(&selection);
    free(choice.profiles.items[0]);
    choice.profiles.items[0] = strdup("no_such_profile");
    assert_true(bench_selection_find(&choice, &selection, &problem));
    assert_int_equal(selection.case_count, 0);
    bench_selection_deinit(&selection);
    bench_choice_deinit(&choice);
}

static void each_scenario_has_a_profile_that_is_listed(void **state) {
    (void)state;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const char *profile = scenario_profile_of(scenario_catalogue[i]->name);
        size_t at = 0;
        assert_non_null(profile);
        while (bench_profile_name(at) != NULL && strcmp(bench_profile_name(at), profile) != 0) {
            at++;
        }
        assert_non_null(bench_profile_name(at));
    }
    assert_null(scenario_profile_of("a_plugin's"));
}

static void a_report_is_narrowed_as_the_catalogue_is(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_choice_t choice = of_core("fault/*");
    bench_selection_t all = select_by(NULL, NULL);
    assert_true(bench_selection_describe(&all, &report));
    bench_choice_narrow(&choice, &report);
    assert_int_equal(report.row_count, scenario_fault.case_count);
    choice.profiles.items[0][0] = 'x';
    bench_choice_narrow(&choice, &report);
    assert_int_equal(report.row_count, 0);
    bench_report_deinit(&report);
    bench_selection_deinit(&all);
    bench_choice_deinit(&choice);
}

static void groups_are_cases_of_one_scenario_and_params(void **state) {
    (void)state;
    bench_selection_t selection = select_by("fault", "sync_success");
    size_t groups = 0;
    for (size_t first = 0; first < selection.case_count; groups++) {
        size_t end = bench_selection_group_end(&selection, first);
        for (size_t i = first; i < end; i++) {
            assert_true(
                bench_case_same_group(&selection.cases[first].key, &selection.cases[i].key));
        }
        first = end;
    }
    assert_int_equal(groups, 3);
    bench_selection_deinit(&selection);
}

static void a_case_is_found_by_its_key(void **state) {
    (void)state;
    bench_selection_t selection = select_by("fault", NULL);
    bench_case_key_t key = {"fault", "task", "when=sync"};
    const bench_selected_t *found = bench_selection_case(&selection, &key);
    assert_non_null(found);
    assert_true(bench_case_equal(&found->key, &key));
    key.params = "when=never";
    assert_null(bench_selection_case(&selection, &key));
    bench_selection_deinit(&selection);
}

static void a_report_has_a_row_for_each_case_and_its_budget(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_selection_t selection = select_by("hit_ratio", NULL);
    assert_true(bench_selection_describe(&selection, &report));
    assert_int_equal(report.row_count, selection.case_count);
    for (size_t i = 0; i < report.row_count; i++) {
        const bench_row_t *row = &report.rows[i];
        const scenario_case_t *definition = selection.cases[i].definition;
        assert_true(bench_case_equal(&row->key, &selection.cases[i].key));
        assert_int_equal(row->kernel_timed, definition->kernel_timed);
        assert_int_equal(row->budget_kind, definition->budget.kind == SCENARIO_MISSES
                                               ? BENCH_BUDGET_MISSES
                                               : BENCH_BUDGET_ALLOCS);
        assert_false(row->counted);
    }
    bench_report_deinit(&report);
    bench_selection_deinit(&selection);
}

static void a_report_has_only_the_contenders_and_floors_of_its_cases(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    bench_selection_t selection = select_by("sync_success", NULL);
    assert_true(bench_selection_describe(&selection, &report));
    assert_non_null(bench_report_contender(&report, "value_task"));
    assert_null(bench_report_contender(&report, "futex_round_trip"));
    assert_true(bench_report_contender(&report, "direct")->aside);
    assert_false(bench_report_contender(&report, "task")->aside);
    assert_string_equal(bench_report_words(&report, "sync_success", strlen("sync_success")),
                        "completes synchronously");
    assert_null(bench_report_words(&report, "fault", strlen("fault")));
    for (size_t i = 0; i < report.contender_count; i++) {
        assert_true(strlen(report.contenders[i].label) > 0);
    }
    assert_int_equal(report.floor_count, 1);
    assert_string_equal(report.floors[0].of.scenario, "sync_success");
    bench_report_deinit(&report);
    bench_selection_deinit(&selection);
    bench_report_init(&report);
    selection = select_by(NULL, NULL);
    assert_true(bench_selection_describe(&selection, &report));
    size_t all = 0;
    while (scenario_floors.floors[all].path != NULL) {
        all++;
    }
    assert_int_equal(report.floor_count, all);
    bench_report_deinit(&report);
    bench_selection_deinit(&selection);
}

/* ---- cases of a host ---- */

/* A choice of all of two scenarios, and of a host that has one case in the group of `params`, as it
 * would have said itself. */
static bench_choice_t choice_of_host(const char *contender, const char *params) {
    bench_choice_t choice = {0};
    assert_true(bench_choice_add_filter(&choice, "fault"));
    assert_true(bench_choice_add_filter(&choice, "sync_success"));
    assert_true(bench_choice_add_host(&choice, "./host"));
    bench_host_t *host = &choice.hosts[0];
    host->name = strdup("host");
    host->runtime = strdup("1");
    host->scenarios = calloc(1, sizeof *host->scenarios);
    host->scenario_count = 1;
    host->scenarios->name = strdup("fault");
    host->scenarios->question = strdup("");
    host->scenarios->cases = calloc(1, sizeof *host->scenarios->cases);
    host->scenarios->case_count = 1;
    *host->scenarios->cases =
        (bench_host_case_t){strdup(contender), strdup(params), .period = 1, .operations = 1};
    return choice;
}

/* Where the case of that contender is; it must be there. */
static size_t index_of(const bench_selection_t *selection, const char *contender) {
    size_t i = 0;
    while (i < selection->case_count && strcmp(selection->cases[i].key.contender, contender) != 0) {
        i++;
    }
    assert_true(i < selection->case_count);
    return i;
}

static void a_case_of_a_host_joins_its_group_and_its_scenario(void **state) {
    (void)state;
    static const char *const params[] = {"when=sync", "when=other"};
    for (size_t i = 0; i < 2; i++) {
        bench_choice_t choice = choice_of_host("foreign", params[i]);
        bench_selection_t selection;
        bench_problem_t problem = {""};
        assert_true(bench_selection_find(&choice, &selection, &problem));
        size_t index = index_of(&selection, "foreign");
        assert_string_equal(selection.cases[index - 1].key.scenario, "fault");
        assert_true(bench_case_same_group(&selection.cases[index - 1].key,
                                          &selection.cases[index].key) == (i == 0));
        if (i == 0) { /* the first group, with another behind it */
            assert_string_equal(selection.cases[index + 1].key.scenario, "fault");
        }
        assert_true(selection.cases[index].plugin == BENCH_NO_PLUGIN);
        assert_string_equal(selection.cases[index].place, "./host");
        for (size_t j = 0; j < selection.case_count; j++) {
            assert_true(selection.cases[j].number == j);
        }
        bench_selection_deinit(&selection);
        bench_choice_deinit(&choice);
    }
}

static void a_case_that_is_left_out_keeps_its_number(void **state) {
    (void)state;
    bench_choice_t choice = choice_of_host("foreign", "when=sync");
    bench_selection_t all;
    bench_selection_t rest;
    bench_problem_t problem = {""};
    char name[BENCH_CASE_NAME_MAX];
    assert_true(bench_selection_find(&choice, &all, &problem));
    assert_true(bench_names_add(&choice.left_out, bench_case_format(&all.cases[0].key, name)));
    assert_true(bench_selection_find(&choice, &rest, &problem));
    assert_int_equal(rest.case_count, all.case_count - 1);
    for (size_t i = 0; i < rest.case_count; i++) {
        assert_true(rest.cases[i].number == i + 1);
        assert_true(bench_case_equal(&rest.cases[i].key, &all.cases[i + 1].key));
    }
    bench_selection_deinit(&rest);
    bench_selection_deinit(&all);
    bench_choice_deinit(&choice);
}

static void a_case_of_a_host_has_no_budget(void **state) {
    (void)state;
    bench_choice_t choice = choice_of_host("foreign", "when=sync");
    bench_selection_t selection;
    bench_report_t report;
    bench_problem_t problem = {""};
    bench_report_init(&report);
    assert_true(bench_selection_find(&choice, &selection, &problem));
    assert_true(bench_selection_describe(&selection, &report));
    assert_int_equal(report.rows[index_of(&selection, "foreign")].budget_kind, BENCH_BUDGET_NONE);
    bench_report_deinit(&report);
    bench_selection_deinit(&selection);
    bench_choice_deinit(&choice);
}

static void a_case_of_a_host_that_the_suite_has_or_with_a_wrong_name_is_refused(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"task", "the case fault/task;when=sync is in both the suite and ./host; give each a name "
                 "of its own, or choose one of the two"},
        {"a-b", "host ./host: scenario fault, case 0: contender: letters, digits and _ are needed"},
    };
    for (size_t i = 0; i < 2; i++) {
        bench_choice_t choice = choice_of_host(wrong[i][0], "when=sync");
        bench_selection_t selection;
        bench_problem_t problem = {""};
        assert_false(bench_selection_find(&choice, &selection, &problem));
        assert_string_equal(problem.text, wrong[i][1]);
        assert_int_equal(selection.case_count, 0);
        bench_choice_deinit(&choice);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_filter_the_whole_catalogue_is_selected),
        cmocka_unit_test(a_filter_is_a_scenario_or_a_pattern_and_several_are_combined),
        cmocka_unit_test(a_profile_and_filters_narrow_together),
        cmocka_unit_test(each_scenario_has_a_profile_that_is_listed),
        cmocka_unit_test(a_report_is_narrowed_as_the_catalogue_is),
        cmocka_unit_test(groups_are_cases_of_one_scenario_and_params),
        cmocka_unit_test(a_case_is_found_by_its_key),
        cmocka_unit_test(a_report_has_a_row_for_each_case_and_its_budget),
        cmocka_unit_test(a_report_has_only_the_contenders_and_floors_of_its_cases),
        cmocka_unit_test(a_case_of_a_host_joins_its_group_and_its_scenario),
        cmocka_unit_test(a_case_that_is_left_out_keeps_its_number),
        cmocka_unit_test(a_case_of_a_host_has_no_budget),
        cmocka_unit_test(a_case_of_a_host_that_the_suite_has_or_with_a_wrong_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
