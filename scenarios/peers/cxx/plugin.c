/* C++20's coroutines, and std::future, in the groups of the suite. */
#include "coroutines.h"
#include "future.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

#define CASE(contender_, params_, allocs, setup_, run_, teardown_, depth)                       \
    {                                                                                           \
        .contender = (contender_), .params = (params_), .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = (setup_), .run = (run_),                \
        .teardown = (teardown_), .argument = {                                                  \
            (depth)                                                                             \
        }                                                                                       \
    }
#define COROUTINE(frames, params, allocs, run, depth)                                              \
    CASE("cxx_" #frames, params, allocs, coroutines_##frames##_setup, coroutines_##frames##_##run, \
         coroutines_##frames##_teardown, depth)
#define FUTURE(params, run) \
    CASE("cxx_future", params, FUTURE_BLOCKS, future_setup, future_##run, future_teardown, 0)
#define CHAIN(depth)                                                                   \
    COROUTINE(malloc, "depth=" #depth ";when=sync", depth, chain_sync, depth),         \
        COROUTINE(recycled, "depth=" #depth ";when=sync", 0, chain_sync, depth),       \
        COROUTINE(malloc, "depth=" #depth ";when=async", depth, chain_suspend, depth), \
        COROUTINE(recycled, "depth=" #depth ";when=async", 0, chain_suspend, depth)

static const scenario_contender_t contenders[] = {
    {.name = "cxx_malloc",
     .label = "C++20: malloc",
     .about = "A lazy C++20 coroutine for one thread, its frame from malloc."},
    {.name = "cxx_recycled",
     .label = "C++20: recycled",
     .about = "The same, its frame from a list for each thread and size."},
    {.name = "cxx_future",
     .label = "C++: std::future",
     .about = "A std::promise and its std::future; whoever wants the result blocks for it."},
    {0},
};

static const scenario_case_t sync_cases[] = {
    COROUTINE(malloc, "", 1, sync, 1),
    COROUTINE(recycled, "", 0, sync, 1),
    FUTURE("", sync),
};

static const scenario_case_t suspend_cases[] = {
    COROUTINE(malloc, "on=same_thread", 1, suspend, 1),
    COROUTINE(recycled, "on=same_thread", 0, suspend, 1),
    FUTURE("on=same_thread", suspend),
};

static const scenario_case_t chain_cases[] = {CHAIN(1), CHAIN(10), CHAIN(100)};

#define SCENARIO(name_, cases_)                                                \
    static const scenario_t name_ = {.name = #name_,                           \
                                     .question = "In C++20, as in the suite.", \
                                     .cases = cases_,                          \
                                     .case_count = LENGTH(cases_),             \
                                     .contenders = contenders}

SCENARIO(sync_success, sync_cases);
SCENARIO(async_completion, suspend_cases);
SCENARIO(await_chain, chain_cases);

SCENARIO_PLUGIN(&sync_success, &async_completion, &await_chain)
