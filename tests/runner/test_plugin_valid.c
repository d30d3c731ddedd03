/* A scenario that violates scenario.h is reported with its case and field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "plugin.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    (void)self;
    (void)seed;
    return NULL;
}

static void run(scenario_run_t *state, uint64_t operations) {
    (void)state;
    (void)operations;
}

static void teardown(scenario_run_t *state) {
    (void)state;
}

static scenario_case_t cases[2];
static scenario_t scenario;

static int set_up(void **state) {
    (void)state;
    const scenario_case_t good = {.contender = "a",
                                  .params = "",
                                  .budget = SCENARIO_BUDGET(0, 1),
                                  .period = 1,
                                  .count_operations = 10,
                                  .setup = setup,
                                  .run = run,
                                  .teardown = teardown};
    cases[0] = good;
    cases[1] = good;
    cases[1].contender = "b";
    scenario = (scenario_t){.name = "s", .question = "q", .cases = cases, .case_count = 2};
    return 0;
}

static void is_good(void) {
    bench_problem_t problem = {""};
    if (!bench__scenario_is_valid(&scenario, "plugin", "p.so", &problem)) {
        fail_msg("%s", problem.text);
    }
}

static void is_wrong(const char *what) {
    bench_problem_t problem = {""};
    assert_false(bench__scenario_is_valid(&scenario, "plugin", "p.so", &problem));
    assert_non_null(strstr(problem.text, "plugin p.so: "));
    if (strstr(problem.text, what) == NULL) {
        fail_msg("%s lacks: %s", problem.text, what);
    }
    (void)set_up(NULL);
}

static void a_valid_scenario_is_accepted(void **state) {
    (void)state;
    is_good();
    scenario.cases = NULL;
    scenario.case_count = 0;
    is_good();
}

static void the_fields_of_the_scenario_are_checked(void **state) {
    (void)state;
    scenario.name = NULL;
    is_wrong("a scenario needs a name");
    scenario.name = "a/b";
    is_wrong("a scenario needs a name");
    scenario.name = "";
    is_wrong("a scenario needs a name");
    scenario.question = NULL;
    is_wrong("a scenario needs a name");
    scenario.cases = NULL;
    is_wrong("a scenario needs a name");
}

static void every_field_of_a_case_is_checked(void **state) {
    (void)state;
    cases[1].contender = NULL;
    is_wrong("scenario s, case 1: contender:");
    cases[1].contender = "a,b";
    is_wrong("scenario s, case 1: contender:");
    cases[1].params = NULL;
    is_wrong("scenario s, case 1: params:");
    cases[1].params = "size=<2>";
    is_wrong("scenario s, case 1: params:");
    cases[1].setup = NULL;
    is_wrong("scenario s, case 1: setup, run and teardown:");
    cases[1].run = NULL;
    is_wrong("scenario s, case 1: setup, run and teardown:");
    cases[1].teardown = NULL;
    is_wrong("scenario s, case 1: setup, run and teardown:");
    cases[1].period = 0;
    is_wrong("scenario s, case 1: period and count_operations:");
    cases[1].count_operations = 0;
    is_wrong("scenario s, case 1: period and count_operations:");
    cases[1].budget.den = 0;
    is_wrong("scenario s, case 1: budget:");
    cases[1].contender = "a";
    is_wrong("scenario s, case 1: contender and params: an earlier case");
}

static void contenders_have_names_and_colours(void **state) {
    (void)state;
    scenario_contender_t list[] = {{.name = "a", .colour = "#0072b2"}, {.name = "b"}, {0}};
    scenario.contenders = list;
    is_good();
    scenario.contenders = list;
    list[1].colour = "red;}";
    is_wrong("contenders: a colour is #RRGGBB");
    list[1].colour = "#0072B";
    scenario.contenders = list;
    is_wrong("contenders: a colour is #RRGGBB");
    list[1].colour = NULL;
    list[1].compared_with = "a b";
    scenario.contenders = list;
    is_wrong("contenders: letters");
}

static void words_are_plain_text_for_a_name(void **state) {
    (void)state;
    scenario_words_t list[] = {{"s", "a scenario"}, {"s;on=x", "one setting"}, {0}};
    scenario.words = list;
    is_good();
    list[1].words = NULL;
    scenario.words = list;
    is_wrong("words: each needs");
    list[1].words = "two\nlines";
    scenario.words = list;
    is_wrong("words: each needs");
    list[1] = (scenario_words_t){"s;<x>", "x"};
    scenario.words = list;
    is_wrong("words: each needs");
}

static void makers_have_all_fields(void **state) {
    (void)state;
    scenario_maker_t list[] = {{"f*", "box", SCENARIO_NEAREST}, {0}};
    scenario.makers = list;
    is_good();
    list[0].made_by = NULL;
    is_wrong("makers: ");
    list[0] = (scenario_maker_t){"f*", "box", (scenario_maker_rule_t)7};
    scenario.makers = list;
    is_wrong("makers: ");
}

static void floors_have_cases_and_an_aim(void **state) {
    (void)state;
    const scenario_floor_t good = {
        .path = "p", .floor = "f", .of = {"s", "a", ""}, .terms = {{{"s", "b", ""}, 1}}, .aim = 2};
    scenario_floor_t list[] = {good, {0}};
    scenario.floors = list;
    is_good();
    list[0].floor = NULL;
    is_wrong("floors: ");
    list[0] = good;
    list[0].of.params = NULL;
    scenario.floors = list;
    is_wrong("floors: ");
    list[0] = good;
    list[0].terms[0].key.scenario = NULL;
    scenario.floors = list;
    is_wrong("floors: ");
    list[0] = good;
    list[0].terms[0].times = 0;
    scenario.floors = list;
    is_wrong("floors: ");
    list[0] = good;
    list[0].aim = 0;
    scenario.floors = list;
    is_wrong("floors: ");
}

static void counterparts_have_a_name_and_a_case(void **state) {
    (void)state;
    const scenario_counterpart_t good = {"Other.Suite", {"s", "a", ""}};
    scenario_counterpart_t list[] = {good, {0}};
    scenario.counterparts = list;
    is_good();
    list[0].original = "";
    is_wrong("counterparts: ");
    list[0].original = "two\nlines";
    scenario.counterparts = list;
    is_wrong("counterparts: ");
    list[0] = good;
    list[0].of.params = NULL;
    scenario.counterparts = list;
    is_wrong("counterparts: ");
}

/* A report with a text that is no UTF-8 could not be written once everything was measured. */
static void texts_are_plain(void **state) {
    (void)state;
    scenario_contender_t contenders[] = {{.name = "a", .label = "µ <b>"}, {0}};
    scenario_maker_t makers[] = {{"f*", "box\n", SCENARIO_NEAREST}, {0}};
    scenario.contenders = contenders;
    is_good();
    contenders[0].label = "\xff";
    is_wrong("contenders: label and about");
    contenders[0] = (scenario_contender_t){.name = "a", .about = "\033[2J"};
    scenario.contenders = contenders;
    is_wrong("contenders: label and about");
    scenario.makers = makers;
    is_wrong("makers: made_by");
    scenario.question = "\xc3";
    is_wrong("question in plain text");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_valid_scenario_is_accepted),
        TEST(the_fields_of_the_scenario_are_checked),
        TEST(every_field_of_a_case_is_checked),
        TEST(contenders_have_names_and_colours),
        TEST(words_are_plain_text_for_a_name),
        TEST(makers_have_all_fields),
        TEST(floors_have_cases_and_an_aim),
        TEST(counterparts_have_a_name_and_a_case),
        TEST(texts_are_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
