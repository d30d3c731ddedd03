/* A plugin of cases that a sanitizer must find: what the sanitized test sees nothing of is not
 * there. */
#include <limits.h>
#include <stdlib.h>

#include "scenario.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static void run_overrun(scenario_run_t *run, uint64_t operations) {
    char *volatile block = malloc(8);
    if (block != NULL) {
        block[8] = 1;
    }
    free(block);
    run->operations += operations;
}

static void run_overflow(scenario_run_t *run, uint64_t operations) {
    volatile int most = INT_MAX;
    most = most + 1;
    run->operations += operations;
}

static void run_leak(scenario_run_t *run, uint64_t operations) {
    static void *volatile block;
    block = malloc(8);
    block = NULL;
    (void)block;
    run->operations += operations;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

#define CASE(contender_)                                                                      \
    {                                                                                         \
        .contender = #contender_, .params = "", .budget = SCENARIO_BUDGET(0, 1), .period = 1, \
        .count_operations = 10, .setup = setup, .run = run_##contender_, .teardown = teardown \
    }

static const scenario_case_t cases[] = {CASE(overrun), CASE(overflow), CASE(leak)};

static const scenario_t broken = {
    .name = "broken", .question = "What does a sanitizer see?", .cases = cases, .case_count = 3};

SCENARIO_PLUGIN(&broken)
