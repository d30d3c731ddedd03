/*
 * A random program of many methods, round after round, on a thread pool and a run queue.
 *
 *     soak [SECONDS [SEED]]
 *
 * After each round everything adds up: what was sent was received, all permits are back, each
 * fault, cancellation and result was seen by whoever it was for, and as many blocks are allocated
 * as after the first. A watchdog says who waits for what when nothing goes on any more.
 */
#include "soak.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "counting_malloc.h"

soak_world_t soak_world;

static shared_word_t steps_taken; /* atomic; tells the watchdog that it goes on */

/* So long nothing may go on. Also where others have the machine. */
static const uint64_t patience = VT_SECONDS(30);

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t soak_random(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* ---- what is said ---- */

static void end_program(void) {
    fprintf(stderr, "soak: seed %" PRIu64 ", round %" PRIu64 "\n", soak_world.seed,
            soak_world.round);
    (void)fflush(NULL);
    _exit(1);
}

void soak_fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "soak: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    end_program();
    abort(); /* not reached */
}

void soak_waits(uint64_t number, soak_wait_t wait, unsigned which) {
    soak_place_t *place = &soak_world.places[number];
    __atomic_store_n(&place->which, (uint8_t)which, __ATOMIC_RELAXED);
    __atomic_store_n(&place->wait, (uint8_t)wait, __ATOMIC_RELAXED);
    __atomic_add_fetch(&steps_taken, 1u, __ATOMIC_RELAXED);
}

static const char *wait_text(unsigned wait) {
    static const char *const texts[] = {
#define TEXT(name, text) text,
        SOAK_WAITS(TEXT)
#undef TEXT
    };
    return wait < SOAK_WAIT_COUNT ? texts[wait] : "?";
}

/* What a method does, for the watchdog; a reader takes no steps. */
static const char *step_text(size_t number) {
    unsigned step = soak_world.places[number].step;
    return number >= METHODS        ? "a reader"
           : step < soak_step_count ? soak_steps[step].name
                                    : "family";
}

static void tell_one(size_t number) {
    const soak_place_t *place = &soak_world.places[number];
    fprintf(stderr, "  method %zu, %s, %s: %s %u\n", number, soak_builder_text(place->builder),
            step_text(number), wait_text(__atomic_load_n(&place->wait, __ATOMIC_RELAXED)),
            __atomic_load_n(&place->which, __ATOMIC_RELAXED));
}

/* The first of those that wait, and how many there are of each kind. */
static void tell_waiting(void) {
    unsigned counts[SOAK_WAIT_COUNT] = {0};
    unsigned told = 0;
    for (size_t i = 0; i < METHODS + CHANNELS * READERS; i++) {
        unsigned wait = __atomic_load_n(&soak_world.places[i].wait, __ATOMIC_RELAXED);
        counts[wait]++;
        if (wait != SOAK_NOT_STARTED && wait != SOAK_ENDED && told++ < 20) {
            tell_one(i);
        }
    }
    for (unsigned i = 0; i < SOAK_WAIT_COUNT; i++) {
        if (counts[i] != 0) {
            fprintf(stderr, "  %5u: %s\n", counts[i], wait_text(i));
        }
    }
}

/* ---- the watchdog ---- */

static bool watched = true; /* atomic */

static void *watch(void *argument) {
    const struct timespec interval = {0, 100000000};
    uint64_t steps = 0;
    uint64_t since = vt_now();
    while (__atomic_load_n(&watched, __ATOMIC_ACQUIRE)) {
        nanosleep(&interval, NULL);
        uint64_t now = __atomic_load_n(&steps_taken, __ATOMIC_RELAXED);
        if (now != steps) {
            steps = now;
            since = vt_now();
        } else if (vt_now() - since > patience) {
            fprintf(stderr, "soak: nothing goes on any more\n");
            tell_waiting();
            end_program();
        }
    }
    return argument;
}

/* ---- sums ---- */

void soak_count(tally_t *tally, uint64_t value) {
    __atomic_add_fetch(&tally->count, (uint64_t)1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&tally->sum, value, __ATOMIC_RELAXED);
}

static uint64_t fault_value(const vt_error_t *failure) {
    soak_expect(failure->domain == soak_domain, "a fault of %s: %s", failure->domain,
                failure->text);
    return (uint64_t)failure->code;
}

void soak_see(vt_status_t status, uint64_t result, vt_error_t *failure) {
    switch (status) {
    case VT_OK:
        soak_count(&soak_world.seen[VT_SUCCEEDED], result);
        break;
    case VT_E_CANCELED:
        soak_count(&soak_world.seen[VT_CANCELED], 1);
        break;
    default:
        soak_expect(status == VT_E_FAULTED, "a method ended with %s", vt_status_message(status));
        soak_count(&soak_world.seen[VT_FAULTED], fault_value(failure));
    }
    if (status != VT_OK) {
        vt_error_release(failure);
    }
}

void soak_see_fault(vt_status_t status, vt_error_t *failure) {
    if (status == VT_E_FAULTED) {
        soak_count(&soak_world.faults_seen, fault_value(failure));
    }
    if (status != VT_OK) {
        vt_error_release(failure);
    }
}

static void unobserved(const vt_error_t *error) {
    soak_count(&soak_world.faults_seen, fault_value(error));
}

static void dropped(void *channel, uint64_t word) {
    soak_count(&((soak_channel_t *)channel)->dropped, word);
}

static void expect_equal(const char *what, tally_t made, tally_t seen) {
    soak_expect(made.count == seen.count && made.sum == seen.sum,
                "%s: %" PRIu64 " with the sum %" PRIu64 ", and seen %" PRIu64
                " with the sum %" PRIu64,
                what, made.count, made.sum, seen.count, seen.sum);
}

static void expect_number(const char *what, uint64_t made, uint64_t seen) {
    expect_equal(what, (tally_t){made, 0}, (tally_t){seen, 0});
}

static void check_sums(void) {
    const soak_world_t *world = &soak_world;
    expect_equal("results", world->made[VT_SUCCEEDED], world->seen[VT_SUCCEEDED]);
    expect_equal("faults", world->made[VT_FAULTED], world->seen[VT_FAULTED]);
    expect_equal("cancellations", world->made[VT_CANCELED], world->seen[VT_CANCELED]);
    expect_equal("faults of combinations", world->faults_made, world->faults_seen);
    expect_number("sections of the mutex", world->locked, world->guarded);
    expect_number("turns of the event", world->turns, world->turned);
    expect_number("async-local values", world->locals_set, world->locals_released);
    for (unsigned i = 0; i < CHANNELS; i++) {
        const soak_channel_t *channel = &world->channels[i];
        tally_t left = {channel->read.count + channel->dropped.count,
                        channel->read.sum + channel->dropped.sum};
        expect_equal("words of a channel", channel->written, left);
    }
}

/* ---- a round ---- */

#define must(call)                                                                       \
    do {                                                                                 \
        vt_status_t must_status = (call);                                                \
        soak_expect(must_status == VT_OK, #call ": %s", vt_status_message(must_status)); \
    } while (0)

/* For an end that has to wait for what was given up, such as a timer that runs. The watchdog looks
 * on. */
#define must_end(call)                                                                 \
    do {                                                                               \
        vt_status_t end_status;                                                        \
        while ((end_status = (call)) == VT_E_BUSY) {                                   \
            (void)vt_run_queue_run(&soak_world.queue);                                 \
            sched_yield();                                                             \
        }                                                                              \
        soak_expect(end_status == VT_OK, #call ": %s", vt_status_message(end_status)); \
    } while (0)

const size_t soak_permits[SEMAPHORES] = {1, 3, 100};

static void create_channels(void) {
    const vt_channel_options_t options[CHANNELS] = {
        {.capacity = 0},
        {.capacity = 1},
        {.capacity = 7},
        {.capacity = 5, .full_mode = VT_FULL_DROP_NEWEST + soak_world.round % 3},
    };
    for (unsigned i = 0; i < CHANNELS; i++) {
        vt_channel_options_t with_hook = options[i];
        with_hook.dropped = dropped;
        with_hook.argument = &soak_world.channels[i];
        must(vt_channel_create_with(&with_hook, &soak_world.channels[i].channel));
    }
}

static void begin_world(uint64_t seed, uint64_t round, uint64_t *random) {
    soak_world.seed = seed;
    soak_world.round = round;
    must(vt_run_queue_init(&soak_world.queue));
    must(vt_thread_pool_create(1 + (unsigned)soak_below(random, THREADS), &soak_world.pool));
    vt_executor_set_default(vt_thread_pool_executor(soak_world.pool));
    must(vt_stack_pool_init(&soak_world.blocks, soak_block_size(), 64));
    must(vt_source_pool_create(64, 0, &soak_world.sources));
    must(vt_cancel_source_create(&soak_world.stop));
    must(vt_mutex_init(&soak_world.mutex));
    must(vt_event_init(&soak_world.turn, VT_EVENT_AUTOMATIC, true));
    must(vt_event_init(&soak_world.gate, VT_EVENT_MANUAL, true));
    for (unsigned i = 0; i < SEMAPHORES; i++) {
        must(vt_semaphore_init(&soak_world.semaphores[i], soak_permits[i]));
    }
    create_channels();
}

static void end_world(void) {
    for (unsigned i = 0; i < SEMAPHORES; i++) {
        vt_semaphore_t *semaphore = &soak_world.semaphores[i];
        must_end(vt_semaphore_deinit(semaphore));
        soak_expect(semaphore->count == soak_permits[i],
                    "semaphore %u: %zu permits of %zu are back", i, semaphore->count,
                    soak_permits[i]);
    }
    for (unsigned i = 0; i < CHANNELS; i++) {
        must_end(vt_channel_destroy(soak_world.channels[i].channel));
    }
    must_end(vt_event_deinit(&soak_world.gate));
    must_end(vt_event_deinit(&soak_world.turn));
    must_end(vt_mutex_deinit(&soak_world.mutex));
    vt_cancel_source_unref(soak_world.stop);
    must_end(vt_stack_pool_deinit(&soak_world.blocks));
    must_end(vt_source_pool_destroy(soak_world.sources));
    must_end(vt_run_queue_deinit(&soak_world.queue));
    vt_executor_set_default(NULL);
    must_end(vt_thread_pool_destroy(soak_world.pool));
    soak_trim_steps();
    soak_trim_workers();
}

typedef struct starter {
    vt_continuation_t continuation;
    uint64_t random;
    vt_task_t *task;
} starter_t;

static void start_root(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    starter->task = vt_value_task_as_task(soak_root(starter->random));
}

/* What the root starts goes on on the queue in some rounds, and in others on the pool. */
static void run_root(uint64_t *random) {
    starter_t starter = {.continuation.run = start_root, .random = soak_random(random)};
    bool on_queue = soak_once_in(random, 4);
    uint64_t result;
    vt_executor_run(on_queue ? &soak_world.queue.executor
                             : vt_thread_pool_executor(soak_world.pool),
                    &starter.continuation);
    must(vt_run_queue_run_until(&soak_world.queue, starter.task));
    must(vt_task_get_result(starter.task, &result, NULL));
    vt_task_unref(starter.task);
}

static void run_round(uint64_t seed, uint64_t round) {
    uint64_t random = seed + round;
    memset(&soak_world, 0, sizeof soak_world);
    begin_world(seed, round, &random);
    run_root(&random);
    end_world();
    check_sums();
}

/* ---- the program ---- */

/* As many delays as can ever be pending at once: the library keeps their blocks. */
static void warm_up(void) {
    enum { DELAYS = 2 * METHODS };
    vt_value_task_t *delays = malloc(DELAYS * sizeof *delays);
    soak_expect(delays != NULL, "no memory");
    for (size_t i = 0; i < DELAYS; i++) {
        delays[i] = vt_delay(VT_SECONDS(1000), VT_NEVER);
    }
    for (size_t i = 0; i < DELAYS; i++) {
        vt_value_task_discard(delays[i]);
    }
    free(delays);
}

/* The homes of blocks (pool.h) stay: one for each pooled method and thread there can be. */
static void check_memory(int64_t before) {
    int64_t homes = (int64_t)((THREADS + 1) * soak_pools());
    int64_t more = counting_live() - before;
    soak_expect(more <= homes, "%" PRId64 " blocks stay allocated, more than %" PRId64, more,
                homes);
}

static void add_up(tally_t totals[OUTCOMES], uint64_t *words) {
    for (unsigned i = 0; i < OUTCOMES; i++) {
        totals[i].count += soak_world.seen[i].count;
    }
    for (unsigned i = 0; i < CHANNELS; i++) {
        *words += soak_world.channels[i].written.count;
    }
}

static void soak(uint64_t seed, uint64_t seconds) {
    uint64_t end = vt_now() + VT_SECONDS(seconds);
    uint64_t round = 0;
    uint64_t words = 0;
    tally_t totals[OUTCOMES] = {{0, 0}};
    int64_t before = counting_live();
    do {
        run_round(seed, round++);
        check_memory(before);
        add_up(totals, &words);
    } while (vt_now() < end);
    printf("soak: %" PRIu64 " rounds of %d methods; %" PRIu64 " results, %" PRIu64
           " faults, %" PRIu64 " cancellations, %" PRIu64 " words; %" PRId64 " blocks stay\n",
           round, METHODS, totals[VT_SUCCEEDED].count, totals[VT_FAULTED].count,
           totals[VT_CANCELED].count, words, counting_live() - before);
}

static bool is_number(const char *text, uint64_t *number) {
    char *end = NULL;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0';
}

int main(int argc, char **argv) {
    uint64_t seconds = 20;
    uint64_t seed = vt_now();
    if (argc > 3 || (argc > 1 && !is_number(argv[1], &seconds)) ||
        (argc > 2 && !is_number(argv[2], &seed))) {
        (void)fprintf(stderr, "usage: core_soak [SECONDS [SEED]]\n");
        return 2;
    }
    pthread_t watchdog;
    printf("soak: seed %" PRIu64 ", %" PRIu64 " seconds\n", seed, seconds);
    (void)fflush(stdout);
    soak_expect(pthread_create(&watchdog, NULL, watch, NULL) == 0, "no thread");
    vt_task_set_unobserved_hook(unobserved);
    warm_up();
    soak(seed, seconds);
    __atomic_store_n(&watched, false, __ATOMIC_RELEASE);
    pthread_join(watchdog, NULL);
    return 0;
}
