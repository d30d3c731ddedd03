/* What completes by itself: vt_yield, vt_delay, and waiting for a task with a limit. */
#include <sched.h>
#include <string.h>

#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     (UINT64_C(3600000) * MILLISECOND)

static const vt_cancel_token_t never = {NULL};

/* ---- methods that are started on an executor ---- */

typedef struct script_frame {
    VT_FRAME;
    uint64_t delay; /* 0: yields */
    unsigned times;
    vt_executor_t *expected;
    uint64_t on_it; /* how often it went on there */
    vt_cancel_token_t token;
} script_frame_t;

VT_METHOD(script, script_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->times != 0; frame->times--) {
        if (frame->delay == 0) {
            VT_AWAIT_VOID(frame, vt_yield());
        } else {
            VT_AWAIT_VOID(frame, vt_delay(frame->delay, frame->token));
        }
        frame->on_it += vt_executor_current() == frame->expected;
    }
    VT_RETURN(frame->on_it);
    VT_END;
}

typedef struct starter {
    vt_continuation_t continuation;
    uint64_t delay;
    unsigned times;
    vt_cancel_token_t token;
    vt_task_t *task; /* atomic */
} starter_t;

static void start_script(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    vt_task_t *task = VT_START_TASK(script, .delay = starter->delay, .times = starter->times,
                                    .expected = vt_executor_current(), .token = starter->token);
    __atomic_store_n(&starter->task, task, __ATOMIC_RELEASE);
}

static void start_on(vt_executor_t *executor, starter_t *starter) {
    starter->continuation.run = start_script;
    starter->task = NULL;
    assert_ok(vt_executor_post(executor, &starter->continuation));
}

static vt_task_t *started(starter_t *starter) {
    vt_task_t *task;
    while ((task = __atomic_load_n(&starter->task, __ATOMIC_ACQUIRE)) == NULL) {
        sched_yield();
    }
    return task;
}

/* ---- yield ---- */

TEST(a_yield_lets_what_is_queued_run_before_it) {
    vt_run_queue_t queue;
    starter_t starter = {.times = 3};
    probe_t probes[2];
    assert_ok(vt_run_queue_init(&queue));
    start_on(&queue.executor, &starter);
    for (int i = 0; i < 2; i++) {
        probe_init(&probes[i]);
        assert_ok(vt_executor_post(&queue.executor, &probes[i].continuation));
    }
    assert_int_equal(vt_run_queue_run_one(&queue), 1);
    assert_int_equal(vt_task_state(starter.task), VT_PENDING);
    assert_int_equal(vt_run_queue_run_one(&queue) + vt_run_queue_run_one(&queue), 2);
    assert_int_equal(probe_runs(&probes[0]) + probe_runs(&probes[1]), 2);
    assert_int_equal(vt_task_state(starter.task), VT_PENDING);
    assert_int_equal(vt_run_queue_run(&queue), 3);
    assert_task_result(starter.task, 3);
    vt_task_unref(starter.task);
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_yield_on_a_pool_goes_on_on_the_pool) {
    vt_thread_pool_t *pool;
    starter_t starter = {.times = 1000};
    assert_ok(vt_thread_pool_create(2, &pool));
    start_on(vt_thread_pool_executor(pool), &starter);
    assert_task_result(started(&starter), 1000);
    vt_task_unref(starter.task);
    assert_ok(vt_thread_pool_destroy(pool));
}

TEST(a_yield_outside_of_any_executor_goes_on_on_the_default_one) {
    shelf_t shelf;
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    vt_task_t *task = VT_START_TASK(script, .times = 2, .expected = &shelf.executor);
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_int_equal(shelf.posts, 1);
    assert_int_equal(shelf_run(&shelf), 2);
    assert_task_result(task, 2);
    vt_task_unref(task);
    vt_executor_set_default(NULL);
    task = VT_START_TASK(script, .times = 10, .expected = vt_executor_default());
    assert_task_result(task, 10);
    vt_task_unref(task);
}

/* ---- delay ---- */

static void wait_on_queue(vt_run_queue_t *queue, starter_t *starter) {
    while (starter->task == NULL || vt_task_state(starter->task) == VT_PENDING) {
        vt_run_queue_wait(queue);
        vt_run_queue_run(queue);
    }
}

TEST(a_delay_is_not_over_before_its_time_and_goes_on_on_the_current_run_queue) {
    vt_run_queue_t queue;
    starter_t starter = {.times = 3, .delay = 2 * MILLISECOND};
    assert_ok(vt_run_queue_init(&queue));
    uint64_t begin = vt_now();
    start_on(&queue.executor, &starter);
    wait_on_queue(&queue, &starter);
    assert_true(vt_now() - begin >= 6 * MILLISECOND);
    assert_task_result(starter.task, 3);
    vt_task_unref(starter.task);
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_delay_on_a_pool_or_outside_of_any_executor_is_not_over_before_its_time) {
    vt_thread_pool_t *pool;
    starter_t starter = {.times = 3, .delay = 2 * MILLISECOND};
    assert_ok(vt_thread_pool_create(2, &pool));
    uint64_t begin = vt_now();
    start_on(vt_thread_pool_executor(pool), &starter);
    assert_task_result(started(&starter), 3);
    assert_true(vt_now() - begin >= 6 * MILLISECOND);
    vt_task_unref(starter.task);
    assert_ok(vt_thread_pool_destroy(pool));
    begin = vt_now();
    vt_task_t *task = vt_value_task_as_task(vt_delay(3 * MILLISECOND, never));
    assert_task_result(task, 0);
    assert_true(vt_now() - begin >= 3 * MILLISECOND);
    vt_task_unref(task);
}

TEST(a_delay_of_zero_is_over_at_once) {
    counting_reset();
    vt_value_task_t delay = vt_delay(0, never);
    assert_state(delay, VT_SUCCEEDED);
    assert_result(delay, 0);
    assert_int_equal(counting_allocations(), 0);
}

TEST(a_delay_is_canceled_before_it_begins_or_while_it_waits) {
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_value_task_t delay = vt_delay(AN_HOUR, vt_cancel_source_token(&source));
    assert_state(delay, VT_PENDING);
    assert_int_equal(vt_cancel_source_deinit(&source), VT_E_BUSY);
    vt_cancel_source_cancel(&source);
    assert_canceled(delay);
    assert_canceled(vt_delay(AN_HOUR, vt_cancel_source_token(&source)));
    assert_canceled(vt_delay(0, vt_cancel_source_token(&source)));
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(a_delay_that_never_ends_is_canceled_on_a_run_queue_which_can_then_be_ended) {
    vt_run_queue_t queue;
    vt_cancel_source_t source;
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_cancel_source_init(&source));
    starter_t starter = {.times = 1, .delay = VT_FOREVER, .token = vt_cancel_source_token(&source)};
    start_on(&queue.executor, &starter);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
    vt_cancel_source_cancel(&source);
    wait_on_queue(&queue, &starter);
    assert_int_equal(vt_task_state(starter.task), VT_CANCELED);
    vt_task_unref(starter.task);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(many_delays_at_once_end_each_in_its_time_and_the_next_ones_allocate_nothing) {
    enum { DELAYS = 200 };
    static vt_value_task_t delays[DELAYS];
    static probe_t probes[DELAYS];
    for (int round = 0; round < 3; round++) {
        counting_reset();
        uint64_t begin = vt_now();
        for (uint64_t i = 0; i < DELAYS; i++) {
            probe_init(&probes[i]);
            delays[i] = vt_delay((1 + i * 37 % 20) * MILLISECOND, never);
            assert_ok(vt_value_task_on_completed(delays[i], &probes[i].continuation, 0));
        }
        for (uint64_t i = 0; i < DELAYS; i++) {
            assert_true(probe_wait(&probes[i]));
            assert_true(vt_now() - begin >= (1 + i * 37 % 20) * MILLISECOND);
            assert_result(delays[i], 0);
        }
        if (round > 0) {
            assert_int_equal(counting_allocations(), 0);
        }
    }
}

typedef struct contest {
    vt_run_queue_t queue;
    vt_continuation_t begin;
    vt_cancel_source_t source;
    vt_value_task_t delay;
    uint64_t round;
    vt_task_t *task;
    vt_task_t *waiting;
    vt_status_t ended; /* the source */
} contest_t;

static void begin_delay_here(vt_continuation_t *self) {
    contest_t *contest = VT_CONTAINER_OF(self, contest_t, begin);
    contest->delay =
        vt_delay(1 + contest->round++ * 7 % 3000, vt_cancel_source_token(&contest->source));
}

static void begin_delay(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->begin = (vt_continuation_t){.run = begin_delay_here};
    vt_executor_run(&contest->queue.executor, &contest->begin);
}

static void run_the_queue(void *shared) {
    contest_t *contest = shared;
    while (!vt_value_task_is_completed(contest->delay)) {
        vt_run_queue_run(&contest->queue);
    }
}

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void over_or_canceled(void *shared) {
    contest_t *contest = shared;
    if (vt_value_task_is_canceled(contest->delay)) {
        assert_canceled(contest->delay);
    } else {
        assert_result(contest->delay, 0);
    }
    vt_run_queue_run(&contest->queue);
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_its_time_and_a_cancellation_at_once_one_ends_a_delay) {
    contest_t contest = {.round = 0};
    assert_ok(vt_run_queue_init(&contest.queue));
    const race_t race = {begin_delay, run_the_queue, cancel_it, over_or_canceled, &contest};
    race_run(&race);
    assert_ok(vt_run_queue_deinit(&contest.queue));
}

TEST(of_the_timer_thread_and_a_cancellation_at_once_one_ends_a_delay) {
    contest_t contest = {.round = 0};
    for (uint64_t round = 0; round < 2000; round++) {
        assert_ok(vt_cancel_source_init(&contest.source));
        vt_value_task_t delay =
            vt_delay(1 + round * 97 % 100000, vt_cancel_source_token(&contest.source));
        vt_task_t *task = vt_value_task_as_task(delay);
        for (volatile uint64_t i = 0; i < round * 31 % 20000; i++) {
        }
        vt_cancel_source_cancel(&contest.source);
        vt_status_t status = vt_task_get_result(task, NULL, NULL);
        assert_true(status == VT_OK || status == VT_E_CANCELED);
        vt_task_unref(task);
        assert_ok(vt_cancel_source_deinit(&contest.source));
    }
}

/* ---- waiting for a task ---- */

TEST(waiting_ends_as_the_task_does_and_lets_go_of_the_token) {
    const vt_state_t ends[] = {VT_SUCCEEDED, VT_FAULTED, VT_CANCELED};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        vt_cancel_source_t source;
        vt_task_t *task = vt_task_create(0);
        vt_error_t error = test_error(7);
        assert_ok(vt_cancel_source_init(&source));
        vt_task_t *waiting = vt_task_wait_async(task, AN_HOUR, vt_cancel_source_token(&source));
        assert_int_equal(vt_task_state(waiting), VT_PENDING);
        assert_int_equal(vt_cancel_source_deinit(&source), VT_E_BUSY);
        assert_ok(ends[i] == VT_SUCCEEDED ? vt_task_set_result(task, 42)
                  : ends[i] == VT_FAULTED ? vt_task_set_error(task, &error)
                                          : vt_task_set_canceled(task));
        assert_ok(vt_cancel_source_deinit(&source));
        assert_int_equal(vt_task_state(waiting), ends[i]);
        if (ends[i] == VT_SUCCEEDED) {
            assert_task_result(waiting, 42);
        } else if (ends[i] == VT_FAULTED) {
            assert_task_fault(waiting, test_domain, 7);
        }
        vt_task_unref(waiting);
        vt_task_unref(task);
    }
}

TEST(waiting_ends_with_its_time_or_its_token_and_the_task_goes_on) {
    vt_cancel_source_t source;
    vt_task_t *task = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&source));
    uint64_t begin = vt_now();
    vt_task_t *timed = vt_task_wait_async(task, MILLISECOND, vt_cancel_source_token(&source));
    assert_task_fault(timed, vt_error_domain, VT_E_TIMED_OUT);
    assert_true(vt_now() - begin >= MILLISECOND);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *canceled = vt_task_wait_async(task, AN_HOUR, vt_cancel_source_token(&source));
    vt_cancel_source_cancel(&source);
    assert_int_equal(vt_task_state(canceled), VT_CANCELED);
    vt_task_t *at_once = vt_task_wait_async(task, AN_HOUR, vt_cancel_source_token(&source));
    assert_int_equal(vt_task_state(at_once), VT_CANCELED);
    assert_ok(vt_cancel_source_deinit(&source));
    vt_task_t *unlimited = vt_task_wait_async(task, VT_FOREVER, never);
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_ok(vt_task_set_result(task, 3));
    assert_task_result(unlimited, 3);
    vt_task_unref(unlimited);
    vt_task_unref(at_once);
    vt_task_unref(canceled);
    vt_task_unref(timed);
    vt_task_unref(task);
}

TEST(waiting_for_a_complete_task_allocates_nothing_and_for_null_faults) {
    vt_task_t *task = vt_task_from_result(1000);
    counting_reset();
    vt_task_t *waiting = vt_task_wait_async(task, AN_HOUR, never);
    assert_int_equal(counting_allocations(), 0);
    assert_task_result(waiting, 1000);
    vt_task_unref(waiting);
    vt_task_unref(task);
    waiting = vt_task_wait_async(NULL, AN_HOUR, never);
    assert_task_fault(waiting, vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_task_unref(waiting);
}

TEST(waiting_passes_a_wide_result_on_and_allocates_twice) {
    char sent[40];
    char got[40] = {0};
    memset(sent, 'x', sizeof sent);
    vt_task_t *task = vt_task_create_sized(sizeof sent, 0);
    counting_reset();
    vt_task_t *waiting = vt_task_wait_async(task, AN_HOUR, never);
    assert_int_equal(counting_allocations(), 2);
    assert_ok(vt_task_set_result_sized(task, sent, sizeof sent));
    vt_task_unref(task);
    assert_ok(vt_task_get_result_sized(waiting, got, sizeof got, NULL));
    assert_memory_equal(got, sent, sizeof sent);
    vt_task_unref(waiting);
}

static void begin_waiting(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->task = vt_task_create(0);
    contest->waiting = vt_task_wait_async(contest->task, 1 + contest->round++ * 61 % 40000,
                                          vt_cancel_source_token(&contest->source));
}

static void complete_late(void *shared) {
    contest_t *contest = shared;
    for (volatile uint64_t i = 0; i < contest->round * 13 % 2000; i++) {
    }
    (void)!vt_task_set_result(contest->task, 1);
}

static void end_the_source(void *shared) {
    contest_t *contest = shared;
    vt_task_wait(contest->waiting);
    contest->ended = vt_cancel_source_deinit(&contest->source);
}

static void ended_once(void *shared) {
    contest_t *contest = shared;
    vt_error_t error = {NULL, NULL, NULL, 0, 0};
    vt_status_t status = vt_task_get_result(contest->waiting, NULL, &error);
    assert_true(status == VT_OK || (status == VT_E_FAULTED && error.code == VT_E_TIMED_OUT));
    vt_error_release(&error);
    assert_ok(contest->ended);
    vt_task_unref(contest->waiting);
    vt_task_unref(contest->task);
}

TEST(of_its_time_and_the_task_at_once_one_ends_waiting_and_the_source_can_be_ended_after_it) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_waiting, complete_late, end_the_source, ended_once, &contest};
    race_run(&race);
}

static void begin_unlimited(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->task = vt_task_create(0);
    contest->waiting =
        vt_task_wait_async(contest->task, VT_FOREVER, vt_cancel_source_token(&contest->source));
}

static void complete_it(void *shared) {
    (void)!vt_task_set_result(((contest_t *)shared)->task, 1);
}

static void succeeded_or_canceled(void *shared) {
    contest_t *contest = shared;
    vt_status_t status = vt_task_get_result(contest->waiting, NULL, NULL);
    assert_true(status == VT_OK || status == VT_E_CANCELED);
    assert_ok(vt_cancel_source_deinit(&contest->source));
    vt_task_unref(contest->waiting);
    vt_task_unref(contest->task);
}

TEST(of_a_cancellation_and_the_task_at_once_one_ends_waiting) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_unlimited, complete_it, cancel_it, succeeded_or_canceled, &contest};
    race_run(&race);
}

static void *cancel_soon(void *source) {
    sleep_a_moment();
    vt_cancel_source_cancel(source);
    return NULL;
}

TEST(a_blocking_wait_ends_with_the_task_its_time_or_its_token) {
    vt_cancel_source_t source;
    pthread_t thread;
    vt_task_t *task = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_int_equal(vt_task_wait_cancelable(NULL, 1, token), VT_E_INVALID_ARGUMENT);
    uint64_t begin = vt_now();
    assert_int_equal(vt_task_wait_cancelable(task, MILLISECOND, token), VT_E_TIMED_OUT);
    assert_true(vt_now() - begin >= MILLISECOND);
    assert_int_equal(vt_task_wait_for(task, 0), VT_E_TIMED_OUT);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &source), 0);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_CANCELED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_CANCELED);
    assert_ok(vt_task_set_result(task, 1));
    assert_ok(vt_task_wait_cancelable(task, VT_FOREVER, token));
    assert_ok(vt_cancel_source_deinit(&source));
    vt_task_unref(task);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_yield_lets_what_is_queued_run_before_it),
        cmocka_unit_test(a_yield_on_a_pool_goes_on_on_the_pool),
        cmocka_unit_test(a_yield_outside_of_any_executor_goes_on_on_the_default_one),
        cmocka_unit_test(a_delay_is_not_over_before_its_time_and_goes_on_on_the_current_run_queue),
        cmocka_unit_test(a_delay_on_a_pool_or_outside_of_any_executor_is_not_over_before_its_time),
        cmocka_unit_test(a_delay_of_zero_is_over_at_once),
        cmocka_unit_test(a_delay_is_canceled_before_it_begins_or_while_it_waits),
        cmocka_unit_test(
            a_delay_that_never_ends_is_canceled_on_a_run_queue_which_can_then_be_ended),
        cmocka_unit_test(
            many_delays_at_once_end_each_in_its_time_and_the_next_ones_allocate_nothing),
        cmocka_unit_test(of_its_time_and_a_cancellation_at_once_one_ends_a_delay),
        cmocka_unit_test(of_the_timer_thread_and_a_cancellation_at_once_one_ends_a_delay),
        cmocka_unit_test(waiting_ends_as_the_task_does_and_lets_go_of_the_token),
        cmocka_unit_test(waiting_ends_with_its_time_or_its_token_and_the_task_goes_on),
        cmocka_unit_test(waiting_for_a_complete_task_allocates_nothing_and_for_null_faults),
        cmocka_unit_test(waiting_passes_a_wide_result_on_and_allocates_twice),
        cmocka_unit_test(
            of_its_time_and_the_task_at_once_one_ends_waiting_and_the_source_can_be_ended_after_it),
        cmocka_unit_test(of_a_cancellation_and_the_task_at_once_one_ends_waiting),
        cmocka_unit_test(a_blocking_wait_ends_with_the_task_its_time_or_its_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
