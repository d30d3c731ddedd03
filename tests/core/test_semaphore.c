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
    assert_ok(vt_semaphore_release(&semaphore, 1));
    assert_result(third, 0);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(try_wait_takes_what_is_there_and_never_waits) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 1));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_release(&semaphore, 2));
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
        assert_ok(vt_semaphore_release(&semaphore, 1));
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
    assert_ok(vt_semaphore_release(&semaphore, 0));
    assert_state(waits[0], VT_PENDING);
    assert_ok(vt_semaphore_release(&semaphore, 2));
    assert_state(waits[1], VT_SUCCEEDED);
    assert_state(waits[2], VT_PENDING);
    assert_ok(vt_semaphore_release(&semaphore, 3));
    for (int i = 0; i < 3; i++) {
        assert_result(waits[i], 0);
    }
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_semaphore_with_waits_refuses_to_end_until_they_are_consumed) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_int_equal(vt_semaphore_deinit(&semaphore), VT_E_BUSY);
    assert_ok(vt_semaphore_release(&semaphore, 1));
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
    assert_int_equal(vt_semaphore_release(NULL, 1), VT_E_INVALID_ARGUMENT);
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
    assert_ok(vt_semaphore_release(&semaphore, 4));
    for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
        assert_result(value_tasks[i], 0);
    }
    assert_int_equal(left, 0);
}

/* ---- limits ---- */

TEST(more_permits_than_the_maximum_are_refused_and_nothing_is_given_back) {
    const size_t maxima[] = {SIZE_MAX, 2, 1};
    for (size_t i = 0; i < COUNT_OF(maxima); i++) {
        vt_semaphore_t semaphore;
        size_t max = maxima[i];
        assert_ok(max == SIZE_MAX ? vt_semaphore_init(&semaphore, max)
                                  : vt_semaphore_init_max(&semaphore, max, max));
        assert_int_equal(vt_semaphore_release(&semaphore, 1), VT_E_FULL);
        assert_true(vt_semaphore_try_wait_many(&semaphore, max));
        assert_false(vt_semaphore_try_wait(&semaphore));
        assert_ok(vt_semaphore_release(&semaphore, 1));
        assert_int_equal(vt_semaphore_release(&semaphore, SIZE_MAX), VT_E_FULL);
        assert_true(vt_semaphore_try_wait(&semaphore));
        assert_false(vt_semaphore_try_wait(&semaphore));
        assert_ok(vt_semaphore_deinit(&semaphore));
    }
}

TEST(permits_for_those_who_wait_do_not_count_against_the_maximum) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init_max(&semaphore, 0, 2));
    vt_value_task_t first = vt_semaphore_wait(&semaphore, never);
    vt_value_task_t second = vt_semaphore_wait_many(&semaphore, 2, never);
    assert_int_equal(vt_semaphore_release(&semaphore, 6), VT_E_FULL);
    assert_state(first, VT_PENDING);
    assert_ok(vt_semaphore_release(&semaphore, 5));
    assert_result(first, 0);
    assert_result(second, 0);
    assert_true(vt_semaphore_try_wait_many(&semaphore, 2));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_maximum_of_0_or_less_than_what_is_free_is_an_invalid_argument) {
    vt_semaphore_t semaphore;
    assert_int_equal(vt_semaphore_init_max(&semaphore, 0, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_semaphore_init_max(&semaphore, 3, 2), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_semaphore_init_max(NULL, 1, 2), VT_E_INVALID_ARGUMENT);
}

static unsigned not_locked; /* reports */

static void count_report(const vt_report_t *report) {
    assert_int_equal(report->kind, VT_NOT_LOCKED);
    not_locked++;
}

TEST(unlocking_a_mutex_that_is_not_locked_is_reported_and_changes_nothing) {
    vt_mutex_t mutex;
    assert_ok(vt_mutex_init(&mutex));
    vt_checked_set_hook(count_report);
    not_locked = 0;
    vt_mutex_unlock(&mutex);
    assert_int_equal(not_locked, 1);
    assert_true(vt_mutex_try_lock(&mutex));
    assert_false(vt_mutex_try_lock(&mutex));
    vt_mutex_unlock(&mutex);
    vt_mutex_unlock(NULL);
    assert_int_equal(not_locked, 1);
    vt_checked_set_hook(NULL);
    assert_int_equal(vt_semaphore_release(&mutex.semaphore, 1), VT_E_FULL);
    vt_mutex_unlock(&mutex); /* nobody to tell */
    assert_ok(vt_mutex_deinit(&mutex));
}

/* ---- several permits at once ---- */

TEST(a_wait_for_several_permits_collects_them_and_nobody_overtakes_it) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 2));
    vt_value_task_t many = vt_semaphore_wait_many(&semaphore, 4, never);
    vt_value_task_t next = vt_semaphore_wait(&semaphore, never);
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_release(&semaphore, 1));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_state(many, VT_PENDING);
    assert_state(next, VT_PENDING);
    assert_ok(vt_semaphore_release(&semaphore, 3));
    assert_result(many, 0);
    assert_result(next, 0);
    assert_ok(vt_semaphore_release(&semaphore, 1));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(what_is_free_is_taken_at_once_and_all_or_nothing) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init_max(&semaphore, 3, 4));
    assert_false(vt_semaphore_try_wait_many(&semaphore, 4));
    assert_false(vt_semaphore_try_wait_many(NULL, 1));
    vt_value_task_t wait = vt_semaphore_wait_many(&semaphore, 2, never);
    assert_null(wait.source);
    assert_result(wait, 0);
    assert_result(vt_semaphore_wait_many(&semaphore, 0, never), 0);
    assert_true(vt_semaphore_try_wait_many(&semaphore, 0));
    assert_true(vt_semaphore_try_wait_many(&semaphore, 1));
    assert_result(vt_semaphore_wait_many(&semaphore, 0, never), 0);
    assert_fault(vt_semaphore_wait_many(&semaphore, 5, never), vt_error_domain,
                 VT_E_INVALID_ARGUMENT);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

enum { CANCELED, DISCARDED, SERVED };

TEST(who_gives_up_gives_on_what_it_has_collected) {
    for (int ending = CANCELED; ending <= DISCARDED; ending++) {
        vt_semaphore_t semaphore;
        vt_cancel_source_t source;
        assert_ok(vt_semaphore_init(&semaphore, 3));
        assert_ok(vt_cancel_source_init(&source));
        vt_value_task_t many =
            vt_semaphore_wait_many(&semaphore, 5, vt_cancel_source_token(&source));
        vt_value_task_t two = vt_semaphore_wait_many(&semaphore, 2, never);
        assert_state(two, VT_PENDING);
        if (ending == CANCELED) {
            vt_cancel_source_cancel(&source);
            assert_canceled(many);
        } else {
            vt_value_task_discard(many);
        }
        assert_result(two, 0);
        assert_true(vt_semaphore_try_wait(&semaphore));
        assert_false(vt_semaphore_try_wait(&semaphore));
        assert_ok(vt_cancel_source_deinit(&source));
        assert_ok(vt_semaphore_deinit(&semaphore));
    }
}

TEST(several_permits_that_nobody_took_come_back_as_several) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t many = vt_semaphore_wait_many(&semaphore, 3, never);
    vt_value_task_t two = vt_semaphore_wait_many(&semaphore, 2, never);
    assert_ok(vt_semaphore_release(&semaphore, 3));
    vt_value_task_discard(many);
    assert_result(two, 0);
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

/* ---- a limit ---- */

static void assert_task_of(vt_value_task_t value_task, uint64_t expected) {
    vt_task_t *task = vt_value_task_as_task(value_task);
    assert_task_result(task, expected);
    vt_task_unref(task);
}

TEST(a_wait_with_a_limit_says_whether_it_has_its_permit) {
    const uint64_t hour = UINT64_C(3600) * 1000000000;
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 1));
    assert_result(vt_semaphore_wait_for(&semaphore, 0, never), 1);
    assert_result(vt_semaphore_wait_for(&semaphore, 0, never), 0);
    assert_task_of(vt_semaphore_wait_for(&semaphore, 1000000, never), 0);
    vt_value_task_t limited = vt_semaphore_wait_for(&semaphore, hour, never);
    vt_value_task_t unlimited = vt_semaphore_wait_for(&semaphore, VT_FOREVER, never);
    assert_ok(vt_semaphore_release(&semaphore, 2));
    assert_result(limited, 1);
    assert_result(unlimited, 1);
    vt_value_task_discard(vt_semaphore_wait_for(&semaphore, hour, never));
    assert_fault(vt_semaphore_wait_for(NULL, 1, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_ok(vt_semaphore_release(&semaphore, 1));
    assert_true(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(a_wait_whose_time_is_over_leaves_the_queue_to_the_others) {
    vt_mutex_t mutex;
    assert_ok(vt_mutex_init(&mutex));
    assert_result(vt_mutex_lock_for(&mutex, VT_FOREVER, never), 1);
    vt_value_task_t first = vt_mutex_lock_for(&mutex, 1000000, never);
    vt_value_task_t second = vt_mutex_lock(&mutex, never);
    assert_task_of(first, 0);
    assert_state(second, VT_PENDING);
    vt_mutex_unlock(&mutex);
    assert_result(second, 0);
    vt_mutex_unlock(&mutex);
    assert_ok(vt_mutex_deinit(&mutex));
}

typedef struct limited {
    vt_continuation_t continuation;
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    vt_value_task_t wait;
} limited_t;

static void wait_an_hour(vt_continuation_t *self) {
    limited_t *limited = VT_CONTAINER_OF(self, limited_t, continuation);
    limited->wait = vt_semaphore_wait_for(&limited->semaphore, UINT64_C(3600) * 1000000000,
                                          vt_cancel_source_token(&limited->source));
}

TEST(a_wait_with_a_limit_that_ends_before_lets_go_of_its_timer) {
    for (int ending = CANCELED; ending <= SERVED; ending++) {
        vt_run_queue_t queue;
        limited_t limited = {.continuation = {.run = wait_an_hour}};
        assert_ok(vt_run_queue_init(&queue));
        assert_ok(vt_semaphore_init(&limited.semaphore, 0));
        assert_ok(vt_cancel_source_init(&limited.source));
        vt_executor_run(&queue.executor, &limited.continuation);
        assert_state(limited.wait, VT_PENDING);
        assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
        if (ending == CANCELED) {
            vt_cancel_source_cancel(&limited.source);
            assert_canceled(limited.wait);
            vt_executor_run(&queue.executor, &limited.continuation); /* canceled already */
            assert_canceled(limited.wait);
        } else if (ending == DISCARDED) {
            vt_value_task_discard(limited.wait);
        } else {
            assert_ok(vt_semaphore_release(&limited.semaphore, 1));
            assert_result(limited.wait, 1);
        }
        assert_ok(vt_run_queue_deinit(&queue));
        assert_ok(vt_cancel_source_deinit(&limited.source));
        assert_ok(vt_semaphore_deinit(&limited.semaphore));
    }
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
        assert_ok(vt_semaphore_release(&semaphore, 2));
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
    assert_ok(vt_semaphore_release(&semaphore, 1));
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
        assert_ok(vt_semaphore_release(&semaphore, 1));
    }
    assert_int_equal(counting_allocations(), 0);
    assert_true(vt_semaphore_try_wait(&semaphore));
    for (int round = 0; round < 20; round++) {
        counting_reset();
        for (int i = 0; i < 4; i++) {
            waits[i] = vt_semaphore_wait(&semaphore, never);
        }
        assert_ok(vt_semaphore_release(&semaphore, 4));
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
    assert_ok(vt_semaphore_release(&semaphore, 1));
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

typedef struct impatient_frame {
    VT_FRAME;
    vt_semaphore_t *semaphore;
    uint64_t left;
    uint64_t over; /* waits whose time was over */
} impatient_frame_t;

VT_METHOD(impatient, impatient_frame_t, frame) {
    bool got;
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT(frame, got, vt_semaphore_wait_for(frame->semaphore, 5000, never));
        frame->over += !got;
        if (got) {
            VT_AWAIT_VOID(frame, vt_yield());
            assert_ok(vt_semaphore_release(frame->semaphore, 1));
        }
    }
    VT_RETURN(frame->over);
    VT_END;
}

typedef struct impatient_starter {
    vt_continuation_t continuation;
    vt_semaphore_t *semaphore;
    vt_task_t *task; /* atomic */
} impatient_starter_t;

static void start_waiting(vt_continuation_t *self) {
    impatient_starter_t *starter = VT_CONTAINER_OF(self, impatient_starter_t, continuation);
    vt_task_t *task = VT_START_TASK(impatient, .semaphore = starter->semaphore, .left = 1000);
    __atomic_store_n(&starter->task, task, __ATOMIC_RELEASE);
}

TEST(methods_that_give_up_on_several_threads_lose_no_permit) {
    enum { METHODS = 6 };
    vt_thread_pool_t *pool;
    vt_semaphore_t semaphore;
    impatient_starter_t starters[METHODS];
    assert_ok(vt_thread_pool_create(2, &pool));
    assert_ok(vt_semaphore_init_max(&semaphore, 2, 2));
    for (int i = 0; i < METHODS; i++) {
        starters[i] = (impatient_starter_t){{.run = start_waiting}, &semaphore, NULL};
        assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &starters[i].continuation));
    }
    for (int i = 0; i < METHODS; i++) {
        while (__atomic_load_n(&starters[i].task, __ATOMIC_ACQUIRE) == NULL) {
            sched_yield();
        }
        uint64_t over;
        assert_ok(vt_task_get_result(starters[i].task, &over, NULL));
        assert_true(over <= 1000);
        vt_task_unref(starters[i].task);
    }
    assert_true(vt_semaphore_try_wait_many(&semaphore, 2));
    assert_false(vt_semaphore_try_wait(&semaphore));
    assert_ok(vt_thread_pool_destroy(pool));
    assert_ok(vt_semaphore_deinit(&semaphore));
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
    assert_ok(vt_semaphore_release(&((contest_t *)shared)->semaphore, 1));
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

typedef struct limit {
    vt_semaphore_t semaphore;
    vt_value_task_t wait;
    uint64_t taken;
    uint64_t over;
} limit_t;

static void begin_limited(void *shared) {
    limit_t *limit = shared;
    limit->wait = vt_semaphore_wait_for(&limit->semaphore, 20000, never);
}

static void release_in_time(void *shared) {
    assert_ok(vt_semaphore_release(&((limit_t *)shared)->semaphore, 1));
}

static void take_as_task(void *shared) {
    limit_t *limit = shared;
    vt_task_t *task = vt_value_task_as_task(limit->wait);
    uint64_t result = 2;
    assert_ok(vt_task_get_result(task, &result, NULL));
    vt_task_unref(task);
    limit->taken += result == 1;
    limit->over += result == 0;
    limit->wait = vt_value_task_from_result(result);
}

static void the_permit_was_taken_or_is_there(void *shared) {
    limit_t *limit = shared;
    assert_int_equal(vt_semaphore_try_wait(&limit->semaphore), limit->wait.word == 0);
    assert_false(vt_semaphore_try_wait(&limit->semaphore));
}

TEST(of_the_end_of_the_time_and_a_release_at_once_one_wins_and_no_permit_is_lost) {
    limit_t limit = {.taken = 0};
    assert_ok(vt_semaphore_init(&limit.semaphore, 0));
    const race_t race = {begin_limited, take_as_task, release_in_time,
                         the_permit_was_taken_or_is_there, &limit};
    race_run_costly(&race, 100);
    assert_true(limit.taken + limit.over != 0);
    assert_ok(vt_semaphore_deinit(&limit.semaphore));
}

static void discard_limited(void *shared) {
    vt_value_task_discard(((limit_t *)shared)->wait);
}

static void the_permit_is_there(void *shared) {
    limit_t *limit = shared;
    assert_true(vt_semaphore_try_wait(&limit->semaphore));
    assert_false(vt_semaphore_try_wait(&limit->semaphore));
}

TEST(of_the_end_of_the_time_a_discard_and_a_release_at_once_no_permit_is_lost) {
    limit_t limit = {.taken = 0};
    assert_ok(vt_semaphore_init(&limit.semaphore, 0));
    const race_t race = {begin_limited, discard_limited, release_in_time, the_permit_is_there,
                         &limit};
    race_run_costly(&race, 100);
    /* The last timer may be running still. */
    while (vt_semaphore_deinit(&limit.semaphore) == VT_E_BUSY) {
        sched_yield();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_permit_is_taken_at_once),
        cmocka_unit_test(try_wait_takes_what_is_there_and_never_waits),
        cmocka_unit_test(who_waits_is_served_first_come_first_served),
        cmocka_unit_test(a_release_of_several_serves_those_who_wait_and_keeps_the_rest),
        cmocka_unit_test(a_semaphore_with_waits_refuses_to_end_until_they_are_consumed),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(the_last_that_a_release_lets_go_on_may_end_the_semaphore),
        cmocka_unit_test(more_permits_than_the_maximum_are_refused_and_nothing_is_given_back),
        cmocka_unit_test(permits_for_those_who_wait_do_not_count_against_the_maximum),
        cmocka_unit_test(a_maximum_of_0_or_less_than_what_is_free_is_an_invalid_argument),
        cmocka_unit_test(unlocking_a_mutex_that_is_not_locked_is_reported_and_changes_nothing),
        cmocka_unit_test(a_wait_for_several_permits_collects_them_and_nobody_overtakes_it),
        cmocka_unit_test(what_is_free_is_taken_at_once_and_all_or_nothing),
        cmocka_unit_test(who_gives_up_gives_on_what_it_has_collected),
        cmocka_unit_test(several_permits_that_nobody_took_come_back_as_several),
        cmocka_unit_test(a_wait_with_a_limit_says_whether_it_has_its_permit),
        cmocka_unit_test(a_wait_whose_time_is_over_leaves_the_queue_to_the_others),
        cmocka_unit_test(a_wait_with_a_limit_that_ends_before_lets_go_of_its_timer),
        cmocka_unit_test(a_token_that_is_canceled_already_takes_no_permit),
        cmocka_unit_test(canceling_takes_a_wait_out_of_the_middle_and_gives_its_permit_to_the_next),
        cmocka_unit_test(a_wait_that_has_its_permit_is_canceled_no_more_and_lets_go_of_the_source),
        cmocka_unit_test(waiting_allocates_nothing_but_for_the_first_that_wait_at_once),
        cmocka_unit_test(without_memory_a_wait_faults_and_the_semaphore_goes_on),
        cmocka_unit_test(a_mutex_lets_one_method_in_at_a_time),
        cmocka_unit_test(methods_that_give_up_on_several_threads_lose_no_permit),
        cmocka_unit_test(of_a_cancellation_and_a_release_at_once_one_wins_and_no_permit_is_lost),
        cmocka_unit_test(a_cancellation_while_a_wait_begins_is_not_lost),
        cmocka_unit_test(
            of_the_end_of_the_time_and_a_release_at_once_one_wins_and_no_permit_is_lost),
        cmocka_unit_test(of_the_end_of_the_time_a_discard_and_a_release_at_once_no_permit_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
