/* Where do the lines cross, as more operations complete synchronously? */
#include <stdlib.h>

#include "catalogue.h"
#include "hit_pattern.h"
#include "suspended.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    uint8_t *hits = malloc(HIT_PATTERN);
    suspended_run_t *run =
        hits == NULL ? NULL
                     : (suspended_run_t *)suspended_setup(self, GATE_SAME_THREAD, FETCH_MISS);
    if (run == NULL) {
        free(hits);
        return NULL;
    }
    hit_pattern_fill(hits, self->argument[0], seed);
    run->hits = hits;
    run->hit_count = HIT_PATTERN;
    return &run->base;
}

static void teardown(scenario_run_t *base) {
    if (base != NULL) {
        suspended_run_t *run = (suspended_run_t *)base;
        const uint8_t *hits = run->hits;
        suspended_teardown(base);
        free((void *)(uintptr_t)hits);
    }
}

#define CASE(contender_, percent_, allocs)                                                  \
    {                                                                                       \
        .contender = #contender_, .params = "percent=" #percent_,                           \
        .budget = SCENARIO_BUDGET((allocs), 100), .has_share = true, .period = HIT_PATTERN, \
        .count_operations = HIT_PATTERN, .setup = setup, .run = suspended_run_##contender_, \
        .teardown = teardown, .argument = {                                                 \
            (percent_)                                                                      \
        }                                                                                   \
    }

#define CASES(percent_)                                                                     \
    CASE(direct, percent_, 0), CASE(task, percent_, 100),                                   \
        CASE(task_cached, percent_, 100 - (percent_)),                                      \
        CASE(value_task, percent_, 100 - (percent_)), CASE(value_task_pooled, percent_, 0), \
        CASE(value_task_source, percent_, 0)

static const scenario_case_t cases[] = {
    CASES(0),  CASES(10), CASES(20), CASES(30), CASES(40), CASES(50),  CASES(60),
    CASES(70), CASES(80), CASES(90), CASES(95), CASES(99), CASES(100),
};

const scenario_t scenario_hit_ratio = {
    .name = "hit_ratio",
    .question = "Where do the lines cross, as more operations complete synchronously?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
