/* Races, each in a great many rounds; ThreadSanitizer looks on in its build. */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "race.h"

static uint64_t rounds; /* of every race */

/* VT_STRESS_ROUNDS asks for longer runs than those of every day. */
static uint64_t rounds_asked_for(void) {
    const char *asked = getenv("VT_STRESS_ROUNDS");
    uint64_t usual = SANITIZED ? 50000 : 200000;
    return asked == NULL ? usual : strtoull(asked, NULL, 10);
}

typedef struct await_frame {
    VT_FRAME;
    vt_value_task_t inner;
} await_frame_t;

VT_METHOD(await, await_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

/* ---- one operation of a reset source, and two who do something with it ---- */

typedef struct duel {
    vt_reset_source_t source;
    vt_value_task_t value_task;
    vt_value_task_t outer;
    vt_task_t *task;
    probe_t probe;
    vt_status_t registered;
    vt_status_t completed;
    vt_status_t canceled;
    unsigned recycled; /* atomic */
    uint64_t round;
    uint64_t result;
} duel_t;

static void note_recycled(vt_reset_source_t *self) {
    __atomic_fetch_add(&VT_CONTAINER_OF(self, duel_t, source)->recycled, 1u, __ATOMIC_RELAXED);
}

static void begin(void *shared) {
    duel_t *duel = shared;
    assert_ok(vt_reset_source_reset(&duel->source));
    probe_init(&duel->probe);
    duel->recycled = 0;
    duel->round++;
    duel->value_task = vt_reset_source_value_task(&duel->source);
}

static void complete(void *shared) {
    duel_t *duel = shared;
    duel->completed = vt_reset_source_set_result(&duel->source, duel->round);
}

static void run_duel(void (*second)(void *shared), void (*after)(void *shared),
                     void (*first)(void *shared)) {
    duel_t duel = {.round = 0};
    const race_t race = {begin, first, second, after, &duel};
    vt_reset_source_init(&duel.source, note_recycled, 0);
    vt_executor_set_default(vt_executor_inline()); /* what is queued runs at once */
    race_run(&race, rounds);
    vt_executor_set_default(NULL);
    assert_int_equal(duel.round, rounds);
    assert_ok(vt_reset_source_deinit(&duel.source));
}

/* ---- completion and on_completed ---- */

static void register_probe(void *shared) {
    duel_t *duel = shared;
    duel->registered = vt_value_task_on_completed(duel->value_task, &duel->probe.continuation, 0);
}

static void ran_once(void *shared) {
    duel_t *duel = shared;
    assert_ok(duel->completed);
    assert_ok(duel->registered);
    assert_int_equal(probe_runs(&duel->probe), 1);
    assert_result(duel->value_task, duel->round);
}

TEST(completion_and_on_completed) {
    run_duel(register_probe, ran_once, complete);
}

/* ---- completion and get_status ---- */

static void poll_and_take(void *shared) {
    duel_t *duel = shared;
    while (!vt_value_task_is_completed(duel->value_task)) {
        sched_yield();
    }
    duel->registered = vt_value_task_get_result(duel->value_task, &duel->result, NULL);
}

static void was_taken(void *shared) {
    duel_t *duel = shared;
    assert_ok(duel->completed);
    assert_ok(duel->registered);
    assert_int_equal(duel->result, duel->round);
    assert_int_equal(duel->recycled, 1);
    assert_int_equal(vt_value_task_get_result(duel->value_task, &duel->result, NULL),
                     VT_E_STALE_TOKEN);
}

TEST(completion_and_get_status) {
    run_duel(poll_and_take, was_taken, complete);
}

/* The consumer takes the result, and the object is in its next operation, while the completer may
 * still be on its way out of the one before. */
typedef struct relay {
    vt_reset_source_t source;
    uint64_t handed; /* atomic: the operation that may be completed */
    unsigned refused;
} relay_t;

static void *complete_all(void *argument) {
    relay_t *relay = argument;
    for (uint64_t i = 1; i <= rounds; i++) {
        while (__atomic_load_n(&relay->handed, __ATOMIC_ACQUIRE) < i) {
            sched_yield();
        }
        relay->refused += vt_reset_source_set_result(&relay->source, i) != VT_OK;
    }
    return NULL;
}

TEST(completion_and_the_next_operation_of_the_same_object) {
    relay_t relay = {.handed = 0};
    pthread_t thread;
    vt_reset_source_init(&relay.source, NULL, 0);
    assert_int_equal(pthread_create(&thread, NULL, complete_all, &relay), 0);
    for (uint64_t i = 1; i <= rounds; i++) {
        assert_ok(vt_reset_source_reset(&relay.source));
        vt_value_task_t value_task = vt_reset_source_value_task(&relay.source);
        __atomic_store_n(&relay.handed, i, __ATOMIC_RELEASE);
        while (!vt_value_task_is_completed(value_task)) {
            sched_yield();
        }
        assert_result(value_task, i);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(relay.refused, 0);
}

/* ---- completion and discard ---- */

static void discard(void *shared) {
    vt_value_task_discard(((duel_t *)shared)->value_task);
}

static void was_recycled(void *shared) {
    duel_t *duel = shared;
    assert_ok(duel->completed);
    assert_int_equal(duel->recycled, 1);
}

TEST(completion_and_discard) {
    run_duel(discard, was_recycled, complete);
}

/* The owner drops an operation and goes on to the next as soon as the source lets it. */
static void discard_and_reset(void *shared) {
    duel_t *duel = shared;
    vt_value_task_discard(duel->value_task);
    while (vt_reset_source_reset(&duel->source) != VT_OK) {
        sched_yield();
    }
}

static void next_is_untouched(void *shared) {
    duel_t *duel = shared;
    vt_value_task_t next = vt_reset_source_value_task(&duel->source);
    if (duel->completed == VT_OK) {
        assert_state(next, VT_PENDING);
    }
}

TEST(completion_of_a_discarded_operation_and_reset) {
    run_duel(discard_and_reset, next_is_untouched, complete);
}

/* ---- two completers ---- */

static void cancel(void *shared) {
    duel_t *duel = shared;
    duel->canceled = vt_reset_source_set_canceled(&duel->source);
}

static void one_has_won(void *shared) {
    duel_t *duel = shared;
    vt_status_t loser = duel->completed == VT_OK ? duel->canceled : duel->completed;
    assert_int_equal(loser, VT_E_ALREADY_COMPLETED);
    if (duel->completed == VT_OK) {
        assert_result(duel->value_task, duel->round);
    } else {
        assert_ok(duel->canceled);
        assert_canceled(duel->value_task);
    }
}

TEST(completion_and_cancellation) {
    run_duel(cancel, one_has_won, complete);
}

/* A canceler that always comes too late for something: its mark must neither get lost nor stay. */
typedef struct pest {
    vt_reset_source_t source;
    unsigned stop; /* atomic */
} pest_t;

static void *cancel_on_and_on(void *argument) {
    pest_t *pest = argument;
    while (__atomic_load_n(&pest->stop, __ATOMIC_RELAXED) == 0) {
        (void)!vt_reset_source_set_canceled(&pest->source);
    }
    return NULL;
}

/* False where it never completes. */
static bool poll(vt_value_task_t value_task) {
    for (int i = 0; i < 1000000; i++) {
        if (vt_value_task_is_completed(value_task)) {
            return true;
        }
        if (i > 100) {
            sched_yield();
        }
    }
    return false;
}

TEST(a_late_canceler_and_reset) {
    pest_t pest = {.stop = 0};
    pthread_t thread;
    uint64_t result = 0;
    vt_reset_source_init(&pest.source, NULL, 0);
    assert_int_equal(pthread_create(&thread, NULL, cancel_on_and_on, &pest), 0);
    for (uint64_t i = 1; i <= rounds; i++) {
        while (vt_reset_source_reset(&pest.source) != VT_OK) {
            sched_yield();
        }
        vt_value_task_t value_task = vt_reset_source_value_task(&pest.source);
        vt_status_t set = vt_reset_source_set_result(&pest.source, i);
        assert_true(poll(value_task));
        vt_status_t status = vt_value_task_get_result(value_task, &result, NULL);
        assert_int_equal(status, set == VT_OK ? VT_OK : VT_E_CANCELED);
        assert_true(set != VT_OK || result == i);
    }
    __atomic_store_n(&pest.stop, 1u, __ATOMIC_RELAXED);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* ---- completion and suspension ---- */

static void start_value_task(void *shared) {
    duel_t *duel = shared;
    duel->outer = VT_START(await, .inner = duel->value_task);
}

static void start_pooled(void *shared) {
    duel_t *duel = shared;
    duel->outer = VT_START_POOLED(await, .inner = duel->value_task);
}

static void outer_is_complete(void *shared) {
    duel_t *duel = shared;
    assert_ok(duel->completed);
    assert_state(duel->outer, VT_SUCCEEDED);
    assert_result(duel->outer, duel->round + 1);
    assert_int_equal(duel->recycled, 1);
}

TEST(completion_and_suspension_of_a_method) {
    run_duel(start_value_task, outer_is_complete, complete);
    run_duel(start_pooled, outer_is_complete, complete);
}

static void make_task(void *shared) {
    duel_t *duel = shared;
    duel->task = vt_value_task_as_task(duel->value_task);
}

static void task_is_complete(void *shared) {
    duel_t *duel = shared;
    assert_ok(duel->completed);
    assert_int_equal(vt_task_state(duel->task), VT_SUCCEEDED);
    assert_task_result(duel->task, duel->round);
    vt_task_unref(duel->task);
}

TEST(completion_and_as_task) {
    run_duel(make_task, task_is_complete, complete);
}

static void start_and_block(void *shared) {
    make_task(shared);
    vt_task_wait(((duel_t *)shared)->task);
}

TEST(completion_and_a_blocking_wait) {
    run_duel(start_and_block, task_is_complete, complete);
}

/* ---- tasks ---- */

typedef struct task_duel {
    vt_task_t *task;
    vt_task_t *other;
    vt_task_t *combined;
    probe_t probes[2];
    vt_status_t statuses[4];
} task_duel_t;

static void begin_task(void *shared) {
    task_duel_t *duel = shared;
    duel->task = vt_task_create(0);
    duel->other = vt_task_create(0);
    probe_init(&duel->probes[0]);
    probe_init(&duel->probes[1]);
}

static void run_task_duel(void (*first)(void *shared), void (*second)(void *shared),
                          void (*after)(void *shared)) {
    task_duel_t duel = {.task = NULL};
    const race_t race = {begin_task, first, second, after, &duel};
    vt_executor_set_default(vt_executor_inline());
    race_run(&race, rounds);
    vt_executor_set_default(NULL);
}

static void set_task(void *shared) {
    task_duel_t *duel = shared;
    duel->statuses[0] = vt_task_set_result(duel->task, 42);
}

static void register_two(void *shared) {
    task_duel_t *duel = shared;
    for (int i = 0; i < 2; i++) {
        duel->statuses[1 + i] = vt_task_on_completed(duel->task, &duel->probes[i].continuation, 0);
    }
}

static void both_ran_once(void *shared) {
    task_duel_t *duel = shared;
    for (int i = 0; i < 3; i++) {
        assert_ok(duel->statuses[i]);
    }
    assert_int_equal(probe_runs(&duel->probes[0]), 1);
    assert_int_equal(probe_runs(&duel->probes[1]), 1);
    assert_task_result(duel->task, 42);
    vt_task_unref(duel->task);
    assert_ok(vt_task_set_canceled(duel->other));
    vt_task_unref(duel->other);
}

TEST(completion_of_a_task_and_two_waiters) {
    run_task_duel(set_task, register_two, both_ran_once);
}

static void drop(void *shared) {
    vt_task_unref(((task_duel_t *)shared)->task);
}

static void drop_other(void *shared) {
    task_duel_t *duel = shared;
    assert_ok(duel->statuses[0]);
    assert_ok(vt_task_set_canceled(duel->other));
    vt_task_unref(duel->other);
}

/* Whichever is later frees the block: once. */
TEST(completion_of_a_task_and_the_end_of_its_last_reference) {
    run_task_duel(set_task, drop, drop_other);
}

static void set_other(void *shared) {
    task_duel_t *duel = shared;
    duel->statuses[1] = vt_task_set_result(duel->other, 43);
}

static void begin_both(void *shared) {
    task_duel_t *duel = shared;
    begin_task(shared);
    vt_task_t *const tasks[] = {duel->task, duel->other};
    duel->combined = vt_when_any(tasks, 2);
}

static void one_came_first(void *shared) {
    task_duel_t *duel = shared;
    uint64_t index = 2;
    assert_ok(vt_task_get_result(duel->combined, &index, NULL));
    assert_in_range(index, 0, 1);
    assert_task_result(duel->task, 42);
    assert_task_result(duel->other, 43);
    vt_task_unref(duel->combined);
    vt_task_unref(duel->task);
    vt_task_unref(duel->other);
}

static void begin_all(void *shared) {
    task_duel_t *duel = shared;
    begin_task(shared);
    vt_task_t *const tasks[] = {duel->task, duel->other};
    duel->combined = vt_when_all(tasks, 2, NULL);
}

static void both_came(void *shared) {
    task_duel_t *duel = shared;
    assert_int_equal(vt_task_state(duel->combined), VT_SUCCEEDED);
    assert_task_result(duel->combined, 2);
    vt_task_unref(duel->combined);
    vt_task_unref(duel->task);
    vt_task_unref(duel->other);
}

TEST(two_completions_and_when_any_or_when_all) {
    task_duel_t duel = {.task = NULL};
    const race_t any = {begin_both, set_task, set_other, one_came_first, &duel};
    const race_t all = {begin_all, set_task, set_other, both_came, &duel};
    race_run(&any, rounds);
    race_run(&all, rounds);
}

static void set_error(void *shared) {
    task_duel_t *duel = shared;
    vt_error_t error = vt_error(test_domain, 1, "lost or won", NULL);
    duel->statuses[1] = vt_task_set_error(duel->task, &error);
}

static void one_task_completer_has_won(void *shared) {
    task_duel_t *duel = shared;
    if (duel->statuses[0] == VT_OK) {
        assert_int_equal(duel->statuses[1], VT_E_ALREADY_COMPLETED);
        assert_task_result(duel->task, 42);
    } else {
        assert_ok(duel->statuses[1]);
        assert_task_fault(duel->task, test_domain, 1);
    }
    vt_task_unref(duel->task);
    assert_ok(vt_task_set_canceled(duel->other));
    vt_task_unref(duel->other);
}

TEST(two_completers_of_a_task) {
    run_task_duel(set_task, set_error, one_task_completer_has_won);
}

/* ---- a run queue and its end ---- */

typedef struct queue_duel {
    vt_run_queue_t *queue;
    probe_t probe;
    vt_status_t posted;
    vt_status_t ended;
} queue_duel_t;

static void begin_queue(void *shared) {
    queue_duel_t *duel = shared;
    duel->queue = malloc(sizeof *duel->queue);
    assert_non_null(duel->queue);
    assert_ok(vt_run_queue_init(duel->queue));
    probe_init(&duel->probe);
}

static void post_once(void *shared) {
    queue_duel_t *duel = shared;
    duel->posted = vt_executor_post(&duel->queue->executor, &duel->probe.continuation);
}

/* The queue is gone as soon as its last continuation has run: nobody may touch it after that. What
 * it leaves is all ones, which a late poster would take for a sleeping owner. */
static void run_and_end(void *shared) {
    queue_duel_t *duel = shared;
    while (vt_run_queue_run(duel->queue) == 0) {
        vt_run_queue_wait(duel->queue);
    }
    duel->ended = vt_run_queue_deinit(duel->queue);
    memset(duel->queue, 0xff, sizeof *duel->queue);
    if (SANITIZED) {
        free(duel->queue);
        duel->queue = NULL;
    }
}

static void queue_is_untouched(void *shared) {
    queue_duel_t *duel = shared;
    vt_run_queue_t untouched;
    memset(&untouched, 0xff, sizeof untouched);
    assert_ok(duel->posted);
    assert_ok(duel->ended);
    assert_int_equal(probe_runs(&duel->probe), 1);
    if (duel->queue != NULL) {
        assert_memory_equal(duel->queue, &untouched, sizeof untouched);
        free(duel->queue);
    }
}

TEST(a_post_and_the_end_of_the_queue_after_the_last_continuation) {
    queue_duel_t duel = {.queue = NULL};
    const race_t race = {begin_queue, run_and_end, post_once, queue_is_untouched, &duel};
    race_run(&race, rounds);
}

/* ---- cancellation and its end ---- */

typedef struct cancel_duel {
    vt_cancel_source_t source;
    vt_cancel_registration_t *registration;
    unsigned runs; /* atomic */
    vt_status_t registered;
} cancel_duel_t;

static cancel_duel_t cancel_duel;

static void note_canceled(vt_cancel_registration_t *self) {
    (void)self;
    __atomic_fetch_add(&cancel_duel.runs, 1u, __ATOMIC_RELAXED);
}

static void begin_cancel(void *shared) {
    cancel_duel_t *duel = shared;
    duel->runs = 0;
    duel->registration = malloc(sizeof *duel->registration);
    assert_non_null(duel->registration);
    assert_ok(vt_cancel_source_init(&duel->source));
}

static void cancel_source(void *shared) {
    vt_cancel_source_cancel(&((cancel_duel_t *)shared)->source);
}

static void register_and_free(void *shared) {
    cancel_duel_t *duel = shared;
    duel->registered = vt_cancel_token_register(vt_cancel_source_token(&duel->source),
                                                duel->registration, note_canceled);
    vt_cancel_registration_unregister(duel->registration);
    free(duel->registration);
}

static void was_canceled(void *shared) {
    cancel_duel_t *duel = shared;
    assert_ok(duel->registered);
    assert_in_range(duel->runs, 0, 1);
    assert_true(vt_cancel_token_is_canceled(vt_cancel_source_token(&duel->source)));
    assert_ok(vt_cancel_source_deinit(&duel->source));
}

TEST(cancellation_and_registrations_that_come_and_go) {
    const race_t race = {begin_cancel, cancel_source, register_and_free, was_canceled,
                         &cancel_duel};
    race_run(&race, rounds);
}

/* ---- pools ---- */

typedef struct pool_duel {
    vt_source_pool_t *pool;
    unsigned wrong[2];
} pool_duel_t;

static void rent_and_return(pool_duel_t *duel, unsigned who) {
    vt_reset_source_t *source = vt_source_pool_rent(duel->pool);
    vt_value_task_t value_task = vt_reset_source_value_task(source);
    uint64_t result = 0;
    duel->wrong[who] += vt_reset_source_set_result(source, who) != VT_OK;
    duel->wrong[who] += vt_value_task_get_result(value_task, &result, NULL) != VT_OK;
    duel->wrong[who] += result != who;
    duel->wrong[who] += vt_value_task_get_result(value_task, &result, NULL) != VT_E_STALE_TOKEN;
}

static void nothing(void *shared) {
    (void)shared;
}

static void rent_first(void *shared) {
    rent_and_return(shared, 0);
}

static void rent_second(void *shared) {
    rent_and_return(shared, 1);
}

static void all_came_back(void *shared) {
    pool_duel_t *duel = shared;
    assert_int_equal(duel->wrong[0] + duel->wrong[1], 0);
    assert_int_equal(vt_source_pool_rented(duel->pool), 0);
}

TEST(two_renters_of_one_pool) {
    pool_duel_t duel = {.wrong = {0}};
    const race_t race = {nothing, rent_first, rent_second, all_came_back, &duel};
    assert_ok(vt_source_pool_create(2, 0, &duel.pool));
    race_run(&race, rounds);
    assert_ok(vt_source_pool_destroy(duel.pool));
}

int main(void) {
    rounds = rounds_asked_for();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completion_and_on_completed),
        cmocka_unit_test(completion_and_get_status),
        cmocka_unit_test(completion_and_the_next_operation_of_the_same_object),
        cmocka_unit_test(completion_and_discard),
        cmocka_unit_test(completion_of_a_discarded_operation_and_reset),
        cmocka_unit_test(completion_and_cancellation),
        cmocka_unit_test(a_late_canceler_and_reset),
        cmocka_unit_test(completion_and_suspension_of_a_method),
        cmocka_unit_test(completion_and_as_task),
        cmocka_unit_test(completion_and_a_blocking_wait),
        cmocka_unit_test(completion_of_a_task_and_two_waiters),
        cmocka_unit_test(completion_of_a_task_and_the_end_of_its_last_reference),
        cmocka_unit_test(two_completions_and_when_any_or_when_all),
        cmocka_unit_test(two_completers_of_a_task),
        cmocka_unit_test(a_post_and_the_end_of_the_queue_after_the_last_continuation),
        cmocka_unit_test(cancellation_and_registrations_that_come_and_go),
        cmocka_unit_test(two_renters_of_one_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
