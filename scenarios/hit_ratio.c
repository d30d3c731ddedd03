/* Where do the lines cross, as more operations complete synchronously? */
#include "catalogue.h"
#include "hits.h"

#define CASE(contender_, percent_, allocs)                                                  \
    {                                                                                       \
        .contender = #contender_, .params = "percent=" #percent_,                           \
        .budget = SCENARIO_BUDGET((allocs), 100), .has_share = true, .period = HIT_PATTERN, \
        .batch = HIT_PERIOD, .count_operations = HIT_PATTERN, .setup = hits_setup,          \
        .run = suspended_run_##contender_, .teardown = hits_teardown, .argument = {         \
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
