/* What does it cost to be told of a cancellation that never comes, and of one that does? */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "valuetask.h"

/* Parents of a linked source. */
#define PARENTS 3

/* As .NET's int.MaxValue - 1 milliseconds: it never comes. */
#define LIMIT VT_MS(INT32_MAX - 1)

typedef struct cancellation_run {
    scenario_run_t base;
    vt_cancel_source_t parents[PARENTS];
    unsigned parent_count;
    vt_cancel_source_t *counted; /* what `on_heap` registers with */
    vt_cancel_registration_t registration;
    vt_cancel_link_t links[PARENTS];
    uint64_t called;
} cancellation_run_t;

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    cancellation_run_t *run = (cancellation_run_t *)base;
    if (run != NULL) {
        vt_cancel_source_unref(run->counted);
        for (unsigned i = 0; i < run->parent_count; i++) {
            vt_status_t status = vt_cancel_source_deinit(&run->parents[i]);
            (void)status; /* nothing is registered */
        }
        free(run);
    }
}

static bool init_parents(cancellation_run_t *run) {
    while (run->parent_count < PARENTS &&
           vt_cancel_source_init(&run->parents[run->parent_count]) == VT_OK) {
        run->parent_count++;
    }
    return run->parent_count == PARENTS;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    cancellation_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    if (!init_parents(run) || vt_cancel_source_create(&run->counted) != VT_OK) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    run->base.definition = self;
    self->run(&run->base, 1); /* starts the timer thread, for a limit */
    run->base.operations = 0;
    return &run->base;
}

/* ---- the tests ---- */

static void count_call(vt_cancel_registration_t *self) {
    VT_CONTAINER_OF(self, cancellation_run_t, registration)->called++;
}

/* After a loop: nothing was left registered, and the callback ran as often as it had to. */
static void finish(cancellation_run_t *run, uint64_t operations, uint64_t called) {
    for (unsigned i = 0; i < PARENTS; i++) {
        run->base.wrong += !vt_cancel_source_try_reset(&run->parents[i]);
    }
    run->base.wrong += run->called != called;
    run->called = 0;
    run->base.operations += operations;
}

static bool register_and_unregister(cancellation_run_t *run, vt_cancel_source_t *source) {
    return vt_cancel_token_register(vt_cancel_source_token(source), &run->registration,
                                    count_call) == VT_OK &&
           vt_cancel_registration_unregister(&run->registration);
}

/* The callback has run, and is no longer registered. */
static bool register_and_cancel(cancellation_run_t *run, vt_cancel_source_t *source) {
    bool good = vt_cancel_token_register(vt_cancel_source_token(source), &run->registration,
                                         count_call) == VT_OK;
    vt_cancel_source_cancel(source);
    return good && !vt_cancel_registration_unregister(&run->registration);
}

/* To the parents from number `first` on. */
static bool link_and_unlink(cancellation_run_t *run, vt_cancel_source_t *source, unsigned first) {
    const unsigned count = (unsigned)run->base.definition->argument[0];
    bool good = true;
    for (unsigned i = first; i < count; i++) {
        good = vt_cancel_source_link(source, &run->links[i],
                                     vt_cancel_source_token(&run->parents[i])) == VT_OK &&
               good;
    }
    good = good && !vt_cancel_token_is_canceled(vt_cancel_source_token(source));
    for (unsigned i = first; i < count; i++) {
        vt_cancel_link_unlink(&run->links[i]);
    }
    return good;
}

static bool cancel_after(vt_cancel_source_t *source) {
    return vt_cancel_source_cancel_after(source, LIMIT) == VT_OK &&
           !vt_cancel_token_is_canceled(vt_cancel_source_token(source));
}

/* A source for each operation, in the caller's own memory or on the heap, and what is done with
 * it. `calls`: how often an operation runs the callback. */
#define SOURCE_LOOP_IN_PLACE(name, calls, use)                                     \
    static void run_##name##_in_place(scenario_run_t *base, uint64_t operations) { \
        cancellation_run_t *run = (cancellation_run_t *)base;                      \
        for (uint64_t i = 0; i < operations; i++) {                                \
            vt_cancel_source_t own;                                                \
            vt_cancel_source_t *source = &own;                                     \
            if (vt_cancel_source_init(source) != VT_OK) {                          \
                base->wrong++;                                                     \
                continue;                                                          \
            }                                                                      \
            base->wrong += !(use);                                                 \
            base->wrong += vt_cancel_source_deinit(source) != VT_OK;               \
        }                                                                          \
        finish(run, operations, operations *(calls));                              \
    }
#define SOURCE_LOOP_ON_HEAP(name, calls, parent, use)                             \
    static void run_##name##_on_heap(scenario_run_t *base, uint64_t operations) { \
        cancellation_run_t *run = (cancellation_run_t *)base;                     \
        for (uint64_t i = 0; i < operations; i++) {                               \
            vt_cancel_source_t *source;                                           \
            if (vt_cancel_source_create_linked(parent, &source) != VT_OK) {       \
                base->wrong++;                                                    \
                continue;                                                         \
            }                                                                     \
            base->wrong += !(use);                                                \
            vt_cancel_source_unref(source);                                       \
        }                                                                         \
        finish(run, operations, operations *(calls));                             \
    }

SOURCE_LOOP_IN_PLACE(linked, 0, link_and_unlink(run, source, 0))
SOURCE_LOOP_ON_HEAP(linked, 0, vt_cancel_source_token(&run->parents[0]),
                    link_and_unlink(run, source, 1))
SOURCE_LOOP_IN_PLACE(cancel_after, 0, cancel_after(source))
SOURCE_LOOP_ON_HEAP(cancel_after, 0, VT_NEVER, cancel_after(source))
SOURCE_LOOP_IN_PLACE(register_cancel, 1, register_and_cancel(run, source))
SOURCE_LOOP_ON_HEAP(register_cancel, 1, VT_NEVER, register_and_cancel(run, source))

/* With one source that stays. */
#define REGISTER_LOOP(contender, source)                                                         \
    static void run_register_unregister_##contender(scenario_run_t *base, uint64_t operations) { \
        cancellation_run_t *run = (cancellation_run_t *)base;                                    \
        for (uint64_t i = 0; i < operations; i++) {                                              \
            base->wrong += !register_and_unregister(run, (source));                              \
        }                                                                                        \
        finish(run, operations, 0);                                                              \
    }

REGISTER_LOOP(in_place, &run->parents[0])
REGISTER_LOOP(on_heap, run->counted)

/* ---- the cases ---- */

#define CASE(contender_, test, loop, allocs, parents_)                                            \
    {                                                                                             \
        .contender = #contender_, .params = "test=" test, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = run_##loop##_##contender_,  \
        .teardown = teardown, .argument = {                                                       \
            (parents_)                                                                            \
        }                                                                                         \
    }

#define CASES(test, loop, allocs, parents) \
    CASE(in_place, test, loop, 0, parents), CASE(on_heap, test, loop, allocs, parents)

static const scenario_case_t cases[] = {
    CASES("register_unregister", register_unregister, 0, 0),
    CASES("register_cancel", register_cancel, 1, 0),
    CASES("linked_1", linked, 1, 1),
    CASES("linked_2", linked, 1, 2),
    CASES("linked_3", linked, 1, 3),
    CASES("cancel_after", cancel_after, 1, 0),
};

const scenario_t scenario_cancellation = {
    .name = "cancellation",
    .question = "What does it cost to be told of a cancellation that never comes, and of one that "
                "does?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
