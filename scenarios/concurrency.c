/* What does an operation cost when many are under way at once? */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* madvise */
#endif
#include <stdlib.h>
#include <sys/mman.h>

#include "caller.h"
#include "catalogue.h"
#include "fetch.h"
#include "pools.h"
#include "random.h"

enum { FIFO, RANDOM };

typedef struct concurrency_run concurrency_run_t;

/* An operation: what it suspends on, and what waits for it. Two cache lines on x86-64. */
typedef struct slot {
    vt_reset_source_t gate;
    vt_continuation_t continuation;
    vt_value_task_t value_task;
    concurrency_run_t *run; /* that it is under way in */
} slot_t;

/* A program's own memory, which is not what is measured. The contenders of a question take turns
 * with it, as nothing is under way between two calls of `run`: to each it is the same memory, and a
 * million slots take longer to make than to use. */
typedef struct slots {
    slot_t *at;
    uint64_t count;
    uint64_t users;
} slots_t;

struct concurrency_run {
    scenario_run_t base;
    uint64_t outstanding;
    uint64_t done;
    slots_t *held; /* a reference; NULL: none yet */
    slot_t *slots;
    uint32_t *order; /* in which they complete; NULL: in which they began */
    pool_storage_t storage;
    vt_pool_t *pool; /* NULL: the method's own */
};

/* What an operation hands back: another value for each of a round. */
static uint64_t value_of(const slot_t *slot) {
    return caller_uncached((uint64_t)(slot - slot->run->slots));
}

static void outcome_arrived(vt_continuation_t *self) {
    slot_t *slot = VT_CONTAINER_OF(self, slot_t, continuation);
    caller_check(&slot->run->base, caller_take(slot->value_task), VT_OK, value_of(slot) + 1);
    slot->run->done++;
}

/* ---- a round: all begin, then all complete ---- */

/* Waits for what was started. What is complete already has failed, and is taken here. */
static void await(concurrency_run_t *run, slot_t *slot, vt_value_task_t value_task) {
    slot->value_task = value_task;
    vt_status_t status =
        vt_value_task_on_completed(value_task, &slot->continuation, VT_REFUSE_COMPLETED);
    if (__builtin_expect(status != VT_OK, 0)) {
        run->base.wrong++;
        outcome_arrived(&slot->continuation);
    }
}

/* For each contender, so that each calls its own function. */
#define ROUND(name, start)                                                      \
    static void begin_##name(concurrency_run_t *run, slot_t *slot) {            \
        slot->run = run;                                                        \
        uint64_t value = value_of(slot);                                        \
        vt_status_t status = vt_reset_source_reset(&slot->gate);                \
        run->base.wrong += status != VT_OK;                                     \
        await(run, slot, start);                                                \
    }                                                                           \
    static void run_##name(scenario_run_t *base, uint64_t operations) {         \
        concurrency_run_t *run = (concurrency_run_t *)base;                     \
        for (uint64_t begun = 0; begun < operations;) {                         \
            uint64_t left = operations - begun;                                 \
            uint64_t count = left < run->outstanding ? left : run->outstanding; \
            for (uint64_t i = 0; i < count; i++) {                              \
                begin_##name(run, &run->slots[i]);                              \
            }                                                                   \
            complete(run, count);                                               \
            begun += count;                                                     \
        }                                                                       \
        base->operations += operations;                                         \
    }

static void complete_one(slot_t *slot) {
    vt_status_t status = vt_reset_source_set_result(&slot->gate, value_of(slot));
    (void)status; /* a refusal shows as a missing outcome */
}

/* A round that is not full completes in the order of its beginning. */
static void complete(concurrency_run_t *run, uint64_t count) {
    run->done = 0;
    bool shuffled = run->order != NULL && count == run->outstanding;
    for (uint64_t i = 0; i < count; i++) {
        complete_one(&run->slots[shuffled ? run->order[i] : i]);
    }
    run->base.wrong += run->done != count;
}

ROUND(value_task, fetch_value_task(&slot->gate, value, FETCH_MISS))
ROUND(value_task_pooled, fetch_value_task_pooled(&slot->gate, value, FETCH_MISS))
ROUND(in_pool, fetch_value_task_pooled_in(run->pool, &slot->gate, value, FETCH_MISS))

/* ---- set-up ---- */

/* In large pages where the system has them, so that finding an operation takes little beside its
 * block. False: out of memory. */
static bool map_slots(slots_t *slots) {
    void *at = mmap(NULL, slots->count * sizeof *slots->at, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) {
        return false;
    }
    (void)madvise(at, slots->count * sizeof *slots->at, MADV_HUGEPAGE); /* may not have them */
    slots->at = at;
    for (uint64_t i = 0; i < slots->count; i++) {
        vt_reset_source_init(&slots->at[i].gate, NULL, VT_ONE_COMPLETER);
        slots->at[i].continuation.run = outcome_arrived;
    }
    return true;
}

static slots_t *make_slots(uint64_t count) {
    slots_t *slots = calloc(1, sizeof *slots);
    if (slots != NULL) {
        slots->count = count;
        if (!map_slots(slots)) {
            free(slots);
            slots = NULL;
        }
    }
    return slots;
}

/* Those that cases of as many share. */
static slots_t *shared;

static slots_t *slots_ref(uint64_t count) {
    if (shared == NULL || shared->count != count) {
        slots_t *made = make_slots(count);
        if (made == NULL) {
            return NULL;
        }
        shared = made;
    }
    shared->users++;
    return shared;
}

static void slots_unref(slots_t *slots) {
    if (slots == NULL || --slots->users > 0) {
        return;
    }
    shared = shared == slots ? NULL : shared;
    (void)munmap(slots->at, slots->count * sizeof *slots->at);
    free(slots);
}

static void teardown(scenario_run_t *base) {
    concurrency_run_t *run = (concurrency_run_t *)base;
    if (run != NULL) {
        (void)vt_pool_trim(run->pool);
        fetch_pool_trim(); /* the next case must not find these blocks in this one's order */
        free(run->order);
        slots_unref(run->held);
        free(run);
    }
}

static bool shuffle_order(concurrency_run_t *run, uint64_t seed) {
    run->order = malloc(run->outstanding * sizeof *run->order);
    for (uint32_t i = 0; run->order != NULL && i < run->outstanding; i++) {
        run->order[i] = i;
    }
    for (uint64_t i = run->outstanding - 1; run->order != NULL && i > 0; i--) {
        uint64_t j = random_next(&seed) % (i + 1);
        uint32_t swap = run->order[i];
        run->order[i] = run->order[j];
        run->order[j] = swap;
    }
    return run->order != NULL;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    concurrency_run_t *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->outstanding = (uint64_t)self->argument[0];
    run->held = slots_ref(run->outstanding);
    run->pool = pool_make(&run->storage, (pool_strategy_t)self->variant, fetch_block_size(),
                          run->outstanding);
    if (run->held == NULL || (self->argument[1] == RANDOM && !shuffle_order(run, seed))) {
        teardown(&run->base);
        return NULL;
    }
    run->slots = run->held->at;
    /* One round comes before any that is measured, so that memory is touched and pools are filled.
     * A partial one, as that completes in the order of its beginning, which is quicker. */
    self->run(&run->base, run->outstanding > 1 ? run->outstanding - 1 : 1);
    run->base.operations = 0;
    return &run->base;
}

/* Pools keep less than a round, so their counts are exact over whole rounds only; a round of a
 * million is counted by its first thousand. */
#define CASE(contender_, outstanding_, order_name, order_, allocs, den, loop, strategy)         \
    {                                                                                           \
        .contender = (contender_), .params = "outstanding=" #outstanding_ ";order=" order_name, \
        .budget = SCENARIO_BUDGET((allocs), (den)),                                             \
        .period = (outstanding_) > 1000 ? 1 : (outstanding_), .batch = (outstanding_),          \
        .batches_only = (outstanding_) > 1, .count_operations = 1000, .setup = setup,           \
        .run = (loop), .teardown = teardown, .on_one_core = (strategy) == POOL_THREAD_CORE,     \
        .variant = (strategy), .argument = {                                                    \
            (outstanding_),                                                                     \
            (order_)                                                                            \
        }                                                                                       \
    }

#define BUILDERS(outstanding_, name, order)                                               \
    CASE("value_task", outstanding_, name, order, 1, 1, run_value_task, POOL_OF_METHOD),  \
        CASE("value_task_pooled", outstanding_, name, order, 0, 1, run_value_task_pooled, \
             POOL_OF_METHOD)

/* `kept`: how many blocks a pool with one place for each thread keeps of a round's. */
#define POOLS(outstanding_, name, order)                                                           \
    CASE("pool_none", outstanding_, name, order, 1, 1, run_in_pool, POOL_NONE),                    \
        CASE("pool_single", outstanding_, name, order, (outstanding_)-1, outstanding_,             \
             run_in_pool, POOL_SINGLE),                                                            \
        CASE("pool_thread_core", outstanding_, name, order,                                        \
             (outstanding_) < 2 ? 0u : (outstanding_)-2u, outstanding_, run_in_pool,               \
             POOL_THREAD_CORE),                                                                    \
        CASE("pool_stack", outstanding_, name, order, 0, 1, run_in_pool, POOL_STACK),              \
        CASE("pool_owner", outstanding_, name, order, (outstanding_)-1, outstanding_, run_in_pool, \
             POOL_OWNER)

#define CASES(outstanding_)                                                  \
    BUILDERS(outstanding_, "fifo", FIFO), POOLS(outstanding_, "fifo", FIFO), \
        BUILDERS(outstanding_, "random", RANDOM), POOLS(outstanding_, "random", RANDOM)

static const scenario_case_t cases[] = {
    CASES(1),
    CASES(10),
    CASES(1000),
    BUILDERS(100000, "fifo", FIFO),
    BUILDERS(100000, "random", RANDOM), /* a million in this order take seconds */
    BUILDERS(1000000, "fifo", FIFO),
};

const scenario_t scenario_concurrency = {
    .name = "concurrency",
    .question = "What does an operation cost when many are under way at once?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
