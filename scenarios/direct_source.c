/* What does it cost to await a source that is armed again, directly or through a method around
 * it? */
#include <stdlib.h>

#include "catalogue.h"
#include "loops.h"

/* ---- where elements come from: a source that is armed for each ---- */

typedef struct feed {
    vt_reset_source_t source;
    uint64_t armed; /* how often it was */
    uint64_t value; /* of the element that it was last armed for */
    bool ready;     /* the element is there already */
} feed_t;

static inline uint64_t next_element(feed_t *feed) {
    feed->value = caller_uncached(feed->armed++);
    return feed->value;
}

static vt_value_task_t arm(feed_t *feed) {
    vt_value_task_t armed = vt_reset_source_begin(&feed->source);
    uint64_t value = next_element(feed);
    if (feed->ready) {
        loop_open(&feed->source, value);
    }
    return armed;
}

/* ---- a method around it, which hands the element on ---- */

typedef struct hand_on_frame {
    VT_FRAME;
    feed_t *feed;
} hand_on_frame_t;

VT_METHOD(hand_on, hand_on_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, arm(frame->feed));
    VT_RETURN(got);
    VT_END;
}

typedef struct owner {
    feed_t feed;
    VT_STORAGE(hand_on) block; /* of the method, if it is the owner's */
} owner_t;

static vt_value_task_t source(owner_t *owner) {
    return arm(&owner->feed);
}

static vt_value_task_t task(owner_t *owner) {
    return vt_value_task_from_task(VT_START_TASK(hand_on, .feed = &owner->feed));
}

static vt_value_task_t value_task(owner_t *owner) {
    return VT_START(hand_on, .feed = &owner->feed);
}

static vt_value_task_t pooled(owner_t *owner) {
    return VT_START_POOLED(hand_on, .feed = &owner->feed);
}

static vt_value_task_t in_place(owner_t *owner) {
    return VT_START_IN(hand_on, &owner->block, .feed = &owner->feed);
}

/* ---- who takes the elements: a method in a block of the run's, which allocates nothing ---- */

typedef struct take_frame {
    VT_FRAME;
    vt_value_task_t (*next)(owner_t *owner);
    owner_t *owner;
    uint64_t left;
    uint64_t right; /* elements that were the expected ones */
} take_frame_t;

VT_METHOD(take, take_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT(frame, got, frame->next(frame->owner));
        frame->right += got == frame->owner->feed.value;
    }
    VT_RETURN(frame->right);
    VT_END;
}

/* The same by hand, for `direct`. */
typedef struct hand {
    void (*arrived)(struct hand *self, uint64_t got);
    feed_t *feed;
    uint64_t right;
} hand_t;

static void element_arrived(hand_t *hand, uint64_t got) {
    hand->right += got == hand->feed->value;
    next_element(hand->feed);
}

/* ---- the loops: an operation is an element ---- */

typedef struct source_run {
    scenario_run_t base;
    owner_t owner;
    VT_STORAGE(take) taker;
    caller_t caller;
    hand_t hand;
} source_run_t;

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    source_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->owner.feed.ready = self->argument[0] != 0;
    run->hand = (hand_t){element_arrived, &run->owner.feed, 0};
    vt_reset_source_init(&run->owner.feed.source, NULL, VT_ONE_COMPLETER);
    return &run->base;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

static void run_takes(source_run_t *run, vt_value_task_t (*next)(owner_t *owner),
                      uint64_t operations) {
    feed_t *feed = &run->owner.feed;
    caller_begin(&run->caller);
    caller_await(&run->caller, VT_START_IN(take, &run->taker, .next = next, .owner = &run->owner,
                                           .left = operations));
    for (uint64_t i = 0; !feed->ready && i < operations; i++) {
        loop_open(&feed->source, feed->value);
    }
    bool right = run->caller.outcome.status == VT_OK && run->caller.outcome.result == operations;
    run->base.wrong += !right;
    run->base.operations += operations;
}

#define TAKE_LOOP(name)                                                \
    static void run_##name(scenario_run_t *run, uint64_t operations) { \
        run_takes((source_run_t *)run, name, operations);              \
    }

TAKE_LOOP(task)
TAKE_LOOP(value_task)
TAKE_LOOP(pooled)
TAKE_LOOP(source)
TAKE_LOOP(in_place)

static void run_direct(scenario_run_t *base, uint64_t operations) {
    source_run_t *run = (source_run_t *)base;
    hand_t *hand = &run->hand;
    hand->right = 0;
    next_element(hand->feed);
    for (uint64_t i = 0; i < operations; i++) {
        hand->arrived(hand, hand->feed->value);
    }
    base->wrong += hand->right != operations;
    base->operations += operations;
}

#define CASE(contender_, when, ready, allocs, loop)                                                \
    {                                                                                              \
        .contender = (contender_), .params = "when=" when, .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = (loop),                      \
        .teardown = teardown, .argument = {                                                        \
            (ready)                                                                                \
        }                                                                                          \
    }

/* What does not suspend has no block: wherever it would have come from. */
static const scenario_case_t cases[] = {
    CASE("task", "sync", 1, 1, run_task),
    CASE("value_task", "sync", 1, 0, run_value_task),
    CASE("value_task_source", "sync", 1, 0, run_source),
    CASE("direct", "async", 0, 0, run_direct),
    CASE("task", "async", 0, 1, run_task),
    CASE("value_task", "async", 0, 1, run_value_task),
    CASE("value_task_pooled", "async", 0, 0, run_pooled),
    CASE("value_task_in_place", "async", 0, 0, run_in_place),
    CASE("value_task_source", "async", 0, 0, run_source),
};

const scenario_t scenario_direct_source = {
    .name = "direct_source",
    .question = "What does it cost to await a source that is armed again, directly or through a "
                "method around it?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
