/* What does a work item cost that posts the next one to the same pool? */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "drive.h"

/* Work items at once, as many as the pool has threads. */
#define ITEMS_MAX 2

typedef struct pool_run pool_run_t;

/* A work item that posts itself as long as there is something to do. */
typedef struct item {
    drive_part_t part;
    vt_continuation_t node;
    vt_reset_source_t finished;
    uint64_t ran;
    pool_run_t *run;
} item_t;

struct pool_run {
    scenario_run_t base;
    drive_t drive;
    unsigned item_count;
    int64_t left; /* atomic; still to be posted */
    item_t items[ITEMS_MAX];
};

static void run_item(vt_continuation_t *self) {
    item_t *item = VT_CONTAINER_OF(self, item_t, node);
    pool_run_t *run = item->run;
    item->ran++;
    if (__atomic_fetch_sub(&run->left, 1, __ATOMIC_RELAXED) <= 0 ||
        vt_executor_post(run->drive.executor, self) != VT_OK) {
        vt_status_t status = vt_reset_source_set_result(&item->finished, item->ran);
        (void)status; /* nobody else completes it */
    }
}

/* Its first run. */
static vt_value_task_t start_item(drive_part_t *part) {
    item_t *item = VT_CONTAINER_OF(part, item_t, part);
    vt_value_task_t finished = vt_reset_source_begin(&item->finished);
    item->ran = 0;
    run_item(&item->node);
    return finished;
}

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    pool_run_t *run = (pool_run_t *)base;
    if (run != NULL) {
        drive_deinit(&run->drive);
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    pool_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->item_count = (unsigned)self->argument[0];
    if (drive_init(&run->drive, run->item_count) != VT_OK) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    for (unsigned i = 0; i < run->item_count; i++) {
        item_t *item = &run->items[i];
        vt_reset_source_init(&item->finished, NULL, VT_ONE_COMPLETER);
        item->part.start = start_item;
        item->node.run = run_item;
        item->run = run;
    }
    return &run->base;
}

/* ---- the test ---- */

/* Each operation is one run of an item. */
static void run_items(scenario_run_t *base, uint64_t operations) {
    pool_run_t *run = (pool_run_t *)base;
    drive_part_t *parts[ITEMS_MAX];
    unsigned count = 0;
    uint64_t ran = 0;
    while (count < run->item_count && count < operations) {
        parts[count] = &run->items[count].part;
        count++;
    }
    __atomic_store_n(&run->left, (int64_t)(operations - count), __ATOMIC_RELAXED);
    drive_run(&run->drive, parts, count);
    for (unsigned i = 0; i < count; i++) {
        base->wrong += parts[i]->caller.outcome.status != VT_OK;
        ran += parts[i]->caller.outcome.result;
    }
    base->wrong += ran != operations;
    base->operations += operations;
}

/* ---- the cases ---- */

/* The pool is woken at the beginning of a slice, which so holds many operations. */
#define CASE(threads)                                                                            \
    {                                                                                            \
        .contender = "in_place", .params = "threads=" #threads, .budget = SCENARIO_BUDGET(0, 1), \
        .period = 1, .batch = 4000, .batches_only = true, .count_operations = 1000,              \
        .setup = setup, .run = run_items, .teardown = teardown, .argument = {                    \
            (threads)                                                                            \
        }                                                                                        \
    }

static const scenario_case_t cases[] = {CASE(1), CASE(2)};

const scenario_t scenario_thread_pool = {
    .name = "thread_pool",
    .question = "What does a work item cost that posts the next one to the same pool?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
