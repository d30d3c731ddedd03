/* A plugin that holds a page for each operation of a batch, and tells how many operations the first
 * call is of. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

enum { BATCH = 4096, PAGE = 4096 };

static char *pages[BATCH];

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static scenario_run_t run;
    (void)seed;
    run = (scenario_run_t){.definition = self};
    return &run;
}

static void hold(uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        pages[i] = malloc(PAGE);
        if (pages[i] != NULL) {
            memset(pages[i], 1, PAGE);
        }
    }
    for (uint64_t i = 0; i < count; i++) {
        free(pages[i]);
    }
}

static void run_hold(scenario_run_t *run, uint64_t operations) {
    if (run->operations == 0) {
        (void)fprintf(stderr, "first call of %s: %u\n", run->definition->contender,
                      (unsigned)operations);
    }
    for (uint64_t done = 0; done < operations; done += BATCH) {
        hold(operations - done < BATCH ? operations - done : BATCH);
    }
    run->operations += operations;
}

static void teardown(scenario_run_t *run) {
    (void)run;
}

#define CASE(contender_, asks)                                                                 \
    {                                                                                          \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET(1, 1), .period = 1, \
        .batch = BATCH, .count_operations = 100, .setup = setup, .run = run_hold,              \
        .teardown = teardown, .resident = (asks)                                               \
    }

static const scenario_case_t cases[] = {CASE("asks", true), CASE("silent", false)};

static const scenario_t roomy = {.name = "roomy",
                                 .question = "How much memory does it take?",
                                 .cases = cases,
                                 .case_count = sizeof cases / sizeof cases[0]};

SCENARIO_PLUGIN(&roomy)
