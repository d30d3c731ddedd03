/* What does a leaf cost of a tree in which each method starts ten others and adds up what they
 * give? */
#include <stdlib.h>

#include "catalogue.h"
#include "workload.h"

enum { TEN = 10 };

/* What a leaf gives beside its number: the result is outside of the cache of completed tasks. */
#define FIRST_LEAF UINT64_C(1000)

/* A tree, or the first leaves of one. */
typedef struct part {
    uint64_t first; /* leaf */
    uint64_t size;  /* leaves of the whole tree */
    uint64_t end;   /* no leaf from here on */
    bool scheduled; /* each method lets others run before it begins */
} part_t;

typedef struct leaf_frame {
    VT_FRAME;
    bool scheduled;
    uint64_t number;
} leaf_frame_t;

typedef struct node_frame {
    VT_FRAME;
    uint8_t step; /* 0: lets others run; 1 to TEN: awaits that child */
    bool failed;
    part_t part;
    uint64_t sum;
    vt_value_task_t children[TEN];
} node_frame_t;

static vt_value_task_t turn(bool scheduled) {
    return scheduled ? vt_yield() : vt_value_task_from_result(0);
}

VT_METHOD(leaf, leaf_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, turn(frame->scheduled));
    VT_RETURN(frame->number);
    VT_END;
}

static part_t part_of(const part_t *part, uint64_t index) {
    uint64_t size = part->size / TEN;
    return (part_t){part->first + index * size, size, part->end, part->scheduled};
}

/* Adds what a child gives. */
static void add(node_frame_t *frame, vt_status_t status, uint64_t result, vt_error_t *failure) {
    if (status == VT_OK) {
        frame->sum += result;
    } else {
        vt_error_release(failure);
        frame->failed = true;
    }
}

typedef vt_value_task_t tree_t(part_t part);

static void start_children(node_frame_t *frame, tree_t *tree) {
    for (uint64_t i = 0; i < TEN; i++) {
        part_t part = part_of(&frame->part, i);
        frame->children[i] = part.first < part.end ? tree(part) : vt_value_task_from_result(0);
    }
}

/* A node that did not get its turn has no memory, and starts nothing. */
#define TREE(name, start)                                                                        \
    WORKLOAD_APART vt_value_task_t tree_##name(part_t part);                                     \
    VT_METHOD(node_##name, node_frame_t, frame) {                                                \
        vt_status_t status;                                                                      \
        uint64_t result = 0;                                                                     \
        vt_error_t failure = vt_error(NULL, 0, NULL, NULL);                                      \
        VT_BEGIN(frame);                                                                         \
        for (; frame->step <= TEN && !(frame->step == 1 && frame->failed); frame->step++) {      \
            if (frame->step == 1) {                                                              \
                start_children(frame, tree_##name);                                              \
            }                                                                                    \
            VT_TRY_AWAIT(frame, status, result, failure,                                         \
                         frame->step == 0 ? turn(frame->part.scheduled)                          \
                                          : frame->children[frame->step - 1]);                   \
            add(frame, status, result, &failure);                                                \
        }                                                                                        \
        if (frame->failed) {                                                                     \
            VT_FAIL_WITH(workload_failure());                                                    \
        }                                                                                        \
        VT_RETURN(frame->sum);                                                                   \
        VT_END;                                                                                  \
    }                                                                                            \
    WORKLOAD_APART vt_value_task_t tree_##name(part_t part) {                                    \
        return part.size == 1                                                                    \
                   ? start(leaf, .scheduled = part.scheduled, .number = FIRST_LEAF + part.first) \
                   : start(node_##name, .part = part);                                           \
    }                                                                                            \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) {                  \
        return tree_##name(whole_tree(workload, count));                                         \
    }                                                                                            \
    WORKLOAD_LOOP(name, start_##name)

enum { ON_CALLER, ON_QUEUE, ON_POOL };

static part_t whole_tree(const workload_t *workload, uint64_t count) {
    return (part_t){0, workload->batch, count, workload->base.definition->argument[1] != ON_CALLER};
}

#define START_AS_TASK(...) vt_value_task_from_task(VT_START_TASK(__VA_ARGS__))

TREE(task, START_AS_TASK)
TREE(value_task, VT_START)
TREE(value_task_pooled, VT_START_POOLED)

static uint64_t expected(const workload_t *workload, uint64_t count) {
    (void)workload;
    return count * FIRST_LEAF + count * (count - 1) / 2;
}

static void teardown(scenario_run_t *base) {
    workload_t *workload = (workload_t *)base;
    if (workload != NULL) {
        workload_deinit(workload);
        (void)vt_pool_trim(VT_METHOD_POOL(leaf));
        (void)vt_pool_trim(VT_METHOD_POOL(node_value_task_pooled));
        free(workload);
    }
}

/* Where all leaves wait at once the next trees find memory and pools as these left them. A pool
 * hands out its blocks in the order in which they came back, which is another one after each tree;
 * so it takes some trees until they lie as they will. A million are started from nothing. */
static void make_ready(workload_t *workload, const scenario_case_t *definition) {
    bool pooled = definition->run == run_value_task_pooled;
    uint64_t trees = definition->argument[1] == ON_QUEUE && pooled ? 8 : 1;
    if (definition->argument[1] != ON_CALLER && workload->batch < 1000000) {
        definition->run(&workload->base, trees * workload->batch);
        workload->base.operations = 0;
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, NULL};
    workload_place_t place = self->argument[1] == ON_POOL ? WORKLOAD_ON_POOL : WORKLOAD_ON_QUEUE;
    workload_t *workload = calloc(1, sizeof *workload);
    (void)seed;
    if (workload == NULL ||
        !workload_init(workload, self, &kind, place, (uint64_t)self->argument[0])) {
        teardown((scenario_run_t *)workload);
        return NULL;
    }
    make_ready(workload, self);
    return &workload->base;
}

/* A million leaves are counted by trees of a thousand, without the nodes above these, which are one
 * in 9,000 leaves. Those on a pool are so many that their blocks are not followed: where a thread
 * takes its first block is up to the kernel, and what it makes for more of them stays. */
#define CASE(contender_, leaves_, on, where, budget_)                                          \
    {                                                                                          \
        .contender = #contender_, .params = "leaves=" #leaves_ ";on=" on, .budget = budget_,   \
        .kernel_timed = (where) == ON_POOL, .batches_only = true,                              \
        .period = (where) == ON_POOL    ? 20000                                                \
                  : (leaves_) < 1000000 ? (leaves_)                                            \
                                        : 1000,                                                \
        .batch = (leaves_), .count_operations = 1000, .setup = setup, .run = run_##contender_, \
        .teardown = teardown, .argument = {                                                    \
            (leaves_),                                                                         \
            (where)                                                                            \
        }                                                                                      \
    }

#define EACH       SCENARIO_BUDGET(1111, 1000) /* a leaf, and its part of the nodes */
#define EACH_100   SCENARIO_BUDGET(111, 100)
#define EACH_10000 SCENARIO_BUDGET(11111, 10000)
#define NONE       SCENARIO_BUDGET(0, 1)
#define NOBODY \
    { SCENARIO_NO_BUDGET, 0, 0 }

static const scenario_case_t cases[] = {
    CASE(task, 1000000, "caller", ON_CALLER, EACH),
    CASE(value_task, 1000000, "caller", ON_CALLER, NONE),
    CASE(task, 100, "run_queue", ON_QUEUE, EACH_100),
    CASE(value_task, 100, "run_queue", ON_QUEUE, EACH_100),
    CASE(value_task_pooled, 100, "run_queue", ON_QUEUE, NONE),
    CASE(task, 10000, "run_queue", ON_QUEUE, EACH_10000),
    CASE(value_task, 10000, "run_queue", ON_QUEUE, EACH_10000),
    CASE(value_task_pooled, 10000, "run_queue", ON_QUEUE, NONE),
    CASE(value_task, 1000000, "run_queue", ON_QUEUE, EACH),
    CASE(task, 10000, "thread_pool", ON_POOL, NOBODY),
    CASE(value_task, 10000, "thread_pool", ON_POOL, NOBODY),
    CASE(value_task_pooled, 10000, "thread_pool", ON_POOL, NOBODY),
};

const scenario_t scenario_skynet = {
    .name = "skynet",
    .question = "What does a leaf cost of a tree in which each method starts ten others and adds "
                "up what they give?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
