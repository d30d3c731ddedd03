/* A plugin with operations of known length: one sleeps, one does nothing. The scenario `closed` is
 * the same without an open loop. */
#include <stdlib.h>
#include <time.h>

#include "scenario.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static void run_sleeps(scenario_run_t *run, uint64_t operations) {
    static const struct timespec pause = {0, 200000};
    for (uint64_t i = 0; i < operations; i++) {
        (void)nanosleep(&pause, NULL);
    }
    run->operations += operations;
}

static void run_fast(scenario_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        __asm__ volatile("" ::: "memory");
    }
    run->operations += operations;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

#define CASE(contender_, alone, loop)                                                          \
    {                                                                                          \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET(0, 1), .period = 1, \
        .batches_only = !(alone), .count_operations = 10, .setup = setup, .run = (loop),       \
        .teardown = teardown                                                                   \
    }

static const scenario_case_t cases[] = {
    CASE("sleeps", true, run_sleeps),
    CASE("fast", true, run_fast),
    CASE("batches", false, run_sleeps),
};

static const scenario_t sleepy = {
    .name = "sleepy", .question = "How long?", .cases = cases, .case_count = 3, .open_loop = true};
static const scenario_t closed = {
    .name = "closed", .question = "How long?", .cases = cases, .case_count = 3};

SCENARIO_PLUGIN(&sleepy, &closed)
