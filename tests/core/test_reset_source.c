/* The reset source: one object, one operation after the other. */
#include "helpers.h"

#include <string.h>

/* ---- reuse ---- */

TEST(six_rounds_on_one_source_each_with_its_own_version) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    for (uint64_t round = 0; round < 6; round++) {
        vt_value_task_t value_task = vt_reset_source_value_task(&source);
        probe_t probe;
        probe_init(&probe);
        assert_int_equal(vt_reset_source_version(&source), round);
        assert_state(value_task, VT_PENDING);
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_ok(vt_reset_source_set_result(&source, round * 10));
        assert_int_equal(probe_runs(&probe), 1);
        assert_state(value_task, VT_SUCCEEDED);
        assert_result(value_task, round * 10);
        assert_ok(vt_reset_source_reset(&source));
    }
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(a_wrong_version_fails_in_all_three_calls) {
    vt_reset_source_t source;
    probe_t probe;
    vt_state_t state = (vt_state_t)77;
    const uint64_t wrong[] = {0, 2, UINT64_MAX};
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    assert_ok(vt_reset_source_reset(&source));
    assert_int_equal(vt_reset_source_version(&source), 1);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        vt_value_task_t stale = {&source.operation.completion.source, wrong[i]};
        assert_int_equal(vt_value_task_get_status(stale, &state), VT_E_STALE_TOKEN);
        assert_int_equal(state, 77);
        assert_false(vt_value_task_is_completed(stale));
        assert_int_equal(vt_value_task_on_completed(stale, &probe.continuation, 0),
                         VT_E_STALE_TOKEN);
        assert_misuse(stale, VT_E_STALE_TOKEN);
    }
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_int_equal(probe_runs(&probe), 0);
    assert_result(vt_reset_source_value_task(&source), 42);
}

TEST(get_result_before_completion_fails_and_does_not_block) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_misuse(value_task, VT_E_NOT_COMPLETED);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_result(value_task, 42);
}

TEST(begin_resets_and_hands_out_the_next_operation) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    for (uint64_t round = 1; round < 4; round++) {
        vt_value_task_t value_task = vt_reset_source_begin(&source);
        assert_int_equal(vt_reset_source_version(&source), round);
        assert_state(value_task, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&source, round * 10));
        assert_result(value_task, round * 10);
    }
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(begin_of_what_cannot_be_reset_says_so_and_leaves_it_as_it_is) {
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    vt_value_task_t awaited = vt_reset_source_begin(&source);
    assert_ok(vt_value_task_on_completed(awaited, &probe.continuation, 0));
    assert_fault(vt_reset_source_begin(&source), vt_error_domain, VT_E_BUSY);
    assert_fault(vt_reset_source_begin(NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(awaited, 42);
    assert_ok(vt_reset_source_deinit(&source));
}

/* ---- set once ---- */

static vt_status_t set(vt_reset_source_t *source, bool fault) {
    vt_error_t error = vt_error_format(test_domain, 5, VT_HERE, "%s", "set");
    if (fault) {
        return vt_reset_source_set_error(source, &error);
    }
    vt_error_release(&error);
    return vt_reset_source_set_result(source, 42);
}

static void check_set_twice(bool first_faults, bool second_faults) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_ok(set(&source, first_faults));
    assert_int_equal(set(&source, second_faults), VT_E_ALREADY_COMPLETED);
    assert_int_equal(vt_reset_source_set_canceled(&source), VT_E_ALREADY_COMPLETED);
    if (first_faults) {
        assert_fault(value_task, test_domain, 5);
    } else {
        assert_result(value_task, 42);
    }
}

TEST(setting_twice_fails_in_all_four_combinations) {
    check_set_twice(false, false);
    check_set_twice(false, true);
    check_set_twice(true, false);
    check_set_twice(true, true);
}

TEST(setting_after_the_result_was_taken_fails_until_the_next_reset) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_result(vt_reset_source_value_task(&source), 42);
    assert_int_equal(vt_reset_source_set_result(&source, 43), VT_E_ALREADY_COMPLETED);
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(vt_reset_source_set_result(&source, 44));
    assert_result(vt_reset_source_value_task(&source), 44);
}

/* ---- before and after on_completed ---- */

static void check_outcome(bool registered_first, bool fault) {
    vt_reset_source_t source;
    shelf_t shelf;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    shelf_init(&shelf);
    probe_init(&probe);
    vt_executor_set_default(&shelf.executor);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    if (registered_first) {
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_ok(set(&source, fault));
    } else {
        assert_ok(set(&source, fault));
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_int_equal(probe_runs(&probe), 0);
        assert_int_equal(shelf_run(&shelf), 1);
    }
    vt_executor_set_default(NULL);
    assert_int_equal(probe_runs(&probe), 1);
    if (fault) {
        assert_fault(value_task, test_domain, 5);
    } else {
        assert_result(value_task, 42);
    }
}

TEST(a_result_or_error_may_come_before_or_after_the_continuation) {
    check_outcome(true, false);
    check_outcome(true, true);
    check_outcome(false, false);
    check_outcome(false, true);
}

TEST(a_canceled_source_is_canceled_and_not_faulted) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_reset_source_set_canceled(&source));
    assert_state(vt_reset_source_value_task(&source), VT_CANCELED);
    assert_canceled(vt_reset_source_value_task(&source));
}

/* ---- on_completed ---- */

TEST(a_null_continuation_is_an_invalid_argument_and_harms_nothing) {
    vt_reset_source_t source;
    vt_continuation_t empty = {0};
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_int_equal(vt_value_task_on_completed(value_task, NULL, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_value_task_on_completed(value_task, &empty, 0), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_result(value_task, 42);
}

TEST(a_second_continuation_is_refused_and_the_first_is_unharmed) {
    vt_reset_source_t source;
    probe_t first;
    probe_t second;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&first);
    probe_init(&second);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(value_task, &first.continuation, 0));
    assert_int_equal(vt_value_task_on_completed(value_task, &second.continuation, 0),
                     VT_E_ALREADY_AWAITED);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_int_equal(probe_runs(&first), 1);
    assert_int_equal(probe_runs(&second), 0);
    assert_result(value_task, 42);
}

TEST(unknown_flags_are_ignored) {
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, ~(unsigned)VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    probe_init(&probe);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0xfffffff8u));
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(value_task, 42);
}

TEST(completed_before_on_completed_never_runs_on_the_callers_stack_in_10_reuses) {
    vt_reset_source_t source;
    shelf_t shelf;
    vt_reset_source_init(&source, NULL, 0);
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    for (unsigned round = 1; round <= 10; round++) {
        probe_t probe;
        probe_init(&probe);
        vt_value_task_t value_task = vt_reset_source_value_task(&source);
        assert_ok(vt_reset_source_set_result(&source, round));
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_int_equal(probe_runs(&probe), 0);
        assert_int_equal(shelf.posts, round);
        assert_int_equal(shelf_run(&shelf), 1);
        assert_int_equal(probe_runs(&probe), 1);
        assert_result(value_task, round);
        assert_ok(vt_reset_source_reset(&source));
    }
    vt_executor_set_default(NULL);
}

TEST(by_default_it_is_queued_to_another_thread) {
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    assert_ok(vt_reset_source_set_result(&source, 42));
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
    assert_true(probe_wait(&probe));
    assert_false(pthread_equal(probe.thread, pthread_self()));
    assert_ptr_equal(probe.executor, vt_executor_default());
    assert_result(value_task, 42);
}

TEST(run_asynchronously_set_once_holds_for_10_reuses) {
    vt_reset_source_t source;
    shelf_t shelf;
    vt_reset_source_init(&source, NULL, VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    for (unsigned round = 1; round <= 10; round++) {
        probe_t probe;
        probe_init(&probe);
        vt_value_task_t value_task = vt_reset_source_value_task(&source);
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
        assert_ok(vt_reset_source_set_result(&source, round));
        assert_int_equal(probe_runs(&probe), 0);
        assert_int_equal(shelf.posts, round);
        (void)shelf_run(&shelf);
        assert_int_equal(probe_runs(&probe), 1);
        assert_result(value_task, round);
        assert_ok(vt_reset_source_reset(&source));
    }
    vt_executor_set_default(NULL);
}

/* ---- the executor ---- */

typedef struct capture {
    vt_value_task_t value_task;
    probe_t probe;
    unsigned flags;
} capture_t;

static void register_here(void *argument) {
    capture_t *capture = argument;
    assert_ok(vt_value_task_on_completed(capture->value_task, &capture->probe.continuation,
                                         capture->flags));
}

/* How often the executor was posted to. */
static unsigned posts_with(unsigned flags, bool completed_first) {
    vt_reset_source_t source;
    shelf_t current;
    shelf_t fallback;
    capture_t capture = {.flags = flags};
    shelf_init(&current);
    shelf_init(&fallback);
    probe_init(&capture.probe);
    vt_reset_source_init(&source, NULL, 0);
    vt_executor_set_default(&fallback.executor);
    capture.value_task = vt_reset_source_value_task(&source);
    if (completed_first) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    shelf_call(&current, register_here, &capture);
    if (!completed_first) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    (void)shelf_run(&current);
    (void)shelf_run(&fallback);
    vt_executor_set_default(NULL);
    assert_int_equal(probe_runs(&capture.probe), 1);
    assert_result(capture.value_task, 42);
    return current.posts;
}

TEST(the_executor_is_captured_exactly_once_when_asked_and_never_when_not) {
    assert_int_equal(posts_with(VT_USE_EXECUTOR, false), 1);
    assert_int_equal(posts_with(VT_USE_EXECUTOR, true), 1);
    assert_int_equal(posts_with(VT_USE_EXECUTOR | VT_FLOW_CONTEXT, false), 1);
    assert_int_equal(posts_with(0, false), 0);
    assert_int_equal(posts_with(0, true), 0);
    assert_int_equal(posts_with(VT_FLOW_CONTEXT, false), 0);
}

/* ---- its end ---- */

TEST(a_source_somebody_waits_on_can_neither_be_reset_nor_ended) {
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
    assert_int_equal(vt_reset_source_reset(&source), VT_E_BUSY);
    assert_int_equal(vt_reset_source_deinit(&source), VT_E_BUSY);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(value_task, 42);
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(an_error_that_nobody_took_goes_with_reset_or_deinit) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(set(&source, true)); /* its text is a block: the leak checkers see it */
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(set(&source, true));
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(null_sources_are_invalid_arguments) {
    vt_reset_source_t source;
    vt_error_t error = test_error(1);
    char storage[64];
    assert_int_equal(vt_reset_source_reset(NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_set_result(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_set_error(NULL, &error), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_set_canceled(NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_reset_source_deinit(NULL));
    vt_reset_source_init(&source, NULL, 0);
    assert_int_equal(vt_reset_source_set_error(&source, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_set_result_sized(&source, NULL, 8), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_init_sized(NULL, storage, 64, NULL, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_init_sized(&source, NULL, 64, NULL, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_init_sized(&source, storage, 8, NULL, 0),
                     VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_init_sized(&source, storage, 65536, NULL, 0),
                     VT_E_INVALID_ARGUMENT);
}

/* ---- recycling ---- */

typedef struct recycled {
    vt_reset_source_t source;
    unsigned count;
} recycled_t;

static void note_recycled(vt_reset_source_t *self) {
    VT_CONTAINER_OF(self, recycled_t, source)->count++;
}

TEST(the_owner_is_told_once_when_the_operation_was_consumed) {
    recycled_t recycled = {.count = 0};
    vt_reset_source_init(&recycled.source, note_recycled, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&recycled.source);
    assert_misuse(value_task, VT_E_NOT_COMPLETED);
    assert_ok(vt_reset_source_set_result(&recycled.source, 42));
    assert_int_equal(recycled.count, 0);
    assert_result(value_task, 42);
    assert_int_equal(recycled.count, 1);
    assert_misuse(value_task, VT_E_STALE_TOKEN);
    vt_value_task_discard(value_task);
    assert_int_equal(recycled.count, 1);
}

TEST(the_owner_is_told_once_when_the_operation_was_discarded) {
    recycled_t recycled = {.count = 0};
    vt_reset_source_init(&recycled.source, note_recycled, 0);
    vt_value_task_discard(vt_reset_source_value_task(&recycled.source));
    assert_int_equal(recycled.count, 0);
    assert_ok(set(&recycled.source, true));
    assert_int_equal(recycled.count, 1);
    assert_ok(vt_reset_source_reset(&recycled.source));
    assert_ok(set(&recycled.source, true));
    vt_value_task_discard(vt_reset_source_value_task(&recycled.source));
    assert_int_equal(recycled.count, 2);
}

/* ---- wide results ---- */

TEST(a_wide_result_comes_through_the_owners_storage) {
    uint64_t storage[8];
    uint64_t sent[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint64_t got[8] = {0};
    vt_reset_source_t source;
    vt_source_t *raw = &source.operation.completion.source;
    assert_ok(vt_reset_source_init_sized(&source, storage, sizeof storage, NULL, 0));
    assert_int_equal(vt_reset_source_set_result(&source, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_reset_source_set_result_sized(&source, sent, 8), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_reset_source_set_result_sized(&source, sent, sizeof sent));
    assert_misuse(vt_reset_source_value_task(&source), VT_E_INVALID_ARGUMENT); /* too small */
    assert_ok(raw->ops->get_result(raw, 0, got, sizeof got, NULL));
    assert_memory_equal(got, sent, sizeof sent);
    assert_misuse(vt_reset_source_value_task(&source), VT_E_STALE_TOKEN);
}

TEST(a_word_may_be_set_through_the_sized_form) {
    const uint64_t word = 42;
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_reset_source_set_result_sized(&source, &word, sizeof word));
    assert_result(vt_reset_source_value_task(&source), 42);
}

/* ---- an enumerator over one source ---- */

typedef struct sum_frame {
    VT_FRAME;
    vt_reset_source_t *source;
    uint64_t next;
    uint64_t sum;
} sum_frame_t;

/* Every second element is there before it is awaited. */
VT_METHOD(sum, sum_frame_t, frame) {
    uint64_t element;
    VT_BEGIN(frame);
    for (; frame->next < 20; frame->next++) {
        if (vt_reset_source_reset(frame->source) != VT_OK) {
            VT_FAIL(test_domain, 1, "not free");
        }
        if (frame->next % 2 == 0 &&
            vt_reset_source_set_result(frame->source, frame->next) != VT_OK) {
            VT_FAIL(test_domain, 2, "completed twice");
        }
        VT_AWAIT(frame, element, vt_reset_source_value_task(frame->source));
        frame->sum += element;
    }
    VT_RETURN(frame->sum);
    VT_END;
}

TEST(an_enumerator_over_one_source_sums_190) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t total = VT_START(sum, .source = &source);
    for (uint64_t odd = 1; odd < 20; odd += 2) {
        assert_state(total, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&source, odd));
    }
    assert_result(total, 190);
    assert_int_equal(vt_reset_source_version(&source), 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_rounds_on_one_source_each_with_its_own_version),
        cmocka_unit_test(a_wrong_version_fails_in_all_three_calls),
        cmocka_unit_test(get_result_before_completion_fails_and_does_not_block),
        cmocka_unit_test(begin_resets_and_hands_out_the_next_operation),
        cmocka_unit_test(begin_of_what_cannot_be_reset_says_so_and_leaves_it_as_it_is),
        cmocka_unit_test(setting_twice_fails_in_all_four_combinations),
        cmocka_unit_test(setting_after_the_result_was_taken_fails_until_the_next_reset),
        cmocka_unit_test(a_result_or_error_may_come_before_or_after_the_continuation),
        cmocka_unit_test(a_canceled_source_is_canceled_and_not_faulted),
        cmocka_unit_test(a_null_continuation_is_an_invalid_argument_and_harms_nothing),
        cmocka_unit_test(a_second_continuation_is_refused_and_the_first_is_unharmed),
        cmocka_unit_test(unknown_flags_are_ignored),
        cmocka_unit_test(
            completed_before_on_completed_never_runs_on_the_callers_stack_in_10_reuses),
        cmocka_unit_test(by_default_it_is_queued_to_another_thread),
        cmocka_unit_test(run_asynchronously_set_once_holds_for_10_reuses),
        cmocka_unit_test(the_executor_is_captured_exactly_once_when_asked_and_never_when_not),
        cmocka_unit_test(a_source_somebody_waits_on_can_neither_be_reset_nor_ended),
        cmocka_unit_test(an_error_that_nobody_took_goes_with_reset_or_deinit),
        cmocka_unit_test(null_sources_are_invalid_arguments),
        cmocka_unit_test(the_owner_is_told_once_when_the_operation_was_consumed),
        cmocka_unit_test(the_owner_is_told_once_when_the_operation_was_discarded),
        cmocka_unit_test(a_wide_result_comes_through_the_owners_storage),
        cmocka_unit_test(a_word_may_be_set_through_the_sized_form),
        cmocka_unit_test(an_enumerator_over_one_source_sums_190),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
