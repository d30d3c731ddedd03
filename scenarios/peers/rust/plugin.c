/* Rust's futures in the groups of the suite: peers.rs has the loops. */
#include <stdlib.h>

#include "scenario.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define DEPTH         10

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

/* A loop of Rust's: it gives how many results were wrong. */
#define LOOP(name)                                               \
    uint64_t rust_##name(uint64_t operations);                   \
    static void name(scenario_run_t *run, uint64_t operations) { \
        run->wrong += rust_##name(operations);                   \
        run->operations += operations;                           \
    }

LOOP(async_sync)
LOOP(async_suspend)
LOOP(async_chain_sync)
LOOP(async_chain_suspend)
LOOP(boxed_sync)
LOOP(boxed_suspend)
LOOP(boxed_chain_sync)
LOOP(boxed_chain_suspend)

#define CASE(contender_, params_, allocs, loop)                                                 \
    {                                                                                           \
        .contender = (contender_), .params = (params_), .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = (loop),                   \
        .teardown = teardown,                                                                   \
    }

static const scenario_contender_t contenders[] = {
    {.name = "rust_async",
     .label = "Rust: async",
     .about = "A Rust future in the caller's frame, polled."},
    {.name = "rust_boxed",
     .label = "Rust: boxed",
     .about = "A Rust future on the heap, Pin<Box<dyn Future>>, polled."},
    {0},
};

static const scenario_case_t sync_cases[] = {
    CASE("rust_async", "", 0, async_sync),
    CASE("rust_boxed", "", 1, boxed_sync),
};

static const scenario_case_t suspend_cases[] = {
    CASE("rust_async", "on=same_thread", 0, async_suspend),
    CASE("rust_boxed", "on=same_thread", 1, boxed_suspend),
};

static const scenario_case_t chain_cases[] = {
    CASE("rust_async", "depth=10;when=sync", 0, async_chain_sync),
    CASE("rust_boxed", "depth=10;when=sync", DEPTH, boxed_chain_sync),
    CASE("rust_async", "depth=10;when=async", 0, async_chain_suspend),
    CASE("rust_boxed", "depth=10;when=async", DEPTH, boxed_chain_suspend),
};

#define SCENARIO(name_, cases_)                                               \
    static const scenario_t name_ = {.name = #name_,                          \
                                     .question = "In Rust, as in the suite.", \
                                     .cases = cases_,                         \
                                     .case_count = LENGTH(cases_),            \
                                     .contenders = contenders}

SCENARIO(sync_success, sync_cases);
SCENARIO(async_completion, suspend_cases);
SCENARIO(await_chain, chain_cases);

SCENARIO_PLUGIN(&sync_success, &async_completion, &await_chain)
