/* Ending an executor that something will still come back to. */
#include <semaphore.h>

#include "helpers.h"
#include "race.h"

#define AN_HOUR UINT64_C(3600000000000)

/* ---- a method that waits, started on an executor ---- */

typedef struct waiting_frame {
    VT_FRAME;
    vt_value_task_t awaited;
    bool anywhere;
} waiting_frame_t;

VT_METHOD(waiting, waiting_frame_t, frame) {
    uint64_t result;
    VT_BEGIN(frame);
    if (frame->anywhere) {
        VT_AWAIT_CONFIGURED(frame, result, frame->awaited, false);
    } else {
        VT_AWAIT(frame, result, frame->awaited);
    }
    VT_RETURN(result);
    VT_END;
}

typedef struct start {
    vt_continuation_t continuation;
    vt_value_task_t awaited;
    bool anywhere;
    vt_task_t *task;
    sem_t done;
} start_t;

static void start_run(vt_continuation_t *self) {
    start_t *start = VT_CONTAINER_OF(self, start_t, continuation);
    start->task = VT_START_TASK(waiting, .awaited = start->awaited, .anywhere = start->anywhere);
    sem_post(&start->done);
}

static void start_post(start_t *start, vt_executor_t *executor, vt_value_task_t awaited,
                       bool anywhere) {
    *start =
        (start_t){.continuation = {.run = start_run}, .awaited = awaited, .anywhere = anywhere};
    sem_init(&start->done, 0, 0);
    assert_ok(vt_executor_post(executor, &start->continuation));
}

static void start_wait(start_t *start) {
    while (sem_wait(&start->done) != 0) {
    }
    sem_destroy(&start->done);
}

static void start_end(start_t *start, uint64_t expected) {
    assert_task_result(start->task, expected);
    vt_task_unref(start->task);
}

/* ---- thread pool ---- */

TEST(a_pool_that_a_suspended_method_comes_back_to_refuses_to_end_and_goes_on) {
    vt_thread_pool_t *pool;
    vt_task_t *awaited = vt_task_create(0);
    start_t start;
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_thread_pool_create(2, &pool));
    vt_executor_t *executor = vt_thread_pool_executor(pool);
    start_post(&start, executor, vt_value_task_from_task(vt_task_ref(awaited)), false);
    start_wait(&start);
    assert_int_equal(vt_thread_pool_destroy(pool), VT_E_BUSY);
    assert_int_equal(vt_thread_pool_destroy(pool), VT_E_BUSY);
    assert_ok(vt_executor_post(executor, &probe.continuation));
    assert_true(probe_wait(&probe));
    assert_ptr_equal(probe.executor, executor);
    assert_ok(vt_task_set_result(awaited, 7));
    start_end(&start, 7);
    assert_ok(vt_thread_pool_destroy(pool));
    vt_task_unref(awaited);
}

TEST(a_method_that_goes_on_anywhere_does_not_keep_the_pool) {
    vt_thread_pool_t *pool;
    vt_task_t *awaited = vt_task_create(0);
    start_t start;
    assert_ok(vt_thread_pool_create(1, &pool));
    start_post(&start, vt_thread_pool_executor(pool), vt_value_task_from_task(vt_task_ref(awaited)),
               true);
    start_wait(&start);
    assert_ok(vt_thread_pool_destroy(pool));
    assert_ok(vt_task_set_result(awaited, 8));
    start_end(&start, 8);
    vt_task_unref(awaited);
}

TEST(an_await_that_is_refused_does_not_keep_the_pool) {
    vt_thread_pool_t *pool;
    foreign_t foreign;
    start_t start;
    foreign_init(&foreign, 5);
    foreign.completes_at_registration = true;
    foreign.word = 9;
    assert_ok(vt_thread_pool_create(1, &pool));
    start_post(&start, vt_thread_pool_executor(pool), foreign_value_task(&foreign), false);
    start_wait(&start);
    assert_int_equal(foreign.awaited, 1);
    start_end(&start, 9);
    assert_ok(vt_thread_pool_destroy(pool));
}

TEST(a_pool_that_a_timer_names_refuses_to_end_until_it_is_stopped) {
    vt_thread_pool_t *pool;
    probe_t probe;
    vt_timer_t timer;
    probe_init(&probe);
    assert_ok(vt_thread_pool_create(1, &pool));
    vt_executor_t *executor = vt_thread_pool_executor(pool);
    assert_ok(vt_timer_start(&timer, executor, AN_HOUR, probe.continuation.run));
    assert_int_equal(vt_thread_pool_destroy(pool), VT_E_BUSY);
    assert_true(vt_timer_stop(&timer));
    assert_false(vt_timer_stop(&timer));
    assert_ok(vt_thread_pool_destroy(pool));
}

typedef struct alarm {
    vt_timer_t timer;
    sem_t rang;
} alarm_t;

static void alarm_run(vt_continuation_t *self) {
    sem_post(&VT_CONTAINER_OF(self, alarm_t, timer.continuation)->rang);
}

TEST(a_timer_that_has_run_does_not_keep_the_pool) {
    vt_thread_pool_t *pool;
    alarm_t alarm;
    sem_init(&alarm.rang, 0, 0);
    assert_ok(vt_thread_pool_create(1, &pool));
    assert_ok(vt_timer_start(&alarm.timer, vt_thread_pool_executor(pool), 1000, alarm_run));
    while (sem_wait(&alarm.rang) != 0) {
    }
    assert_ok(vt_thread_pool_destroy(pool));
    sem_destroy(&alarm.rang);
}

TEST(the_default_executor_refuses_to_end) {
    vt_thread_pool_t *pool;
    assert_ok(vt_thread_pool_create(1, &pool));
    vt_executor_set_default(vt_thread_pool_executor(pool));
    assert_int_equal(vt_thread_pool_destroy(pool), VT_E_BUSY);
    vt_executor_set_default(NULL);
    assert_ok(vt_thread_pool_destroy(pool));
}

/* The pool is ended as soon as what came back has run, while the completer may still be in its
 * post. */
typedef struct last {
    vt_thread_pool_t *pool;
    vt_task_t *awaited;
    start_t start;
} last_t;

static void last_before(void *shared) {
    last_t *last = shared;
    last->awaited = vt_task_create(0);
    assert_ok(vt_thread_pool_create(1, &last->pool));
    start_post(&last->start, vt_thread_pool_executor(last->pool),
               vt_value_task_from_task(vt_task_ref(last->awaited)), false);
    start_wait(&last->start);
}

static void last_complete(void *shared) {
    last_t *last = shared;
    assert_ok(vt_task_set_result(last->awaited, 1));
}

static void last_destroy(void *shared) {
    last_t *last = shared;
    while (vt_thread_pool_destroy(last->pool) != VT_OK) {
    }
}

static void last_after(void *shared) {
    last_t *last = shared;
    start_end(&last->start, 1);
    vt_task_unref(last->awaited);
}

TEST(a_pool_may_end_while_its_last_poster_returns) {
    last_t last;
    race_t race = {last_before, last_complete, last_destroy, last_after, &last};
    race_run_costly(&race, 100);
}

/* ---- run queue ---- */

static void *complete(void *task) {
    (void)!vt_task_set_result(task, 3);
    return NULL;
}

TEST(a_run_queue_that_a_suspended_method_comes_back_to_refuses_to_end) {
    vt_run_queue_t queue;
    vt_task_t *awaited = vt_task_create(0);
    start_t start;
    pthread_t thread;
    assert_ok(vt_run_queue_init(&queue));
    start_post(&start, &queue.executor, vt_value_task_from_task(vt_task_ref(awaited)), false);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    start_wait(&start);
    assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
    assert_int_equal(pthread_create(&thread, NULL, complete, awaited), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ok(vt_run_queue_deinit(&queue));
    start_end(&start, 3);
    vt_task_unref(awaited);
}

typedef struct ending {
    vt_continuation_t continuation;
    vt_run_queue_t *queue;
    vt_status_t status;
} ending_t;

static void end_own_queue(vt_continuation_t *self) {
    ending_t *ending = VT_CONTAINER_OF(self, ending_t, continuation);
    ending->status = vt_run_queue_deinit(ending->queue);
}

TEST(a_run_queue_refuses_to_be_ended_by_what_it_runs) {
    vt_run_queue_t queue;
    ending_t ending = {{.run = end_own_queue}, &queue, VT_OK};
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_executor_post(&queue.executor, &ending.continuation));
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_int_equal(ending.status, VT_E_BUSY);
    assert_ok(vt_run_queue_deinit(&queue));
}

/* ---- what could not be registered does not keep the executor ---- */

typedef struct refusal {
    vt_continuation_t continuation;
    vt_value_task_t value_task;
    vt_task_t *complete;
    unsigned flags;
    vt_status_t expected;
} refusal_t;

static void unexpected(vt_continuation_t *self) {
    (void)self;
    fail();
}

static void register_in_vain(vt_continuation_t *self) {
    refusal_t *refusal = VT_CONTAINER_OF(self, refusal_t, continuation);
    vt_continuation_t node = {.run = unexpected};
    unsigned flags = refusal->flags | VT_USE_EXECUTOR | VT_REFUSE_COMPLETED;
    vt_status_t status = refusal->complete != NULL
                             ? vt_task_on_completed(refusal->complete, &node, flags)
                             : vt_value_task_on_completed(refusal->value_task, &node, flags);
    assert_int_equal(status, refusal->expected);
}

static void check_refusal(refusal_t *refusal) {
    for (unsigned flags = 0; flags <= VT_FLOW_CONTEXT; flags += VT_FLOW_CONTEXT) {
        vt_run_queue_t queue;
        refusal->continuation.run = register_in_vain;
        refusal->flags = flags;
        assert_ok(vt_run_queue_init(&queue));
        assert_ok(vt_executor_post(&queue.executor, &refusal->continuation));
        assert_int_equal(vt_run_queue_run(&queue), 1);
        assert_ok(vt_run_queue_deinit(&queue));
    }
}

TEST(a_registration_that_is_refused_does_not_keep_the_run_queue) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t stale = vt_reset_source_value_task(&source);
    assert_ok(vt_reset_source_reset(&source));
    check_refusal(&(refusal_t){.value_task = stale, .expected = VT_E_STALE_TOKEN});

    vt_value_task_t awaited = vt_reset_source_value_task(&source);
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_value_task_on_completed(awaited, &probe.continuation, 0));
    check_refusal(&(refusal_t){.value_task = awaited, .expected = VT_E_ALREADY_AWAITED});

    assert_ok(vt_reset_source_set_result(&source, 1));
    check_refusal(&(refusal_t){.value_task = awaited, .expected = VT_E_ALREADY_COMPLETED});
    assert_result(awaited, 1);

    vt_task_t *task = vt_task_from_result(1);
    check_refusal(&(refusal_t){.complete = task, .expected = VT_E_ALREADY_COMPLETED});
    check_refusal(&(refusal_t){.value_task = {0}, .expected = VT_E_ALREADY_COMPLETED});
    check_refusal(
        &(refusal_t){.value_task = vt_task_await(task), .expected = VT_E_ALREADY_COMPLETED});
    vt_task_unref(task);
}

/* ---- one's own ---- */

typedef struct counting {
    vt_executor_t executor;
    vt_continuation_t *posted;
    bool refuses;
    int started;
    int completed;
} counting_t;

static vt_status_t counting_post(vt_executor_t *self, vt_continuation_t *continuation) {
    counting_t *counting = VT_CONTAINER_OF(self, counting_t, executor);
    if (counting->refuses) {
        return VT_E_SHUT_DOWN;
    }
    assert_null(counting->posted);
    counting->posted = continuation;
    return VT_OK;
}

static void counting_started(vt_executor_t *self) {
    VT_CONTAINER_OF(self, counting_t, executor)->started++;
}

static void counting_completed(vt_executor_t *self) {
    VT_CONTAINER_OF(self, counting_t, executor)->completed++;
}

static void counting_run(counting_t *counting) {
    vt_continuation_t *posted = counting->posted;
    counting->posted = NULL;
    vt_executor_run(&counting->executor, posted);
}

static void counting_init(counting_t *counting) {
    static const vt_executor_ops_t ops = {.post = counting_post,
                                          .operation_started = counting_started,
                                          .operation_completed = counting_completed};
    *counting = (counting_t){.executor = {&ops}};
}

static void counting_check(const counting_t *counting, int started, int completed) {
    assert_int_equal(counting->started, started);
    assert_int_equal(counting->completed, completed);
}

TEST(an_executor_is_told_of_what_will_come_back_and_has) {
    counting_t counting;
    start_t start;
    vt_task_t *awaited = vt_task_create(0);
    counting_init(&counting);
    start_post(&start, &counting.executor, vt_value_task_from_task(vt_task_ref(awaited)), false);
    counting_run(&counting);
    start_wait(&start);
    counting_check(&counting, 1, 0);
    assert_ok(vt_task_set_result(awaited, 4));
    counting_check(&counting, 1, 0);
    counting_run(&counting);
    counting_check(&counting, 1, 1);
    start_end(&start, 4);
    vt_task_unref(awaited);
}

TEST(an_executor_that_refuses_what_comes_back_is_told_that_it_is_over) {
    counting_t counting;
    start_t start;
    vt_task_t *awaited = vt_task_create(0);
    counting_init(&counting);
    start_post(&start, &counting.executor, vt_value_task_from_task(vt_task_ref(awaited)), false);
    counting_run(&counting);
    start_wait(&start);
    counting.refuses = true;
    assert_ok(vt_task_set_result(awaited, 5));
    counting_check(&counting, 1, 1);
    start_end(&start, 5);
    vt_task_unref(awaited);
}

static void register_twice(void *argument) {
    vt_task_t *task = argument;
    static probe_t probes[2];
    probe_init(&probes[0]);
    probe_init(&probes[1]);
    assert_ok(vt_task_on_completed(task, &probes[0].continuation, VT_USE_EXECUTOR));
    assert_int_equal(
        vt_task_on_completed(task, &probes[1].continuation, VT_USE_EXECUTOR | VT_REFUSE_COMPLETED),
        VT_E_ALREADY_COMPLETED);
}

typedef struct called {
    vt_continuation_t continuation;
    vt_task_t *task;
} called_t;

static void called_run(vt_continuation_t *self) {
    register_twice(VT_CONTAINER_OF(self, called_t, continuation)->task);
}

TEST(registering_a_callback_counts_as_an_await_does) {
    counting_t counting;
    vt_task_t *task = vt_task_from_result(1);
    called_t called = {{.run = called_run}, task};
    counting_init(&counting);
    vt_executor_run(&counting.executor, &called.continuation);
    counting_check(&counting, 2, 1);
    counting_run(&counting);
    counting_check(&counting, 2, 2);
    vt_task_unref(task);
}

TEST(a_timer_counts_on_an_executor_without_its_own) {
    counting_t counting;
    vt_timer_t timer;
    counting_init(&counting);
    assert_ok(vt_timer_start(&timer, &counting.executor, AN_HOUR, alarm_run));
    counting_check(&counting, 1, 0);
    assert_true(vt_timer_stop(&timer));
    counting_check(&counting, 1, 1);
    assert_false(vt_timer_stop(&timer));
    counting_check(&counting, 1, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_that_a_suspended_method_comes_back_to_refuses_to_end_and_goes_on),
        cmocka_unit_test(a_method_that_goes_on_anywhere_does_not_keep_the_pool),
        cmocka_unit_test(an_await_that_is_refused_does_not_keep_the_pool),
        cmocka_unit_test(a_pool_that_a_timer_names_refuses_to_end_until_it_is_stopped),
        cmocka_unit_test(a_timer_that_has_run_does_not_keep_the_pool),
        cmocka_unit_test(the_default_executor_refuses_to_end),
        cmocka_unit_test(a_pool_may_end_while_its_last_poster_returns),
        cmocka_unit_test(a_run_queue_that_a_suspended_method_comes_back_to_refuses_to_end),
        cmocka_unit_test(a_registration_that_is_refused_does_not_keep_the_run_queue),
        cmocka_unit_test(a_run_queue_refuses_to_be_ended_by_what_it_runs),
        cmocka_unit_test(an_executor_is_told_of_what_will_come_back_and_has),
        cmocka_unit_test(an_executor_that_refuses_what_comes_back_is_told_that_it_is_over),
        cmocka_unit_test(registering_a_callback_counts_as_an_await_does),
        cmocka_unit_test(a_timer_counts_on_an_executor_without_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
