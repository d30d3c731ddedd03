/* Rust's futures in the groups of the suite: peers.rs has the loops. */
#include <stdlib.h>

#include "hit_pattern.h"
#include "scenario.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define DEPTH         10

/* As peers.rs has it. */
typedef struct rust_hits {
    const uint8_t *pattern;
    uint64_t count;
    uint64_t next;
    uint64_t synchronous;
} rust_hits_t;

typedef struct rust_run {
    scenario_run_t base; /* first */
    rust_hits_t hits;
    uint8_t pattern[HIT_PATTERN];
} rust_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    rust_run_t *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->hits = (rust_hits_t){.pattern = run->pattern, .count = HIT_PATTERN};
    if (self->has_share) {
        hit_pattern_fill(run->pattern, HIT_PERIOD, self->argument[0], seed);
    }
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* A loop of Rust's: it gives how many results were wrong. */
#define LOOP(name)                                                \
    uint64_t rust_##name(uint64_t operations, rust_hits_t *hits); \
    static void name(scenario_run_t *base, uint64_t operations) { \
        rust_run_t *run = (rust_run_t *)base;                     \
        base->wrong += rust_##name(operations, &run->hits);       \
        base->synchronous = run->hits.synchronous;                \
        base->operations += operations;                           \
    }

#define LOOPS(contender)           \
    LOOP(contender##_sync)         \
    LOOP(contender##_suspend)      \
    LOOP(contender##_mixed)        \
    LOOP(contender##_fail)         \
    LOOP(contender##_suspend_fail) \
    LOOP(contender##_chain_sync)   \
    LOOP(contender##_chain_suspend)

LOOPS(async)
LOOPS(boxed)
LOOP(boxed_fib)
LOOP(boxed_skynet)

#define CASE(contender_, params_, allocs, loop, ...)                                      \
    {                                                                                     \
        .contender = "rust_" #contender_, .params = (params_),                            \
        .budget = SCENARIO_BUDGET(allocs, 1), .setup = setup, .run = contender_##_##loop, \
        .teardown = teardown, __VA_ARGS__                                                 \
    }
/* `blocks` are those of the boxed one. */
#define BOTH(params, blocks, loop, ...) \
    CASE(async, params, 0, loop, __VA_ARGS__), CASE(boxed, params, blocks, loop, __VA_ARGS__)

#define PLAIN .period = 1, .count_operations = 1000
#define PERCENT(percent)                                                         \
    .period = HIT_PATTERN, .batch = HIT_PERIOD, .count_operations = HIT_PATTERN, \
    .has_share = true, .argument = {(percent)}

static const scenario_contender_t contenders[] = {
    {.name = "rust_async",
     .label = "Rust: async",
     .about = "A Rust future in the caller's frame, polled."},
    {.name = "rust_boxed",
     .label = "Rust: boxed",
     .about = "A Rust future on the heap, Pin<Box<dyn Future>>, polled."},
    {0},
};

static const scenario_case_t sync_cases[] = {BOTH("", 1, sync, PLAIN)};

static const scenario_case_t suspend_cases[] = {BOTH("on=same_thread", 1, suspend, PLAIN)};

/* The future is boxed before it is known whether it hits. */
#define HITS(percent) BOTH("percent=" #percent, 1, mixed, PERCENT(percent))

static const scenario_case_t hit_cases[] = {HITS(0), HITS(50), HITS(90), HITS(100)};

static const scenario_case_t fault_cases[] = {
    BOTH("when=sync", 1, fail, PLAIN),
    BOTH("when=async", 1, suspend_fail, PLAIN),
};

static const scenario_case_t chain_cases[] = {
    BOTH("depth=10;when=sync", DEPTH, chain_sync, PLAIN),
    BOTH("depth=10;when=async", DEPTH, chain_suspend, PLAIN),
};

/* As in fib.c and skynet.c, where all complete synchronously. A million leaves are counted by trees
 * of a thousand. */
static const scenario_case_t fib_cases[] = {
    CASE(boxed, "n=10;on=caller", 177, fib, .period = 1, .count_operations = 10)};

static const scenario_case_t skynet_cases[] = {{.contender = "rust_boxed",
                                                .params = "leaves=1000000;on=caller",
                                                .budget = SCENARIO_BUDGET(1111, 1000),
                                                .setup = setup,
                                                .run = boxed_skynet,
                                                .teardown = teardown,
                                                .batches_only = true,
                                                .period = 1000,
                                                .batch = 1000000,
                                                .count_operations = 1000}};

#define SCENARIO(name_, cases_)                                               \
    static const scenario_t name_ = {.name = #name_,                          \
                                     .question = "In Rust, as in the suite.", \
                                     .cases = cases_,                         \
                                     .case_count = LENGTH(cases_),            \
                                     .contenders = contenders}

SCENARIO(sync_success, sync_cases);
SCENARIO(async_completion, suspend_cases);
SCENARIO(hit_ratio, hit_cases);
SCENARIO(fault, fault_cases);
SCENARIO(await_chain, chain_cases);
SCENARIO(skynet, skynet_cases);
SCENARIO(fib, fib_cases);

SCENARIO_PLUGIN(&sync_success, &async_completion, &hit_ratio, &fault, &await_chain, &skynet, &fib)
