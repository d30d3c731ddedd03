/* Who calls whom: what does a call cost, by the kinds of its caller and of the method that it
 * calls? */
#include "catalogue.h"
#include "hits.h"
#include "relay.h"

/* A method calls the operation, and the loop calls the method. */
#define LOOP(caller, callee, handle_type, take, await)                               \
    SUSPENDED_LOOP(static, caller##_calls_##callee, 2, caller_uncached, handle_type, \
                   relay_##caller##_##callee(SUSPENDED_GATE, value, how), take, await)
#define LOOPS(callee)                                                    \
    LOOP(task, callee, vt_task_t *, caller_take_task, caller_await_task) \
    LOOP(value_task, callee, vt_value_task_t, caller_take, caller_await) \
    LOOP(pooled, callee, vt_value_task_t, caller_take, caller_await)

LOOPS(task)
LOOPS(value_task)
LOOPS(value_task_pooled)

/* Called by a plain function: the loop itself. */
#define plain_calls_task              suspended_run_task
#define plain_calls_value_task        suspended_run_value_task
#define plain_calls_value_task_pooled suspended_run_value_task_pooled

/* `allocs` of a hundred operations. */
#define CASE(caller_, percent_, callee, allocs)                                         \
    {                                                                                   \
        .contender = #callee, .params = "caller=" #caller_ ";percent=" #percent_,       \
        .budget = SCENARIO_BUDGET((allocs), 100), .has_share = true, .period = 100,     \
        .count_operations = 1000, .setup = hits_setup, .run = caller_##_calls_##callee, \
        .teardown = hits_teardown, .argument = {                                        \
            (percent_)                                                                  \
        }                                                                               \
    }

/* What the caller allocates itself: a task each time, a value task for each miss, or nothing. */
#define CALLER(caller_, percent_, own)                                 \
    CASE(caller_, percent_, task, (own) + 100),                        \
        CASE(caller_, percent_, value_task, (own) + 100 - (percent_)), \
        CASE(caller_, percent_, value_task_pooled, (own))
#define CASES(percent_)                                      \
    CALLER(plain, percent_, 0), CALLER(task, percent_, 100), \
        CALLER(value_task, percent_, 100 - (percent_)), CALLER(pooled, percent_, 0)

/* Where nothing suspends, a pool is not asked. */
#define HITS(caller, own) CASE(caller, 100, task, (own) + 100), CASE(caller, 100, value_task, (own))

static const scenario_case_t cases[] = {
    CASES(0), CASES(50), CASES(99), HITS(plain, 0), HITS(task, 100), HITS(value_task, 0),
};

const scenario_t scenario_callers = {
    .name = "callers",
    .question = "Who calls whom: what does a call cost, by the kinds of its caller and of the "
                "method that it calls?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
