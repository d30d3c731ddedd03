/* What does it cost to await, in a loop, a method that does nothing, or that yields? */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "drive.h"
#include "small_methods.h"

/* What the loop of a test is told, and what it tells. */
typedef struct loop {
    uint64_t rounds;
    uint64_t wrong;
} loop_t;

typedef struct loop_frame {
    VT_FRAME;
    loop_t *loop;
    uint64_t i;
} loop_frame_t;

/* The loop is an async method too. */
#define LOOP_METHOD(name, awaited, expected)                 \
    VT_METHOD(name, loop_frame_t, frame) {                   \
        uint64_t got;                                        \
        VT_BEGIN(frame);                                     \
        for (; frame->i < frame->loop->rounds; frame->i++) { \
            VT_AWAIT(frame, got, awaited);                   \
            frame->loop->wrong += got != (expected);         \
        }                                                    \
        VT_RETURN(frame->i);                                 \
        VT_END;                                              \
    }

#define VALUE caller_uncached(frame->i)

LOOP_METHOD(empty_task, vt_value_task_from_task(small_empty_task()), 0)
LOOP_METHOD(empty_value_task, small_empty_value_task(), 0)
LOOP_METHOD(empty_value_task_pooled, small_empty_value_task_pooled(), 0)
LOOP_METHOD(single_yield_task, vt_value_task_from_task(small_yield_task(VALUE)), VALUE)
LOOP_METHOD(single_yield_value_task, small_yield_value_task(VALUE), VALUE)
LOOP_METHOD(single_yield_value_task_pooled, small_yield_value_task_pooled(VALUE), VALUE)
LOOP_METHOD(yield_value_task, vt_yield(), 0)

typedef struct methods_run {
    scenario_run_t base;
    drive_t drive;
    drive_part_t part;
    loop_t loop;
    union { /* the loop's block: it never allocates */
        VT_STORAGE(empty_task) empty_task;
        VT_STORAGE(empty_value_task) empty_value_task;
        VT_STORAGE(empty_value_task_pooled) empty_value_task_pooled;
        VT_STORAGE(single_yield_task) single_yield_task;
        VT_STORAGE(single_yield_value_task) single_yield_value_task;
        VT_STORAGE(single_yield_value_task_pooled) single_yield_value_task_pooled;
        VT_STORAGE(yield_value_task) yield_value_task;
    } block;
    uint64_t done;              /* of `direct`: yields so far */
    vt_continuation_t again;    /* what it posts */
    vt_reset_source_t finished; /* its end */
} methods_run_t;

static methods_run_t *run_of(drive_part_t *part) {
    return VT_CONTAINER_OF(part, methods_run_t, part);
}

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    methods_run_t *run = (methods_run_t *)base;
    if (run != NULL) {
        drive_deinit(&run->drive);
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    methods_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (drive_init(&run->drive, (unsigned)self->argument[0]) != VT_OK) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    run->base.definition = self;
    vt_reset_source_init(&run->finished, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

/* ---- the contenders ---- */

static void run_loop(methods_run_t *run, uint64_t operations,
                     vt_value_task_t (*start)(drive_part_t *part)) {
    drive_part_t *part = &run->part;
    part->start = start;
    run->loop = (loop_t){.rounds = operations};
    drive_run(&run->drive, &part, 1);
    caller_check(&run->base, part->caller.outcome, VT_OK, operations);
    run->base.wrong += run->loop.wrong;
    run->base.operations += operations;
}

#define CONTENDER(name)                                                 \
    static vt_value_task_t start_##name(drive_part_t *part) {           \
        methods_run_t *run = run_of(part);                              \
        return VT_START_IN(name, &run->block.name, .loop = &run->loop); \
    }                                                                   \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        run_loop((methods_run_t *)base, operations, start_##name);      \
    }

CONTENDER(empty_task)
CONTENDER(empty_value_task)
CONTENDER(empty_value_task_pooled)
CONTENDER(single_yield_task)
CONTENDER(single_yield_value_task)
CONTENDER(single_yield_value_task_pooled)
CONTENDER(yield_value_task)

/* Yields by hand: a work item that posts itself. */
static void post_again(vt_continuation_t *self) {
    methods_run_t *run = VT_CONTAINER_OF(self, methods_run_t, again);
    if (run->done != run->loop.rounds && vt_executor_post(run->drive.executor, self) == VT_OK) {
        run->done++;
        return;
    }
    vt_status_t status = vt_reset_source_set_result(&run->finished, run->done);
    (void)status; /* nobody else completes it */
}

static vt_value_task_t start_yield_direct(drive_part_t *part) {
    methods_run_t *run = run_of(part);
    vt_value_task_t finished = vt_reset_source_begin(&run->finished);
    run->done = 0;
    run->again.run = post_again;
    post_again(&run->again);
    return finished;
}

static void run_yield_direct(scenario_run_t *base, uint64_t operations) {
    run_loop((methods_run_t *)base, operations, start_yield_direct);
}

/* ---- the cases ---- */

/* A pool is woken at the beginning of a slice, which so holds many operations. */
#define CASE(contender_, test, loop, threads, allocs)                                             \
    {                                                                                             \
        .contender = #contender_, .params = "test=" test, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .batch = (threads) != 0 ? 4000 : 0, .batches_only = (threads) != 0,          \
        .count_operations = 1000, .setup = setup, .run = run_##loop##_##contender_,               \
        .teardown = teardown, .argument = {                                                       \
            (threads)                                                                             \
        }                                                                                         \
    }

/* `on`: "", a thread pool; or a run queue. */
#define CASES(on, threads)                                                    \
    CASE(task, "single_yield" on, single_yield, threads, 1),                  \
        CASE(value_task, "single_yield" on, single_yield, threads, 1),        \
        CASE(value_task_pooled, "single_yield" on, single_yield, threads, 0), \
        CASE(direct, "yield" on, yield, threads, 0),                          \
        CASE(value_task, "yield" on, yield, threads, 0)

/* The pool has one thread, as there is never more than one work item. */
static const scenario_case_t cases[] = {
    CASE(task, "empty", empty, 0, 0),
    CASE(value_task, "empty", empty, 0, 0),
    CASE(value_task_pooled, "empty", empty, 0, 0),
    CASES("", 1),
    CASES("_run_queue", 0),
};

const scenario_t scenario_async_methods = {
    .name = "async_methods",
    .question = "What does it cost to await, in a loop, a method that does nothing, or that "
                "yields?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
