/* What does a timer cost that is stopped before its time? */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "catalogue.h"
#include "valuetask.h"

/* How many are started before all are stopped, and how many fire meanwhile. */
#define MANY   1000
#define FIRING 100

typedef struct timers_run timers_run_t;

/* A timer that starts itself again each time. */
typedef struct firing {
    vt_timer_t timer;
    timers_run_t *run;
    uint64_t period;
    bool has_fired;
} firing_t;

/* A timer that is to be stopped before its time. */
typedef struct stopped {
    vt_timer_t timer;
    timers_run_t *run;
    bool started;
} stopped_t;

struct timers_run {
    scenario_run_t base;
    vt_run_queue_t queue;   /* keeps its timers itself */
    vt_thread_pool_t *pool; /* what those of the timer thread run on; NULL: the queue has them */
    vt_executor_t *executor;
    stopped_t stopped[MANY];
    uint64_t late; /* of these could not be stopped, as their time had come */
    uint64_t ran;  /* of these have run; atomic */
    sem_t has_run;
    pthread_mutex_t mutex; /* around `ending`, and the starts of those that fire */
    bool ending;
    sem_t fired;  /* the first one, for the first time */
    sem_t rested; /* one that did not start itself again */
    unsigned firing_count;
    firing_t firing[FIRING];
};

static void wait_for(sem_t *semaphore) {
    while (sem_wait(semaphore) != 0) {
        /* a signal handler ran */
    }
}

/* ---- timers that fire meanwhile ---- */

static void fire(vt_continuation_t *self);

/* With the mutex. */
static bool start_firing(firing_t *firing) {
    return vt_timer_start(&firing->timer, firing->run->executor, firing->period, fire) == VT_OK;
}

static void fire(vt_continuation_t *self) {
    firing_t *firing = VT_CONTAINER_OF(self, firing_t, timer.continuation);
    timers_run_t *run = firing->run;
    if (firing == &run->firing[0] && !firing->has_fired) {
        firing->has_fired = true;
        sem_post(&run->fired);
    }
    pthread_mutex_lock(&run->mutex);
    bool goes_on = !run->ending && start_firing(firing);
    pthread_mutex_unlock(&run->mutex);
    if (!goes_on) {
        sem_post(&run->rested);
    }
}

/* Number i fires each i + 1 milliseconds. Returns when the first one has. */
static bool begin_firing(timers_run_t *run) {
    bool good = true;
    pthread_mutex_lock(&run->mutex);
    while (good && run->firing_count < FIRING) {
        firing_t *firing = &run->firing[run->firing_count];
        firing->run = run;
        firing->period = VT_MS(run->firing_count + 1);
        good = start_firing(firing);
        run->firing_count += good;
    }
    pthread_mutex_unlock(&run->mutex);
    if (good) {
        wait_for(&run->fired);
    }
    return good;
}

/* One that cannot be stopped is about to find that all are ending. */
static void end_firing(timers_run_t *run) {
    pthread_mutex_lock(&run->mutex);
    run->ending = true;
    pthread_mutex_unlock(&run->mutex);
    for (unsigned i = 0; i < run->firing_count; i++) {
        if (!vt_timer_stop(&run->firing[i].timer)) {
            wait_for(&run->rested);
        }
    }
}

/* ---- set-up ---- */

static void teardown(scenario_run_t *base) {
    timers_run_t *run = (timers_run_t *)base;
    if (run != NULL) {
        end_firing(run);
        vt_status_t status = vt_thread_pool_destroy(run->pool);
        status = status == VT_OK ? vt_run_queue_deinit(&run->queue) : status;
        (void)status; /* all timers were stopped */
        sem_destroy(&run->rested);
        sem_destroy(&run->fired);
        sem_destroy(&run->has_run);
        pthread_mutex_destroy(&run->mutex);
        free(run);
    }
}

enum { RUN_QUEUE, TIMER_THREAD };

static bool choose_executor(timers_run_t *run, int on) {
    vt_status_t status = vt_run_queue_init(&run->queue);
    run->executor = &run->queue.executor;
    if (status == VT_OK && on == TIMER_THREAD) {
        status = vt_thread_pool_create(1, &run->pool);
        if (status == VT_OK) {
            run->executor = vt_thread_pool_executor(run->pool);
        }
    }
    return status == VT_OK;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    timers_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    pthread_mutex_init(&run->mutex, NULL);
    sem_init(&run->has_run, 0, 0);
    sem_init(&run->fired, 0, 0);
    sem_init(&run->rested, 0, 0);
    if (!choose_executor(run, self->argument[0]) || (self->argument[1] && !begin_firing(run))) {
        teardown(&run->base);
        errno = EAGAIN;
        return NULL;
    }
    self->run(&run->base, 1); /* starts the timer thread */
    run->base.operations = 0;
    return &run->base;
}

/* ---- the tests ---- */

/* Only what could not be stopped comes here. */
static void run_late(vt_continuation_t *self) {
    timers_run_t *run = VT_CONTAINER_OF(self, stopped_t, timer.continuation)->run;
    __atomic_fetch_add(&run->ran, 1u, __ATOMIC_RELAXED);
    sem_post(&run->has_run);
}

static void start(timers_run_t *run, unsigned number, uint64_t nanoseconds) {
    stopped_t *stopped = &run->stopped[number];
    stopped->run = run;
    stopped->started =
        vt_timer_start(&stopped->timer, run->executor, nanoseconds, run_late) == VT_OK;
    run->base.wrong += !stopped->started;
}

static void stop(timers_run_t *run, unsigned number) {
    stopped_t *stopped = &run->stopped[number];
    if (stopped->started && !vt_timer_stop(&stopped->timer)) {
        run->late++;
        wait_for(&run->has_run);
    }
}

/* Exactly those have run that could not be stopped. */
static void finish(timers_run_t *run, uint64_t operations) {
    run->base.wrong += __atomic_load_n(&run->ran, __ATOMIC_RELAXED) != run->late;
    run->base.operations += operations;
}

#define ONE_LOOP(name, nanoseconds)                                     \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        timers_run_t *run = (timers_run_t *)base;                       \
        for (uint64_t i = 0; i < operations; i++) {                     \
            start(run, 0, (nanoseconds));                               \
            stop(run, 0);                                               \
        }                                                               \
        finish(run, operations);                                        \
    }

ONE_LOOP(short, VT_MS(50))
ONE_LOOP(long, VT_MS(INT32_MAX))
ONE_LOOP(while_others_fire, VT_MS(100))

static void run_many(scenario_run_t *base, uint64_t operations) {
    timers_run_t *run = (timers_run_t *)base;
    for (uint64_t done = 0; done < operations;) {
        uint64_t left = operations - done;
        unsigned count = left < MANY ? (unsigned)left : MANY;
        for (unsigned i = 0; i < count; i++) {
            start(run, i, VT_MS(INT32_MAX));
        }
        for (unsigned i = 0; i < count; i++) {
            stop(run, i);
        }
        done += count;
    }
    finish(run, operations);
}

/* ---- the cases ---- */

/* The pool's thread sleeps between slices, and the first timer wakes it: a slice holds many
 * operations. */
#define CASE(test, loop, on, at_once, firing_)                                            \
    {                                                                                     \
        .contender = "in_place", .params = "test=" test, .budget = SCENARIO_BUDGET(0, 1), \
        .period = 1, .batch = (on) == TIMER_THREAD ? MANY : (at_once),                    \
        .batches_only = (on) == TIMER_THREAD || (at_once) > 1, .count_operations = 1000,  \
        .setup = setup, .run = (loop), .teardown = teardown, .argument = {                \
            (on),                                                                         \
            (firing_)                                                                     \
        }                                                                                 \
    }

static const scenario_case_t cases[] = {
    CASE("short", run_short, TIMER_THREAD, 1, false),
    CASE("long", run_long, TIMER_THREAD, 1, false),
    CASE("many", run_many, TIMER_THREAD, MANY, false),
    CASE("while_others_fire", run_while_others_fire, TIMER_THREAD, 1, true),
    CASE("short_run_queue", run_short, RUN_QUEUE, 1, false),
    CASE("many_run_queue", run_many, RUN_QUEUE, MANY, false),
};

const scenario_t scenario_timers = {
    .name = "timers",
    .question = "What does a timer cost that is stopped before its time?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
    .counterparts = scenario_counterparts,
};
