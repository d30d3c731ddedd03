/* A plugin of which one group has a batch so large that its slices are long, one such case is
 * alone, and a group has none. The second contender of each does a hundred times the work, so that
 * a busy machine hides nothing. */
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

static void teardown(scenario_run_t *run) {
    free(run);
}

static void run(scenario_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        for (int work = 0; work < run->definition->argument[0]; work++) {
            __asm__ volatile("" ::: "memory");
        }
    }
    run->operations += operations;
}

#define CASE(contender_, params_, batch_, work)                                            \
    {                                                                                      \
        .contender = (contender_), .params = (params_), .budget = {SCENARIO_ALLOCS, 0, 1}, \
        .period = 1, .batch = (batch_), .batches_only = true, .count_operations = 100,     \
        .setup = setup, .run = run, .teardown = teardown, .argument = {                    \
            (work),                                                                        \
            0                                                                              \
        }                                                                                  \
    }

static const scenario_case_t cases[] = {
    CASE("task", "batch=100000", 100000, 1),  CASE("other", "batch=100000", 100000, 100),
    CASE("task", "batch=100001", 100001, 1),  CASE("task", "batch=99999", 99999, 1),
    CASE("other", "batch=99999", 99999, 100),
};

static const scenario_t scenario = {.name = "batches",
                                    .question = "What does a batch cost?",
                                    .cases = cases,
                                    .case_count = sizeof cases / sizeof cases[0]};

SCENARIO_PLUGIN(&scenario)
