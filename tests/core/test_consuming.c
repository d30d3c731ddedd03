/* Consuming a value task other than by get_result: as_task, preserve, discard. */
#include "helpers.h"

/* ---- as_task ---- */

TEST(as_task_of_a_task_gives_that_task_every_time) {
    vt_task_t *task = vt_task_create(0);
    for (int i = 0; i < 2; i++) {
        vt_task_t *same = vt_value_task_as_task(vt_task_await(task));
        assert_ptr_equal(same, task);
        vt_task_unref(same);
    }
    assert_ok(vt_task_set_result(task, 1));
    vt_task_unref(task);
}

TEST(as_task_of_a_result_outside_the_cache_gives_a_new_task_each_time) {
    vt_task_t *one = vt_value_task_as_task(vt_value_task_from_result(42));
    vt_task_t *other = vt_value_task_as_task(vt_value_task_from_result(42));
    assert_ptr_not_equal(one, other);
    assert_task_result(one, 42);
    assert_task_result(other, 42);
    vt_task_unref(one);
    vt_task_unref(other);
}

TEST(as_task_of_a_cached_result_gives_the_same_task_each_time) {
    vt_task_t *one = vt_value_task_as_task(vt_value_task_from_result(1));
    assert_ptr_equal(one, vt_value_task_as_task(vt_value_task_from_result(1)));
    assert_task_result(one, 1);
}

static void check_as_task_success(operation_t *operation, bool before) {
    vt_task_t *task = NULL;
    if (before) {
        task = vt_value_task_as_task(operation->value_task);
        assert_int_equal(vt_task_state(task), VT_PENDING);
    }
    operation_succeed(operation, 42);
    if (!before) {
        task = vt_value_task_as_task(operation->value_task);
    }
    assert_int_equal(vt_task_state(task), VT_SUCCEEDED);
    assert_task_result(task, 42);
    assert_task_result(task, 42);
    vt_task_unref(task);
}

static void check_as_task_of_pending(operation_t *operation) {
    check_as_task_success(operation, true);
}

static void check_as_task_of_completed(operation_t *operation) {
    check_as_task_success(operation, false);
}

TEST(as_task_of_a_pending_one_completes_with_it) {
    with_every_backing(check_as_task_of_pending);
}

TEST(as_task_of_a_completed_one_is_completed) {
    with_every_backing(check_as_task_of_completed);
}

static void check_as_task_fault_later(operation_t *operation) {
    vt_task_t *task = vt_value_task_as_task(operation->value_task);
    operation_fault(operation, 3);
    assert_task_fault(task, test_domain, 3);
    vt_task_unref(task);
}

static void check_as_task_fault_before(operation_t *operation) {
    operation_fault(operation, 4);
    vt_task_t *task = vt_value_task_as_task(operation->value_task);
    assert_task_fault(task, test_domain, 4);
    vt_task_unref(task);
}

TEST(as_task_passes_a_fault_on) {
    with_every_backing(check_as_task_fault_later);
    with_every_backing(check_as_task_fault_before);
}

static void check_as_task_cancel_later(operation_t *operation) {
    vt_task_t *task = vt_value_task_as_task(operation->value_task);
    operation_cancel(operation);
    assert_int_equal(vt_task_state(task), VT_CANCELED);
    assert_int_equal(vt_task_get_result(task, NULL, NULL), VT_E_CANCELED);
    vt_task_unref(task);
}

static void check_as_task_cancel_before(operation_t *operation) {
    operation_cancel(operation);
    vt_task_t *task = vt_value_task_as_task(operation->value_task);
    assert_int_equal(vt_task_state(task), VT_CANCELED);
    vt_task_unref(task);
}

TEST(as_task_passes_cancellation_on) {
    with_every_backing(check_as_task_cancel_later);
    with_every_backing(check_as_task_cancel_before);
}

TEST(as_task_registers_once_and_takes_once) {
    foreign_t foreign;
    foreign_init(&foreign, 17);
    foreign.word = 42;
    vt_task_t *task = vt_value_task_as_task(foreign_value_task(&foreign));
    assert_int_equal(foreign.awaited, 1);
    assert_int_equal(foreign.taken, 0);
    foreign_complete(&foreign, VT_SUCCEEDED);
    assert_int_equal(foreign.taken, 1);
    assert_task_result(task, 42);
    vt_task_unref(task);
}

TEST(a_source_that_completes_between_the_questions_still_gives_its_result) {
    foreign_t foreign;
    foreign_init(&foreign, 17);
    foreign.word = 42;
    foreign.completes_at_registration = true;
    vt_task_t *task = vt_value_task_as_task(foreign_value_task(&foreign));
    assert_task_result(task, 42);
    vt_task_unref(task);
}

/* ---- preserve ---- */

TEST(preserving_a_result_or_a_task_changes_nothing) {
    vt_value_task_t result = vt_value_task_from_result(42);
    assert_true(vt_value_task_equal(vt_value_task_preserve(result), result));
    vt_task_t *task = vt_task_from_result(43);
    vt_value_task_t value_task = vt_value_task_from_task(task);
    assert_true(vt_value_task_equal(vt_value_task_preserve(value_task), value_task));
    assert_result(value_task, 43);
}

TEST(a_preserved_source_outlives_its_next_operation) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t preserved = vt_value_task_preserve(vt_reset_source_value_task(&source));
    assert_state(preserved, VT_PENDING);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(vt_reset_source_set_result(&source, 43));
    vt_task_t *task = vt_value_task_as_task(preserved);
    assert_result(vt_task_await(task), 42);
    assert_result(vt_task_await(task), 42);
    vt_task_unref(task);
    assert_result(vt_reset_source_value_task(&source), 43);
    assert_ok(vt_reset_source_deinit(&source));
}

/* ---- discard ---- */

static void check_discard_pending(operation_t *operation) {
    vt_value_task_discard(operation->value_task);
    operation_succeed(operation, 42);
}

static void check_discard_completed(operation_t *operation) {
    operation_succeed(operation, 42);
    vt_value_task_discard(operation->value_task);
}

/* The error's text is a block: a leak would be found. */
static void check_discard_faulted(operation_t *operation) {
    operation_fault(operation, 7);
    vt_value_task_discard(operation->value_task);
}

TEST(discarding_gives_the_source_its_slot_back_before_or_after) {
    vt_value_task_discard(vt_value_task_from_result(1));
    with_every_backing(check_discard_pending); /* the pool's own end says that it came back */
    with_every_backing(check_discard_completed);
    with_every_backing(check_discard_faulted);
}

TEST(a_discarded_foreign_source_is_still_told_that_it_may_go_on) {
    foreign_t foreign;
    foreign_init(&foreign, 17);
    vt_value_task_discard(foreign_value_task(&foreign));
    assert_int_equal(foreign.taken, 0);
    foreign_complete(&foreign, VT_SUCCEEDED);
    assert_int_equal(foreign.taken, 1);
}

/* A source of somebody else's that is one of ours inside. */
typedef struct wrapper {
    vt_source_t source;
    vt_reset_source_t inner;
} wrapper_t;

static vt_value_task_t inner_of(const vt_source_t *self, uint64_t token) {
    wrapper_t *wrapper = (wrapper_t *)(uintptr_t)self;
    return vt_value_task_from_source(&wrapper->inner.operation.completion.source, token);
}

static int wrapper_get_status(const vt_source_t *self, uint64_t token) {
    vt_source_t *inner = inner_of(self, token).source;
    return inner->ops->get_status(inner, token);
}

static vt_status_t wrapper_on_completed(vt_source_t *self, uint64_t token,
                                        vt_continuation_t *continuation, unsigned flags) {
    return vt_value_task_on_completed(inner_of(self, token), continuation, flags);
}

static vt_status_t wrapper_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                      vt_error_t *error) {
    vt_source_t *inner = inner_of(self, token).source;
    return inner->ops->get_result(inner, token, result, size, error);
}

static const vt_source_ops_t wrapper_ops = {wrapper_get_status, wrapper_on_completed,
                                            wrapper_get_result, NULL};

TEST(taking_with_size_0_ends_the_operation_without_reading_it) {
    wrapper_t wrapper = {.source = {&wrapper_ops}};
    vt_reset_source_init(&wrapper.inner, NULL, 0);
    vt_value_task_t value_task = vt_value_task_from_source(&wrapper.source, 0);
    vt_value_task_discard(value_task);
    assert_ok(vt_reset_source_set_result(&wrapper.inner, 42));
    assert_misuse(value_task, VT_E_STALE_TOKEN);
    assert_ok(vt_reset_source_deinit(&wrapper.inner));
}

TEST(taking_a_task_with_size_0_gives_its_reference_back) {
    vt_task_t *task = vt_task_from_result(42);
    vt_source_t *source = vt_task_await(task).source;
    assert_ok(source->ops->get_result(source, 0, NULL, 0, NULL));
    assert_task_result(task, 42);
    vt_task_unref(task);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_task_of_a_task_gives_that_task_every_time),
        cmocka_unit_test(as_task_of_a_result_outside_the_cache_gives_a_new_task_each_time),
        cmocka_unit_test(as_task_of_a_cached_result_gives_the_same_task_each_time),
        cmocka_unit_test(as_task_of_a_pending_one_completes_with_it),
        cmocka_unit_test(as_task_of_a_completed_one_is_completed),
        cmocka_unit_test(as_task_passes_a_fault_on),
        cmocka_unit_test(as_task_passes_cancellation_on),
        cmocka_unit_test(as_task_registers_once_and_takes_once),
        cmocka_unit_test(a_source_that_completes_between_the_questions_still_gives_its_result),
        cmocka_unit_test(preserving_a_result_or_a_task_changes_nothing),
        cmocka_unit_test(a_preserved_source_outlives_its_next_operation),
        cmocka_unit_test(discarding_gives_the_source_its_slot_back_before_or_after),
        cmocka_unit_test(a_discarded_foreign_source_is_still_told_that_it_may_go_on),
        cmocka_unit_test(taking_with_size_0_ends_the_operation_without_reading_it),
        cmocka_unit_test(taking_a_task_with_size_0_gives_its_reference_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
