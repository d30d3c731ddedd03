/* What does it cost to wait for a permit that is released right before, or right after? */
#include <errno.h>
#include <stdlib.h>

#include "caller.h"
#include "catalogue.h"

/* As long as .NET's TimeSpan.FromDays(1): it never comes. */
#define LIMIT VT_SECONDS(86400)

typedef struct semaphore_run {
    scenario_run_t base;
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    bool as_task; /* the wait is taken as a task */
} semaphore_run_t;

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    semaphore_run_t *run = (semaphore_run_t *)base;
    if (run != NULL) {
        vt_status_t status = vt_semaphore_deinit(&run->semaphore);
        status = status == VT_OK ? vt_cancel_source_deinit(&run->source) : status;
        (void)status; /* every wait was consumed */
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    semaphore_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (vt_semaphore_init_max(&run->semaphore, 0, 1) != VT_OK ||
        vt_cancel_source_init(&run->source) != VT_OK) {
        free(run);
        errno = EAGAIN;
        return NULL;
    }
    run->base.definition = self;
    run->as_task = self->variant != 0;
    self->run(&run->base, 1); /* starts the timer thread, for a limit */
    run->base.operations = 0;
    return &run->base;
}

/* ---- the tests ---- */

static inline vt_value_task_t hold(const semaphore_run_t *run, vt_value_task_t wait) {
    return run->as_task ? vt_value_task_from_task(vt_value_task_as_task(wait)) : wait;
}

static inline void release(semaphore_run_t *run) {
    run->base.wrong += vt_semaphore_release(&run->semaphore, 1) != VT_OK;
}

/* Each permit that was released was taken. */
static void finish(semaphore_run_t *run, uint64_t operations) {
    run->base.wrong += vt_semaphore_try_wait(&run->semaphore);
    run->base.operations += operations;
}

static void run_release_wait(scenario_run_t *base, uint64_t operations) {
    semaphore_run_t *run = (semaphore_run_t *)base;
    for (uint64_t i = 0; i < operations; i++) {
        release(run);
        base->wrong += !vt_semaphore_try_wait(&run->semaphore);
    }
    finish(run, operations);
}

static void run_release_wait_async(scenario_run_t *base, uint64_t operations) {
    semaphore_run_t *run = (semaphore_run_t *)base;
    for (uint64_t i = 0; i < operations; i++) {
        release(run);
        vt_value_task_t wait = hold(run, vt_semaphore_wait(&run->semaphore, VT_NEVER));
        caller_check(base, caller_take(wait), VT_OK, 0);
    }
    finish(run, operations);
}

/* The wait comes first, and the permit ends it. */
#define PENDING_LOOP(name, start, result)                               \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        semaphore_run_t *run = (semaphore_run_t *)base;                 \
        for (uint64_t i = 0; i < operations; i++) {                     \
            vt_value_task_t wait = hold(run, start);                    \
            release(run);                                               \
            caller_check(base, caller_take(wait), VT_OK, (result));     \
        }                                                               \
        finish(run, operations);                                        \
    }

#define TOKEN vt_cancel_source_token(&run->source)
PENDING_LOOP(with_token, vt_semaphore_wait(&run->semaphore, TOKEN), 0)
PENDING_LOOP(with_timeout, vt_semaphore_wait_for(&run->semaphore, LIMIT, VT_NEVER), 1)
PENDING_LOOP(with_token_and_timeout, vt_semaphore_wait_for(&run->semaphore, LIMIT, TOKEN), 1)

/* ---- the cases ---- */

#define CASE(contender_, test, allocs, as_task_)                                                   \
    {                                                                                              \
        .contender = #contender_, .params = "test=" #test, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = run_##test,                  \
        .teardown = teardown, .variant = (as_task_)                                                \
    }

/* A wait that is complete is a cached task; one that is pending takes a block to be one. */
static const scenario_case_t cases[] = {
    CASE(direct, release_wait, 0, 0),
    CASE(task, release_wait_async, 0, 1),
    CASE(value_task, release_wait_async, 0, 0),
    CASE(task, with_token, 1, 1),
    CASE(value_task, with_token, 0, 0),
    CASE(task, with_timeout, 1, 1),
    CASE(value_task, with_timeout, 0, 0),
    CASE(task, with_token_and_timeout, 1, 1),
    CASE(value_task, with_token_and_timeout, 0, 0),
};

const scenario_t scenario_semaphore = {
    .name = "semaphore",
    .question = "What does it cost to wait for a permit that is released right before, or right "
                "after?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
