/* What can no way of handing back a result do without? */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/futex.h>
#include <sys/syscall.h>

#include "catalogue.h"
#include "floors_leaf.h"

/* What one thread sends to the other: the number of the round trip, and the answer to it. Each has
 * a cache line of its own. */
typedef struct line {
    _Alignas(64) uint32_t number; /* atomic */
} line_t;

enum { BLOCK = 64 };

#define STOP UINT32_MAX

typedef struct floors_run {
    scenario_run_t base;
    uint64_t word; /* atomic; exchanged */
    line_t *ping;
    line_t *pong;
    uint32_t round;
    pthread_t partner;
    bool has_partner;
    bool sleeps; /* the two wait for each other in the kernel */
} floors_run_t;

/* ---- the partner ---- */

static void wait_for_change(floors_run_t *run, line_t *line, uint32_t old) {
    while (__atomic_load_n(&line->number, __ATOMIC_ACQUIRE) == old) {
        if (run->sleeps) {
            (void)syscall(SYS_futex, &line->number, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
        }
    }
}

static void say(floors_run_t *run, line_t *line, uint32_t number) {
    __atomic_store_n(&line->number, number, __ATOMIC_RELEASE);
    if (run->sleeps) {
        (void)syscall(SYS_futex, &line->number, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    }
}

static void *answer(void *argument) {
    floors_run_t *run = argument;
    uint32_t number = 0;
    for (;;) {
        wait_for_change(run, run->ping, number);
        number = __atomic_load_n(&run->ping->number, __ATOMIC_ACQUIRE);
        say(run, run->pong, number);
        if (number == STOP) {
            return NULL;
        }
    }
}

static bool start_partner(floors_run_t *run) {
    run->has_partner = pthread_create(&run->partner, NULL, answer, run) == 0;
    return run->has_partner;
}

static void stop_partner(floors_run_t *run) {
    if (run->has_partner) {
        say(run, run->ping, STOP);
        pthread_join(run->partner, NULL);
        run->has_partner = false;
        run->round = 0;
        run->ping->number = 0;
        run->pong->number = 0;
    }
}

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    floors_run_t *run = (floors_run_t *)base;
    if (run != NULL) {
        stop_partner(run);
        free(run->ping);
        free(run);
    }
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    floors_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->sleeps = self->argument[0] != 0;
    run->ping = aligned_alloc(64, 2 * sizeof(line_t));
    if (run->ping == NULL) {
        teardown(&run->base);
        errno = ENOMEM;
        return NULL;
    }
    run->pong = run->ping + 1;
    run->ping->number = 0;
    run->pong->number = 0;
    if (run->sleeps && !start_partner(run)) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    return &run->base;
}

/* ---- the floors ---- */

static void run_call_in_registers(scenario_run_t *base, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        floor_two_words_t got = floor_call_in_registers(i);
        base->wrong += got.pointer != NULL || got.word != i + 1;
    }
    base->operations += operations;
}

static void run_call_through_memory(scenario_run_t *base, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        floor_three_words_t got = floor_call_through_memory(i);
        base->wrong += got.pointer != NULL || got.word != i + 1 || got.error != NULL;
    }
    base->operations += operations;
}

static void run_malloc_free(scenario_run_t *base, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        void *block = floor_malloc(BLOCK);
        base->wrong += block == NULL;
        floor_free(block);
    }
    base->operations += operations;
}

static void run_exchange(scenario_run_t *base, uint64_t operations) {
    floors_run_t *run = (floors_run_t *)base;
    uint64_t expected = run->word;
    for (uint64_t i = 0; i < operations; i++) {
        base->wrong += __atomic_exchange_n(&run->word, i, __ATOMIC_ACQ_REL) != expected;
        expected = i;
    }
    base->operations += operations;
}

static void round_trips(floors_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        uint32_t last = run->round;
        run->round = last + 1 == STOP ? 1 : last + 1;
        say(run, run->ping, run->round);
        wait_for_change(run, run->pong, last);
        run->base.wrong += run->pong->number != run->round;
    }
    run->base.operations += operations;
}

static void run_futex(scenario_run_t *base, uint64_t operations) {
    round_trips((floors_run_t *)base, operations);
}

/* A partner that spins would disturb other cases, so it lives for one call only. */
static void run_cache_line(scenario_run_t *base, uint64_t operations) {
    floors_run_t *run = (floors_run_t *)base;
    if (!start_partner(run)) {
        base->wrong++;
        base->operations += operations;
        return;
    }
    round_trips(run, operations);
    stop_partner(run);
}

/* To start a thread may allocate, and takes as long as hundreds of operations: such a case is
 * kernel_timed, a slice holds many operations, and they are not timed one by one. A slice of one
 * that sleeps holds as many as of an operation that another thread completes. */
#define CASE(contender_, operations, allocs, starts_thread, loop, sleeps_)                      \
    {                                                                                           \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET((allocs), 1),        \
        .period = 1, .count_operations = (operations), .setup = setup, .run = (loop),           \
        .teardown = teardown, .kernel_timed = (starts_thread), .batches_only = (starts_thread), \
        .batch = (starts_thread) ? 2000                                                         \
                 : (sleeps_)     ? 100                                                          \
                                 : 0,                                                               \
        .spins = (starts_thread), .argument = {                                                 \
            (sleeps_)                                                                           \
        }                                                                                       \
    }

static const scenario_case_t cases[] = {
    CASE("call_in_registers", 1000, 0, false, run_call_in_registers, 0),
    CASE("call_through_memory", 1000, 0, false, run_call_through_memory, 0),
    CASE("malloc_free", 1000, 1, false, run_malloc_free, 0),
    CASE("exchange", 1000, 0, false, run_exchange, 0),
    CASE("cache_line_round_trip", 200, 0, true, run_cache_line, 0),
    CASE("futex_round_trip", 100, 0, false, run_futex, 1),
};

static const scenario_floor_t floors[] = {
#define FLOOR(path_, floor_, aim_, of_, ...) \
    {.path = (path_), .floor = (floor_), .of = of_, .terms = {__VA_ARGS__}, .aim = (aim_)},
#include "floors.def"
#undef FLOOR
    {0},
};

const scenario_t scenario_floors = {
    .name = "floors",
    .question = "What can no way of handing back a result do without?",
    .floors = floors,
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
