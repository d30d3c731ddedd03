/* What does a link cost of a chain of methods that each wait for a word and hand it on? */
#include <stdlib.h>

#include "catalogue.h"
#include "workload.h"

#define FIRST_WORD UINT64_C(1000)

typedef struct brigade {
    workload_t workload;
    size_t links;
    vt_channel_t **channels; /* to each link */
    vt_value_task_t *value_tasks;
} brigade_t;

typedef struct link_frame {
    VT_FRAME;
    vt_channel_t *from;
    vt_channel_t *to; /* NULL: it is the last */
} link_frame_t;

static vt_status_t hand_on(const link_frame_t *frame, uint64_t word) {
    return frame->to == NULL ? VT_OK : vt_channel_try_write(frame->to, word + 1);
}

VT_METHOD(chain_link, link_frame_t, frame) {
    uint64_t word;
    VT_BEGIN(frame);
    VT_AWAIT(frame, word, vt_channel_read(frame->from, VT_NEVER));
    if (hand_on(frame, word) != VT_OK) {
        VT_FAIL_WITH(workload_failure());
    }
    VT_RETURN(word);
    VT_END;
}

WORKLOAD_APART vt_value_task_t link_task(vt_channel_t *from, vt_channel_t *to) {
    return vt_value_task_from_task(VT_START_TASK(chain_link, .from = from, .to = to));
}

WORKLOAD_APART vt_value_task_t link_value_task(vt_channel_t *from, vt_channel_t *to) {
    return VT_START(chain_link, .from = from, .to = to);
}

WORKLOAD_APART vt_value_task_t link_value_task_pooled(vt_channel_t *from, vt_channel_t *to) {
    return VT_START_POOLED(chain_link, .from = from, .to = to);
}

/* All wait; then the first gets a word. */
#define BRIGADE(name)                                                                       \
    static vt_value_task_t start_##name(workload_t *workload, uint64_t count) {             \
        brigade_t *run = (brigade_t *)workload;                                             \
        for (uint64_t i = 0; i < count; i++) {                                              \
            run->value_tasks[i] =                                                           \
                link_##name(run->channels[i], i + 1 < count ? run->channels[i + 1] : NULL); \
        }                                                                                   \
        hand_in(run);                                                                       \
        return workload_gather(workload, run->value_tasks, count);                          \
    }                                                                                       \
    WORKLOAD_LOOP(name, start_##name)

static void hand_in(brigade_t *run) {
    vt_status_t status = vt_channel_try_write(run->channels[0], FIRST_WORD);
    (void)status; /* without a word all wait in vain */
}

BRIGADE(task)
BRIGADE(value_task)
BRIGADE(value_task_pooled)

static uint64_t expected(const workload_t *workload, uint64_t count) {
    (void)workload;
    return count * FIRST_WORD + count * (count - 1) / 2;
}

static void let_go(workload_t *workload) {
    brigade_t *run = (brigade_t *)workload;
    workload_channels_close(run->channels, run->links);
}

static void teardown(scenario_run_t *base) {
    brigade_t *run = (brigade_t *)base;
    if (run != NULL) {
        workload_deinit(&run->workload);
        workload_channels_destroy(run->channels, run->channels == NULL ? 0 : run->links);
        (void)vt_pool_trim(VT_METHOD_POOL(chain_link));
        free(run->value_tasks);
        free(run->channels); // NOLINT: pointers
        free(run);
    }
}

static bool make_room(brigade_t *run) {
    run->channels = calloc(run->links, sizeof *run->channels); // NOLINT: pointers
    run->value_tasks = calloc(run->links, sizeof *run->value_tasks);
    return run->channels != NULL && run->value_tasks != NULL &&
           workload_channels_create(run->channels, run->links);
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static const workload_kind_t kind = {expected, let_go};
    brigade_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->links = (size_t)self->argument[0];
    if (!workload_init(&run->workload, self, &kind, WORKLOAD_ON_QUEUE, run->links) ||
        !make_room(run)) {
        teardown(&run->workload.base);
        return NULL;
    }
    return &run->workload.base;
}

#define CASE(contender_, links_, allocs)                                                  \
    {                                                                                     \
        .contender = #contender_, .params = "links=" #links_,                             \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = (links_), .batches_only = true, \
        .count_operations = (links_), .setup = setup, .run = run_##contender_,            \
        .teardown = teardown, .argument = {                                               \
            (links_)                                                                      \
        }                                                                                 \
    }

#define CASES(links_) \
    CASE(task, links_, 1), CASE(value_task, links_, 1), CASE(value_task_pooled, links_, 0)

static const scenario_case_t cases[] = {CASES(100)};

const scenario_t scenario_brigade = {
    .name = "brigade",
    .question = "What does a link cost of a chain of methods that each wait for a word and hand it "
                "on?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
