/* The asynchronous semaphore and mutex: who waits, in which order, and what it costs. */
#include <sched.h>
#include <string.h>

#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

static const vt_cancel_token_t never = {NULL};

/* ---- one thread ---- */

TEST(a_free_permit_is_taken_at_once) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 2));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_null(wait.source);
    assert_result(wait, 0);
    assert_result(vt_semaphore_wait(&semaphore, never), 0);
    vt_value_task_t third = vt_semaphore_wait(&semaphore, never);
    assert_state(third, VT_PENDING);
    vt_semaphore_release(&semaphore, 1);
    assert_result(third, 0);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(try_wait_takes_what_is_there_and_never_waits) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 1));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    vt_semaphore_release(&semaphore, 2);
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(who_waits_is_served_first_come_first_served) {
    enum { WAITS = 8 };
    vt_semaphore_t semaphore;
    vt_value_task_t waits[WAITS];
    probe_t probes[WAITS];
    assert_ok(vt_semaphore_init(&semaphore, 0));
    for (int i = 0; i < WAITS; i++) {
        probe_init(&probes[i]);
        waits[i] = vt_semaphore_wait(&semaphore, never);
        assert_ok(vt_value_task_on_completed(waits[i], &probes[i].continuation, 0));
    }
    for (unsigned i = 0; i < WAITS; i++) {
        assert_state(waits[i], VT_PENDING);
        vt_semaphore_release(&semaphore, 1);
        assert_int_equal(probe_runs(&probes[i]), 1);
        assert_int_equal(probes[i].order, i + 1);
        assert_result(waits[i], 0);
    }
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_release_of_several_serves_those_who_wait_and_keeps_the_rest) {
    vt_semaphore_t semaphore;
    vt_value_task_t waits[3];
    assert_ok(vt_semaphore_init(&semaphore, 0));
    for (int i = 0; i < 3; i++) {
        waits[i] = vt_semaphore_wait(&semaphore, never);
    }
    vt_semaphore_release(&semaphore, 0);
    assert_state(waits[0], VT_PENDING);
    vt_semaphore_release(&semaphore, 2);
    assert_state(waits[1], VT_SUCCEEDED);
    assert_state(waits[2], VT_PENDING);
    vt_semaphore_release(&semaphore, 3);
    for (int i = 0; i < 3; i++) {
        assert_result(waits[i], 0);
    }
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_wait_that_is_discarded_still_takes_its_permit) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_discard(vt_semaphore_wait(&semaphore, never));
    assert_int_equal(vt_semaphore_deinit(&semaphore), VT_E_BUSY);
    vt_semaphore_release(&semaphore, 1);
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_semaphore_with_waits_refuses_to_end_until_they_are_consumed) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_int_equal(vt_semaphore_deinit(&semaphore), VT_E_BUSY);
    vt_semaphore_release(&semaphore, 1);
    assert_int_equal(vt_semaphore_deinit(&semaphore), VT_E_BUSY);
    assert_result(wait, 0);
    assert_misuse(wait, VT_E_STALE_TOKEN);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    assert_int_equal(vt_semaphore_init(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_mutex_init(NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_semaphore_deinit(NULL));
    assert_ok(vt_mutex_deinit(NULL));
    assert_false(vt_semaphore_try_wait(NULL));
    assert_fault(vt_semaphore_wait(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_semaphore_release(NULL, 1);
    assert_false(vt_mutex_try_lock(NULL));
    assert_fault(vt_mutex_lock(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_mutex_unlock(NULL);
}

typedef struct last_frame {
    VT_FRAME;
    vt_semaphore_t *semaphore;
    unsigned *left; /* who brings it to 0 ends the semaphore */
} last_frame_t;

VT_METHOD(last, last_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_semaphore_wait(frame->semaphore, never));
    if (--*frame->left == 0) {
        assert_ok(vt_semaphore_deinit(frame->semaphore));
        memset(frame->semaphore, 0xff, sizeof *frame->semaphore); /* nobody looks at it any more */
    }
    VT_RETURN_VOID;
    VT_END;
}

TEST(the_last_that_a_release_lets_go_on_may_end_the_semaphore) {
    vt_semaphore_t semaphore;
    vt_value_task_t value_tasks[3];
    unsigned left = COUNT_OF(value_tasks);
    assert_ok(vt_semaphore_init(&semaphore, 0));
    for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
        value_tasks[i] = VT_START(last, .semaphore = &semaphore, .left = &left);
    }
    vt_semaphore_release(&semaphore, 4);
    for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
        assert_result(value_tasks[i], 0);
    }
    assert_int_equal(left, 0);
}

/* ---- cancellation ---- */

TEST(a_token_that_is_canceled_already_takes_no_permit) {
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    assert_ok(vt_semaphore_init(&semaphore, 1));
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_source_cancel(&source);
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, vt_cancel_source_token(&source));
    assert_state(wait, VT_CANCELED);
    assert_canceled(wait);
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(canceling_takes_a_wait_out_of_the_middle_and_gives_its_permit_to_the_next) {
    for (int gone = 0; gone < 3; gone++) {
        vt_semaphore_t semaphore;
        vt_cancel_source_t source;
        vt_value_task_t waits[3];
        assert_ok(vt_semaphore_init(&semaphore, 0));
        assert_ok(vt_cancel_source_init(&source));
        for (int i = 0; i < 3; i++) {
            waits[i] =
                vt_semaphore_wait(&semaphore, i == gone ? vt_cancel_source_token(&source) : never);
        }
        vt_cancel_source_cancel(&source);
        for (int i = 0; i < 3; i++) {
            assert_state(waits[i], i == gone ? VT_CANCELED : VT_PENDING);
        }
        assert_canceled(waits[gone]);
        vt_semaphore_release(&semaphore, 2);
        for (int i = 0; i < 3; i++) {
            if (i != gone) {
                assert_result(waits[i], 0);
            }
        }
        assert_false(vt_semaphore_try_wait(&semaphore));
        assert_ok(vt_cancel_source_deinit(&source));
        assert_ok(vt_semaphore_deinit(&semaphore));
    }
}

TEST(a_wait_that_has_its_permit_is_canceled_no_more_and_lets_go_of_the_source) {
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    assert_ok(vt_cancel_source_init(&source));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, vt_cancel_source_token(&source));
    assert_int_equal(vt_cancel_source_deinit(&source), VT_E_BUSY);
    vt_semaphore_release(&semaphore, 1);
    vt_cancel_source_cancel(&source);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_result(wait, 0);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

/* ---- memory ---- */

TEST(waiting_allocates_nothing_but_for_the_first_that_wait_at_once) {
    vt_semaphore_t semaphore;
    vt_value_task_t waits[4];
    assert_ok(vt_semaphore_init(&semaphore, 1));
    counting_reset();
    for (int i = 0; i < 100; i++) {
        assert_result(vt_semaphore_wait(&semaphore, never), 0);
        vt_semaphore_release(&semaphore, 1);
    }
    assert_int_equal(counting_allocations(), 0);
    assert_true(vt_semaphore_try_wait(&semaphore));
    for (int round = 0; round < 20; round++) {
        counting_reset();
        for (int i = 0; i < 4; i++) {
            waits[i] = vt_semaphore_wait(&semaphore, never);
        }
        vt_semaphore_release(&semaphore, 4);
        for (int i = 0; i < 4; i++) {
            assert_result(waits[i], 0);
        }
        assert_int_equal(counting_allocations(), round == 0 ? 4 : 0);
    }
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(without_memory_a_wait_faults_and_the_semaphore_goes_on) {
    vt_semaphore_t semaphore;
    int64_t live = counting_live();
    assert_ok(vt_semaphore_init(&semaphore, 0));
    counting_fail(1);
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_true(counting_has_failed());
    counting_fail(0);
    assert_fault(wait, vt_error_domain, VT_E_OUT_OF_MEMORY);
    wait = vt_semaphore_wait(&semaphore, never);
    assert_state(wait, VT_PENDING);
    vt_semaphore_release(&semaphore, 1);
    assert_result(wait, 0);
    assert_ok(vt_semaphore_deinit(&semaphore));
    assert_int_equal(counting_live(), live);
}

/* ---- threads ---- */

typedef struct shared {
    vt_mutex_t mutex;
    uint64_t counter; /* plain */
} shared_t;

typedef struct add_frame {
    VT_FRAME;
    shared_t *shared;
    uint64_t left;
} add_frame_t;

VT_METHOD(add, add_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT_VOID(frame, vt_mutex_lock(&frame->shared->mutex, never));
        frame->shared->counter++;
        if (frame->left % 8 == 0) { /* holds it while others run */
            VT_AWAIT_VOID(frame, vt_yield());
            frame->shared->counter++;
        }
        vt_mutex_unlock(&frame->shared->mutex);
    }
    VT_END;
}

typedef struct starter {
    vt_continuation_t continuation;
    shared_t *shared;
    uint64_t additions;
    vt_task_t *task; /* atomic */
} starter_t;

static void start_adding(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    vt_task_t *task = VT_START_TASK(add, .shared = starter->shared, .left = starter->additions);
    __atomic_store_n(&starter->task, task, __ATOMIC_RELEASE);
}

TEST(a_mutex_lets_one_method_in_at_a_time) {
    enum { METHODS = 4, ADDITIONS = 4000 };
    vt_thread_pool_t *pool;
    shared_t shared = {.counter = 0};
    starter_t starters[METHODS];
    assert_ok(vt_thread_pool_create(2, &pool));
    assert_ok(vt_mutex_init(&shared.mutex));
    for (int i = 0; i < METHODS; i++) {
        starters[i] = (starter_t){{.run = start_adding}, &shared, ADDITIONS, NULL};
        assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &starters[i].continuation));
    }
    for (int i = 0; i < METHODS; i++) {
        while (__atomic_load_n(&starters[i].task, __ATOMIC_ACQUIRE) == NULL) {
            sched_yield();
        }
        assert_task_result(starters[i].task, 0);
        vt_task_unref(starters[i].task);
    }
    assert_int_equal(shared.counter, METHODS * (ADDITIONS + ADDITIONS / 8));
    assert_true(vt_mutex_try_lock(&shared.mutex));
    assert_false(vt_mutex_try_lock(&shared.mutex));
    vt_mutex_unlock(&shared.mutex);
    assert_ok(vt_thread_pool_destroy(pool));
    assert_ok(vt_mutex_deinit(&shared.mutex));
}

typedef struct contest {
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    vt_value_task_t wait;
    uint64_t taken;
    uint64_t canceled;
} contest_t;

static void begin_wait(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->wait =
        vt_semaphore_wait(&contest->semaphore, vt_cancel_source_token(&contest->source));
}

static void cancel_wait(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void release_one(void *shared) {
    vt_semaphore_release(&((contest_t *)shared)->semaphore, 1);
}

static void one_of_both(void *shared) {
    contest_t *contest = shared;
    uint64_t result;
    vt_status_t status = vt_value_task_get_result(contest->wait, &result, NULL);
    if (status == VT_OK) {
        contest->taken++;
        assert_false(vt_semaphore_try_wait(&contest->semaphore));
    } else {
        assert_int_equal(status, VT_E_CANCELED);
        contest->canceled++;
        assert_true(vt_semaphore_try_wait(&contest->semaphore));
    }
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_a_cancellation_and_a_release_at_once_one_wins_and_no_permit_is_lost) {
    contest_t contest = {.taken = 0};
    assert_ok(vt_semaphore_init(&contest.semaphore, 0));
    const race_t race = {begin_wait, cancel_wait, release_one, one_of_both, &contest};
    race_run(&race);
    assert_int_equal(contest.taken + contest.canceled, race_rounds());
    assert_ok(vt_semaphore_deinit(&contest.semaphore));
}

static void begin_source(void *shared) {
    assert_ok(vt_cancel_source_init(&((contest_t *)shared)->source));
}

static void wait_now(void *shared) {
    contest_t *contest = shared;
    contest->wait =
        vt_semaphore_wait(&contest->semaphore, vt_cancel_source_token(&contest->source));
}

static void must_be_canceled(void *shared) {
    contest_t *contest = shared;
    assert_canceled(contest->wait);
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(a_cancellation_while_a_wait_begins_is_not_lost) {
    contest_t contest = {.taken = 0};
    assert_ok(vt_semaphore_init(&contest.semaphore, 0));
    const race_t race = {begin_source, wait_now, cancel_wait, must_be_canceled, &contest};
    race_run(&race);
    assert_ok(vt_semaphore_deinit(&contest.semaphore));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_permit_is_taken_at_once),
        cmocka_unit_test(try_wait_takes_what_is_there_and_never_waits),
        cmocka_unit_test(who_waits_is_served_first_come_first_served),
        cmocka_unit_test(a_release_of_several_serves_those_who_wait_and_keeps_the_rest),
        cmocka_unit_test(a_wait_that_is_discarded_still_takes_its_permit),
        cmocka_unit_test(a_semaphore_with_waits_refuses_to_end_until_they_are_consumed),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(the_last_that_a_release_lets_go_on_may_end_the_semaphore),
        cmocka_unit_test(a_token_that_is_canceled_already_takes_no_permit),
        cmocka_unit_test(canceling_takes_a_wait_out_of_the_middle_and_gives_its_permit_to_the_next),
        cmocka_unit_test(a_wait_that_has_its_permit_is_canceled_no_more_and_lets_go_of_the_source),
        cmocka_unit_test(waiting_allocates_nothing_but_for_the_first_that_wait_at_once),
        cmocka_unit_test(without_memory_a_wait_faults_and_the_semaphore_goes_on),
        cmocka_unit_test(a_mutex_lets_one_method_in_at_a_time),
        cmocka_unit_test(of_a_cancellation_and_a_release_at_once_one_wins_and_no_permit_is_lost),
        cmocka_unit_test(a_cancellation_while_a_wait_begins_is_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
