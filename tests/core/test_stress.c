/* Races over one operation of a source; ThreadSanitizer looks on in its build. */
#include <sched.h>

#include "helpers.h"
#include "race.h"

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
    race_run(&race);
    vt_executor_set_default(NULL);
    assert_int_equal(duel.round, race_rounds());
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
    for (uint64_t i = 1, rounds = race_rounds(); i <= rounds; i++) {
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
    for (uint64_t i = 1, rounds = race_rounds(); i <= rounds; i++) {
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

static void discard_and_take(void *shared) {
    duel_t *duel = shared;
    vt_value_task_discard(duel->value_task);
    duel->registered = vt_value_task_get_result(duel->value_task, &duel->result, NULL);
}

static void was_refused(void *shared) {
    duel_t *duel = shared;
    assert_int_equal(duel->registered, VT_E_STALE_TOKEN);
    was_recycled(shared);
}

TEST(completion_of_a_discarded_operation_and_taking_it) {
    run_duel(discard_and_take, was_refused, complete);
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
    for (uint64_t i = 1, rounds = race_rounds(); i <= rounds; i++) {
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completion_and_on_completed),
        cmocka_unit_test(completion_and_get_status),
        cmocka_unit_test(completion_and_the_next_operation_of_the_same_object),
        cmocka_unit_test(completion_and_discard),
        cmocka_unit_test(completion_of_a_discarded_operation_and_taking_it),
        cmocka_unit_test(completion_of_a_discarded_operation_and_reset),
        cmocka_unit_test(completion_and_cancellation),
        cmocka_unit_test(a_late_canceler_and_reset),
        cmocka_unit_test(completion_and_suspension_of_a_method),
        cmocka_unit_test(completion_and_as_task),
        cmocka_unit_test(completion_and_a_blocking_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
