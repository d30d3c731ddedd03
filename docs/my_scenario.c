/*
 * A complete scenario of your own: what does looking up a word cost if most words are already
 * known? README.md says how to build it as a plugin; copy it and insert your own function.
 */
#include <stdlib.h>

#include "scenario.h"
#include "valuetask.h"

/* ---- the function to measure: a cache of squares; one lookup in 4 misses and suspends ---- */

typedef struct lookup {
    scenario_run_t base; /* first */
    vt_reset_source_t computed;
} lookup_t;

typedef struct lookup_frame {
    VT_FRAME;
    lookup_t *lookup;
    uint64_t word;
} lookup_frame_t;

VT_METHOD(find, lookup_frame_t, frame) {
    uint64_t square;
    VT_BEGIN(frame);
    if (frame->word % 4 != 0) {
        VT_RETURN(frame->word * frame->word);
    }
    VT_AWAIT(frame, square, vt_reset_source_value_task(&frame->lookup->computed));
    VT_RETURN(square);
    VT_END;
}

/* ---- the contenders ---- */

/* Completes the source that the lookup waits for. */
static bool compute(lookup_t *lookup, uint64_t word) {
    return vt_reset_source_set_result(&lookup->computed, word * word) == VT_OK;
}

static bool begin(lookup_t *lookup, uint64_t word) {
    return word % 4 != 0 || vt_reset_source_reset(&lookup->computed) == VT_OK;
}

static void run_task(scenario_run_t *run, uint64_t operations) {
    lookup_t *lookup = (lookup_t *)run;
    for (uint64_t i = 0; i < operations; i++) {
        uint64_t word = 100 + i % 100;
        uint64_t square = 0;
        bool good = begin(lookup, word);
        vt_task_t *task = VT_START_TASK(find, .lookup = lookup, .word = word);
        good = good && (word % 4 != 0 || compute(lookup, word));
        good = good && vt_task_get_result(task, &square, NULL) == VT_OK;
        run->wrong += !good || square != word * word;
        vt_task_unref(task);
    }
    run->operations += operations;
}

static void run_value_task(scenario_run_t *run, uint64_t operations) {
    lookup_t *lookup = (lookup_t *)run;
    for (uint64_t i = 0; i < operations; i++) {
        uint64_t word = 100 + i % 100;
        uint64_t square = 0;
        bool good = begin(lookup, word);
        vt_value_task_t value_task = VT_START(find, .lookup = lookup, .word = word);
        good = good && (word % 4 != 0 || compute(lookup, word));
        good = good && vt_value_task_get_result(value_task, &square, NULL) == VT_OK;
        run->wrong += !good || square != word * word;
    }
    run->operations += operations;
}

/* ---- the scenario ---- */

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    lookup_t *lookup = calloc(1, sizeof *lookup);
    (void)seed;
    if (lookup != NULL) {
        lookup->base.definition = self;
        vt_reset_source_init(&lookup->computed, NULL, 0);
    }
    return &lookup->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* 25 of 100 lookups miss. */
static const scenario_case_t cases[] = {
    {.contender = "task",
     .params = "",
     .budget = SCENARIO_BUDGET(1, 1),
     .period = 100,
     .count_operations = 1000,
     .setup = setup,
     .run = run_task,
     .teardown = teardown},
    {.contender = "value_task",
     .params = "",
     .budget = SCENARIO_BUDGET(1, 4),
     .period = 100,
     .count_operations = 1000,
     .setup = setup,
     .run = run_value_task,
     .teardown = teardown},
};

static const scenario_t lookup_scenario = {
    .name = "lookup",
    .question = "What does looking up a word cost if most words are already known?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
};

SCENARIO_PLUGIN(&lookup_scenario)
