/* What does it cost to hand a word from a writer to a reader, through a channel? */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "drive.h"
#include "loops.h"

/* Of the bounded channels, as in dotnet/performance. */
#define CAPACITY 10

/* What the methods use, and what they tell. */
typedef struct words {
    vt_channel_t *there;
    vt_channel_t *back; /* of ping-pong */
    bool as_tasks;      /* of the contender: each wait is taken as a task */
    uint64_t got;       /* read by a pair's method */
    uint64_t rounds;    /* of ping-pong */
    uint64_t wrong;     /* words that came back as others */
} words_t;

static inline vt_value_task_t wait_of(const words_t *words, vt_value_task_t value_task) {
    return words->as_tasks ? vt_value_task_from_task(vt_value_task_as_task(value_task))
                           : value_task;
}

#define WRITE(words, channel, word) \
    wait_of((words), vt_channel_write((words)->channel, (word), VT_NEVER))
#define READ(words, channel) wait_of((words), vt_channel_read((words)->channel, VT_NEVER))

/* ---- a pair: a method that writes a word and reads it ---- */

typedef struct pair_frame {
    VT_FRAME;
    words_t *words;
    uint64_t value;
    vt_value_task_t reading;
} pair_frame_t;

VT_METHOD(write_read, pair_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, WRITE(frame->words, there, frame->value));
    VT_AWAIT(frame, got, READ(frame->words, there));
    frame->words->got = got;
    VT_RETURN_VOID;
    VT_END;
}

VT_METHOD(read_write, pair_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    frame->reading = READ(frame->words, there);
    VT_AWAIT_VOID(frame, WRITE(frame->words, there, frame->value));
    VT_AWAIT(frame, got, frame->reading);
    frame->words->got = got;
    VT_RETURN_VOID;
    VT_END;
}

/* ---- ping-pong: two methods, and a channel for each direction ---- */

typedef struct side_frame {
    VT_FRAME;
    words_t *words;
    uint64_t i;
} side_frame_t;

/* A side that ends early ends the other one, which would wait for ever. */
static void close_channels(side_frame_t *frame) {
    if (frame->i != frame->words->rounds) {
        vt_status_t status = vt_channel_close(frame->words->there);
        status = status == VT_OK ? vt_channel_close(frame->words->back) : status;
        (void)status; /* the other side was faster */
    }
}

VT_METHOD_FINALLY(ping, side_frame_t, frame, close_channels) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->i < frame->words->rounds; frame->i++) {
        VT_AWAIT_VOID(frame, WRITE(frame->words, there, caller_uncached(frame->i)));
        VT_AWAIT(frame, got, READ(frame->words, back));
        frame->words->wrong += got != caller_uncached(frame->i);
    }
    VT_RETURN_VOID;
    VT_END;
}

VT_METHOD_FINALLY(pong, side_frame_t, frame, close_channels) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->i < frame->words->rounds; frame->i++) {
        VT_AWAIT(frame, got, READ(frame->words, there));
        VT_AWAIT_VOID(frame, WRITE(frame->words, back, got));
    }
    VT_RETURN_VOID;
    VT_END;
}

/* ---- set-up ---- */

typedef struct channels_run {
    scenario_run_t base;
    words_t words;
    drive_t drive;
    drive_part_t ping, pong;
    VT_STORAGE(ping) ping_block; /* the sides allocate nothing */
    VT_STORAGE(pong) pong_block;
} channels_run_t;

static vt_value_task_t start_ping(drive_part_t *part) {
    channels_run_t *run = VT_CONTAINER_OF(part, channels_run_t, ping);
    return VT_START_IN(ping, &run->ping_block, .words = &run->words);
}

static vt_value_task_t start_pong(drive_part_t *part) {
    channels_run_t *run = VT_CONTAINER_OF(part, channels_run_t, pong);
    return VT_START_IN(pong, &run->pong_block, .words = &run->words);
}

static void teardown(scenario_run_t *base) {
    channels_run_t *run = (channels_run_t *)base;
    if (run != NULL) {
        drive_deinit(&run->drive);
        vt_status_t status = vt_channel_destroy(run->words.there);
        status = status == VT_OK ? vt_channel_destroy(run->words.back) : status;
        (void)status; /* every wait was consumed */
        free(run);
    }
}

enum { AS_VALUE_TASKS, AS_TASKS };

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    channels_run_t *run = calloc(1, sizeof *run);
    const size_t capacity = (size_t)self->argument[0];
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->words.as_tasks = self->variant == AS_TASKS;
    run->ping.start = start_ping;
    run->pong.start = start_pong;
    if (vt_channel_create(capacity, &run->words.there) != VT_OK ||
        vt_channel_create(capacity, &run->words.back) != VT_OK ||
        drive_init(&run->drive, (unsigned)self->argument[1]) != VT_OK) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    return &run->base;
}

/* ---- the tests ---- */

static void run_try_write_try_read(scenario_run_t *base, uint64_t operations) {
    vt_channel_t *channel = ((channels_run_t *)base)->words.there;
    for (uint64_t i = 0; i < operations; i++) {
        uint64_t value = caller_uncached(i);
        uint64_t got = 0;
        base->wrong += vt_channel_try_write(channel, value) != VT_OK ||
                       vt_channel_try_read(channel, &got) != VT_OK || got != value;
    }
    base->operations += operations;
}

/* The method has no result; the word that it has read is. */
static inline caller_outcome_t take(words_t *words, vt_task_t *task) {
    caller_outcome_t outcome = caller_take_task(task);
    outcome.result = words->got;
    words->got = 0;
    return outcome;
}

#define PAIR_LOOP(name)                                               \
    LOOP_SYNC(static, run_##name, channels_run_t, caller_uncached, 0, \
              take(&run->words, VT_START_TASK(name, .words = &run->words, .value = value)))

PAIR_LOOP(write_read)
PAIR_LOOP(read_write)

static void run_ping_pong(scenario_run_t *base, uint64_t operations) {
    channels_run_t *run = (channels_run_t *)base;
    drive_part_t *sides[] = {&run->ping, &run->pong};
    run->words.rounds = operations;
    run->words.wrong = 0;
    drive_run(&run->drive, sides, 2);
    caller_check(base, run->ping.caller.outcome, VT_OK, 0);
    caller_check(base, run->pong.caller.outcome, VT_OK, 0);
    base->wrong += run->words.wrong;
    base->operations += operations;
}

/* ---- the cases ---- */

/* Two threads are woken at the beginning of a slice, which so holds many operations. */
#define CASE(contender_, channel, capacity, test, loop, threads, operations, allocs, how)      \
    {                                                                                          \
        .contender = #contender_, .params = "channel=" channel ";test=" test,                  \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = (operations), \
        .batch = (threads) != 0 ? 1000 : 0, .batches_only = (threads) != 0, .setup = setup,    \
        .run = (loop), .teardown = teardown, .variant = (how), .argument = {                   \
            (capacity),                                                                        \
            (threads)                                                                          \
        }                                                                                      \
    }

/* `words` are read in an operation: none is a cached result, so as a task each is a block. */
#define WAITS(channel, capacity, test, loop, words)                      \
    CASE(task, channel, capacity, test, loop, 0, 1000, words, AS_TASKS), \
        CASE(value_task, channel, capacity, test, loop, 0, 1000, 0, AS_VALUE_TASKS)

/* Where two threads play, no waits are taken as tasks: whether a word is there already decides the
 * size of the task's block. */
#define CASES(channel, capacity)                                                              \
    CASE(direct, channel, capacity, "try_write_try_read", run_try_write_try_read, 0, 1000, 0, \
         AS_VALUE_TASKS),                                                                     \
        WAITS(channel, capacity, "write_read", run_write_read, 1),                            \
        WAITS(channel, capacity, "read_write", run_read_write, 1),                            \
        CASE(value_task, channel, capacity, "ping_pong", run_ping_pong, 2, 200, 0,            \
             AS_VALUE_TASKS),                                                                 \
        WAITS(channel, capacity, "ping_pong_run_queue", run_ping_pong, 2)

/* The library has no channel for one writer and one reader alone: that is an unbounded one. */
static const scenario_case_t cases[] = {
    CASES("unbounded", 0),
    CASES("one_to_one", 0),
    CASES("bounded", CAPACITY),
};

const scenario_t scenario_channels = {
    .name = "channels",
    .question = "What does it cost to hand a word from a writer to a reader, through a channel?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
