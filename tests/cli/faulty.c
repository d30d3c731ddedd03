/* A plugin of what a gate must fail on, a case for each. Built with 0, 1 and 2 allocations of the
 * steady case, which its budget always allows. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "scenario.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static void *volatile block;

static void allocate(uint64_t times) {
    for (uint64_t i = 0; i < times; i++) {
        block = malloc(16);
        free(block);
    }
}

static void run_steady(scenario_run_t *run, uint64_t operations) {
    allocate(operations * ALLOCS);
    run->operations += operations;
}

static void run_over_budget(scenario_run_t *run, uint64_t operations) {
    allocate(operations);
    run->operations += operations;
}

static void run_leaks(scenario_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        block = malloc(16);
    }
    run->operations += operations;
}

/* No two passes are alike. */
static void run_unsteady(scenario_run_t *run, uint64_t operations) {
    static uint64_t calls;
    allocate(operations + ++calls);
    run->operations += operations;
}

static void run_exits(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    _exit(0);
}

static void run_dies(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    (void)raise(SIGSEGV);
}

static void teardown(scenario_run_t *run) {
    free(run);
}

#define CASE(contender_, allocs)                                                                   \
    {                                                                                              \
        .contender = #contender_, .params = "", .budget = SCENARIO_BUDGET(allocs, 1), .period = 1, \
        .count_operations = 10, .setup = setup, .run = run_##contender_, .teardown = teardown      \
    }

static const scenario_case_t cases[] = {
    CASE(steady, ALLOCS), CASE(over_budget, 0), CASE(leaks, 1),
    CASE(unsteady, 1),    CASE(exits, 0),       CASE(dies, 0),
};

static const scenario_t faulty = {.name = "faulty",
                                  .question = "What does a gate fail on?",
                                  .cases = cases,
                                  .case_count = sizeof cases / sizeof cases[0]};

SCENARIO_PLUGIN(&faulty)
