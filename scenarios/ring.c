/* What does a hop of a token cost around a ring of methods? */
#include <stdlib.h>

#include "catalogue.h"
#include "receive.h"
#include "workload.h"

enum { METHODS = 100 };

/* What a token holds beside the hops that are left: so results are outside of the cache of
 * completed tasks. */
#define LAST_HOP UINT64_C(1000)

typedef struct ring {
    workload_t workload;
    vt_channel_t *channels[METHODS + 1]; /* to each method, and out of the ring */
    vt_value_task_t methods[METHODS];
    uint64_t first; /* the method that gets the next token */
    uint64_t hops;  /* that were made */
    bool broken;    /* a method has ended */
} ring_t;

static vt_channel_t **out_of(ring_t *run) {
    return &run->channels[METHODS];
}

typedef struct hop_frame {
    VT_FRAME;
    uint32_t place;
    ring_t *run;
    uint64_t token;
} hop_frame_t;

/* Hands the token on; a last one goes out, with the number of hops. */
static vt_status_t pass_on(const hop_frame_t *frame) {
    ring_t *run = frame->run;
    uint32_t next = (frame->place + 1) % METHODS;
    run->hops++;
    if (frame->token > LAST_HOP) {
        return vt_channel_try_write(run->channels[next], frame->token - 1);
    }
    run->first = next;
    return vt_channel_try_write(*out_of(run), run->hops);
}

/* However it ends: for lack of memory, too. */
static void hop_ended(hop_frame_t *frame) {
    frame->run->broken = true;
}

/* The methods live as long as the case: they end as their channels are closed. */
#define HOP(name)                                                                              \
    VT_METHOD_FINALLY(hop_##name, hop_frame_t, frame, hop_ended) {                             \
        VT_BEGIN(frame);                                                                       \
        do {                                                                                   \
            VT_AWAIT(frame, frame->token, receive_##name(frame->run->channels[frame->place])); \
        } while (pass_on(frame) == VT_OK);                                                     \
        VT_RETURN_VOID;                                                                        \
        VT_END;                                                                                \
    }                                                                                          \
    static void begin_##name(workload_t *workload) {                                           \
        ring_t *run = (ring_t *)workload;                                                      \
        for (uint32_t i = 0; i < METHODS; i++) {                                               \
            run->methods[i] = VT_START(hop_##name, .place = i, .run = run);                    \
        }                                                                                      \
    }                                                                                          \
    WORKLOAD_LOOP(name, start)

/* The token goes in, and its last hop is awaited. */
static vt_value_task_t start(workload_t *workload, uint64_t count) {
    ring_t *run = (ring_t *)workload;
    run->hops = 0;
    vt_status_t status = vt_channel_try_write(run->channels[run->first], LAST_HOP + count - 1);
    (void)status; /* without a token nobody hops */
    return vt_channel_read(*out_of(run), VT_NEVER);
}

HOP(task)
HOP(value_task)
HOP(value_task_pooled)
HOP(value_task_source)

/* In a ring that is broken no number is right. */
static uint64_t expected(const workload_t *workload, uint64_t count) {
    return ((const ring_t *)workload)->broken ? UINT64_MAX : count;
}

static void let_go(workload_t *workload) {
    workload_channels_close(((ring_t *)workload)->channels, METHODS + 1);
}

static void end_methods(workload_t *workload) {
    ring_t *run = (ring_t *)workload;
    workload_channels_close(run->channels, METHODS + 1);
    for (size_t i = 0; i < METHODS; i++) {
        vt_value_task_discard(run->methods[i]);
    }
}

static void teardown(scenario_run_t *base) {
    ring_t *run = (ring_t *)base;
    if (run == NULL) {
        return;
    }
    if (run->workload.driver != NULL && run->channels[0] != NULL) {
        workload_run_on_queue(&run->workload, end_methods);
    }
    workload_deinit(&run->workload);
    workload_channels_destroy(run->channels, METHODS + 1);
    receive_pool_trim();
    free(run);
}

typedef void begin_t(workload_t *workload);

static scenario_run_t *set_up(const scenario_case_t *self, begin_t *begin) {
    static const workload_kind_t kind = {expected, let_go};
    ring_t *run = calloc(1, sizeof *run);
    if (run == NULL || !workload_init(&run->workload, self, &kind, WORKLOAD_ON_QUEUE, 0) ||
        !workload_channels_create(run->channels, METHODS + 1)) {
        teardown((scenario_run_t *)run);
        return NULL;
    }
    workload_run_on_queue(&run->workload, begin);
    return &run->workload.base;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static begin_t *const begins[] = {begin_task, begin_value_task, begin_value_task_pooled,
                                      begin_value_task_source};
    (void)seed;
    return set_up(self, begins[self->variant]);
}

#define CASE(contender_, which, allocs)                                                            \
    {                                                                                              \
        .contender = #contender_, .params = "methods=100", .budget = SCENARIO_BUDGET((allocs), 1), \
        .period = 1, .count_operations = 1000, .setup = setup, .run = run_##contender_,            \
        .teardown = teardown, .variant = (which)                                                   \
    }

static const scenario_case_t cases[] = {
    CASE(task, 0, 1),
    CASE(value_task, 1, 1),
    CASE(value_task_pooled, 2, 0),
    CASE(value_task_source, 3, 0),
};

const scenario_t scenario_ring = {
    .name = "ring",
    .question = "What does a hop of a token cost around a ring of methods?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
