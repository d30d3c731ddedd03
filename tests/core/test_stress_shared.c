/* Races over tasks, queues, cancellation and pools; ThreadSanitizer looks on in its build. */
#include <stdlib.h>
#include <string.h>

#include "helpers.h"
#include "race.h"

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
    race_run(&race);
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
    race_run(&any);
    race_run(&all);
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
    race_run(&race);
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
    race_run(&race);
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
    race_run(&race);
    assert_ok(vt_source_pool_destroy(duel.pool));
}

int main(void) {
    const struct CMUnitTest tests[] = {
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
