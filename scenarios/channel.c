/* What does a word cost from producers to consumers, through one channel of limited size? */
#include <stdlib.h>

#include "catalogue.h"
#include "receive.h"
#include "workload.h"

enum { CAPACITY = 16, ENDS_MAX = 4 };

/* All words but these are outside of the cache of completed tasks: none is below it. */
#define FIRST_WORD UINT64_C(1000)

typedef struct end_frame {
    VT_FRAME;
    vt_channel_t *channel;
    uint64_t left; /* words */
    uint64_t word; /* the next, or the last that came */
    uint64_t sum;
    uint64_t waits;  /* for a word */
    uint64_t *total; /* atomic; waits of all consumers */
} end_frame_t;

VT_METHOD(produce, end_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT_VOID(frame, vt_channel_write(frame->channel, frame->word++, VT_NEVER));
    }
    VT_RETURN(0);
    VT_END;
}

static vt_value_task_t note(end_frame_t *frame, vt_value_task_t received) {
    frame->waits += !vt_value_task_is_completed(received);
    return received;
}

static void add_waits(const end_frame_t *frame) {
    __atomic_fetch_add(frame->total, frame->waits, __ATOMIC_RELAXED);
}

/* A consumer gives the sum of its words. */
#define CONSUMER(name)                                                                 \
    VT_METHOD(consume_##name, end_frame_t, frame) {                                    \
        VT_BEGIN(frame);                                                               \
        for (; frame->left != 0; frame->left--) {                                      \
            VT_AWAIT(frame, frame->word, note(frame, receive_##name(frame->channel))); \
            frame->sum += frame->word;                                                 \
        }                                                                              \
        add_waits(frame);                                                              \
        VT_RETURN(frame->sum);                                                         \
        VT_END;                                                                        \
    }

CONSUMER(task)
CONSUMER(value_task)
CONSUMER(value_task_pooled)
CONSUMER(value_task_source)

/* The ends have blocks of their own: what is counted are the waits of consumers. */
typedef union consumer_room {
    VT_STORAGE(consume_task) task;
    VT_STORAGE(consume_value_task) value_task;
    VT_STORAGE(consume_value_task_pooled) value_task_pooled;
    VT_STORAGE(consume_value_task_source) value_task_source;
} consumer_room_t;

typedef struct channel {
    workload_t workload;
    uint64_t ends;  /* producers, and as many consumers */
    uint64_t waits; /* atomic */
    vt_channel_t *channel;
    vt_value_task_t methods[2 * ENDS_MAX];
    consumer_room_t consumers[ENDS_MAX];
    VT_STORAGE(produce) producers[ENDS_MAX];
} channel_t;

/* How many of the words an end has: all have as many, but for the first ones. */
static uint64_t share(const channel_t *run, uint64_t count, uint64_t index) {
    return count / run->ends + (index < count % run->ends ? 1 : 0);
}

/* Each writes words from FIRST_WORD on. */
static void start_producers(channel_t *run, uint64_t count) {
    for (uint64_t i = 0; i < run->ends; i++) {
        run->methods[run->ends + i] =
            VT_START_IN(produce, &run->producers[i], .channel = run->channel,
                        .left = share(run, count, i), .word = FIRST_WORD);
    }
}

#define CHANNEL(name)                                                                         \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) {               \
        channel_t *run = (channel_t *)workload;                                               \
        for (uint64_t i = 0; i < run->ends; i++) {                                            \
            run->methods[i] =                                                                 \
                VT_START_IN(consume_##name, &run->consumers[i].name, .channel = run->channel, \
                            .total = &run->waits, .left = share(run, count, i));              \
        }                                                                                     \
        start_producers(run, count);                                                          \
        return workload_gather(workload, run->methods, 2 * run->ends);                        \
    }                                                                                         \
    static void run_##name(scenario_run_t *base, uint64_t operations) {                       \
        channel_t *run = (channel_t *)base;                                                   \
        run->waits = 0;                                                                       \
        workload_run(base, operations, start_##name);                                         \
        base->synchronous += operations - run->waits;                                         \
    }

CHANNEL(task)
CHANNEL(value_task)
CHANNEL(value_task_pooled)
CHANNEL(value_task_source)

static uint64_t expected(const workload_t *workload, uint64_t count) {
    const channel_t *run = (const channel_t *)workload;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < run->ends; i++) {
        uint64_t words = share(run, count, i);
        sum += words * FIRST_WORD + (words == 0 ? 0 : words * (words - 1) / 2);
    }
    return sum;
}

static void let_go(workload_t *workload) {
    workload_channels_close(&((channel_t *)workload)->channel, 1);
}

static void teardown(scenario_run_t *base) {
    channel_t *run = (channel_t *)base;
    if (run != NULL) {
        workload_deinit(&run->workload);
        workload_channels_destroy(&run->channel, 1);
        receive_pool_trim();
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, let_go};
    channel_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL ||
        !workload_init(&run->workload, self, &kind, (workload_place_t)self->argument[1],
                       self->period) ||
        vt_channel_create(CAPACITY, &run->channel) != VT_OK) {
        teardown((scenario_run_t *)run);
        return NULL;
    }
    run->ends = (uint64_t)self->argument[0];
    return &run->workload.base;
}

/* A batch is a period, as the first words of each are waited for. Those on a pool are so many that
 * their blocks are not followed (skynet.c). */
#define CASE(contender_, ends_, on, where, budget_)                                           \
    {                                                                                         \
        .contender = #contender_, .params = "producers=" #ends_ ";on=" on, .budget = budget_, \
        .kernel_timed = (where) == WORKLOAD_ON_POOL, .has_share = true, .batches_only = true, \
        .period = (where) == WORKLOAD_ON_POOL ? 10240 : 1024, .count_operations = 1024,       \
        .setup = setup, .run = run_##contender_, .teardown = teardown, .argument = {          \
            (ends_),                                                                          \
            (where)                                                                           \
        }                                                                                     \
    }

/* On a pool a wait may end between its beginning and the look at it: nothing is promised. */
#define NOBODY \
    { SCENARIO_NO_BUDGET, 0, 0 }
#define NONE SCENARIO_BUDGET(0, 1)

#define QUEUE_CASES(ends_)                                                               \
    CASE(task, ends_, "run_queue", WORKLOAD_ON_QUEUE, SCENARIO_BUDGET(1, 1)),            \
        CASE(value_task, ends_, "run_queue", WORKLOAD_ON_QUEUE, SCENARIO_BUDGET_MISSES), \
        CASE(value_task_pooled, ends_, "run_queue", WORKLOAD_ON_QUEUE, NONE),            \
        CASE(value_task_source, ends_, "run_queue", WORKLOAD_ON_QUEUE, NONE)

#define POOL_CASES(ends_)                                                        \
    CASE(task, ends_, "thread_pool", WORKLOAD_ON_POOL, NOBODY),                  \
        CASE(value_task, ends_, "thread_pool", WORKLOAD_ON_POOL, NOBODY),        \
        CASE(value_task_pooled, ends_, "thread_pool", WORKLOAD_ON_POOL, NOBODY), \
        CASE(value_task_source, ends_, "thread_pool", WORKLOAD_ON_POOL, NOBODY)

static const scenario_case_t cases[] = {QUEUE_CASES(1), QUEUE_CASES(4), POOL_CASES(1)};

const scenario_t scenario_channel = {
    .name = "channel",
    .question = "What does a word cost from producers to consumers, through one channel of limited "
                "size?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
