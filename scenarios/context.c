/* What does an operation cost that suspends and brings something along: its executor, or
 * async-local values? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

#define LOCALS_MAX 4

static const vt_async_local_t locals[LOCALS_MAX]; /* their addresses are their names */
static const char local_value;                    /* what all of them are set to */

/* ---- the operation: suspends, and gives the value and what it finds then ---- */

typedef struct flow_frame {
    VT_FRAME;
    vt_reset_source_t *gate;
} flow_frame_t;

enum { FOUND_LOCALS = 1, FOUND_EXECUTOR = 2 };

/* One value is looked up, however many there are: that is not what is measured. */
static inline uint64_t found(void) {
    return (vt_async_local_get(&locals[0]) == &local_value ? FOUND_LOCALS : 0) |
           (vt_executor_current() != NULL ? FOUND_EXECUTOR : 0);
}

VT_METHOD(flow, flow_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, vt_reset_source_value_task(frame->gate));
    VT_RETURN(got + found());
    VT_END;
}

/* Does not come back to its executor: .NET's ConfigureAwait(false). */
VT_METHOD(flow_anywhere, flow_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT_CONFIGURED(frame, got, vt_reset_source_value_task(frame->gate), false);
    VT_RETURN(got + found());
    VT_END;
}

#define START(method)                                                        \
    static vt_value_task_t method##_task(vt_reset_source_t *gate) {          \
        return vt_value_task_from_task(VT_START_TASK(method, .gate = gate)); \
    }                                                                        \
    static vt_value_task_t method##_value_task(vt_reset_source_t *gate) {    \
        return VT_START(method, .gate = gate);                               \
    }                                                                        \
    static vt_value_task_t method##_pooled(vt_reset_source_t *gate) {        \
        return VT_START_POOLED(method, .gate = gate);                        \
    }

START(flow)
START(flow_anywhere)

/* ---- an event loop: it starts operations, opens the gate, and runs what comes back ---- */

typedef struct context_run {
    scenario_run_t base;
    vt_continuation_t starting;
    vt_value_task_t (*start)(vt_reset_source_t *gate);
    vt_executor_t *executor; /* current while the operation starts; NULL: none is */
    vt_context_t *context;   /* the same of async-local values */
    uint64_t expected;       /* what the operation is to find */
    vt_run_queue_t queue;
    vt_reset_source_t gate;
    caller_t caller;
} context_run_t;

/* Any executor runs a work item without async-local values, so the item sets them itself. */
static void start(vt_continuation_t *self) {
    context_run_t *run = VT_CONTAINER_OF(self, context_run_t, starting);
    vt_context_restore(vt_context_ref(run->context));
    caller_await(&run->caller, run->start(&run->gate));
    vt_context_restore(NULL);
}

static void run_operation(context_run_t *run, uint64_t value) {
    (void)loop_closed(&run->gate);
    caller_begin(&run->caller);
    if (run->executor != NULL) {
        vt_executor_run(run->executor, &run->starting);
    } else {
        start(&run->starting);
    }
    loop_open(&run->gate, value);
    if (run->executor != NULL) {
        vt_run_queue_run(&run->queue);
    }
}

static void run_loop(context_run_t *run, vt_value_task_t (*method)(vt_reset_source_t *gate),
                     uint64_t operations) {
    run->start = method;
    for (uint64_t i = 0; i < operations; i++) {
        const uint64_t value = caller_uncached(i);
        run_operation(run, value);
        caller_check(&run->base, run->caller.outcome, VT_OK, value + run->expected);
    }
    run->base.operations += operations;
}

#define LOOP(method)                                                     \
    static void run_##method(scenario_run_t *run, uint64_t operations) { \
        run_loop((context_run_t *)run, method, operations);              \
    }
#define LOOPS(method) LOOP(method##_task) LOOP(method##_value_task) LOOP(method##_pooled)

LOOPS(flow)
LOOPS(flow_anywhere)

/* ---- set-up ---- */

enum { NO_EXECUTOR, CAPTURED, IGNORED };

static void teardown(scenario_run_t *base) {
    if (base != NULL) {
        context_run_t *run = (context_run_t *)base;
        vt_status_t status = vt_run_queue_deinit(&run->queue);
        (void)status; /* every operation came back */
        vt_context_unref(run->context);
        free(run);
    }
}

/* False: out of memory. */
static bool make_context(context_run_t *run, int count) {
    vt_context_t *outer = vt_context_capture();
    vt_status_t status = VT_OK;
    for (int i = 0; status == VT_OK && i < count; i++) {
        status = vt_async_local_set(&locals[i], (void *)(uintptr_t)&local_value);
    }
    run->context = vt_context_capture();
    vt_context_restore(outer);
    return status == VT_OK;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    context_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL || vt_run_queue_init(&run->queue) != VT_OK) {
        free(run);
        return NULL;
    }
    run->base.definition = self;
    run->starting.run = start;
    run->executor = self->variant != NO_EXECUTOR ? &run->queue.executor : NULL;
    run->expected = (self->argument[0] != 0 ? FOUND_LOCALS : 0) |
                    (self->variant == CAPTURED ? FOUND_EXECUTOR : 0);
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    if (!make_context(run, self->argument[0])) {
        teardown(&run->base);
        return NULL;
    }
    return &run->base;
}

#define CASE(contender_, executor, which, locals_, allocs, loop)                               \
    {                                                                                          \
        .contender = (contender_), .params = "executor=" executor ";locals=" #locals_,         \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 1000,         \
        .setup = setup, .run = (loop), .teardown = teardown, .variant = (which), .argument = { \
            (locals_)                                                                          \
        }                                                                                      \
    }

#define CASES(executor, which, locals, method)                                     \
    CASE("task", executor, which, locals, 1, run_##method##_task),                 \
        CASE("value_task", executor, which, locals, 1, run_##method##_value_task), \
        CASE("value_task_pooled", executor, which, locals, 0, run_##method##_pooled)

static const scenario_case_t cases[] = {
    CASES("none", NO_EXECUTOR, 0, flow),         CASES("none", NO_EXECUTOR, 1, flow),
    CASES("none", NO_EXECUTOR, 4, flow),         CASES("captured", CAPTURED, 0, flow),
    CASES("ignored", IGNORED, 0, flow_anywhere),
};

const scenario_t scenario_context = {
    .name = "context",
    .question = "What does an operation cost that suspends and brings something along: its "
                "executor, or async-local values?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
