/* What does it cost to send a word to another method and to wait for its answer? */
#include <stdlib.h>

#include "catalogue.h"
#include "receive.h"
#include "workload.h"

enum { PLAYERS = 2 };

/* The number on the ball at its first stroke: outside of the cache of completed tasks. */
#define FIRST_BALL UINT64_C(1000)

typedef struct player_frame {
    VT_FRAME;
    bool serves; /* so the last stroke is the other's */
    vt_channel_t *from;
    vt_channel_t *to;
    uint64_t left; /* balls that will come */
    uint64_t ball;
} player_frame_t;

/* Strikes the ball back, with the next number on it. False: there was no memory. */
static bool strike_back(player_frame_t *frame) {
    frame->left--;
    return (frame->left == 0 && frame->serves) ||
           vt_channel_try_write(frame->to, frame->ball + 1) == VT_OK;
}

/* A player gives the number on its last ball. */
#define PLAYER(name)                                                    \
    VT_METHOD(player_##name, player_frame_t, frame) {                   \
        VT_BEGIN(frame);                                                \
        while (frame->left != 0) {                                      \
            VT_AWAIT(frame, frame->ball, receive_##name(frame->from));  \
            if (!strike_back(frame)) {                                  \
                VT_FAIL_WITH(vt_error_from_status(VT_E_OUT_OF_MEMORY)); \
            }                                                           \
        }                                                               \
        VT_RETURN(frame->ball);                                         \
        VT_END;                                                         \
    }

PLAYER(task)
PLAYER(value_task)
PLAYER(value_task_pooled)
PLAYER(value_task_source)

/* The players have blocks of their own: what is counted are their waits. */
typedef union player_room {
    VT_STORAGE(player_task) task;
    VT_STORAGE(player_value_task) value_task;
    VT_STORAGE(player_value_task_pooled) value_task_pooled;
    VT_STORAGE(player_value_task_source) value_task_source;
} player_room_t;

typedef struct ping_pong {
    workload_t workload;
    vt_channel_t *channels[PLAYERS]; /* to each player */
    player_room_t rooms[PLAYERS];
    vt_value_task_t players[PLAYERS];
} ping_pong_t;

static void serve(ping_pong_t *run) {
    vt_status_t status = vt_channel_try_write(run->channels[1], FIRST_BALL);
    (void)status; /* without a ball the players wait in vain */
}

#define GAME(name)                                                                                \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) {                   \
        ping_pong_t *run = (ping_pong_t *)workload;                                               \
        for (size_t i = 0; i < PLAYERS; i++) {                                                    \
            run->players[i] =                                                                     \
                VT_START_IN(player_##name, &run->rooms[i].name, .serves = i == 0,                 \
                            .from = run->channels[i], .to = run->channels[1 - i], .left = count); \
        }                                                                                         \
        serve(run);                                                                               \
        return workload_gather(workload, run->players, PLAYERS);                                  \
    }                                                                                             \
    WORKLOAD_LOOP(name, start_##name)

GAME(task)
GAME(value_task)
GAME(value_task_pooled)
GAME(value_task_source)

/* Each stroke adds 1. */
static uint64_t expected(const workload_t *workload, uint64_t count) {
    uint64_t last = FIRST_BALL + 2 * count - 1;
    (void)workload;
    return last + (last - 1);
}

static void let_go(workload_t *workload) {
    workload_channels_close(((ping_pong_t *)workload)->channels, PLAYERS);
}

static void teardown(scenario_run_t *base) {
    ping_pong_t *run = (ping_pong_t *)base;
    if (run != NULL) {
        workload_deinit(&run->workload);
        workload_channels_destroy(run->channels, PLAYERS);
        receive_pool_trim();
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, let_go};
    ping_pong_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL || !workload_init(&run->workload, self, &kind, WORKLOAD_ON_QUEUE, 0) ||
        !workload_channels_create(run->channels, PLAYERS)) {
        teardown((scenario_run_t *)run);
        return NULL;
    }
    return &run->workload.base;
}

/* A round trip is two waits. */
#define CASE(contender_, allocs)                                                        \
    {                                                                                   \
        .contender = #contender_, .params = "", .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = run_##contender_, \
        .teardown = teardown                                                            \
    }

static const scenario_case_t cases[] = {
    CASE(task, 2),
    CASE(value_task, 2),
    CASE(value_task_pooled, 0),
    CASE(value_task_source, 0),
};

const scenario_t scenario_ping_pong = {
    .name = "ping_pong",
    .question = "What does it cost to send a word to another method and to wait for its answer?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
