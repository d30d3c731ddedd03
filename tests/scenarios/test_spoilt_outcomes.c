/*
 * Whatever ends with another outcome than it should is counted as wrong, by each contender: here
 * the library's functions that complete an operation give another one. (What no other function
 * completes is not reached: a result that is there at once, and what has no task at all.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"
#include "valuetask.h"

enum { OPERATIONS = 200 };

/* The linker's names for what is wrapped and for what wraps it. */
vt_status_t __real_vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result);
vt_status_t __real_vt_reset_source_set_canceled(vt_reset_source_t *source);
vt_status_t __real_vt_reset_source_set_error(vt_reset_source_t *source, vt_error_t *error);
vt_status_t __real_vt_task_set_result(vt_task_t *task, uint64_t result);
vt_status_t __wrap_vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result);
vt_status_t __wrap_vt_reset_source_set_canceled(vt_reset_source_t *source);
vt_status_t __wrap_vt_reset_source_set_error(vt_reset_source_t *source, vt_error_t *error);
vt_status_t __wrap_vt_task_set_result(vt_task_t *task, uint64_t result);

static uint64_t until_spoilt; /* 1: the next one is; 0: none */
static bool spoilt;

static bool spoils(void) {
    bool now = until_spoilt == 1;
    until_spoilt -= until_spoilt != 0;
    spoilt = spoilt || now;
    return now;
}

vt_status_t __wrap_vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result) {
    return __real_vt_reset_source_set_result(source, spoils() ? result + 1 : result);
}

vt_status_t __wrap_vt_reset_source_set_canceled(vt_reset_source_t *source) {
    return spoils() ? __real_vt_reset_source_set_result(source, 0)
                    : __real_vt_reset_source_set_canceled(source);
}

vt_status_t __wrap_vt_reset_source_set_error(vt_reset_source_t *source, vt_error_t *error) {
    error->code += spoils();
    return __real_vt_reset_source_set_error(source, error);
}

vt_status_t __wrap_vt_task_set_result(vt_task_t *task, uint64_t result) {
    return __real_vt_task_set_result(task, spoils() ? result + 1 : result);
}

/* A fault is a fault to the callers of `fault`; the words of the profile `dotnet` are those of
 * test_wrong_results.c; methods of the profile `workloads` also complete to say that they are done,
 * with a word that nobody takes. What the kernel times and what other threads complete is left out.
 */
static bool is_left_out(const scenario_t *scenario, const scenario_case_t *definition) {
    return strcmp(scenario->name, "fault") == 0 ||
           strcmp(scenario_profile_of(scenario->name), "dotnet") == 0 ||
           strcmp(scenario_profile_of(scenario->name), "workloads") == 0 ||
           definition->kernel_timed || definition->batch > 1000 ||
           strstr(definition->params, "thread") != NULL ||
           strstr(definition->params, "from=") != NULL;
}

/* One completion is spoilt: the n-th. Whether there was one. */
static bool is_noticed(const scenario_t *scenario, const scenario_case_t *definition, uint64_t n) {
    scenario_run_t *run = definition->setup(definition, 1);
    assert_non_null(run);
    spoilt = false;
    until_spoilt = n;
    definition->run(run, OPERATIONS);
    until_spoilt = 0;
    if (spoilt != (run->wrong != 0)) {
        fail_msg("%s/%s;%s: completion %d was %s, and %d results are wrong", scenario->name,
                 definition->contender, definition->params, (int)n,
                 spoilt ? "spoilt" : "not spoilt", (int)run->wrong);
    }
    definition->teardown(run);
    return spoilt;
}

static void every_outcome_that_is_not_the_expected_one_is_counted(void **state) {
    (void)state;
    size_t reached = 0;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; j < scenario->case_count; j++) {
            if (!is_left_out(scenario, &scenario->cases[j])) {
                reached += is_noticed(scenario, &scenario->cases[j], 1);
                (void)is_noticed(scenario, &scenario->cases[j], 7);
            }
        }
    }
    print_message("%zu cases\n", reached);
    assert_in_range(reached, 200, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome_that_is_not_the_expected_one_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
