/* What differs in the library for one thread: nothing waits for another thread, what has no
 * executor runs where it is, and timers are kept by executors alone. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers.h"

#define MILLISECOND UINT64_C(1000000)

static const vt_cancel_token_t never = {NULL};

/* ---- methods that are started on a run queue ---- */

typedef struct delays_frame {
    VT_FRAME;
    uint64_t times;
} delays_frame_t;

VT_METHOD(delays, delays_frame_t, frame) {
    VT_BEGIN(frame);
    while (frame->times-- > 0) {
        VT_AWAIT_VOID(frame, vt_delay(2 * MILLISECOND, never));
    }
    VT_RETURN(7);
    VT_END;
}

typedef struct waits_frame {
    VT_FRAME;
    vt_value_task_t awaited;
} waits_frame_t;

VT_METHOD(waits, waits_frame_t, frame) {
    uint64_t result;
    VT_BEGIN(frame);
    VT_AWAIT(frame, result, frame->awaited);
    VT_RETURN(result);
    VT_END;
}

typedef struct starter {
    vt_continuation_t continuation;
    vt_cancel_source_t *limited; /* canceled after a time; or NULL */
    vt_status_t status;
    vt_task_t *task;
} starter_t;

static void starter_run(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    if (starter->limited != NULL) {
        starter->status = vt_cancel_source_cancel_after(starter->limited, MILLISECOND);
    } else {
        starter->task = VT_START_TASK(delays, .times = 3);
    }
}

static void start_on(vt_run_queue_t *queue, starter_t *starter) {
    starter->continuation.run = starter_run;
    assert_ok(vt_executor_post(&queue->executor, &starter->continuation));
    assert_int_equal(vt_run_queue_run(queue), 1);
}

/* ---- executors ---- */

TEST(the_default_executor_is_the_one_that_was_set_or_none) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    assert_null(vt_executor_default());
    vt_executor_set_default(&queue.executor);
    assert_ptr_equal(vt_executor_default(), &queue.executor);
    vt_executor_set_default(NULL);
    assert_null(vt_executor_default());
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(what_is_to_be_queued_runs_at_once_without_a_default_executor_and_on_it_with_one) {
    vt_reset_source_t source;
    vt_run_queue_t queue;
    probe_t probe;
    assert_ok(vt_run_queue_init(&queue));
    vt_reset_source_init(&source, NULL, VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    for (int with_default = 0; with_default < 2; with_default++) {
        vt_executor_set_default(with_default ? &queue.executor : NULL);
        vt_value_task_t value_task = vt_reset_source_begin(&source);
        probe_init(&probe);
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_ok(vt_reset_source_set_result(&source, 5));
        assert_int_equal(probe_runs(&probe), !with_default);
        assert_int_equal(vt_run_queue_run(&queue), with_default);
        assert_int_equal(probe_runs(&probe), 1);
        assert_result(value_task, 5);
    }
    vt_executor_set_default(NULL);
    assert_ok(vt_run_queue_deinit(&queue));
}

/* ---- timers ---- */

TEST(a_run_queue_keeps_the_timers_of_what_it_runs) {
    vt_run_queue_t queue;
    starter_t starter = {.task = NULL};
    assert_ok(vt_run_queue_init(&queue));
    uint64_t begin = vt_now();
    start_on(&queue, &starter);
    assert_int_equal(vt_task_state(starter.task), VT_PENDING);
    assert_ok(vt_run_queue_run_until(&queue, starter.task));
    assert_true(vt_now() - begin >= 6 * MILLISECOND);
    assert_task_result(starter.task, 7);
    vt_task_unref(starter.task);
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_run_queue_cancels_after_a_time) {
    vt_run_queue_t queue;
    vt_cancel_source_t source;
    starter_t starter = {.limited = &source};
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_cancel_source_init(&source));
    start_on(&queue, &starter);
    assert_ok(starter.status);
    vt_run_queue_wait(&queue);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_true(vt_cancel_token_is_canceled(vt_cancel_source_token(&source)));
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(the_default_executor_keeps_the_timers_of_what_no_executor_runs) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    vt_executor_set_default(&queue.executor);
    vt_task_t *task = VT_START_TASK(delays, .times = 1);
    assert_ok(vt_run_queue_run_until(&queue, task));
    assert_task_result(task, 7);
    vt_task_unref(task);
    vt_executor_set_default(NULL);
    assert_ok(vt_run_queue_deinit(&queue));
}

static void never_runs(vt_continuation_t *self) {
    (void)self;
    abort();
}

TEST(a_timer_that_nobody_keeps_is_refused_and_a_delay_faults_with_that) {
    vt_timer_t timer;
    shelf_t shelf; /* has no timers */
    vt_cancel_source_t source;
    shelf_init(&shelf);
    assert_int_equal(vt_timer_start(&timer, NULL, 0, never_runs), VT_E_SHUT_DOWN);
    assert_false(vt_timer_stop(&timer));
    assert_int_equal(vt_timer_start(&timer, &shelf.executor, 0, never_runs), VT_E_SHUT_DOWN);
    assert_int_equal(vt_timer_start(&timer, vt_executor_inline(), 0, never_runs), VT_E_SHUT_DOWN);
    assert_fault(vt_delay(MILLISECOND, never), vt_error_domain, VT_E_SHUT_DOWN);
    assert_ok(vt_cancel_source_init(&source));
    assert_int_equal(vt_cancel_source_cancel_after(&source, MILLISECOND), VT_E_SHUT_DOWN);
    assert_ok(vt_cancel_source_deinit(&source));
}

/* ---- waiting ---- */

TEST(blocking_for_a_pending_task_is_a_deadlock_and_leaves_the_task_as_it_was) {
    vt_task_t *task = vt_task_create(0);
    uint64_t result;
    vt_error_t error;
    assert_int_equal(vt_task_wait(task), VT_E_DEADLOCK);
    assert_int_equal(vt_task_get_result(task, &result, &error), VT_E_DEADLOCK);
    assert_ok(vt_task_set_result(task, 3));
    assert_ok(vt_task_wait(task));
    assert_task_result(task, 3);
    vt_task_unref(task);
}

TEST(a_wait_with_a_limit_ends_with_it) {
    vt_task_t *task = vt_task_create(0);
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    uint64_t begin = vt_now();
    assert_int_equal(vt_task_wait_for(task, MILLISECOND), VT_E_TIMED_OUT);
    assert_true(vt_now() - begin >= MILLISECOND);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_DEADLOCK);
    vt_cancel_source_cancel(&source);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_CANCELED);
    assert_int_equal(vt_task_wait_cancelable(task, MILLISECOND, token), VT_E_CANCELED);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_task_set_result(task, 3));
    vt_task_unref(task);
}

TEST(a_queue_with_nothing_to_come_does_not_wait_for_a_task) {
    vt_run_queue_t queue;
    vt_task_t *task = vt_task_create(0);
    assert_ok(vt_run_queue_init(&queue));
    assert_int_equal(vt_run_queue_run_until(&queue, task), VT_E_DEADLOCK);
    assert_ok(vt_run_queue_deinit(&queue)); /* nothing of it is outstanding */
    assert_ok(vt_task_set_result(task, 3));
    vt_task_unref(task);
}

#ifndef VT_CHECKED /* there a value task is a ticket, and a source as any */
TEST(a_queue_with_nothing_to_come_does_not_wait_for_a_value_task) {
    vt_run_queue_t queue;
    vt_reset_source_t source;
    assert_ok(vt_run_queue_init(&queue));
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t suspended = VT_START_POOLED(waits, .awaited = vt_reset_source_begin(&source));
    assert_int_equal(vt_run_queue_run_until_value_task(&queue, suspended), VT_E_DEADLOCK);
    assert_ok(vt_reset_source_set_result(&source, 4));
    assert_ok(vt_run_queue_run_until_value_task(&queue, suspended));
    assert_result(suspended, 4);
    (void)vt_pool_trim(VT_METHOD_POOL(waits));
    assert_ok(vt_run_queue_deinit(&queue));
}
#endif

/* ---- the checked build ---- */

#ifdef VT_CHECKED

static void *complete(void *source) {
    _exit(vt_reset_source_set_result(source, 1) == VT_OK ? 0 : 1);
}

static void *await(void *source) {
    probe_t probe;
    probe_init(&probe);
    _exit(vt_value_task_on_completed(vt_reset_source_value_task(source), &probe.continuation, 0) ==
                  VT_OK
              ? 0
              : 1);
}

static void *reset(void *source) {
    _exit(vt_reset_source_reset(source) == VT_OK ? 0 : 1);
}

static void *lock(void *event) {
    vt_event_set(event);
    _exit(0);
}

/* How a child process ends that calls `entry` on this thread, or on another one. */
static int status_of(void *(*entry)(void *), void *argument, bool other_thread) {
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        signal(SIGILL, SIG_DFL); /* cmocka handles both */
        signal(SIGTRAP, SIG_DFL);
        if (!other_thread) {
            entry(argument);
        }
        (void)!pthread_create(&thread, NULL, entry, argument);
        pthread_join(thread, NULL);
        _exit(2);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

TEST(another_thread_is_trapped_where_it_comes_in) {
    vt_reset_source_t source;
    vt_reset_source_t complete_one;
    vt_event_t event;
    vt_reset_source_init(&source, NULL, 0);
    vt_reset_source_init(&complete_one, NULL, 0);
    assert_ok(vt_reset_source_set_result(&complete_one, 0));
    assert_result(vt_reset_source_value_task(&complete_one), 0);
    assert_ok(vt_event_init(&event, VT_EVENT_MANUAL, false));
    const struct {
        void *(*entry)(void *);
        void *argument;
    } entries[] = {{complete, &source}, {await, &source}, {reset, &complete_one}, {lock, &event}};
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        int here = status_of(entries[i].entry, entries[i].argument, false);
        int there = status_of(entries[i].entry, entries[i].argument, true);
        assert_true(WIFEXITED(here) && WEXITSTATUS(here) == 0);
        assert_true(WIFSIGNALED(there));
        assert_true(WTERMSIG(there) == SIGILL || WTERMSIG(there) == SIGTRAP);
    }
    assert_ok(vt_event_deinit(&event));
    assert_ok(vt_reset_source_set_result(&source, 0));
    assert_result(vt_reset_source_value_task(&source), 0);
}

#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_executor_is_the_one_that_was_set_or_none),
        cmocka_unit_test(
            what_is_to_be_queued_runs_at_once_without_a_default_executor_and_on_it_with_one),
        cmocka_unit_test(a_run_queue_keeps_the_timers_of_what_it_runs),
        cmocka_unit_test(a_run_queue_cancels_after_a_time),
        cmocka_unit_test(the_default_executor_keeps_the_timers_of_what_no_executor_runs),
        cmocka_unit_test(a_timer_that_nobody_keeps_is_refused_and_a_delay_faults_with_that),
        cmocka_unit_test(blocking_for_a_pending_task_is_a_deadlock_and_leaves_the_task_as_it_was),
        cmocka_unit_test(a_wait_with_a_limit_ends_with_it),
        cmocka_unit_test(a_queue_with_nothing_to_come_does_not_wait_for_a_task),
#ifndef VT_CHECKED
        cmocka_unit_test(a_queue_with_nothing_to_come_does_not_wait_for_a_value_task),
#else
        cmocka_unit_test(another_thread_is_trapped_where_it_comes_in),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
