/* What does cancellation cost: before an operation begins, while it waits, by a limit of time, and
 * where it does not come? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

#define LINKS_MAX 3

/* ---- a request that can be canceled: the end of every operation here ---- */

typedef struct request {
    vt_reset_source_t source;
    vt_cancel_registration_t registration;
} request_t;

static void request_canceled(vt_cancel_registration_t *self) {
    request_t *request = VT_CONTAINER_OF(self, request_t, registration);
    vt_status_t status = vt_reset_source_set_canceled(&request->source);
    (void)status; /* a refusal shows as a missing outcome */
}

static vt_value_task_t begin_request(request_t *request, vt_cancel_token_t token) {
    vt_value_task_t begun = vt_reset_source_begin(&request->source);
    vt_status_t status = vt_cancel_token_register(token, &request->registration, request_canceled);
    (void)status; /* registering cannot fail */
    return begun;
}

static void complete_request(request_t *request, uint64_t value) {
    (void)vt_cancel_registration_unregister(&request->registration);
    loop_open(&request->source, value);
}

/* ---- the operation: looks at its token, then waits for the request ---- */

typedef struct wait_frame {
    VT_FRAME;
    request_t *request;
    vt_cancel_token_t token;
} wait_frame_t;

VT_METHOD(wait_for, wait_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    if (vt_cancel_token_is_canceled(frame->token)) {
        VT_CANCEL;
    }
    VT_AWAIT(frame, got, begin_request(frame->request, frame->token));
    VT_RETURN(got);
    VT_END;
}

CALLER_OPAQUE static vt_task_t *wait_task(request_t *request, vt_cancel_token_t token) {
    return VT_START_TASK(wait_for, .request = request, .token = token);
}

CALLER_OPAQUE static vt_value_task_t wait_value_task(request_t *request, vt_cancel_token_t token) {
    return VT_START(wait_for, .request = request, .token = token);
}

CALLER_OPAQUE static vt_value_task_t wait_pooled(request_t *request, vt_cancel_token_t token) {
    return VT_START_POOLED(wait_for, .request = request, .token = token);
}

CALLER_OPAQUE static vt_value_task_t wait_source(request_t *request, vt_cancel_token_t token) {
    return vt_cancel_token_is_canceled(token) ? vt_value_task_from_canceled(token)
                                              : begin_request(request, token);
}

/* ---- who cancels ---- */

typedef enum when { BEFORE, DURING, TIMEOUT, NEVER } when_t;

typedef struct cancel_run {
    scenario_run_t base;
    when_t when;
    int links;
    request_t request;
    caller_t caller;
    vt_cancel_source_t source;
    vt_cancel_source_t *linked[LINKS_MAX]; /* each to the one before, the first to `source` */
    vt_timer_t limit;
    vt_run_queue_t queue; /* keeps the timer */
} cancel_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    cancel_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL || vt_run_queue_init(&run->queue) != VT_OK) {
        free(run);
        return NULL;
    }
    run->base.definition = self;
    run->when = (when_t)self->argument[0];
    run->links = self->argument[1];
    vt_reset_source_init(&run->request.source, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *base) {
    if (base != NULL) {
        cancel_run_t *run = (cancel_run_t *)base;
        vt_status_t status = vt_run_queue_deinit(&run->queue);
        (void)status; /* every timer has run */
        free(run);
    }
}

static void limit_is_over(vt_continuation_t *self) {
    vt_cancel_source_cancel(&VT_CONTAINER_OF(self, cancel_run_t, limit.continuation)->source);
}

/* A source is canceled once, so each operation has its own, and its links. Gives the token of the
 * last one. */
static vt_cancel_token_t begin(cancel_run_t *run) {
    run->base.wrong += vt_cancel_source_init(&run->source) != VT_OK;
    vt_cancel_token_t token = vt_cancel_source_token(&run->source);
    for (int i = 0; i < run->links; i++) {
        run->linked[i] = NULL;
        if (vt_cancel_source_create_linked(token, &run->linked[i]) == VT_OK) {
            token = vt_cancel_source_token(run->linked[i]);
        } else {
            run->base.wrong++;
        }
    }
    if (run->when == BEFORE) {
        vt_cancel_source_cancel(&run->source);
    } else if (run->when == TIMEOUT) {
        run->base.wrong +=
            vt_timer_start(&run->limit, &run->queue.executor, 0, limit_is_over) != VT_OK;
    }
    return token;
}

/* What happens while the operation waits. The limit is 0 nanoseconds, which are over by then: what
 * is measured is its way through the queue's timers, and not the time. */
static void happen(cancel_run_t *run, uint64_t value) {
    switch (run->when) {
    case BEFORE:
        break;
    case DURING:
        vt_cancel_source_cancel(&run->source);
        break;
    case TIMEOUT:
        vt_run_queue_run(&run->queue);
        break;
    case NEVER:
        complete_request(&run->request, value);
        break;
    }
}

static void end(cancel_run_t *run) {
    for (int i = run->links - 1; i >= 0; i--) {
        vt_cancel_source_unref(run->linked[i]);
    }
    run->base.wrong += vt_cancel_source_deinit(&run->source) != VT_OK;
}

/* ---- the loops ---- */

#define LOOP(name, start_and_await)                                                   \
    static void name(scenario_run_t *base, uint64_t operations) {                     \
        cancel_run_t *run = (cancel_run_t *)base;                                     \
        const bool succeeds = run->when == NEVER;                                     \
        for (uint64_t i = 0; i < operations; i++) {                                   \
            const uint64_t value = caller_uncached(i);                                \
            vt_cancel_token_t token = begin(run);                                     \
            caller_begin(&run->caller);                                               \
            start_and_await;                                                          \
            happen(run, value);                                                       \
            caller_check(base, run->caller.outcome, succeeds ? VT_OK : VT_E_CANCELED, \
                         succeeds ? value : 0);                                       \
            end(run);                                                                 \
        }                                                                             \
        base->operations += operations;                                               \
    }

LOOP(run_task, caller_await_task(&run->caller, wait_task(&run->request, token)))
LOOP(run_value_task, caller_await(&run->caller, wait_value_task(&run->request, token)))
LOOP(run_pooled, caller_await(&run->caller, wait_pooled(&run->request, token)))
LOOP(run_source, caller_await(&run->caller, wait_source(&run->request, token)))

#define CASE(contender_, name, when_, links_, allocs, loop)                            \
    {                                                                                  \
        .contender = (contender_), .params = "when=" name ";links=" #links_,           \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 1000, \
        .setup = setup, .run = (loop), .teardown = teardown, .argument = {             \
            (when_),                                                                   \
            (links_)                                                                   \
        }                                                                              \
    }

/* A linked source is a block of its own. */
#define METHODS(name, when, links)                                          \
    CASE("task", name, when, links, 1 + (links), run_task),                 \
        CASE("value_task", name, when, links, 1 + (links), run_value_task), \
        CASE("value_task_pooled", name, when, links, (links), run_pooled)
#define CASES(name, when) \
    METHODS(name, when, 0), CASE("value_task_source", name, when, 0, 0, run_source)

/* What is canceled before it begins is the one canceled task. */
static const scenario_case_t cases[] = {
    CASE("task", "before", BEFORE, 0, 0, run_task),
    CASE("value_task", "before", BEFORE, 0, 0, run_value_task),
    CASES("during", DURING),
    METHODS("during", DURING, 1),
    METHODS("during", DURING, 3),
    CASES("timeout", TIMEOUT),
    CASES("never", NEVER),
};

const scenario_t scenario_cancel = {
    .name = "cancel",
    .question = "What does cancellation cost: before an operation begins, while it waits, by a "
                "limit of time, and where it does not come?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
