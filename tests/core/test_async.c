/* Async methods under the three builders: what they await, how often, how they end. */
#include "builders.h"
#include "helpers.h"

/* ---- yields ---- */

typedef struct yields_frame {
    VT_FRAME;
    vt_reset_source_t *source;
    uint64_t remaining;
    uint64_t sum;
} yields_frame_t;

VT_METHOD(yields, yields_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->remaining != 0; frame->remaining--) {
        if (vt_reset_source_reset(frame->source) != VT_OK) {
            VT_FAIL(test_domain, 1, "not free");
        }
        VT_AWAIT(frame, got, vt_reset_source_value_task(frame->source));
        frame->sum += got;
    }
    VT_RETURN(42 + frame->sum);
    VT_END;
}

static void check_yields(builder_t builder, uint64_t count) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = START_WITH(builder, yields, .source = &source, .remaining = count);
    for (uint64_t i = 0; i < count; i++) {
        assert_state(value_task, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&source, 1));
    }
    assert_state(value_task, VT_SUCCEEDED);
    assert_int_equal(value_task.source == NULL, count == 0 && builder != BUILDER_TASK);
    assert_result(value_task, 42 + count);
}

TEST(methods_suspend_0_1_2_or_10_times_under_every_builder) {
    const uint64_t counts[] = {0, 1, 2, 10};
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            check_yields(builder, counts[i]);
        }
    }
}

/* ---- every builder awaits every backing ---- */

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

typedef enum ending { ENDS_WELL, ENDS_FAULTED, ENDS_CANCELED, ENDING_COUNT } ending_t;

static void operation_end_as(operation_t *operation, ending_t ending) {
    if (ending == ENDS_WELL) {
        operation_succeed(operation, 41);
    } else if (ending == ENDS_FAULTED) {
        operation_fault(operation, 9);
    } else {
        operation_cancel(operation);
    }
}

static void assert_ended_as(vt_value_task_t value_task, ending_t ending) {
    if (ending == ENDS_WELL) {
        assert_result(value_task, 42);
    } else if (ending == ENDS_FAULTED) {
        assert_fault(value_task, test_domain, 9);
    } else {
        assert_canceled(value_task);
    }
}

static void check_await(builder_t builder, backing_t backing, ending_t ending, bool completed) {
    operation_t operation;
    operation_begin(&operation, backing);
    if (completed) {
        operation_end_as(&operation, ending);
    }
    vt_value_task_t outer = START_WITH(builder, plus_one, .inner = operation.value_task);
    if (!completed) {
        assert_state(outer, VT_PENDING);
        operation_end_as(&operation, ending);
    }
    assert_true(vt_value_task_is_completed(outer));
    assert_ended_as(outer, ending);
    operation_end(&operation);
}

TEST(every_builder_awaits_every_backing_pending_or_complete_and_however_it_ends) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        assert_result(START_WITH(builder, plus_one, .inner = vt_value_task_from_result(41)), 42);
        for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
            for (ending_t ending = 0; ending < ENDING_COUNT; ending++) {
                check_await(builder, backing, ending, false);
                check_await(builder, backing, ending, true);
            }
        }
    }
}

TEST(awaiting_something_complete_does_not_suspend) {
    for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
        operation_t operation;
        operation_begin(&operation, backing);
        operation_succeed(&operation, 41);
        vt_value_task_t outer = VT_START(plus_one, .inner = operation.value_task);
        assert_null(outer.source); /* the result is inside: there was no block */
        assert_result(outer, 42);
        operation_end(&operation);
    }
}

TEST(methods_of_every_builder_await_methods_of_every_builder) {
    for (builder_t outer_builder = 0; outer_builder < BUILDER_COUNT; outer_builder++) {
        for (builder_t inner_builder = 0; inner_builder < BUILDER_COUNT; inner_builder++) {
            operation_t operation;
            operation_begin(&operation, BACKED_BY_RESET_SOURCE);
            vt_value_task_t inner =
                START_WITH(inner_builder, plus_one, .inner = operation.value_task);
            vt_value_task_t outer = START_WITH(outer_builder, plus_one, .inner = inner);
            assert_state(outer, VT_PENDING);
            operation_succeed(&operation, 40);
            assert_result(outer, 42);
            operation_end(&operation);
        }
    }
}

TEST(a_foreign_source_that_completes_during_registration_is_taken_at_once) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        foreign_t foreign;
        foreign_init(&foreign, 17);
        foreign.word = 41;
        foreign.completes_at_registration = true;
        vt_value_task_t outer =
            START_WITH(builder, plus_one, .inner = foreign_value_task(&foreign));
        assert_state(outer, VT_SUCCEEDED);
        assert_result(outer, 42);
        assert_int_equal(foreign.awaited, 1);
        assert_int_equal(foreign.taken, 1);
    }
}

/* ---- ends ---- */

typedef struct ends_frame {
    VT_FRAME;
    vt_value_task_t inner;
    ending_t ending;
} ends_frame_t;

VT_METHOD(ends, ends_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    if (frame->ending == ENDS_FAULTED) {
        VT_FAIL(test_domain, 9, "on purpose");
    }
    if (frame->ending == ENDS_CANCELED) {
        VT_CANCEL;
    }
    VT_RETURN(42);
    VT_END;
}

TEST(a_body_ends_as_it_says_at_once_and_after_suspension) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        for (ending_t ending = 0; ending < ENDING_COUNT; ending++) {
            vt_value_task_t at_once = START_WITH(builder, ends, .ending = ending);
            assert_true(vt_value_task_is_completed(at_once));
            assert_ended_as(at_once, ending);
            operation_t operation;
            operation_begin(&operation, BACKED_BY_TASK);
            vt_value_task_t later =
                START_WITH(builder, ends, .inner = operation.value_task, .ending = ending);
            operation_succeed(&operation, 0);
            assert_ended_as(later, ending);
            operation_end(&operation);
        }
    }
}

typedef struct falls_frame {
    VT_FRAME;
    vt_value_task_t inner;
} falls_frame_t;

VT_METHOD(falls, falls_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    VT_END;
}

TEST(a_body_that_comes_to_its_end_gives_zero) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        assert_result(START_WITH(builder, falls, .inner = vt_value_task_from_result(7)), 0);
        operation_t operation;
        operation_begin(&operation, BACKED_BY_TASK);
        vt_value_task_t later = START_WITH(builder, falls, .inner = operation.value_task);
        operation_succeed(&operation, 7);
        assert_result(later, 0);
        operation_end(&operation);
    }
}

TEST(a_task_of_a_method_can_be_completed_by_nobody_else) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_TASK);
    vt_task_t *task = VT_START_TASK(plus_one, .inner = operation.value_task);
    assert_int_equal(vt_task_set_result(task, 1), VT_E_ALREADY_COMPLETED);
    assert_int_equal(vt_task_set_canceled(task), VT_E_ALREADY_COMPLETED);
    operation_succeed(&operation, 41);
    assert_task_result(task, 42);
    vt_task_unref(task);
    operation_end(&operation);
}

TEST(a_method_that_is_dropped_while_suspended_still_runs_to_its_end) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        operation_t operation;
        operation_begin(&operation, BACKED_BY_FOREIGN_SOURCE);
        vt_value_task_discard(START_WITH(builder, plus_one, .inner = operation.value_task));
        assert_int_equal(operation.foreign.taken, 0);
        operation_succeed(&operation, 41);
        assert_int_equal(operation.foreign.taken, 1);
        operation_end(&operation);
    }
}

/* ---- try ---- */

typedef struct tries_frame {
    VT_FRAME;
    vt_value_task_t inner;
} tries_frame_t;

/* Gives the error's code, or the result. */
VT_METHOD(tries, tries_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t failure = {0};
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, failure, frame->inner);
    if (status == VT_OK) {
        VT_RETURN(got);
    }
    got = (uint64_t)(1000 + (int64_t)failure.code);
    vt_error_release(&failure);
    VT_RETURN(status == VT_E_CANCELED ? 5000 : got);
    VT_END;
}

TEST(an_await_that_tries_goes_on_whatever_happened) {
    const uint64_t expected[ENDING_COUNT] = {41, 1009, 5000};
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        for (ending_t ending = 0; ending < ENDING_COUNT; ending++) {
            operation_t operation;
            operation_begin(&operation, BACKED_BY_RESET_SOURCE);
            vt_value_task_t later = START_WITH(builder, tries, .inner = operation.value_task);
            operation_end_as(&operation, ending);
            assert_result(later, expected[ending]);
            operation_end(&operation);
        }
    }
}

/* ---- where the rest runs ---- */

typedef struct where_frame {
    VT_FRAME;
    vt_value_task_t inner;
    vt_executor_t **seen;
    bool captured;
} where_frame_t;

VT_METHOD(where, where_frame_t, frame) {
    uint64_t got = 0;
    VT_BEGIN(frame);
    if (frame->captured) {
        VT_AWAIT_CONFIGURED(frame, got, frame->inner, true);
    } else {
        VT_AWAIT_CONFIGURED(frame, got, frame->inner, false);
    }
    *frame->seen = vt_executor_current();
    VT_RETURN(got);
    VT_END;
}

typedef struct where_start {
    builder_t builder;
    vt_value_task_t inner;
    vt_executor_t *seen;
    bool captured;
    vt_value_task_t outer;
} where_start_t;

static void start_where(void *argument) {
    where_start_t *start = argument;
    start->outer = START_WITH(start->builder, where, .inner = start->inner, .seen = &start->seen,
                              .captured = start->captured);
}

static void check_where(builder_t builder, backing_t backing, bool captured) {
    operation_t operation;
    shelf_t shelf;
    shelf_init(&shelf);
    operation_begin(&operation, backing);
    where_start_t start = {.builder = builder,
                           .inner = operation.value_task,
                           .seen = &shelf.executor,
                           .captured = captured};
    shelf_call(&shelf, start_where, &start);
    operation_succeed(&operation, 42);
    assert_int_equal(shelf.posts, captured ? 1 : 0);
    assert_int_equal(vt_value_task_is_completed(start.outer), !captured);
    (void)shelf_run(&shelf);
    assert_ptr_equal(start.seen, captured ? &shelf.executor : NULL);
    assert_result(start.outer, 42);
    operation_end(&operation);
}

TEST(the_rest_is_posted_to_the_current_executor_exactly_once_when_asked_and_never_when_not) {
    for (builder_t builder = 0; builder < BUILDER_COUNT; builder++) {
        for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
            check_where(builder, backing, true);
            check_where(builder, backing, false);
        }
    }
}

TEST(an_await_of_something_complete_stays_on_the_stack_also_with_an_executor) {
    shelf_t shelf;
    shelf_init(&shelf);
    where_start_t start = {.inner = vt_value_task_from_result(42), .captured = true};
    shelf_call(&shelf, start_where, &start);
    assert_int_equal(shelf.posts, 0);
    assert_ptr_equal(start.seen, &shelf.executor);
    assert_result(start.outer, 42);
}

/* ---- results that are no uint64_t ---- */

typedef struct scalars_frame {
    VT_FRAME;
    vt_value_task_t inner[3];
    const char *text;
    signed char small;
    bool yes;
} scalars_frame_t;

VT_METHOD(scalars, scalars_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT(frame, frame->text, frame->inner[0]);
    VT_AWAIT(frame, frame->small, frame->inner[1]);
    VT_AWAIT(frame, frame->yes, frame->inner[2]);
    if (frame->yes) {
        VT_RETURN(frame->text);
    }
    VT_RETURN(frame->small);
    VT_END;
}

TEST(a_result_may_be_a_pointer_a_signed_number_or_a_bool) {
    const char *text = "text";
    for (uint64_t yes = 0; yes <= 256; yes += 256) {
        vt_value_task_t got = VT_START(scalars, .inner = {
                                                    vt_value_task_from_result((uintptr_t)text),
                                                    vt_value_task_from_result((uint64_t)-1),
                                                    vt_value_task_from_result(yes),
                                                });
        assert_result(got, yes != 0 ? (uintptr_t)text : UINT64_MAX);
    }
}

/* ---- frames move whole ---- */

TEST(a_frame_of_any_size_moves_whole_into_its_block_and_nothing_behind_it) {
    unsigned char from[200];
    for (size_t i = 0; i < sizeof from; i++) {
        from[i] = (unsigned char)(i + 1);
    }
    for (size_t size = 0; size < sizeof from; size++) {
        unsigned char to[sizeof from] = {0};
        const unsigned char untouched[sizeof from] = {0};
        vt__frame_move(to, from, size);
        assert_memory_equal(to, from, size);
        assert_memory_equal(to + size, untouched, sizeof to - size);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_suspend_0_1_2_or_10_times_under_every_builder),
        cmocka_unit_test(
            every_builder_awaits_every_backing_pending_or_complete_and_however_it_ends),
        cmocka_unit_test(awaiting_something_complete_does_not_suspend),
        cmocka_unit_test(methods_of_every_builder_await_methods_of_every_builder),
        cmocka_unit_test(a_foreign_source_that_completes_during_registration_is_taken_at_once),
        cmocka_unit_test(a_body_ends_as_it_says_at_once_and_after_suspension),
        cmocka_unit_test(a_body_that_comes_to_its_end_gives_zero),
        cmocka_unit_test(a_task_of_a_method_can_be_completed_by_nobody_else),
        cmocka_unit_test(a_method_that_is_dropped_while_suspended_still_runs_to_its_end),
        cmocka_unit_test(an_await_that_tries_goes_on_whatever_happened),
        cmocka_unit_test(
            the_rest_is_posted_to_the_current_executor_exactly_once_when_asked_and_never_when_not),
        cmocka_unit_test(an_await_of_something_complete_stays_on_the_stack_also_with_an_executor),
        cmocka_unit_test(a_result_may_be_a_pointer_a_signed_number_or_a_bool),
        cmocka_unit_test(a_frame_of_any_size_moves_whole_into_its_block_and_nothing_behind_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
