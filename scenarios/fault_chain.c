/* What does a fault cost that passes through methods that await each other, `depth` levels deep? */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

/* ---- a level: passes the fault on, or catches it and raises its own ---- */

typedef struct level_frame {
    VT_FRAME;
    vt_value_task_t below;
} level_frame_t;

VT_METHOD(passes, level_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->below);
    VT_RETURN(got);
    VT_END;
}

/* Its own has the next code: so the outermost one tells how many levels there were. */
VT_METHOD(catches, level_frame_t, frame) {
    vt_status_t status;
    vt_error_t caught = {0};
    uint64_t got = 0;
    int32_t code;
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, caught, frame->below);
    if (status != VT_OK) {
        code = caught.code;
        vt_error_release(&caught);
        VT_FAIL("levels", code + 1, "the level below failed");
    }
    VT_RETURN(got);
    VT_END;
}

/* The outermost of `depth` levels; the innermost one awaits `fault`. */
#define CHAIN(name, handle_type, to_value_task, start)                             \
    CALLER_OPAQUE static handle_type name(unsigned depth, vt_value_task_t fault) { \
        return start(depth == 1 ? fault : to_value_task(name(depth - 1, fault)));  \
    }
#define SAME(value_task)         (value_task)
#define PASS_TASK(below_)        VT_START_TASK(passes, .below = below_)
#define PASS_VALUE_TASK(below_)  VT_START(passes, .below = below_)
#define PASS_POOLED(below_)      VT_START_POOLED(passes, .below = below_)
#define CATCH_TASK(below_)       VT_START_TASK(catches, .below = below_)
#define CATCH_VALUE_TASK(below_) VT_START(catches, .below = below_)
#define CATCH_POOLED(below_)     VT_START_POOLED(catches, .below = below_)

CHAIN(passed_task, vt_task_t *, vt_value_task_from_task, PASS_TASK)
CHAIN(passed_value_task, vt_value_task_t, SAME, PASS_VALUE_TASK)
CHAIN(passed_pooled, vt_value_task_t, SAME, PASS_POOLED)
CHAIN(caught_task, vt_task_t *, vt_value_task_from_task, CATCH_TASK)
CHAIN(caught_value_task, vt_value_task_t, SAME, CATCH_VALUE_TASK)
CHAIN(caught_pooled, vt_value_task_t, SAME, CATCH_POOLED)

/* ---- the loops ---- */

typedef struct fault_run {
    scenario_run_t base;
    unsigned depth;
    int32_t expected; /* code of the outermost fault */
    int32_t code;     /* as it was; 0: none has come */
    bool suspends;
    vt_reset_source_t gate;
    vt_awaiter_t awaiter;
} fault_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    fault_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->depth = (unsigned)self->argument[0];
    run->expected = fetch_error.error.code + (self->argument[1] != 0 ? self->argument[0] : 0);
    run->suspends = self->variant != 0;
    vt_reset_source_init(&run->gate, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

static void take(fault_run_t *run, vt_value_task_t value_task) {
    uint64_t result;
    vt_error_t error = {0};
    if (vt_value_task_get_result(value_task, &result, &error) == VT_E_FAULTED) {
        run->code = error.code;
        vt_error_release(&error);
    }
}

static void outcome_arrived(vt_continuation_t *self) {
    fault_run_t *run = VT_CONTAINER_OF(self, fault_run_t, awaiter.continuation);
    take(run, run->awaiter.value_task);
}

static void await(fault_run_t *run, vt_value_task_t value_task) {
    run->awaiter.value_task = value_task;
    run->awaiter.continuation.run = outcome_arrived;
    if (vt_awaiter_on_completed(&run->awaiter, VT_REFUSE_COMPLETED) != VT_OK) {
        take(run, value_task);
    }
}

/* What the innermost level awaits: a fault, or what will be one. */
static vt_value_task_t fault(fault_run_t *run) {
    return run->suspends ? vt_reset_source_value_task(loop_closed(&run->gate))
                         : vt_value_task_from_static_error(&fetch_error);
}

static void open(fault_run_t *run) {
    if (run->suspends) {
        vt_error_t error = fetch_error.error;
        vt_status_t status = vt_reset_source_set_error(&run->gate, &error);
        (void)status; /* a refusal shows as a missing fault */
    }
}

#define LOOP(chain, to_value_task)                                       \
    static void run_##chain(scenario_run_t *base, uint64_t operations) { \
        fault_run_t *run = (fault_run_t *)base;                          \
        for (uint64_t i = 0; i < operations; i++) {                      \
            run->code = 0;                                               \
            await(run, to_value_task(chain(run->depth, fault(run))));    \
            open(run);                                                   \
            base->wrong += run->code != run->expected;                   \
        }                                                                \
        base->operations += operations;                                  \
    }

LOOP(passed_task, vt_value_task_from_task)
LOOP(passed_value_task, SAME)
LOOP(passed_pooled, SAME)
LOOP(caught_task, vt_value_task_from_task)
LOOP(caught_value_task, SAME)
LOOP(caught_pooled, SAME)

/* Each level allocates what it would without the fault. */
#define CASE(contender_, depth_, path, catches_, when, suspends_, allocs, builder)          \
    {                                                                                       \
        .contender = (contender_), .params = "depth=" #depth_ ";path=" #path ";when=" when, \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 200,       \
        .setup = setup, .run = run_##path##_##builder, .teardown = teardown,                \
        .variant = (suspends_), .argument = {                                               \
            (depth_),                                                                       \
            (catches_)                                                                      \
        }                                                                                   \
    }

/* Nothing has suspended, so no block is a pool's. */
#define SYNC(depth_, path, catches_)                               \
    CASE("task", depth_, path, catches_, "sync", 0, depth_, task), \
        CASE("value_task", depth_, path, catches_, "sync", 0, depth_, value_task)
#define ASYNC(depth_, path, catches_)                                               \
    CASE("task", depth_, path, catches_, "async", 1, depth_, task),                 \
        CASE("value_task", depth_, path, catches_, "async", 1, depth_, value_task), \
        CASE("value_task_pooled", depth_, path, catches_, "async", 1, 0, pooled)

/* All of them cost in proportion to the depth: where it says nothing new, one is enough. */
static const scenario_case_t cases[] = {
    ASYNC(1, passed, 0),  ASYNC(4, passed, 0), ASYNC(16, passed, 0), ASYNC(64, passed, 0),
    ASYNC(16, caught, 1), SYNC(1, passed, 0),  SYNC(16, passed, 0),  SYNC(16, caught, 1),
};

const scenario_t scenario_fault_chain = {
    .name = "fault_chain",
    .question = "What does a fault cost that passes through methods that await each other, "
                "`depth` levels deep?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
