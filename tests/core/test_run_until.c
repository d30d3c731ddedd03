/* Running a queue until something is complete, and blocking for what only this thread completes. */
#include <sched.h>
#include <stdlib.h>

#include "helpers.h"

#define MILLISECOND UINT64_C(1000000)

static const vt_cancel_token_t never = {NULL};

/* ---- a method that is started on an executor ---- */

typedef struct waits_frame {
    VT_FRAME;
    vt_value_task_t awaited;
    bool anywhere;
} waits_frame_t;

VT_METHOD(waits, waits_frame_t, frame) {
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

typedef struct starter {
    vt_continuation_t continuation;
    vt_value_task_t awaited;
    bool anywhere;
    vt_task_t *task; /* atomic */
} starter_t;

static void starter_run(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    vt_task_t *task =
        VT_START_TASK(waits, .awaited = starter->awaited, .anywhere = starter->anywhere);
    __atomic_store_n(&starter->task, task, __ATOMIC_RELEASE);
}

static vt_task_t *start_on(vt_run_queue_t *queue, vt_value_task_t awaited, bool anywhere) {
    starter_t starter = {{.run = starter_run}, awaited, anywhere, NULL};
    assert_ok(vt_executor_post(&queue->executor, &starter.continuation));
    assert_int_equal(vt_run_queue_run(queue), 1);
    return starter.task;
}

static vt_value_task_t task_backed(vt_task_t *task) {
    return vt_value_task_from_task(vt_task_ref(task));
}

static void *complete_soon(void *task) {
    sleep_a_moment();
    (void)!vt_task_set_result(task, 5);
    return NULL;
}

/* ---- blocking ---- */

static void assert_deadlock(vt_task_t *task) {
    uint64_t result = 77;
    vt_error_t error;
    assert_int_equal(vt_task_wait(task), VT_E_DEADLOCK);
    assert_int_equal(vt_task_wait_for(task, VT_FOREVER), VT_E_DEADLOCK);
    assert_int_equal(vt_task_get_result(task, &result, &error), VT_E_DEADLOCK);
    assert_int_equal(vt_task_wait_for(task, 1), VT_E_TIMED_OUT);
    vt_value_task_t value_task = task_backed(task);
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), VT_E_DEADLOCK);
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), VT_E_DEADLOCK);
    vt_value_task_discard(value_task);
    assert_int_equal(result, 77);
}

TEST(blocking_for_a_method_of_ones_own_run_queue_is_a_deadlock_and_says_so) {
    vt_run_queue_t queues[2];
    vt_task_t *awaited = vt_task_create(0);
    assert_ok(vt_run_queue_init(&queues[0]));
    assert_ok(vt_run_queue_init(&queues[1]));
    for (int i = 0; i < 2; i++) {
        vt_task_t *task = start_on(&queues[i], task_backed(awaited), false);
        assert_deadlock(task);
        if (i == 1) {
            assert_ok(vt_task_set_result(awaited, 5));
            assert_deadlock(task); /* it is queued, and nobody runs it */
        }
        pthread_t thread;
        if (i == 0) {
            vt_task_t *other = vt_task_create(0);
            assert_int_equal(pthread_create(&thread, NULL, complete_soon, other), 0);
            assert_task_result(other, 5); /* blocks, as it may */
            assert_int_equal(pthread_join(thread, NULL), 0);
            vt_task_unref(other);
            vt_task_unref(task);
        } else {
            assert_ok(vt_run_queue_run_until(&queues[i], task));
            assert_task_result(task, 5);
            vt_task_unref(task);
        }
    }
    assert_int_equal(vt_run_queue_run(&queues[0]), 1);
    assert_ok(vt_run_queue_deinit(&queues[0]));
    assert_ok(vt_run_queue_deinit(&queues[1]));
    vt_task_unref(awaited);
}

typedef struct blocker {
    vt_continuation_t continuation;
    vt_task_t *task;
    vt_status_t status;
} blocker_t;

static void block(vt_continuation_t *self) {
    blocker_t *blocker = VT_CONTAINER_OF(self, blocker_t, continuation);
    blocker->status = vt_task_wait(blocker->task);
}

TEST(what_a_run_queue_runs_cannot_block_for_it_either) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    vt_task_t *task = start_on(&queue, vt_delay(MILLISECOND, never), false);
    blocker_t blocker = {{.run = block}, task, VT_OK};
    assert_ok(vt_executor_post(&queue.executor, &blocker.continuation));
    assert_int_equal(vt_run_queue_run_one(&queue), 1);
    assert_int_equal(blocker.status, VT_E_DEADLOCK);
    assert_ok(vt_run_queue_run_until(&queue, task));
    assert_task_result(task, 0);
    vt_task_unref(task);
    assert_ok(vt_run_queue_deinit(&queue));
}

/* Blocks for the task of every method that another thread may complete. */
static void wait_for_completion(vt_run_queue_t *queue, bool anywhere) {
    vt_task_t *awaited = vt_task_create(0);
    pthread_t thread;
    vt_task_t *task;
    if (queue == NULL) {
        task = VT_START_TASK(waits, .awaited = task_backed(awaited));
    } else {
        task = start_on(queue, task_backed(awaited), anywhere);
    }
    assert_int_equal(pthread_create(&thread, NULL, complete_soon, awaited), 0);
    assert_ok(vt_task_wait(task));
    assert_task_result(task, 5);
    assert_int_equal(pthread_join(thread, NULL), 0);
    vt_task_unref(task);
    vt_task_unref(awaited);
}

TEST(blocking_for_what_another_thread_completes_is_no_deadlock) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    for (int round = 0; round < 20; round++) {
        wait_for_completion(&queue, true);
        wait_for_completion(NULL, false);
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

/* A block that was a method's is a task's next, with what the method left in it. */
TEST(a_task_in_the_memory_of_a_method_is_not_taken_for_one) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    for (int round = 0; round < 20; round++) {
        vt_task_t *awaited = vt_task_create(0);
        vt_task_t *task = start_on(&queue, task_backed(awaited), false);
        assert_ok(vt_task_set_result(awaited, 1));
        vt_task_unref(awaited);
        assert_ok(vt_run_queue_run_until(&queue, task));
        vt_task_unref(task);
        vt_task_t *plain[4];
        for (size_t i = 0; i < COUNT_OF(plain); i++) {
            plain[i] = vt_task_create_sized(8 + 16 * i, 0);
            assert_int_equal(vt_task_wait_for(plain[i], 1), VT_E_TIMED_OUT);
        }
        for (size_t i = 0; i < COUNT_OF(plain); i++) {
            pthread_t thread;
            if (i == 0) {
                assert_int_equal(pthread_create(&thread, NULL, complete_soon, plain[i]), 0);
                assert_ok(vt_task_wait(plain[i]));
                assert_int_equal(pthread_join(thread, NULL), 0);
            } else {
                assert_ok(vt_task_set_canceled(plain[i]));
            }
            vt_task_unref(plain[i]);
        }
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

/* A method of a queue of another thread, which that thread runs. */
typedef struct elsewhere {
    vt_task_t *awaited;
    vt_task_t *task; /* atomic */
} elsewhere_t;

static void *own_a_queue(void *argument) {
    elsewhere_t *elsewhere = argument;
    vt_run_queue_t queue;
    if (vt_run_queue_init(&queue) != VT_OK) {
        abort();
    }
    starter_t starter = {{.run = starter_run}, task_backed(elsewhere->awaited), false, NULL};
    (void)!vt_executor_post(&queue.executor, &starter.continuation);
    (void)vt_run_queue_run(&queue);
    vt_task_t *task = vt_task_ref(starter.task);
    __atomic_store_n(&elsewhere->task, starter.task, __ATOMIC_RELEASE);
    if (vt_run_queue_run_until(&queue, task) != VT_OK || vt_run_queue_deinit(&queue) != VT_OK) {
        abort();
    }
    vt_task_unref(task);
    return NULL;
}

TEST(a_method_of_another_threads_run_queue_may_be_waited_for) {
    vt_run_queue_t mine;
    assert_ok(vt_run_queue_init(&mine));
    for (int round = 0; round < 20; round++) {
        elsewhere_t elsewhere = {.awaited = vt_task_create(0)};
        pthread_t threads[2];
        assert_int_equal(pthread_create(&threads[0], NULL, own_a_queue, &elsewhere), 0);
        vt_task_t *task;
        while ((task = __atomic_load_n(&elsewhere.task, __ATOMIC_ACQUIRE)) == NULL) {
            sched_yield();
        }
        assert_int_equal(pthread_create(&threads[1], NULL, complete_soon, elsewhere.awaited), 0);
        assert_ok(vt_task_wait(task));
        assert_task_result(task, 5);
        assert_int_equal(pthread_join(threads[0], NULL), 0);
        assert_int_equal(pthread_join(threads[1], NULL), 0);
        vt_task_unref(task);
        vt_task_unref(elsewhere.awaited);
    }
    assert_ok(vt_run_queue_deinit(&mine));
}

/* ---- running until ---- */

static vt_run_queue_t shared_queue;

static void *run_there(void *task) {
    return (void *)(intptr_t)vt_run_queue_run_until(&shared_queue, task);
}

TEST(running_until_null_or_on_another_thread_is_an_invalid_argument) {
    vt_task_t *task = vt_task_create(0);
    pthread_t thread;
    void *status;
    assert_ok(vt_run_queue_init(&shared_queue));
    assert_int_equal(vt_run_queue_run_until(NULL, task), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_run_queue_run_until(&shared_queue, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_run_queue_run_until_value_task(NULL, (vt_value_task_t){0}),
                     VT_E_INVALID_ARGUMENT);
    assert_int_equal(pthread_create(&thread, NULL, run_there, task), 0);
    assert_int_equal(pthread_join(thread, &status), 0);
    assert_int_equal((vt_status_t)(intptr_t)status, VT_E_INVALID_ARGUMENT);
    assert_ok(vt_task_set_result(task, 0));
    vt_task_unref(task);
    assert_ok(vt_run_queue_deinit(&shared_queue));
}

/* The other thread completes the task once the queue has run the probe. */
typedef struct meeting {
    probe_t probe;
    vt_task_t *task;
} meeting_t;

static void *complete_after_the_probe(void *argument) {
    meeting_t *meeting = argument;
    while (probe_runs(&meeting->probe) == 0) {
        sched_yield();
    }
    return complete_soon(meeting->task);
}

TEST(a_queue_runs_until_another_thread_completes_the_task) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    for (int round = 0; round < 50; round++) {
        vt_task_t *task = vt_task_create(0);
        meeting_t meeting = {.task = task};
        pthread_t thread;
        probe_init(&meeting.probe);
        assert_ok(vt_executor_post(&queue.executor, &meeting.probe.continuation));
        assert_int_equal(pthread_create(&thread, NULL, complete_after_the_probe, &meeting), 0);
        assert_ok(vt_run_queue_run_until(&queue, task));
        assert_int_equal(vt_task_state(task), VT_SUCCEEDED);
        assert_int_equal(probe_runs(&meeting.probe), 1);
        assert_ok(vt_run_queue_run_until(&queue, task)); /* at once */
        assert_int_equal(pthread_join(thread, NULL), 0);
        vt_task_unref(task);
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

static void *complete_source_soon(void *source) {
    sleep_a_moment();
    (void)!vt_reset_source_set_result(source, 6);
    return NULL;
}

TEST(a_queue_runs_until_the_operation_of_a_value_task_is_complete) {
    vt_run_queue_t queue;
    vt_reset_source_t source;
    probe_t probe;
    pthread_t thread;
    assert_ok(vt_run_queue_init(&queue));
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_run_queue_run_until_value_task(&queue, (vt_value_task_t){0}));
    for (int round = 0; round < 20; round++) {
        vt_value_task_t value_task = vt_reset_source_value_task(&source);
        assert_int_equal(pthread_create(&thread, NULL, complete_source_soon, &source), 0);
        assert_ok(vt_run_queue_run_until_value_task(&queue, value_task));
        assert_result(value_task, 6);
        assert_int_equal(vt_run_queue_run_until_value_task(&queue, value_task), VT_E_STALE_TOKEN);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_ok(vt_reset_source_reset(&source));
    }
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    probe_init(&probe);
    assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
    assert_int_equal(vt_run_queue_run_until_value_task(&queue, value_task), VT_E_ALREADY_AWAITED);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_ok(vt_run_queue_run_until_value_task(&queue, value_task));
    assert_result(value_task, 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

/* Within what the queue runs, and deeper than continuations may nest. */
typedef struct nested {
    vt_continuation_t continuation;
    vt_run_queue_t *queue;
    vt_task_t *tasks[150];
    int depth;
} nested_t;

static void nest(vt_continuation_t *self) {
    nested_t *nested = VT_CONTAINER_OF(self, nested_t, continuation);
    int depth = nested->depth++;
    if (depth + 1 < (int)COUNT_OF(nested->tasks)) {
        assert_ok(vt_executor_post(&nested->queue->executor, self));
        assert_ok(vt_run_queue_run_until(nested->queue, nested->tasks[depth + 1]));
    }
    assert_ok(vt_task_set_result(nested->tasks[depth], (uint64_t)depth));
}

TEST(running_until_nests_deeper_than_continuations_do) {
    vt_run_queue_t queue;
    static nested_t nested;
    nested = (nested_t){.continuation = {.run = nest}, .queue = &queue};
    for (size_t i = 0; i < COUNT_OF(nested.tasks); i++) {
        nested.tasks[i] = vt_task_create(0);
    }
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_executor_post(&queue.executor, &nested.continuation));
    assert_ok(vt_run_queue_run_until(&queue, nested.tasks[0]));
    for (size_t i = 0; i < COUNT_OF(nested.tasks); i++) {
        assert_task_result(nested.tasks[i], i);
        vt_task_unref(nested.tasks[i]);
    }
    assert_int_equal(vt_run_queue_run(&queue), 0);
    assert_ok(vt_run_queue_deinit(&queue));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocking_for_a_method_of_ones_own_run_queue_is_a_deadlock_and_says_so),
        cmocka_unit_test(what_a_run_queue_runs_cannot_block_for_it_either),
        cmocka_unit_test(blocking_for_what_another_thread_completes_is_no_deadlock),
        cmocka_unit_test(a_task_in_the_memory_of_a_method_is_not_taken_for_one),
        cmocka_unit_test(a_method_of_another_threads_run_queue_may_be_waited_for),
        cmocka_unit_test(running_until_null_or_on_another_thread_is_an_invalid_argument),
        cmocka_unit_test(a_queue_runs_until_another_thread_completes_the_task),
        cmocka_unit_test(a_queue_runs_until_the_operation_of_a_value_task_is_complete),
        cmocka_unit_test(running_until_nests_deeper_than_continuations_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
