/*
 * soak.h - a random program of many methods: what they share, and what has to add up in the end.
 *
 *     soak.c           rounds, sums, memory, and the watchdog
 *     soak_steps.c     what a method may wait for: one async method for each
 *     soak_hop.c       how a method goes to another executor
 *     soak_workers.c   methods that take random steps and start others
 *
 * Every method draws from a generator of its own, seeded by the program's seed, the round and the
 * method's number. So a seed gives the same program again, but not the same order of threads.
 */
#ifndef TESTS_CORE_SOAK_H
#define TESTS_CORE_SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared_word.h"
#include "valuetask.h"

/* ---- random numbers ---- */

uint64_t soak_random(uint64_t *state);
/* 0 ... limit - 1. */
static inline uint64_t soak_below(uint64_t *state, uint64_t limit) {
    return soak_random(state) % limit;
}
static inline bool soak_once_in(uint64_t *state, uint64_t n) {
    return soak_below(state, n) == 0;
}

/* ---- what adds up ---- */

/* How many, and the sum of their values. Atomic. */
typedef struct tally {
    shared_word_t count;
    shared_word_t sum;
} tally_t;

void soak_count(tally_t *tally, uint64_t value);

enum { OUTCOMES = VT_CANCELED + 1 };

/* ---- what methods wait for ---- */

#define SOAK_WAITS(X)                               \
    X(SOAK_NOT_STARTED, "was not started")          \
    X(SOAK_RUNNING, "waits for nothing")            \
    X(SOAK_SEMAPHORE, "waits for a permit")         \
    X(SOAK_MUTEX, "waits for the mutex")            \
    X(SOAK_TURN, "waits for the automatic event")   \
    X(SOAK_GATE, "waits for the manual event")      \
    X(SOAK_WRITE, "writes to a channel")            \
    X(SOAK_READ, "reads from a channel")            \
    X(SOAK_LOOK, "waits for a channel to be ready") \
    X(SOAK_DELAY, "waits for a delay")              \
    X(SOAK_YIELD, "yields")                         \
    X(SOAK_HOP, "goes to another executor")         \
    X(SOAK_SOURCE, "waits for a rented source")     \
    X(SOAK_WIDE, "waits for a wide result")         \
    X(SOAK_LIMIT, "waits with a limit")             \
    X(SOAK_CHILD, "waits for a child")              \
    X(SOAK_ALL, "waits for all of its children")    \
    X(SOAK_ANY, "waits for any of its children")    \
    X(SOAK_GROUP, "waits for a group")              \
    X(SOAK_ENDED, "ended")

typedef enum soak_wait {
#define SOAK_WAIT_ENUMERATOR(name, text) name,
    SOAK_WAITS(SOAK_WAIT_ENUMERATOR)
#undef SOAK_WAIT_ENUMERATOR
        SOAK_WAIT_COUNT
} soak_wait_t;

/* Where a method stands, for the watchdog. */
typedef struct soak_place {
    uint8_t wait;  /* atomic; a soak_wait_t */
    uint8_t which; /* atomic; of several semaphores or channels */
    uint8_t step;
    uint8_t builder;
} soak_place_t;

/* ---- the world of one round ---- */

enum {
    METHODS = 10000,
    THREADS = 4, /* of the pool, at most */
    READERS = 2, /* of each channel */
    SEMAPHORES = 3,
    CHANNELS = 4,
};

typedef struct soak_channel {
    vt_channel_t *channel;
    tally_t written;
    tally_t read;
    tally_t dropped;
} soak_channel_t;

typedef struct soak_world {
    uint64_t seed;
    uint64_t round;
    vt_thread_pool_t *pool;
    vt_run_queue_t queue;
    vt_stack_pool_t blocks;
    vt_source_pool_t *sources;
    vt_cancel_source_t *stop;
    vt_semaphore_t semaphores[SEMAPHORES];
    size_t holders[SEMAPHORES]; /* atomic; how many have a permit */
    vt_mutex_t mutex;
    uint64_t guarded;     /* by the mutex */
    shared_word_t locked; /* atomic; how often it was */
    vt_event_t turn;
    uint64_t turned;     /* by whose turn it is */
    shared_word_t turns; /* atomic */
    vt_event_t gate;
    soak_channel_t channels[CHANNELS];
    tally_t made[OUTCOMES]; /* outcomes of methods whose result somebody takes */
    tally_t seen[OUTCOMES]; /* what those saw */
    tally_t faults_made;    /* of methods whose faults a combination gives, or the hook */
    tally_t faults_seen;
    shared_word_t locals_set, locals_released; /* atomic */
    shared_word_t methods;                     /* atomic; started; their numbers */
    soak_place_t places[METHODS + CHANNELS * READERS];
} soak_world_t;

extern soak_world_t soak_world;
extern const size_t soak_permits[SEMAPHORES];

/* Says what does not hold, with seed and round, and ends the program. */
void soak_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
#define soak_expect(condition, ...) ((condition) ? (void)0 : soak_fail(__VA_ARGS__))

void soak_waits(uint64_t number, soak_wait_t wait, unsigned which);

/* ---- steps ---- */

/* What a step is given: whose it is, its random numbers, and what cancels it. */
typedef struct soak_order {
    uint64_t number;
    uint64_t random;
    vt_cancel_token_t token;
} soak_order_t;

extern const char soak_domain[];

typedef struct soak_step {
    const char *name;
    vt_value_task_t (*start)(soak_order_t order);
} soak_step_t;
extern const soak_step_t soak_steps[];
extern const size_t soak_step_count;

/* Looks at how an await of something that may be canceled ended, and releases the error. True: it
 * succeeded. */
bool soak_got(vt_status_t status, vt_error_t *failure, vt_cancel_token_t token);

/* Counts what a method that was awaited came to, and releases the error. */
void soak_see(vt_status_t status, uint64_t result, vt_error_t *failure);

/* The same for a combination of several, of which only a fault tells something. */
void soak_see_fault(vt_status_t status, vt_error_t *failure);

/* Awaited without a captured executor, goes on there. */
vt_value_task_t soak_hop(bool to_queue);

/* ---- workers ---- */

/* The whole program of a round. */
vt_value_task_t soak_root(uint64_t random);

/* How a worker was started. */
const char *soak_builder_text(unsigned builder);

/* The size of the blocks in soak_world.blocks. */
size_t soak_block_size(void);

/* Frees the idle blocks of the methods. */
void soak_trim_steps(void);
void soak_trim_workers(void);

/* How many pools they have. */
size_t soak_pools(void);

#endif
