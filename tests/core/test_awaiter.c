/* vt_awaiter_t, and what its completer does in the consumer's place. */
#include "helpers.h"

/* What an awaiter has met. */
typedef struct waiting {
    vt_awaiter_t awaiter;
    unsigned runs;
    vt_status_t reset; /* what resetting the source gave then */
    vt_reset_source_t *source;
    vt_status_t status;
    uint64_t result;
    vt_error_t error;
} waiting_t;

static void took(vt_continuation_t *self) {
    waiting_t *waiting = VT_CONTAINER_OF(self, waiting_t, awaiter.continuation);
    waiting->runs++;
    if (waiting->source != NULL) {
        waiting->reset = vt_reset_source_reset(waiting->source);
    }
    waiting->status =
        vt_value_task_get_result(waiting->awaiter.value_task, &waiting->result, &waiting->error);
}

static vt_status_t wait_for(waiting_t *waiting, vt_value_task_t value_task, unsigned flags) {
    memset(waiting, 0, sizeof *waiting);
    waiting->awaiter.value_task = value_task;
    waiting->awaiter.continuation.run = took;
    return vt_awaiter_on_completed(&waiting->awaiter, flags);
}

static void assert_took(const waiting_t *waiting, uint64_t result) {
    assert_int_equal(waiting->runs, 1);
    assert_int_equal(waiting->status, VT_OK);
    assert_int_equal(waiting->result, result);
}

/* ---- every backing ---- */

static void check_result(operation_t *operation) {
    waiting_t waiting;
    assert_ok(wait_for(&waiting, operation->value_task, 0));
    assert_int_equal(waiting.runs, 0);
    operation_succeed(operation, 42);
    assert_took(&waiting, 42);
}

TEST(an_awaiter_takes_the_result) {
    with_every_backing(check_result);
}

static void check_fault(operation_t *operation) {
    waiting_t waiting;
    assert_ok(wait_for(&waiting, operation->value_task, 0));
    operation_fault(operation, 3);
    assert_int_equal(waiting.runs, 1);
    assert_int_equal(waiting.status, VT_E_FAULTED);
    assert_int_equal(waiting.error.code, 3);
    vt_error_release(&waiting.error);
}

TEST(an_awaiter_takes_the_error) {
    with_every_backing(check_fault);
}

/* ---- a source is free again before its awaiter runs ---- */

TEST(a_source_can_be_reset_where_the_awaiter_runs) {
    vt_reset_source_t source;
    waiting_t waiting;
    for (unsigned options = 0; options <= VT_ONE_COMPLETER; options += VT_ONE_COMPLETER) {
        vt_reset_source_init(&source, NULL, options);
        assert_ok(wait_for(&waiting, vt_reset_source_value_task(&source), 0));
        waiting.source = &source;
        assert_ok(vt_reset_source_set_result(&source, 7));
        assert_took(&waiting, 7);
        assert_int_equal(waiting.reset, VT_OK);
        assert_int_equal(vt_reset_source_version(&source), 1);
        assert_ok(vt_reset_source_deinit(&source));
    }
}

TEST(the_token_is_stale_once_the_awaiter_has_the_result) {
    vt_reset_source_t source;
    waiting_t waiting;
    uint64_t result = 0;
    vt_error_t error;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_value_task_from_source(&source.operation.completion.source,
                                                           vt_reset_source_version(&source));
    assert_ok(wait_for(&waiting, vt_reset_source_value_task(&source), 0));
    assert_ok(vt_reset_source_set_result(&source, 7));
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), VT_E_STALE_TOKEN);
    assert_int_equal(vt_reset_source_set_result(&source, 8), VT_E_ALREADY_COMPLETED);
    assert_took(&waiting, 7);
    assert_ok(vt_reset_source_deinit(&source));
}

static unsigned recycled;

static void count_recycled(vt_reset_source_t *source) {
    (void)source;
    recycled++;
}

static void check_recycled_once(bool succeeds, unsigned options) {
    vt_reset_source_t source;
    waiting_t waiting;
    recycled = 0;
    vt_reset_source_init(&source, count_recycled, options);
    assert_ok(wait_for(&waiting, vt_reset_source_value_task(&source), 0));
    assert_ok(succeeds ? vt_reset_source_set_result(&source, 7)
                       : vt_reset_source_set_canceled(&source));
    assert_int_equal(waiting.runs, 1);
    assert_int_equal(waiting.status, succeeds ? VT_OK : VT_E_CANCELED);
    assert_int_equal(recycled, 1);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(a_source_is_recycled_once_however_it_ended) {
    check_recycled_once(true, 0);
    check_recycled_once(true, VT_ONE_COMPLETER);
    check_recycled_once(false, 0);
}

/* ---- not the usual case ---- */

static void await_seven(void *argument) {
    waiting_t *waiting = argument;
    vt_reset_source_t *source = waiting->source;
    assert_ok(wait_for(waiting, vt_reset_source_value_task(source), VT_USE_EXECUTOR));
}

TEST(an_awaiter_that_captured_an_executor_runs_there_and_the_source_is_free_before) {
    shelf_t shelf;
    vt_reset_source_t source;
    waiting_t waiting = {.source = &source};
    shelf_init(&shelf);
    vt_reset_source_init(&source, NULL, 0);
    shelf_call(&shelf, await_seven, &waiting);
    assert_ok(vt_reset_source_set_result(&source, 7));
    assert_int_equal(waiting.runs, 0);
    assert_int_equal(shelf_run(&shelf), 1);
    assert_took(&waiting, 7);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(a_task_that_another_refers_to_keeps_its_result) {
    vt_task_t *task = vt_task_create(0);
    waiting_t waiting;
    assert_ok(wait_for(&waiting, vt_task_await(task), 0));
    assert_ok(vt_task_set_result(task, 42));
    assert_took(&waiting, 42);
    assert_task_result(task, 42);
    vt_task_unref(task);
}

TEST(a_task_whose_only_owner_awaits_it_is_gone) {
    vt_task_t *task = vt_task_create(0);
    waiting_t waiting;
    assert_ok(wait_for(&waiting, vt_value_task_from_task(task), 0));
    assert_ok(vt_task_set_result(task, 42));
    assert_took(&waiting, 42);
}

TEST(a_completed_one_is_refused_or_queued) {
    waiting_t waiting;
    vt_task_t *task = vt_task_from_result(1000);
    assert_int_equal(wait_for(&waiting, vt_value_task_from_task(task), VT_REFUSE_COMPLETED),
                     VT_E_ALREADY_COMPLETED);
    assert_int_equal(wait_for(&waiting, vt_value_task_from_result(1), VT_REFUSE_COMPLETED),
                     VT_E_ALREADY_COMPLETED);
    assert_int_equal(waiting.runs, 0);
    vt_task_unref(task);
}

TEST(a_second_awaiter_of_a_source_is_refused) {
    vt_reset_source_t source;
    waiting_t waiting;
    waiting_t second;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_value_task_from_source(&source.operation.completion.source,
                                                           vt_reset_source_version(&source));
    assert_ok(wait_for(&waiting, vt_reset_source_value_task(&source), 0));
    assert_int_equal(wait_for(&second, value_task, 0), VT_E_ALREADY_AWAITED);
    assert_ok(vt_reset_source_set_result(&source, 7));
    assert_took(&waiting, 7);
    assert_int_equal(second.runs, 0);
    vt_value_task_discard(value_task);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(bad_input_is_refused) {
    waiting_t waiting;
    assert_int_equal(vt_awaiter_on_completed(NULL, 0), VT_E_INVALID_ARGUMENT);
    memset(&waiting, 0, sizeof waiting);
    waiting.awaiter.value_task = vt_value_task_from_result(1);
    assert_int_equal(vt_awaiter_on_completed(&waiting.awaiter, 0), VT_E_INVALID_ARGUMENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_awaiter_takes_the_result),
        cmocka_unit_test(an_awaiter_takes_the_error),
        cmocka_unit_test(a_source_can_be_reset_where_the_awaiter_runs),
        cmocka_unit_test(the_token_is_stale_once_the_awaiter_has_the_result),
        cmocka_unit_test(a_source_is_recycled_once_however_it_ended),
        cmocka_unit_test(
            an_awaiter_that_captured_an_executor_runs_there_and_the_source_is_free_before),
        cmocka_unit_test(a_task_that_another_refers_to_keeps_its_result),
        cmocka_unit_test(a_task_whose_only_owner_awaits_it_is_gone),
        cmocka_unit_test(a_completed_one_is_refused_or_queued),
        cmocka_unit_test(a_second_awaiter_of_a_source_is_refused),
        cmocka_unit_test(bad_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
