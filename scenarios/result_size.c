/* What does a result cost that does not fit into registers? */
#include <stdlib.h>

#include "caller.h"
#include "catalogue.h"
#include "wide_fetch.h"

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

/* Each contender's call is nested in another of its kind: results are handed on once. */
#define LOOP(name, bytes, take)                                            \
    static void name##_##bytes(scenario_run_t *run, uint64_t operations) { \
        for (uint64_t i = 0; i < operations; i++) {                        \
            uint64_t value = caller_uncached(i);                           \
            wide_##bytes##_t result = {{0}};                               \
            vt_status_t status = take;                                     \
            run->wrong += status != VT_OK || result.words[0] != value ||   \
                          result.words[(bytes) / 8 - 1] != value;          \
        }                                                                  \
        run->operations += operations;                                     \
    }

static inline vt_status_t take_task(vt_task_t *task, void *result, size_t size) {
    vt_status_t status = vt_task_get_result_sized(task, result, size, NULL);
    vt_task_unref(task);
    return status;
}

#define LOOPS(bytes)                                                                         \
    LOOP(run_direct, bytes, (result = wide_direct_##bytes(value), VT_OK))                    \
    LOOP(run_task, bytes, take_task(wide_fetch_task_##bytes(value), &result, sizeof result)) \
    LOOP(run_value_task, bytes,                                                              \
         wide_task_##bytes##_get_result(wide_fetch_##bytes(value), &result, NULL))

LOOPS(8)
LOOPS(16)
LOOPS(64)
LOOPS(256)

#define CASE(contender_, bytes, allocs, loop)                                          \
    {                                                                                  \
        .contender = (contender_), .params = "bytes=" #bytes,                          \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 1000, \
        .setup = setup, .run = (loop), .teardown = teardown                            \
    }

#define CASES(bytes)                                                                        \
    CASE("direct", bytes, 0, run_direct_##bytes), CASE("task", bytes, 2, run_task_##bytes), \
        CASE("value_task", bytes, 0, run_value_task_##bytes)

static const scenario_case_t cases[] = {CASES(8), CASES(16), CASES(64), CASES(256)};

const scenario_t scenario_result_size = {
    .name = "result_size",
    .question = "What does a result cost that does not fit into registers?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
