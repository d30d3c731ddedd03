/*
 * steps.c - a plugin whose one operation is a chain of STEPS dependent steps. Its time is STEPS
 * times that of a step, because nothing can run in parallel. Built with more STEPS it is slower by
 * a known share.
 */
#include <stdlib.h>

#include "scenario.h"

#ifndef STEPS
#define STEPS 1000
#endif

typedef struct steps {
    scenario_run_t base; /* first */
    uint64_t value;
} steps_t;

/* One multiplication and addition; the empty statement prevents the compiler from combining
 * several. */
static uint64_t take_steps(uint64_t value) {
    for (int i = 0; i < STEPS; i++) {
        value = value * 6364136223846793005u + 1442695040888963407u;
        __asm__ volatile("" : "+r"(value));
    }
    return value;
}

static void run(scenario_run_t *base, uint64_t operations) {
    steps_t *steps = (steps_t *)base;
    for (uint64_t i = 0; i < operations; i++) {
        steps->value = take_steps(steps->value);
    }
    base->operations += operations;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    steps_t *steps = calloc(1, sizeof *steps);
    if (steps != NULL) {
        steps->base.definition = self;
        steps->value = seed;
    }
    return &steps->base;
}

static void teardown(scenario_run_t *run_ended) {
    free(run_ended);
}

static const scenario_case_t cases[] = {
    {.contender = "steps",
     .params = "",
     .budget = SCENARIO_BUDGET(0, 1),
     .period = 1,
     .count_operations = 10,
     .setup = setup,
     .run = run,
     .teardown = teardown},
};

static const scenario_t steps_scenario = {
    .name = "rates",
    .question = "Is a known difference found, and none where there is none?",
    .cases = cases,
    .case_count = 1,
};

SCENARIO_PLUGIN(&steps_scenario)
