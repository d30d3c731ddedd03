/* Does a pool save time over the allocator's own cache: in a burst, in a steady state, and where
 * another thread gives the blocks back? (How many are under way at once: concurrency.c.) */
#include <errno.h>
#include <stdlib.h>

#include "catalogue.h"
#include "gate.h"
#include "loops.h"
#include "pools.h"

#define BLOCKS 32 /* more than a small pool keeps, and fewer than jemalloc's thread cache */

typedef enum pattern {
    BURST,        /* all are taken, then all are given back, in the same order */
    STEADY,       /* the oldest is given back, then one is taken */
    OTHER_THREAD, /* a burst, and another thread gives them back */
} pattern_t;

/* An operation, which has a block from its begin to its end. */
typedef struct slot {
    vt_reset_source_t gate;
    caller_t caller;
    uint64_t value;
    bool begun;
} slot_t;

typedef struct pool_run {
    scenario_run_t base;
    slot_t slots[BLOCKS];
    uint64_t count;  /* of a burst */
    uint64_t oldest; /* in a steady state */
    pool_storage_t storage;
    vt_pool_t *pool;         /* NULL: the method's own, or none */
    gate_t gate;             /* ends a burst, on this thread or on another */
    fetch_callback_t ending; /* what it calls */
} pool_run_t;

/* ---- the end of operations, where their blocks are given back ---- */

static void end_one(slot_t *slot) {
    slot->begun = false;
    loop_open(&slot->gate, slot->value);
}

static void end_burst(fetch_callback_t *self, uint64_t value) {
    pool_run_t *run = VT_CONTAINER_OF(self, pool_run_t, ending);
    (void)value;
    for (uint64_t i = 0; i < run->count; i++) {
        end_one(&run->slots[i]);
    }
    gate_outcome_taken(&run->gate);
}

static void check(pool_run_t *run, const slot_t *slot) {
    caller_check(&run->base, slot->caller.outcome, VT_OK, slot->value + 1);
}

/* ---- the loops, for each contender, so that each calls its own function ---- */

#define LOOPS(name, start)                                                      \
    static void begin_##name(pool_run_t *run, slot_t *slot, uint64_t value) {   \
        (void)loop_closed(&slot->gate);                                         \
        slot->begun = true;                                                     \
        slot->value = value;                                                    \
        caller_begin(&slot->caller);                                            \
        caller_await(&slot->caller, start);                                     \
        run->base.wrong += caller_is_done(&slot->caller); /* it has no block */ \
    }                                                                           \
    static void burst_##name(scenario_run_t *base, uint64_t operations) {       \
        pool_run_t *run = (pool_run_t *)base;                                   \
        gate_begin(&run->gate);                                                 \
        for (uint64_t begun = 0; begun < operations; begun += run->count) {     \
            uint64_t left = operations - begun;                                 \
            run->count = left < BLOCKS ? left : BLOCKS;                         \
            for (uint64_t i = 0; i < run->count; i++) {                         \
                begin_##name(run, &run->slots[i], caller_uncached(i));          \
            }                                                                   \
            gate_open_and_wait(&run->gate);                                     \
            for (uint64_t i = 0; i < run->count; i++) {                         \
                check(run, &run->slots[i]);                                     \
            }                                                                   \
        }                                                                       \
        gate_end(&run->gate);                                                   \
        base->operations += operations;                                         \
    }                                                                           \
    static void steady_##name(scenario_run_t *base, uint64_t operations) {      \
        pool_run_t *run = (pool_run_t *)base;                                   \
        for (uint64_t i = 0; i < operations; i++) {                             \
            slot_t *slot = &run->slots[run->oldest];                            \
            if (slot->begun) {                                                  \
                end_one(slot);                                                  \
                check(run, slot);                                               \
            }                                                                   \
            begin_##name(run, slot, caller_uncached(i));                        \
            run->oldest = run->oldest + 1 == BLOCKS ? 0 : run->oldest + 1;      \
        }                                                                       \
        base->operations += operations;                                         \
    }

LOOPS(value_task, fetch_value_task(&slot->gate, value, FETCH_MISS))
LOOPS(pooled, fetch_value_task_pooled(&slot->gate, value, FETCH_MISS))
LOOPS(in_pool, fetch_value_task_pooled_in(run->pool, &slot->gate, value, FETCH_MISS))

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    pool_run_t *run = (pool_run_t *)base;
    if (run == NULL) {
        return;
    }
    for (uint64_t i = 0; i < BLOCKS; i++) {
        if (run->slots[i].begun) {
            end_one(&run->slots[i]);
        }
    }
    gate_deinit(&run->gate);
    (void)vt_pool_trim(run->pool);
    fetch_pool_trim(); /* the next case must not find these blocks in this one's order */
    free(run);
}

/* One burst comes before any that is measured; of a steady state all that are under way. */
static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    pool_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->ending.opened = end_burst;
    run->pool =
        pool_make(&run->storage, (pool_strategy_t)self->variant, fetch_block_size(), BLOCKS);
    for (uint64_t i = 0; i < BLOCKS; i++) {
        vt_reset_source_init(&run->slots[i].gate, NULL, VT_ONE_COMPLETER);
    }
    if (gate_init(&run->gate, self->argument[0] == OTHER_THREAD ? GATE_SPINNING_THREAD
                                                                : GATE_SAME_THREAD) != VT_OK) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    run->gate.callback = &run->ending;
    self->run(&run->base, BLOCKS);
    run->base.operations = 0;
    return &run->base;
}

/* `allocs` of the blocks of a burst. The other thread sleeps between calls: a slice holds many
 * bursts, so that waking it is a small part. */
#define CASE(contender_, pattern_, name, allocs, loop, strategy)                                  \
    {                                                                                             \
        .contender = (contender_), .params = "pattern=" name,                                     \
        .budget = SCENARIO_BUDGET((allocs), BLOCKS), .period = (pattern_) == STEADY ? 1 : BLOCKS, \
        .batch = (pattern_) == STEADY  ? 0                                                        \
                 : (pattern_) == BURST ? BLOCKS                                                   \
                                       : 100 * BLOCKS,                                            \
        .batches_only = (pattern_) != STEADY, .spins = (pattern_) == OTHER_THREAD,                \
        .on_one_core = (strategy) == POOL_THREAD_CORE, .count_operations = 256, .setup = setup,   \
        .run = (loop), .teardown = teardown, .variant = (strategy), .argument = {                 \
            (pattern_)                                                                            \
        }                                                                                         \
    }

/* `value_task` has no pool but the allocator's cache. `single`: blocks that a pool with one place
 * does not keep. */
#define CASES(pattern, name, loop, single)                                          \
    CASE("value_task", pattern, name, BLOCKS, loop##_value_task, POOL_OF_METHOD),   \
        CASE("value_task_pooled", pattern, name, 0, loop##_pooled, POOL_OF_METHOD), \
        CASE("pool_single", pattern, name, single, loop##_in_pool, POOL_SINGLE),    \
        CASE("pool_stack", pattern, name, 0, loop##_in_pool, POOL_STACK)

/* In a steady state one place is enough. Where another thread gives the blocks back, the place of
 * this one stays empty; whether the two have a core in common is the kernel's choice, so there the
 * pool with a block for each core is left out. */
static const scenario_case_t cases[] = {
    CASES(BURST, "burst", burst, BLOCKS - 1),
    CASE("pool_thread_core", BURST, "burst", BLOCKS - 2, burst_in_pool, POOL_THREAD_CORE),
    CASE("pool_owner", BURST, "burst", BLOCKS - 1, burst_in_pool, POOL_OWNER),
    CASES(STEADY, "steady", steady, 0),
    CASE("pool_thread_core", STEADY, "steady", 0, steady_in_pool, POOL_THREAD_CORE),
    CASE("pool_owner", STEADY, "steady", 0, steady_in_pool, POOL_OWNER),
    CASES(OTHER_THREAD, "other_thread", burst, BLOCKS),
    CASE("pool_owner", OTHER_THREAD, "other_thread", BLOCKS - 1, burst_in_pool, POOL_OWNER),
};

const scenario_t scenario_pool = {
    .name = "pool",
    .question = "Does a pool save time over the allocator's own cache: in a burst, in a steady "
                "state, and where another thread gives the blocks back?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
