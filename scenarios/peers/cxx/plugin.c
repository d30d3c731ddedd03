/* C++20's coroutines, and std::future, in the groups of the suite. */
#include "coroutines.h"
#include "future.h"
#include "hit_pattern.h"
#include "workloads.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* ---- the contenders ---- */

static const scenario_contender_t contenders[] = {
    {.name = "cxx_malloc",
     .label = "C++20: malloc",
     .about = "A lazy C++20 coroutine for one thread, its frame from malloc."},
    {.name = "cxx_recycled",
     .label = "C++20: recycled",
     .about = "The same, its frame from a list for each thread and size."},
    {.name = "cxx_shared",
     .label = "C++20: shared",
     .about = "A lazy C++20 coroutine that any thread may complete, its frame from malloc."},
    {.name = "cxx_shared_recycled",
     .label = "C++20: shared, recycled",
     .about = "The same, its frame from a list for each thread and size."},
    {.name = "cxx_future",
     .label = "C++: std::future",
     .about = "A std::promise and its std::future; whoever wants the result blocks for it."},
    {0},
};

/* ---- a case of each kind of coroutine; blocks are in hundredths of an operation ---- */

#define CASE(contender_, params_, blocks, setup_, run_, teardown_, ...)                           \
    {                                                                                             \
        .contender = (contender_), .params = (params_), .budget = SCENARIO_BUDGET((blocks), 100), \
        .setup = (setup_), .run = (run_), .teardown = (teardown_), __VA_ARGS__                    \
    }
#define COROUTINE(kind, params, blocks, run, ...)                                            \
    CASE("cxx_" #kind, params, blocks, coroutines_##kind##_setup, coroutines_##kind##_##run, \
         coroutines_##kind##_teardown, __VA_ARGS__)
#define FUTURE(params, run)                                                                      \
    CASE("cxx_future", params, 100 * FUTURE_BLOCKS, future_setup, future_##run, future_teardown, \
         PLAIN)

/* `frames` are saved by recycling them, `others` are not. */
#define EACH_KIND(params, frames, others, run, ...)                       \
    COROUTINE(malloc, params, (frames) + (others), run, __VA_ARGS__),     \
        COROUTINE(recycled, params, others, run, __VA_ARGS__),            \
        COROUTINE(shared, params, (frames) + (others), run, __VA_ARGS__), \
        COROUTINE(shared_recycled, params, others, run, __VA_ARGS__)

#define PLAIN .period = 1, .count_operations = 1000
/* Blocks of a deep chain are many, and each is followed. */
#define DEPTH(depth) .period = 1, .count_operations = 1000 / (depth), .argument = {(depth)}
#define SPINNING     PLAIN, .batch = 500, .batches_only = true, .spins = true
#define PERCENT(percent)                                                         \
    .period = HIT_PATTERN, .batch = HIT_PERIOD, .count_operations = HIT_PATTERN, \
    .has_share = true, .argument = {0, (percent)}

/* ---- the cases ---- */

static const scenario_case_t sync_cases[] = {
    EACH_KIND("", 100, 0, sync, PLAIN),
    FUTURE("", sync),
};

/* One thread alone may complete the others. */
static const scenario_case_t suspend_cases[] = {
    EACH_KIND("on=same_thread", 100, 0, suspend, PLAIN),
    FUTURE("on=same_thread", suspend),
    COROUTINE(shared, "on=spinning_thread", 100, suspend_spinning, SPINNING),
    COROUTINE(shared_recycled, "on=spinning_thread", 0, suspend_spinning, SPINNING),
};

/* The frame is made before it is known whether it hits. */
#define HITS(percent) EACH_KIND("percent=" #percent, 100, 0, mixed, PERCENT(percent))

static const scenario_case_t hit_cases[] = {HITS(0), HITS(50), HITS(90), HITS(100)};

#define FAILING(when, run) EACH_KIND("when=" when, 100, 100 * COROUTINES_FAILURE_BLOCKS, run, PLAIN)

static const scenario_case_t fault_cases[] = {
    FAILING("sync", fail),
    FAILING("async", suspend_fail),
};

#define CHAIN(depth)                                                                     \
    EACH_KIND("depth=" #depth ";when=sync", 100 * (depth), 0, chain_sync, DEPTH(depth)), \
        EACH_KIND("depth=" #depth ";when=async", 100 * (depth), 0, chain_suspend, DEPTH(depth))

static const scenario_case_t chain_cases[] = {CHAIN(1), CHAIN(10), CHAIN(100)};

/* ---- workloads: a batch is a period; blocks are those of a batch ---- */

#define WORKLOAD(kind, params_, blocks, run_, batch, period_, is_scheduled, ...)               \
    {                                                                                          \
        .contender = "cxx_" #kind, .params = (params_),                                        \
        .budget = SCENARIO_BUDGET((blocks), (period_)), .setup = workloads_setup,              \
        .run = workloads_##kind##_##run_, .teardown = workloads_teardown, .period = (period_), \
        .argument = {(batch), (is_scheduled)}, __VA_ARGS__                                     \
    }
#define BOTH(params, blocks, run, batch, period, is_scheduled, ...)                  \
    WORKLOAD(malloc, params, blocks, run, batch, period, is_scheduled, __VA_ARGS__), \
        WORKLOAD(recycled, params, 0, run, batch, period, is_scheduled, __VA_ARGS__)

#define THOUSAND .count_operations = 1000

static const scenario_case_t yield_cases[] = {BOTH("yields=1", 1, yield, 1, 1, true, THOUSAND)};

#define FIB(on, is_scheduled) \
    BOTH("n=10;on=" on, WORKLOADS_FIB_CALLS, fib, 1, 1, is_scheduled, .count_operations = 10)

static const scenario_case_t fib_cases[] = {FIB("caller", false), FIB("run_queue", true)};

/* As in skynet.c: a million leaves are counted by trees of a thousand. Not all recycled frames are
 * there by then, so their number would not be exact. */
#define TREES(leaves) THOUSAND, .batches_only = true, .batch = (leaves)

static const scenario_case_t skynet_cases[] = {
    WORKLOAD(malloc, "leaves=1000000;on=caller", 1111, skynet, 1000000, 1000, false,
             TREES(1000000)),
    BOTH("leaves=100;on=run_queue", 111, skynet, 100, 100, true, TREES(100)),
    BOTH("leaves=10000;on=run_queue", 11111, skynet, 10000, 10000, true, TREES(10000)),
};

#define SCENARIO(name_, cases_)                                                \
    static const scenario_t name_ = {.name = #name_,                           \
                                     .question = "In C++20, as in the suite.", \
                                     .cases = cases_,                          \
                                     .case_count = LENGTH(cases_),             \
                                     .contenders = contenders}

SCENARIO(sync_success, sync_cases);
SCENARIO(async_completion, suspend_cases);
SCENARIO(hit_ratio, hit_cases);
SCENARIO(fault, fault_cases);
SCENARIO(await_chain, chain_cases);
SCENARIO(skynet, skynet_cases);
SCENARIO(fib, fib_cases);
SCENARIO(yield, yield_cases);

SCENARIO_PLUGIN(&sync_success, &async_completion, &hit_ratio, &fault, &await_chain, &skynet, &fib,
                &yield)
