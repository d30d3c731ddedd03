/* Cases of `concurrency` that are set up at the same time take turns with their slots, in whatever
 * order they come and go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"

#define CASES 5

static scenario_run_t *set_up(const char *contender, const char *params) {
    const scenario_t *scenario = &scenario_concurrency;
    for (size_t i = 0; i < scenario->case_count; i++) {
        const scenario_case_t *definition = &scenario->cases[i];
        if (strcmp(definition->contender, contender) == 0 &&
            strcmp(definition->params, params) == 0) {
            return definition->setup(definition, 1);
        }
    }
    return NULL;
}

static void run_twice(scenario_run_t *run) {
    assert_non_null(run);
    run->definition->run(run, 2 * run->definition->batch);
    assert_int_equal(run->wrong, 0);
}

static void tear_down(scenario_run_t **run) {
    (*run)->definition->teardown(*run);
    *run = NULL;
}

static void cases_come_and_go_in_any_order(void **state) {
    (void)state;
    static const size_t order[CASES] = {1, 4, 0, 3, 2};
    scenario_run_t *runs[CASES] = {set_up("value_task", "outstanding=10;order=fifo"),
                                   set_up("value_task_pooled", "outstanding=10;order=fifo"),
                                   set_up("pool_stack", "outstanding=1000;order=random"),
                                   set_up("pool_single", "outstanding=10;order=random"),
                                   set_up("value_task", "outstanding=1000;order=fifo")};
    for (size_t gone = 0; gone <= CASES; gone++) {
        for (size_t i = 0; i < CASES; i++) {
            if (runs[i] != NULL) {
                run_twice(runs[i]);
            }
        }
        if (gone < CASES) {
            assert_non_null(runs[order[gone]]);
            tear_down(&runs[order[gone]]);
        }
    }
    runs[0] = set_up("value_task", "outstanding=10;order=fifo");
    run_twice(runs[0]);
    tear_down(&runs[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_come_and_go_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
