/*
 * Every allocation of every case failing in turn: the case cannot be set up, or counts a wrong
 * result, and nothing crashes, hangs or leaks. (What the kernel times and what takes a million
 * operations is left out.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"
#include "counting_malloc.h"
#include "fetch.h"

enum { OPERATIONS = 20, FAILURES_MAX = 1000 };

/* Where operations make so many blocks that not each could fail in turn. */
enum { FEW_OPERATIONS = 5 };

/* The operations of these fail anyway, and their callers look at nothing else. */
static bool looks_at_results(const char *scenario) {
    return strcmp(scenario, "fault") != 0;
}

/* One life of a case. Blocks that pools keep for good are given back, so that none is left. */
static void live_once(const char *scenario, const scenario_case_t *definition,
                      uint64_t operations) {
    scenario_run_t *run = definition->setup(definition, 1);
    if (run != NULL) {
        bool failed_before = counting_has_failed();
        definition->run(run, operations);
        assert_true(run->wrong == 0 || counting_has_failed());
        if (run->wrong == 0 && !failed_before && counting_has_failed() &&
            looks_at_results(scenario)) {
            fail_msg("%s/%s;%s does not notice an operation that had no memory", scenario,
                     definition->contender, definition->params);
        }
        definition->teardown(run);
    }
}

/* What a pool has once made for its thread stays: with it, the second life of a case is the one
 * that is measured. */
static void fail_each(const char *scenario, const scenario_case_t *definition) {
    live_once(scenario, definition, OPERATIONS);
    counting_reset();
    live_once(scenario, definition, OPERATIONS);
    uint64_t operations = counting_allocations() > FAILURES_MAX ? FEW_OPERATIONS : OPERATIONS;
    bool failed = true;
    for (uint64_t n = 1; failed && n <= FAILURES_MAX; n++) {
        int64_t live = counting_live();
        counting_fail(n);
        live_once(scenario, definition, operations);
        failed = counting_has_failed();
        counting_fail(0);
        if (counting_live() > live) {
            fail_msg("%s/%s;%s loses %d blocks when allocation %d fails", scenario,
                     definition->contender, definition->params, (int)(counting_live() - live),
                     (int)n);
        }
    }
}

static bool is_left_out(const scenario_case_t *definition) {
    return definition->kernel_timed || definition->batch > 1000 ||
           strstr(definition->params, "thread") != NULL || strstr(definition->params, "from=") ||
           strstr(definition->params, "over=");
}

static void every_case_survives_every_failure(void **state) {
    (void)state;
    size_t cases = 0;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; j < scenario->case_count; j++) {
            if (!is_left_out(&scenario->cases[j])) {
                fail_each(scenario->name, &scenario->cases[j]);
                cases++;
            }
        }
    }
    print_message("%zu cases\n", cases);
    assert_in_range(cases, 300, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_survives_every_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
