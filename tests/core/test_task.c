/* Task: awaited any number of times, waited for, counted. */
#include "helpers.h"

#include <time.h>

#define MILLISECOND UINT64_C(1000000)

/* ---- the completed-task cache ---- */

TEST(completed_tasks_are_cached_for_small_results_and_no_others) {
    for (int64_t result = -5; result <= 42; result++) {
        vt_task_t *one = vt_task_from_result((uint64_t)result);
        vt_task_t *other = vt_task_from_result((uint64_t)result);
        bool cached = result >= -1 && result <= 8;
        assert_int_equal(one == other, cached);
        assert_task_result(one, (uint64_t)result);
        vt_task_unref(one);
        vt_task_unref(other);
    }
}

TEST(the_canceled_task_is_shared) {
    assert_ptr_equal(vt_task_from_canceled(), vt_task_from_canceled());
    assert_int_equal(vt_task_state(vt_task_from_canceled()), VT_CANCELED);
    assert_int_equal(vt_task_get_result(vt_task_from_canceled(), NULL, NULL), VT_E_CANCELED);
}

TEST(shared_tasks_do_not_mind_being_counted_wrongly) {
    vt_task_t *task = vt_task_from_result(1);
    for (int i = 0; i < 10; i++) {
        vt_task_unref(task);
    }
    assert_ptr_equal(vt_task_ref(task), task);
    assert_task_result(task, 1);
    vt_task_unref(NULL);
}

/* ---- completing ---- */

TEST(of_several_completions_the_first_stands) {
    vt_task_t *task = vt_task_create(0);
    vt_error_t error = vt_error_format(test_domain, 1, VT_HERE, "%s", "too late");
    assert_ok(vt_task_set_result(task, 42));
    assert_int_equal(vt_task_set_result(task, 43), VT_E_ALREADY_COMPLETED);
    assert_int_equal(vt_task_set_error(task, &error), VT_E_ALREADY_COMPLETED);
    assert_null(error.text); /* taken over all the same */
    assert_int_equal(vt_task_set_canceled(task), VT_E_ALREADY_COMPLETED);
    assert_task_result(task, 42);
    vt_task_unref(task);
}

TEST(a_cached_task_cannot_be_completed_again) {
    assert_int_equal(vt_task_set_result(vt_task_from_result(1), 2), VT_E_ALREADY_COMPLETED);
    assert_task_result(vt_task_from_result(1), 1);
}

TEST(null_is_an_invalid_argument) {
    vt_task_t *task = vt_task_create(0);
    vt_error_t error = test_error(1);
    probe_t probe;
    probe_init(&probe);
    assert_int_equal(vt_task_set_result(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_set_error(NULL, &error), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_set_error(task, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_set_canceled(NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_set_result_sized(task, NULL, 8), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_on_completed(NULL, &probe.continuation, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_on_completed(task, NULL, 0), VT_E_INVALID_ARGUMENT);
    probe.continuation.run = NULL;
    assert_int_equal(vt_task_on_completed(task, &probe.continuation, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_get_result(NULL, NULL, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_wait_for(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_ok(vt_task_set_canceled(task));
    vt_task_unref(task);
}

TEST(a_task_from_nothing_is_faulted_with_invalid_argument) {
    vt_task_t *const tasks[] = {vt_task_from_error(NULL), vt_task_from_result_sized(NULL, 8)};
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        assert_task_fault(tasks[i], vt_error_domain, VT_E_INVALID_ARGUMENT);
        vt_task_unref(tasks[i]);
    }
}

TEST(sized_results_are_copied_and_their_size_is_checked) {
    const uint64_t sent[5] = {1, 2, 3, 4, 5};
    uint64_t got[5] = {0};
    vt_task_t *task = vt_task_create_sized(sizeof sent, 0);
    assert_int_equal(vt_task_set_result(task, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_set_result_sized(task, sent, 16), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_task_set_result_sized(task, sent, sizeof sent));
    assert_int_equal(vt_task_get_result(task, got, NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_task_get_result_sized(task, got, sizeof got, NULL));
    assert_memory_equal(got, sent, sizeof sent);
    vt_task_unref(task);
    vt_task_t *completed = vt_task_from_result_sized(sent, sizeof sent);
    got[4] = 0;
    assert_ok(vt_task_get_result_sized(completed, got, sizeof got, NULL));
    assert_memory_equal(got, sent, sizeof sent);
    vt_task_unref(completed);
}

TEST(sizes_outside_the_limits_are_refused) {
    const size_t sizes[] = {0, 7, VT_RESULT_SIZE_MAX + 1, SIZE_MAX};
    const uint64_t word = 1;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        vt_task_t *task = vt_task_create_sized(sizes[i], 0);
        assert_task_fault(task, vt_error_domain, VT_E_INVALID_ARGUMENT);
        vt_task_unref(task);
        task = vt_task_from_result_sized(&word, sizes[i]);
        assert_task_fault(task, vt_error_domain, VT_E_INVALID_ARGUMENT);
        vt_task_unref(task);
    }
}

/* ---- several waiters ---- */

typedef enum road { ROAD_DIRECT, ROAD_VALUE_TASK, ROAD_COUNT } road_t;

typedef struct registration {
    vt_task_t *task;
    probe_t *probes;
    size_t count;
    road_t road;
    unsigned flags;
} registration_t;

static void register_all(void *argument) {
    registration_t *all = argument;
    for (size_t i = 0; i < all->count; i++) {
        vt_continuation_t *continuation = &all->probes[i].continuation;
        vt_value_task_t value_task = vt_value_task_from_task(all->task); /* borrowed */
        assert_ok(all->road == ROAD_DIRECT
                      ? vt_task_on_completed(all->task, continuation, all->flags)
                      : vt_value_task_on_completed(value_task, continuation, all->flags));
    }
}

/* The first inline unless the task's option says otherwise, the others queued, each once, in
 * order. */
static void check_waiters_without_context(size_t count, unsigned options, road_t road) {
    probe_t probes[5];
    shelf_t shelf;
    vt_task_t *task = vt_task_create(options);
    registration_t all = {task, probes, count, road, 0};
    unsigned inline_count = options == 0 ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        probe_init(&probes[i]);
    }
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    register_all(&all);
    assert_ok(vt_task_set_result(task, 42));
    assert_int_equal(shelf.posts, count - inline_count);
    assert_int_equal(probe_runs(&probes[0]), inline_count);
    (void)shelf_run(&shelf);
    vt_executor_set_default(NULL);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
    }
    for (size_t i = 2; i < count; i++) {
        assert_true(probes[i].order > probes[i - 1].order);
    }
    assert_task_result(task, 42);
    vt_task_unref(task);
}

TEST(of_1_2_or_5_waiters_the_first_runs_inline_and_the_rest_is_queued) {
    const size_t counts[] = {1, 2, 5};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        for (road_t road = ROAD_DIRECT; road < ROAD_COUNT; road++) {
            check_waiters_without_context(counts[i], 0, road);
            check_waiters_without_context(counts[i], VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY, road);
        }
    }
}

static void check_waiters_with_context(size_t count, unsigned options, road_t road) {
    probe_t probes[5];
    shelf_t shelf;
    vt_task_t *task = vt_task_create(options);
    registration_t all = {task, probes, count, road, VT_USE_EXECUTOR};
    for (size_t i = 0; i < count; i++) {
        probe_init(&probes[i]);
    }
    shelf_init(&shelf);
    shelf_call(&shelf, register_all, &all);
    assert_ok(vt_task_set_result(task, 42));
    assert_int_equal(shelf.posts, count);
    assert_int_equal(shelf_run(&shelf), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
        assert_ptr_equal(probes[i].executor, &shelf.executor);
    }
    vt_task_unref(task);
}

TEST(waiters_that_captured_an_executor_are_all_posted_to_it) {
    const size_t counts[] = {1, 2, 5};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        for (road_t road = ROAD_DIRECT; road < ROAD_COUNT; road++) {
            check_waiters_with_context(counts[i], 0, road);
            check_waiters_with_context(counts[i], VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY, road);
        }
    }
}

/* ---- blocking ---- */

typedef struct later {
    vt_task_t *task;
    pthread_t thread;
    uint64_t result; /* what a blocked thread got */
    vt_status_t status;
    unsigned started; /* atomic */
} later_t;

static void pause_for(uint64_t nanoseconds) {
    const struct timespec time = {(time_t)(nanoseconds / 1000000000u),
                                  (long)(nanoseconds % 1000000000u)};
    nanosleep(&time, NULL);
}

static void *complete_later(void *argument) {
    later_t *later = argument;
    pause_for(5 * MILLISECOND);
    later->status = vt_task_set_result(later->task, 42);
    return NULL;
}

TEST(get_result_blocks_until_the_task_is_complete) {
    for (unsigned options = 0; options <= VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY; options++) {
        later_t later = {.task = vt_task_create(options)};
        assert_int_equal(pthread_create(&later.thread, NULL, complete_later, &later), 0);
        assert_task_result(later.task, 42);
        assert_int_equal(pthread_join(later.thread, NULL), 0);
        assert_ok(later.status);
        vt_task_unref(later.task);
    }
}

TEST(get_result_of_a_value_task_blocks_on_a_pending_task) {
    later_t later = {.task = vt_task_create(0)};
    vt_value_task_t value_task = vt_task_await(later.task);
    assert_int_equal(pthread_create(&later.thread, NULL, complete_later, &later), 0);
    assert_result(value_task, 42);
    assert_int_equal(pthread_join(later.thread, NULL), 0);
    vt_task_unref(later.task);
}

static void *block_on(void *argument) {
    later_t *later = argument;
    __atomic_store_n(&later->started, 1u, __ATOMIC_RELEASE);
    later->status = vt_task_get_result(later->task, &later->result, NULL);
    return NULL;
}

/* Blocked threads must not depend on an executor: its threads may be those that are blocked. */
TEST(blocked_threads_are_woken_though_no_executor_runs_anything) {
    enum { BLOCKED = 3 };
    shelf_t shelf;
    later_t blocked[BLOCKED];
    vt_task_t *task = vt_task_create(VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor); /* never run */
    for (int i = 0; i < BLOCKED; i++) {
        blocked[i] = (later_t){.task = task};
        assert_int_equal(pthread_create(&blocked[i].thread, NULL, block_on, &blocked[i]), 0);
        while (__atomic_load_n(&blocked[i].started, __ATOMIC_ACQUIRE) == 0) {
            pause_for(MILLISECOND);
        }
    }
    pause_for(20 * MILLISECOND); /* most likely all three sleep by now */
    assert_ok(vt_task_set_result(task, 42));
    for (int i = 0; i < BLOCKED; i++) {
        struct timespec end;
        clock_gettime(CLOCK_REALTIME, &end);
        end.tv_sec += 5;
        assert_int_equal(pthread_timedjoin_np(blocked[i].thread, NULL, &end), 0);
        assert_ok(blocked[i].status);
        assert_int_equal(blocked[i].result, 42);
    }
    vt_executor_set_default(NULL);
    vt_task_unref(task);
}

TEST(a_wait_with_timeout_gives_up_in_time_and_leaves_the_task_alone) {
    struct timespec begin;
    struct timespec end;
    vt_task_t *task = vt_task_create(0);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(vt_task_wait_for(task, 20 * MILLISECOND), VT_E_TIMED_OUT);
    clock_gettime(CLOCK_MONOTONIC, &end);
    int64_t elapsed =
        (int64_t)(end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
    assert_true(elapsed >= (int64_t)(20 * MILLISECOND));
    assert_int_equal(vt_task_wait_for(task, 0), VT_E_TIMED_OUT);
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_ok(vt_task_set_result(task, 42));
    assert_ok(vt_task_wait_for(task, 0));
    assert_task_result(task, 42);
    vt_task_unref(task);
}

TEST(a_wait_with_timeout_ends_when_the_task_does) {
    later_t later = {.task = vt_task_create(0)};
    assert_int_equal(pthread_create(&later.thread, NULL, complete_later, &later), 0);
    assert_ok(vt_task_wait_for(later.task, 10000 * MILLISECOND));
    assert_task_result(later.task, 42);
    assert_int_equal(pthread_join(later.thread, NULL), 0);
    vt_task_unref(later.task);
}

TEST(a_task_may_be_released_by_who_gave_up_waiting) {
    vt_task_t *task = vt_task_create(0);
    vt_task_t *completer = vt_task_ref(task);
    assert_int_equal(vt_task_wait_for(task, 1), VT_E_TIMED_OUT);
    vt_task_unref(task);
    assert_ok(vt_task_set_result(completer, 42));
    vt_task_unref(completer);
}

static void cancel_task(vt_cancel_registration_t *self);

typedef struct cancelable {
    vt_cancel_registration_t registration;
    vt_task_t *task;
} cancelable_t;

static void cancel_task(vt_cancel_registration_t *self) {
    cancelable_t *cancelable = VT_CONTAINER_OF(self, cancelable_t, registration);
    assert_ok(vt_task_set_canceled(cancelable->task));
}

static void *cancel_later(void *argument) {
    pause_for(5 * MILLISECOND);
    vt_cancel_source_cancel(argument);
    return NULL;
}

TEST(a_wait_ends_when_the_task_is_canceled) {
    vt_cancel_source_t source;
    cancelable_t cancelable = {.task = vt_task_create(0)};
    pthread_t thread;
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &cancelable.registration,
                                       cancel_task));
    assert_int_equal(pthread_create(&thread, NULL, cancel_later, &source), 0);
    assert_int_equal(vt_task_get_result(cancelable.task, NULL, NULL), VT_E_CANCELED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    vt_cancel_registration_unregister(&cancelable.registration);
    assert_ok(vt_cancel_source_deinit(&source));
    vt_task_unref(cancelable.task);
}

/* ---- references ---- */

TEST(a_task_dropped_while_pending_is_released_when_it_completes) {
    vt_task_t *task = vt_task_create(0);
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_task_on_completed(task, &probe.continuation, 0));
    vt_task_unref(task); /* the leak checkers see whether it goes */
    assert_ok(vt_task_set_result(task, 42));
    assert_int_equal(probe_runs(&probe), 1);
}

/* ---- faults that nobody has seen ---- */

static int32_t unobserved_code;
static unsigned unobserved_count;

static void note_unobserved(const vt_error_t *error) {
    unobserved_code = error->code;
    unobserved_count++;
}

static vt_task_t *faulted_task(int32_t code) {
    vt_error_t error = test_error(code);
    return vt_task_from_error(&error);
}

TEST(a_fault_that_nobody_looked_at_is_reported_once) {
    unobserved_count = 0;
    vt_task_set_unobserved_hook(note_unobserved);
    vt_task_unref(faulted_task(7));
    assert_int_equal(unobserved_count, 1);
    assert_int_equal(unobserved_code, 7);
    vt_value_task_discard(vt_value_task_from_task(faulted_task(8)));
    assert_int_equal(unobserved_count, 2);
    vt_task_t *dropped = vt_task_create(0);
    vt_error_t error = test_error(9);
    vt_task_unref(dropped);
    assert_ok(vt_task_set_error(dropped, &error));
    assert_int_equal(unobserved_count, 3);
    assert_int_equal(unobserved_code, 9);
    vt_task_set_unobserved_hook(NULL);
    vt_task_unref(faulted_task(10));
    assert_int_equal(unobserved_count, 3);
}

TEST(a_fault_that_somebody_looked_at_is_not_reported) {
    unobserved_count = 0;
    vt_task_set_unobserved_hook(note_unobserved);
    vt_task_t *task = faulted_task(7);
    assert_int_equal(vt_task_get_result(task, NULL, NULL), VT_E_FAULTED);
    vt_task_unref(task);
    assert_fault(vt_value_task_from_task(faulted_task(8)), test_domain, 8);
    assert_int_equal(unobserved_count, 0);
    vt_task_set_unobserved_hook(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completed_tasks_are_cached_for_small_results_and_no_others),
        cmocka_unit_test(the_canceled_task_is_shared),
        cmocka_unit_test(shared_tasks_do_not_mind_being_counted_wrongly),
        cmocka_unit_test(of_several_completions_the_first_stands),
        cmocka_unit_test(a_cached_task_cannot_be_completed_again),
        cmocka_unit_test(null_is_an_invalid_argument),
        cmocka_unit_test(a_task_from_nothing_is_faulted_with_invalid_argument),
        cmocka_unit_test(sized_results_are_copied_and_their_size_is_checked),
        cmocka_unit_test(sizes_outside_the_limits_are_refused),
        cmocka_unit_test(of_1_2_or_5_waiters_the_first_runs_inline_and_the_rest_is_queued),
        cmocka_unit_test(waiters_that_captured_an_executor_are_all_posted_to_it),
        cmocka_unit_test(get_result_blocks_until_the_task_is_complete),
        cmocka_unit_test(get_result_of_a_value_task_blocks_on_a_pending_task),
        cmocka_unit_test(blocked_threads_are_woken_though_no_executor_runs_anything),
        cmocka_unit_test(a_wait_with_timeout_gives_up_in_time_and_leaves_the_task_alone),
        cmocka_unit_test(a_wait_with_timeout_ends_when_the_task_does),
        cmocka_unit_test(a_task_may_be_released_by_who_gave_up_waiting),
        cmocka_unit_test(a_wait_ends_when_the_task_is_canceled),
        cmocka_unit_test(a_task_dropped_while_pending_is_released_when_it_completes),
        cmocka_unit_test(a_fault_that_nobody_looked_at_is_reported_once),
        cmocka_unit_test(a_fault_that_somebody_looked_at_is_not_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
