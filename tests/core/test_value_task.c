/* The value task itself: making, asking, consuming; every backing. */
#include "helpers.h"

/* ---- made from what is known ---- */

TEST(a_default_value_task_is_completed_with_zero) {
    vt_value_task_t value_task = {0};
    assert_state(value_task, VT_SUCCEEDED);
    assert_result(value_task, 0);
}

TEST(a_value_task_from_a_result_gives_the_result) {
    const uint64_t results[] = {0, 1, 42, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(results); i++) {
        vt_value_task_t value_task = vt_value_task_from_result(results[i]);
        assert_null(value_task.source);
        assert_state(value_task, VT_SUCCEEDED);
        assert_result(value_task, results[i]);
    }
}

TEST(a_value_task_is_a_pointer_and_a_word) {
    struct {
        void *pointer;
        uint64_t word;
    } both;
    assert_int_equal(sizeof(vt_value_task_t), sizeof both);
}

TEST(a_completed_task_makes_a_completed_value_task) {
    vt_value_task_t value_task = vt_value_task_from_task(vt_task_from_result(42));
    assert_state(value_task, VT_SUCCEEDED);
    assert_result(value_task, 42);
}

TEST(a_value_task_from_an_error_is_faulted_with_it) {
    vt_error_t error = test_error(5);
    vt_value_task_t value_task = vt_value_task_from_error(&error);
    assert_null(error.domain); /* taken over */
    assert_state(value_task, VT_FAULTED);
    assert_fault(value_task, test_domain, 5);
}

TEST(what_is_not_initialised_as_a_static_error_is_an_invalid_argument) {
    static const vt_static_error_t empty;
    assert_fault(vt_value_task_from_static_error(&empty), vt_error_domain, VT_E_INVALID_ARGUMENT);
}

TEST(a_value_task_can_be_made_of_each_status) {
    assert_result(vt_value_task_from_status(VT_OK), 0);
    assert_canceled(vt_value_task_from_status(VT_E_CANCELED));
    assert_fault(vt_value_task_from_status((vt_status_t)-1000), vt_error_domain,
                 VT_E_INVALID_ARGUMENT);
    assert_fault(vt_value_task_from_status((vt_status_t)1), vt_error_domain, VT_E_INVALID_ARGUMENT);
#define CHECK_STATUS(name, number, message)                                             \
    if ((name) != VT_OK && (name) != VT_E_CANCELED) {                                   \
        vt_error_t error = {0};                                                         \
        uint64_t result;                                                                \
        vt_error_t expected = vt_error_from_status(name);                               \
        assert_int_equal(                                                               \
            vt_value_task_get_result(vt_value_task_from_status(name), &result, &error), \
            VT_E_FAULTED);                                                              \
        assert_true(vt_error_equal(&error, &expected));                                 \
        assert_string_equal(error.text, message);                                       \
    }
    VT_STATUS_LIST(CHECK_STATUS)
#undef CHECK_STATUS
}

TEST(a_static_error_can_be_consumed_again_and_again) {
    static const vt_static_error_t error = VT_STATIC_ERROR_INIT(test_domain, 6, "static");
    vt_value_task_t value_task = vt_value_task_from_static_error(&error);
    for (int i = 0; i < 3; i++) {
        assert_state(value_task, VT_FAULTED);
        assert_fault(value_task, test_domain, 6);
    }
    vt_value_task_discard(value_task);
}

TEST(null_arguments_give_invalid_argument) {
    const vt_value_task_t made[] = {
        vt_value_task_from_task(NULL),
        vt_value_task_from_source(NULL, 3),
        vt_value_task_from_error(NULL),
        vt_value_task_from_static_error(NULL),
        vt_task_await(NULL),
    };
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        assert_state(made[i], VT_FAULTED);
        assert_fault(made[i], vt_error_domain, VT_E_INVALID_ARGUMENT);
    }
    assert_int_equal(vt_value_task_get_status(made[0], NULL), VT_E_INVALID_ARGUMENT);
}

TEST(from_canceled_wants_a_canceled_token) {
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_fault(vt_value_task_from_canceled(token), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_fault(vt_value_task_from_canceled((vt_cancel_token_t){0}), vt_error_domain,
                 VT_E_INVALID_ARGUMENT);
    vt_cancel_source_cancel(&source);
    vt_value_task_t value_task = vt_value_task_from_canceled(token);
    assert_state(value_task, VT_CANCELED);
    assert_canceled(value_task);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(making_one_from_a_source_does_not_call_the_source) {
    foreign_t foreign;
    foreign_init(&foreign, 17);
    (void)foreign_value_task(&foreign);
    assert_int_equal(foreign.asked + foreign.awaited + foreign.taken, 0);
}

/* ---- completed later ---- */

static void check_later_success(operation_t *operation) {
    assert_state(operation->value_task, VT_PENDING);
    operation_succeed(operation, 42);
    assert_state(operation->value_task, VT_SUCCEEDED);
    assert_result(operation->value_task, 42);
}

TEST(a_pending_one_succeeds_later) {
    with_every_backing(check_later_success);
}

static void check_later_fault(operation_t *operation) {
    assert_state(operation->value_task, VT_PENDING);
    operation_fault(operation, 9);
    assert_state(operation->value_task, VT_FAULTED);
    assert_fault(operation->value_task, test_domain, 9);
}

TEST(a_pending_one_faults_later) {
    with_every_backing(check_later_fault);
}

static void check_later_cancellation(operation_t *operation) {
    assert_state(operation->value_task, VT_PENDING);
    operation_cancel(operation);
    assert_state(operation->value_task, VT_CANCELED);
    assert_canceled(operation->value_task);
}

TEST(a_pending_one_is_canceled_later) {
    with_every_backing(check_later_cancellation);
}

TEST(a_faulted_task_gives_the_same_error_each_time) {
    vt_error_t error = vt_error_format(test_domain, 1, VT_HERE, "number %d", 7);
    const char *text = error.text;
    vt_task_t *task = vt_task_from_error(&error);
    for (int i = 0; i < 3; i++) {
        vt_error_t got = {0};
        uint64_t result;
        assert_int_equal(vt_value_task_get_result(vt_task_await(task), &result, &got),
                         VT_E_FAULTED);
        assert_ptr_equal(got.text, text);
        assert_string_equal(got.text, "number 7");
        vt_error_release(&got);
    }
    vt_task_unref(task);
}

TEST(results_and_errors_may_be_left_out) {
    vt_error_t error = vt_error_format(test_domain, 1, VT_HERE, "%s", "dropped");
    uint64_t result;
    vt_value_task_t value_task = vt_value_task_from_error(&error);
    assert_int_equal(vt_value_task_get_result(value_task, &result, NULL), VT_E_FAULTED);
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    error = vt_error_format(test_domain, 1, VT_HERE, "%s", "dropped too");
    assert_ok(vt_reset_source_set_error(&operation.reset, &error));
    assert_int_equal(vt_value_task_get_result(operation.value_task, &result, NULL), VT_E_FAULTED);
    operation_end(&operation);
}

/* ---- equality and hash ---- */

TEST(equal_are_the_same_result_or_the_same_source_and_token) {
    foreign_t one;
    foreign_t other;
    foreign_init(&one, 17);
    foreign_init(&other, 17);
    vt_value_task_t seventeen = vt_value_task_from_source(&one.source, 17);
    assert_true(vt_value_task_equal(seventeen, vt_value_task_from_source(&one.source, 17)));
    assert_false(vt_value_task_equal(seventeen, vt_value_task_from_source(&one.source, 18)));
    assert_false(vt_value_task_equal(seventeen, vt_value_task_from_source(&other.source, 17)));
    assert_false(vt_value_task_equal(seventeen, vt_value_task_from_result(17)));
    assert_true(vt_value_task_equal(vt_value_task_from_result(1), vt_value_task_from_result(1)));
    assert_false(vt_value_task_equal(vt_value_task_from_result(1), vt_value_task_from_result(2)));
    assert_false(vt_value_task_equal(vt_value_task_from_result(1),
                                     vt_value_task_from_task(vt_task_from_result(1))));
}

TEST(equal_value_tasks_have_equal_hashes_and_others_hardly) {
    foreign_t one;
    foreign_init(&one, 17);
    vt_value_task_t value_task = vt_value_task_from_source(&one.source, 17);
    uint64_t hash = vt_value_task_hash(value_task);
    assert_int_equal(hash, vt_value_task_hash(vt_value_task_from_source(&one.source, 17)));
    assert_int_not_equal(hash, vt_value_task_hash(vt_value_task_from_source(&one.source, 18)));
    assert_int_not_equal(hash, vt_value_task_hash(vt_value_task_from_result(17)));
    assert_int_not_equal(vt_value_task_hash(vt_value_task_from_result(1)),
                         vt_value_task_hash(vt_value_task_from_result(2)));
}

/* ---- on_completed ---- */

static void check_on_completed_later(operation_t *operation) {
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_value_task_on_completed(operation->value_task, &probe.continuation, 0));
    assert_int_equal(probe_runs(&probe), 0);
    operation_succeed(operation, 42);
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(operation->value_task, 42);
}

TEST(on_completed_of_a_pending_one_runs_where_it_completes) {
    with_every_backing(check_on_completed_later);
}

/* Registers on something complete: it must come by way of the default executor. */
static void assert_queued(vt_value_task_t value_task, unsigned flags) {
    shelf_t shelf;
    probe_t probe;
    shelf_init(&shelf);
    probe_init(&probe);
    vt_executor_set_default(&shelf.executor);
    assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, flags));
    assert_int_equal(probe_runs(&probe), 0);
    assert_int_equal(shelf.posts, 1);
    assert_int_equal(shelf_run(&shelf), 1);
    assert_int_equal(probe_runs(&probe), 1);
    vt_executor_set_default(NULL);
}

static void check_on_completed_of_completed(operation_t *operation) {
    operation_succeed(operation, 42);
    assert_queued(operation->value_task, 0);
    assert_queued(operation->value_task, VT_FLOW_CONTEXT);
    assert_queued(operation->value_task, VT_USE_EXECUTOR); /* there is no context */
    assert_queued(operation->value_task, 0x1000);          /* unknown bits mean nothing */
    assert_result(operation->value_task, 42);
}

TEST(on_completed_of_a_completed_one_is_queued) {
    static const vt_static_error_t error = VT_STATIC_ERROR_INIT(test_domain, 6, "static");
    assert_queued(vt_value_task_from_result(1), 0);
    assert_queued(vt_value_task_from_static_error(&error), 0);
    with_every_backing(check_on_completed_of_completed);
}

static void check_refusal(operation_t *operation) {
    probe_t probe;
    probe_init(&probe);
    operation_succeed(operation, 42);
    assert_int_equal(
        vt_value_task_on_completed(operation->value_task, &probe.continuation, VT_REFUSE_COMPLETED),
        VT_E_ALREADY_COMPLETED);
    assert_int_equal(probe_runs(&probe), 0);
    assert_result(operation->value_task, 42);
}

TEST(who_asks_so_gets_the_continuation_back_instead) {
    with_every_backing(check_refusal);
}

/* ---- the road not taken ---- */

/* ---- words for people ---- */

TEST(every_status_has_a_message_of_its_own) {
    static const vt_status_t statuses[] = {
#define STATUS(name, number, message) name,
        VT_STATUS_LIST(STATUS)
#undef STATUS
    };
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(vt_status_message(statuses[i]), vt_status_message(statuses[j]));
        }
    }
    assert_string_equal(vt_status_message(VT_OK), "ok");
    assert_string_equal(vt_status_message((vt_status_t)-1000), "unknown status");
    assert_string_equal(vt_state_name(VT_PENDING), "pending");
    assert_string_equal(vt_state_name(VT_CANCELED), "canceled");
    assert_string_equal(vt_state_name((vt_state_t)17), "unknown state");
}

TEST(errors_say_the_same_where_domain_code_and_text_do) {
    vt_error_t a = vt_error(test_domain, 1, "text", "here");
    vt_error_t b = vt_error(test_domain, 1, "text", "there");
    vt_error_t formatted = vt_error_format(test_domain, 1, NULL, "%s", "text");
    assert_true(vt_error_equal(&a, &b));
    assert_true(vt_error_equal(&a, &formatted));
    vt_error_t share = vt_error_retain(&formatted);
    vt_error_release(&formatted);
    assert_string_equal(share.text, "text");
    vt_error_release(&share);
    assert_null(share.text);
    b.code = 2;
    assert_false(vt_error_equal(&a, &b));
    b = vt_error(test_domain, 1, NULL, NULL);
    assert_false(vt_error_equal(&a, &b));
    vt_error_release(NULL);
}

typedef struct echo_frame {
    VT_FRAME;
    vt_value_task_t inner;
} echo_frame_t;

VT_METHOD(echo, echo_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got);
    VT_END;
}

/* Two words written by two threads may mix. The pointer alone says which error it is. */
TEST(a_torn_value_task_of_a_static_error_gives_that_error) {
    static const vt_static_error_t error = VT_STATIC_ERROR_INIT(test_domain, 6, "static");
    const uint64_t words[] = {0, 1, 42, 4096, UINT64_MAX, (uintptr_t)&words};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        vt_value_task_t torn = vt_value_task_from_static_error(&error);
        torn.word = words[i];
        assert_state(torn, VT_FAULTED);
        assert_fault(torn, test_domain, 6);
        assert_fault(VT_START(echo, .inner = torn), test_domain, 6);
        assert_fault(VT_START_POOLED(echo, .inner = torn), test_domain, 6);
        assert_queued(torn, 0);
        vt_task_t *task = vt_value_task_as_task(torn);
        assert_task_fault(task, test_domain, 6);
        vt_task_unref(task);
        assert_fault(vt_value_task_preserve(torn), test_domain, 6);
        vt_value_task_discard(torn);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_value_task_is_completed_with_zero),
        cmocka_unit_test(a_value_task_from_a_result_gives_the_result),
        cmocka_unit_test(a_value_task_is_a_pointer_and_a_word),
        cmocka_unit_test(a_completed_task_makes_a_completed_value_task),
        cmocka_unit_test(a_value_task_from_an_error_is_faulted_with_it),
        cmocka_unit_test(a_torn_value_task_of_a_static_error_gives_that_error),
        cmocka_unit_test(what_is_not_initialised_as_a_static_error_is_an_invalid_argument),
        cmocka_unit_test(a_value_task_can_be_made_of_each_status),
        cmocka_unit_test(a_static_error_can_be_consumed_again_and_again),
        cmocka_unit_test(null_arguments_give_invalid_argument),
        cmocka_unit_test(from_canceled_wants_a_canceled_token),
        cmocka_unit_test(making_one_from_a_source_does_not_call_the_source),
        cmocka_unit_test(a_pending_one_succeeds_later),
        cmocka_unit_test(a_pending_one_faults_later),
        cmocka_unit_test(a_pending_one_is_canceled_later),
        cmocka_unit_test(a_faulted_task_gives_the_same_error_each_time),
        cmocka_unit_test(results_and_errors_may_be_left_out),
        cmocka_unit_test(equal_are_the_same_result_or_the_same_source_and_token),
        cmocka_unit_test(equal_value_tasks_have_equal_hashes_and_others_hardly),
        cmocka_unit_test(on_completed_of_a_pending_one_runs_where_it_completes),
        cmocka_unit_test(on_completed_of_a_completed_one_is_queued),
        cmocka_unit_test(who_asks_so_gets_the_continuation_back_instead),
        cmocka_unit_test(every_status_has_a_message_of_its_own),
        cmocka_unit_test(errors_say_the_same_where_domain_code_and_text_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
