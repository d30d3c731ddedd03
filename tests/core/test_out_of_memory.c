/* Every allocation failing in turn: an error or a faulted operation, no leak, no crash. */
#include "counting_malloc.h"
#include "helpers.h"

#include <string.h>

/* ---- failing in turn ---- */

/* Runs a step with the 1st, the 2nd, ... the n-th allocation failing, alone and with all after it,
 * until none fails any more. Says how many there are. */
static bool all_fail; /* from the n-th on */

static unsigned fail_each(void (*step)(void)) {
    unsigned count = 0;
    for (int from = 0; from < 2; from++) {
        count = 0;
        all_fail = from != 0;
        for (bool failed = true; failed; count += failed ? 1 : 0) {
            int64_t live = counting_live();
            if (from) {
                counting_fail_from(count + 1);
            } else {
                counting_fail(count + 1);
            }
            step();
            failed = counting_has_failed();
            counting_fail(0);
            assert_int_equal(counting_live(), live);
        }
    }
    return count;
}

/* A step either does what it should or says that there was no memory; never anything else. */
static void assert_result_or_no_memory(vt_value_task_t value_task, uint64_t expected) {
    uint64_t result = ~expected;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(value_task, &result, &error);
    if (counting_has_failed() && status == VT_E_FAULTED) {
        assert_int_equal(error.code, VT_E_OUT_OF_MEMORY);
        assert_string_equal(error.domain, vt_error_domain);
        return;
    }
    assert_ok(status);
    assert_int_equal(result, expected);
}

static void assert_task_or_no_memory(vt_task_t *task, uint64_t expected) {
    assert_non_null(task);
    assert_result_or_no_memory(vt_value_task_from_task(task), expected);
}

/* ---- tasks ---- */

static void make_tasks(void) {
    const uint64_t wide[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    vt_error_t error = vt_error_format(test_domain, 1, VT_HERE, "number %d", 1);
    assert_string_equal(error.text, error.owned ? "number 1" : "number %d");
    vt_task_t *faulted = vt_task_from_error(&error);
    assert_int_equal(vt_task_state(faulted), VT_FAULTED);
    vt_task_unref(faulted);
    assert_task_or_no_memory(vt_task_from_result(42), 42);
    vt_task_t *sized = vt_task_from_result_sized(wide, sizeof wide);
    assert_true(counting_has_failed() || vt_task_state(sized) == VT_SUCCEEDED);
    vt_task_unref(sized);
}

TEST(making_completed_tasks) {
    assert_int_equal(fail_each(make_tasks), 4);
}

static void complete_a_task(void) {
    vt_task_t *task = vt_task_create(0);
    vt_status_t status = vt_task_set_result(task, 42);
    assert_int_equal(status, counting_has_failed() ? VT_E_ALREADY_COMPLETED : VT_OK);
    assert_task_or_no_memory(task, 42);
}

TEST(completing_a_task_that_could_not_be_made) {
    assert_int_equal(fail_each(complete_a_task), 1);
}

static void combine(void) {
    vt_task_t *const tasks[] = {vt_task_from_result(1), vt_task_from_result(2)};
    uint64_t results[2];
    assert_task_or_no_memory(vt_when_all(tasks, 2, results), 2);
    assert_task_or_no_memory(vt_when_any(tasks, 2), 0);
}

TEST(combining_tasks) {
    assert_int_equal(fail_each(combine), 2);
}

static void wait_for(void) {
    vt_task_t *task = vt_task_create(0);
    if (vt_task_state(task) == VT_PENDING) {
        assert_int_equal(vt_task_wait_for(task, 0), VT_E_TIMED_OUT);
        assert_ok(vt_task_set_result(task, 42));
    }
    assert_task_or_no_memory(task, 42);
}

TEST(waiting_with_timeout) {
    assert_int_equal(fail_each(wait_for), 1);
}

static void wait_async(void) {
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *task = vt_task_create(0);
    vt_task_t *waiting = vt_task_wait_async(task, VT_FOREVER, vt_cancel_source_token(&source));
    vt_cancel_source_cancel(&source);
    assert_int_equal(vt_task_state(waiting), counting_has_failed() ? VT_FAULTED : VT_CANCELED);
    vt_task_unref(waiting);
    (void)!vt_task_set_result(task, 42);
    vt_task_unref(task);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(waiting_asynchronously) {
    assert_int_equal(fail_each(wait_async), 3);
}

/* ---- value tasks ---- */

static void combine_values(void) {
    vt_reset_source_t sources[2];
    vt_value_task_t value_tasks[2];
    for (int i = 0; i < 2; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
        value_tasks[i] = vt_reset_source_value_task(&sources[i]);
    }
    vt_value_task_t all = vt_when_all_values(value_tasks, 2, NULL);
    for (int i = 0; i < 2; i++) {
        assert_ok(vt_reset_source_set_result(&sources[i], 1));
        assert_ok(vt_reset_source_reset(&sources[i])); /* the operation is over in both cases */
        assert_ok(vt_reset_source_deinit(&sources[i]));
    }
    assert_result_or_no_memory(all, 2);
}

TEST(combining_value_tasks) {
    assert_int_equal(fail_each(combine_values), 1);
}

static void pending_as_task(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_task_t *task = vt_value_task_as_task(vt_reset_source_value_task(&source));
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_task_or_no_memory(task, 42);
    assert_ok(vt_reset_source_reset(&source)); /* the operation is over in both cases */
    assert_ok(vt_reset_source_deinit(&source));
}

static void completed_as_task(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_reset_source_set_result(&source, 42));
    vt_task_t *task = vt_value_task_as_task(vt_reset_source_value_task(&source));
    assert_task_or_no_memory(task, 42);
    assert_task_or_no_memory(vt_value_task_as_task(vt_value_task_from_result(43)), 43);
}

static void faulted_as_task(void) {
    vt_reset_source_t source;
    vt_error_t error = vt_error_format(test_domain, 1, VT_HERE, "number %d", 1);
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_reset_source_set_error(&source, &error));
    vt_task_t *task = vt_value_task_as_task(vt_reset_source_value_task(&source));
    assert_int_equal(vt_task_state(task), VT_FAULTED);
    vt_task_unref(task);
}

TEST(as_task_of_a_source) {
    assert_int_equal(fail_each(pending_as_task), 1);
    assert_int_equal(fail_each(completed_as_task), 2);
    assert_int_equal(fail_each(faulted_as_task), 2);
}

typedef struct wide {
    uint64_t words[8];
} wide_t;

VT_DEFINE_VALUE_TASK(wide_value, wide_t);

static void wide_as_task(bool before) {
    wide_t storage;
    const wide_t sent = {{1, 2, 3, 4, 5, 6, 7, 8}};
    wide_t got = {{0}};
    vt_reset_source_t source;
    assert_ok(vt_reset_source_init_sized(&source, &storage, sizeof storage, NULL, 0));
    wide_value_t value_task = wide_value_from_source(&source.operation.completion.source, 0);
    vt_task_t *task = before ? wide_value_as_task(value_task) : NULL;
    assert_ok(vt_reset_source_set_result_sized(&source, &sent, sizeof sent));
    task = before ? task : wide_value_as_task(value_task);
    vt_status_t status = vt_task_get_result_sized(task, &got, sizeof got, NULL);
    assert_int_equal(status, counting_has_failed() ? VT_E_FAULTED : VT_OK);
    if (status == VT_OK) {
        assert_memory_equal(&got, &sent, sizeof got);
    }
    vt_task_unref(task);
    assert_ok(vt_reset_source_reset(&source));
}

static void wide_pending_as_task(void) {
    wide_as_task(true);
}

static void wide_completed_as_task(void) {
    wide_as_task(false);
}

TEST(as_task_of_a_wide_source) {
    assert_int_equal(fail_each(wide_pending_as_task), 2);
    assert_int_equal(fail_each(wide_completed_as_task), 2);
}

static void discard_a_foreign_one(void) {
    foreign_t foreign;
    foreign_init(&foreign, 1);
    vt_value_task_discard(foreign_value_task(&foreign));
    foreign_complete(&foreign, VT_SUCCEEDED);
    assert_int_equal(foreign.taken, counting_has_failed() ? 0 : 1);
}

TEST(discarding_a_foreign_source) {
    assert_int_equal(fail_each(discard_a_foreign_one), 1);
}

/* ---- pools ---- */

static void use_a_source_pool(void) {
    vt_source_pool_t *pool = NULL;
    vt_status_t status = vt_source_pool_create(2, 0, &pool);
    if (status != VT_OK) {
        assert_int_equal(status, VT_E_OUT_OF_MEMORY);
        assert_null(pool);
        return;
    }
    vt_reset_source_t *source = vt_source_pool_rent(pool);
    assert_int_equal(source == NULL, counting_has_failed());
    if (source != NULL) {
        vt_value_task_discard(vt_reset_source_value_task(source));
        assert_ok(vt_reset_source_set_result(source, 1));
    }
    assert_int_equal(vt_source_pool_rented(pool), 0);
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(creating_a_source_pool_and_renting) {
    assert_int_equal(fail_each(use_a_source_pool), 2);
}

static void use_a_thread_pool(void) {
    vt_thread_pool_t *pool = NULL;
    vt_status_t status = vt_thread_pool_create(2, &pool);
    assert_int_equal(status, counting_has_failed() ? VT_E_OUT_OF_MEMORY : VT_OK);
    assert_int_equal(pool == NULL, counting_has_failed());
    assert_ok(vt_thread_pool_destroy(pool));
}

TEST(creating_a_thread_pool) {
    assert_int_equal(fail_each(use_a_thread_pool), 1);
}

/* ---- async methods ---- */

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got = 0;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

static void complete(vt_reset_source_t *source) {
    assert_ok(vt_reset_source_set_result(source, 39));
    assert_ok(vt_reset_source_reset(source));
    assert_ok(vt_reset_source_deinit(source));
}

static void suspended_value_tasks(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    for (int i = 0; i < 3; i++) {
        value_task = VT_START(plus_one, .inner = value_task);
    }
    complete(&source);
    assert_result_or_no_memory(value_task, 42);
}

static void suspended_tasks(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_task_t *task = VT_START_TASK(plus_one, .inner = vt_reset_source_value_task(&source));
    for (int i = 0; i < 2; i++) {
        task = VT_START_TASK(plus_one, .inner = vt_value_task_from_task(task));
    }
    complete(&source);
    assert_task_or_no_memory(task, 42);
}

static void suspended_pooled(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task =
        VT_START_POOLED(plus_one, .inner = vt_reset_source_value_task(&source));
    complete(&source);
    assert_result_or_no_memory(value_task, 40);
    (void)vt_pool_trim(VT_METHOD_POOL(plus_one)); /* the pool is cold again */
}

/* On a thread that has no place for the pool yet: its end gives back what it has. */
static void *suspended_pooled_first(void *argument) {
    suspended_pooled();
    return argument;
}

static void suspended_pooled_on_a_new_thread(void) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, suspended_pooled_first, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

TEST(methods_that_cannot_suspend_end_faulted_under_every_builder) {
    assert_int_equal(fail_each(suspended_value_tasks), 3);
    assert_int_equal(fail_each(suspended_tasks), 3);
    suspended_pooled_on_a_new_thread(); /* makes the home that every later one adopts */
    assert_int_equal(fail_each(suspended_pooled_on_a_new_thread), 2);
    suspended_pooled();
    assert_int_equal(fail_each(suspended_pooled), 1);
}

typedef struct faults_frame {
    VT_FRAME;
    vt_value_task_t inner;
} faults_frame_t;

VT_METHOD(faults, faults_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    VT_FAIL_WITH(vt_error_format(test_domain, 9, VT_HERE, "number %d", 9));
    VT_END;
}

static void fault_at_once(void) {
    vt_value_task_t value_task = VT_START(faults, 0);
    assert_true(vt_value_task_is_faulted(value_task));
    vt_value_task_discard(value_task);
}

static void fault_later(void) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = VT_START(faults, .inner = vt_reset_source_value_task(&source));
    complete(&source);
    assert_true(vt_value_task_is_faulted(value_task));
    vt_value_task_discard(value_task);
}

TEST(methods_that_fault_fault_all_the_same) {
    assert_int_equal(fail_each(fault_at_once), 2);
    assert_int_equal(fail_each(fault_later), 2);
}

typedef struct tries_frame {
    VT_FRAME;
    vt_value_task_t inner;
    vt_value_task_t more;
    uint64_t failures;
} tries_frame_t;

/* Goes on after the await that had no memory. */
VT_METHOD(tries, tries_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t failure = {0};
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, failure, frame->inner);
    frame->failures += status == VT_OK && got == 39 ? 0 : (failure.code == VT_E_OUT_OF_MEMORY);
    VT_TRY_AWAIT(frame, status, got, failure, frame->more);
    frame->failures += status == VT_OK && got == 39 ? 0 : (failure.code == VT_E_OUT_OF_MEMORY);
    VT_RETURN(100 + frame->failures);
    VT_END;
}

static void go_on(void) {
    vt_reset_source_t sources[2];
    vt_reset_source_init(&sources[0], NULL, 0);
    vt_reset_source_init(&sources[1], NULL, 0);
    vt_value_task_t value_task = VT_START(tries, .inner = vt_reset_source_value_task(&sources[0]),
                                          .more = vt_reset_source_value_task(&sources[1]));
    complete(&sources[0]);
    complete(&sources[1]);
    assert_result(value_task, !counting_has_failed() ? 100 : all_fail ? 102 : 101);
}

TEST(a_method_that_tries_goes_on_without_memory) {
    assert_int_equal(fail_each(go_on), 1);
}

VT_TYPED_METHOD(wide_value, wide_later, plus_one_frame_t, frame) {
    wide_t result = {{0}};
    uint64_t got = 0;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    result.words[7] = got;
    VT_RETURN_TYPED(wide_value, result);
    VT_END;
}

static void suspended_typed(void) {
    wide_t got = {{0}};
    vt_error_t error = {0};
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    wide_value_t value_task = VT_START(wide_later, .inner = vt_reset_source_value_task(&source));
    complete(&source);
    vt_status_t status = wide_value_get_result(value_task, &got, &error);
    assert_int_equal(status, counting_has_failed() ? VT_E_FAULTED : VT_OK);
    assert_int_equal(status == VT_OK ? (int)got.words[7] : error.code,
                     status == VT_OK ? 39 : VT_E_OUT_OF_MEMORY);
}

TEST(typed_methods_that_cannot_suspend_end_faulted) {
    assert_int_equal(fail_each(suspended_typed), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(making_completed_tasks),
        cmocka_unit_test(completing_a_task_that_could_not_be_made),
        cmocka_unit_test(combining_tasks),
        cmocka_unit_test(waiting_with_timeout),
        cmocka_unit_test(waiting_asynchronously),
        cmocka_unit_test(combining_value_tasks),
        cmocka_unit_test(as_task_of_a_source),
        cmocka_unit_test(as_task_of_a_wide_source),
        cmocka_unit_test(discarding_a_foreign_source),
        cmocka_unit_test(creating_a_source_pool_and_renting),
        cmocka_unit_test(creating_a_thread_pool),
        cmocka_unit_test(methods_that_cannot_suspend_end_faulted_under_every_builder),
        cmocka_unit_test(methods_that_fault_fault_all_the_same),
        cmocka_unit_test(a_method_that_tries_goes_on_without_memory),
        cmocka_unit_test(typed_methods_that_cannot_suspend_end_faulted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
