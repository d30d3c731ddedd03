/* What does it cost to wait for all of several operations, or for the first of them? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

#define OPERANDS_MAX 100

typedef struct combine_run {
    scenario_run_t base;
    uint64_t operands;
    uint64_t winner; /* the operand that completes first: another one in each operation */
    caller_t caller;
    vt_reset_source_t gates[OPERANDS_MAX]; /* the operands, or what they suspend on */
    vt_task_t *tasks[OPERANDS_MAX];
    vt_value_task_t value_tasks[OPERANDS_MAX];
    uint64_t results[OPERANDS_MAX];
} combine_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    combine_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->operands = (uint64_t)self->argument[0];
    for (uint64_t i = 0; i < run->operands; i++) {
        vt_reset_source_init(&run->gates[i], NULL, VT_ONE_COMPLETER);
    }
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

/* What the operand with that number completes with, but for what its method adds. */
static inline uint64_t input(uint64_t operand) {
    return caller_uncached(operand);
}

/* ---- the operands complete, the winner first ---- */

static void open_gate(combine_run_t *run, uint64_t operand) {
    loop_open(&run->gates[operand], input(operand));
}

static void complete_task(combine_run_t *run, uint64_t operand) {
    vt_status_t status = vt_task_set_result(run->tasks[operand], input(operand));
    (void)status; /* a refusal shows as a missing result */
}

static void nothing(combine_run_t *run, uint64_t operand) {
    (void)run;
    (void)operand;
}

static inline void complete_each(combine_run_t *run,
                                 void (*complete)(combine_run_t *run, uint64_t operand)) {
    for (uint64_t i = run->winner; i < run->operands; i++) {
        complete(run, i);
    }
    for (uint64_t i = 0; i < run->winner; i++) {
        complete(run, i);
    }
    run->winner = run->winner + 1 == run->operands ? 0 : run->winner + 1;
}

/* ---- results ---- */

static void check_results(combine_run_t *run, uint64_t added) {
    for (uint64_t i = 0; i < run->operands; i++) {
        run->base.wrong += run->results[i] != input(i) + added;
        run->results[i] = 0;
    }
}

static void drop_tasks(combine_run_t *run) {
    for (uint64_t i = 0; i < run->operands; i++) {
        vt_task_unref(run->tasks[i]);
    }
}

/* when_any gives no result but the winner's number. */
static void take_results(combine_run_t *run) {
    for (uint64_t i = 0; i < run->operands; i++) {
        run->base.wrong += vt_task_get_result(run->tasks[i], &run->results[i], NULL) != VT_OK;
    }
}

/* ---- the loops: an operation is a combination ---- */

#define LOOP(name, operand, start, combine, complete, result, finish, added) \
    static void name(scenario_run_t *base, uint64_t operations) {            \
        combine_run_t *run = (combine_run_t *)base;                          \
        const uint64_t count = run->operands;                                \
        for (uint64_t n = 0; n < operations; n++) {                          \
            const uint64_t winner = run->winner;                             \
            for (uint64_t i = 0; i < count; i++) {                           \
                operand[i] = start;                                          \
            }                                                                \
            caller_begin(&run->caller);                                      \
            combine;                                                         \
            complete_each(run, complete);                                    \
            caller_check(base, run->caller.outcome, VT_OK, result);          \
            finish;                                                          \
            check_results(run, added);                                       \
            (void)winner;                                                    \
        }                                                                    \
        base->operations += operations;                                      \
    }

#define ALL_TASKS caller_await_task(&run->caller, vt_when_all(run->tasks, count, run->results))
#define ALL_VALUES \
    caller_await(&run->caller, vt_when_all_values(run->value_tasks, count, run->results))
#define ANY_TASK caller_await_task(&run->caller, vt_when_any(run->tasks, count))

#define ALL_OF_TASKS(name, start, complete, added) \
    LOOP(name, run->tasks, start, ALL_TASKS, complete, count, drop_tasks(run), added)
#define ALL_OF_VALUES(name, start, complete, added) \
    LOOP(name, run->value_tasks, start, ALL_VALUES, complete, count, (void)0, added)
#define ANY_OF_TASKS(name, start, complete, added)            \
    LOOP(name, run->tasks, start, ANY_TASK, complete, winner, \
         (take_results(run), drop_tasks(run)), added)

#define CLOSED  loop_closed(&run->gates[i])
#define PENDING vt_reset_source_value_task(CLOSED)

ALL_OF_TASKS(all_completed_task, fetch_task(NULL, input(i), FETCH_HIT), nothing, 1)
ALL_OF_VALUES(all_completed_value_task, fetch_value_task(NULL, input(i), FETCH_HIT), nothing, 1)
ALL_OF_TASKS(all_pending_task, vt_task_create(0), complete_task, 0)
ALL_OF_VALUES(all_pending_source, PENDING, open_gate, 0)
ALL_OF_TASKS(all_suspended_task, fetch_task(CLOSED, 0, FETCH_MISS), open_gate, 1)
ALL_OF_VALUES(all_suspended_value_task, fetch_value_task(CLOSED, 0, FETCH_MISS), open_gate, 1)
ALL_OF_VALUES(all_suspended_pooled, fetch_value_task_pooled(CLOSED, 0, FETCH_MISS), open_gate, 1)
ANY_OF_TASKS(any_pending_task, vt_task_create(0), complete_task, 0)
ANY_OF_TASKS(any_pending_source, vt_value_task_as_task(PENDING), open_gate, 0)
ANY_OF_TASKS(any_suspended_task, fetch_task(CLOSED, 0, FETCH_MISS), open_gate, 1)
ANY_OF_TASKS(any_suspended_pooled,
             vt_value_task_as_task(fetch_value_task_pooled(CLOSED, 0, FETCH_MISS)), open_gate, 1)

#define CASE(contender_, how, of, operands_, allocs, loop)                                 \
    {                                                                                      \
        .contender = (contender_), .params = "how=" how ";of=" of ";operands=" #operands_, \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1,                               \
        .count_operations = (operands_) > 10 ? 20 : 100, .setup = setup, .run = (loop),    \
        .teardown = teardown, .argument = {                                                \
            (operands_)                                                                    \
        }                                                                                  \
    }

/* A combination is a block, unless all of its value tasks are complete. */
#define ALL(operands)                                                                   \
    CASE("task", "all", "completed", operands, (operands) + 1, all_completed_task),     \
        CASE("value_task", "all", "completed", operands, 0, all_completed_value_task),  \
        CASE("task", "all", "pending", operands, (operands) + 1, all_pending_task),     \
        CASE("value_task_source", "all", "pending", operands, 1, all_pending_source),   \
        CASE("task", "all", "suspended", operands, (operands) + 1, all_suspended_task), \
        CASE("value_task", "all", "suspended", operands, (operands) + 1,                \
             all_suspended_value_task),                                                 \
        CASE("value_task_pooled", "all", "suspended", operands, 1, all_suspended_pooled)

/* Of completed operands the first in order wins at once, however they were handed back; and the
 * value task of a method that suspends is a task already. */
#define ANY(operands)                                                                              \
    CASE("task", "any", "pending", operands, (operands) + 1, any_pending_task),                    \
        CASE("value_task_source", "any", "pending", operands, (operands) + 1, any_pending_source), \
        CASE("task", "any", "suspended", operands, (operands) + 1, any_suspended_task),            \
        CASE("value_task_pooled", "any", "suspended", operands, (operands) + 1,                    \
             any_suspended_pooled)

static const scenario_case_t cases[] = {
    ALL(2), ALL(10), ALL(100), ANY(2), ANY(100),
};

const scenario_t scenario_combine = {
    .name = "combine",
    .question = "What does it cost to wait for all of several operations, or for the first of "
                "them?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
