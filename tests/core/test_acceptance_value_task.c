/* .NET's ValueTaskTests, every case for each backing. Built once for each size of the
 * result: sized.h. */
#include "sized.h"

/* ---- made ---- */

TEST(a_default_value_is_completed_with_zero) {
    sized_t value_task;
    value_t got;
    value_t zero;
    memset(&value_task, 0, sizeof value_task);
    memset(&zero, 0, sizeof zero);
    assert_state(plain(value_task), VT_SUCCEEDED);
    assert_ok(sized_get_result(value_task, &got, NULL));
    assert_memory_equal(&got, &zero, sizeof got);
}

static void check_from_completed(op_t *op, ending_t ending) {
    op_complete(op, ending);
    assert_ended(op_value(op), op, ending);
}

TEST(created_from_completed_faulted_or_canceled_all_four_questions_say_so) {
    with_every_ending(check_from_completed);
}

static void check_completed_later(op_t *op, ending_t ending) {
    sized_t value_task = op_value(op);
    assert_state(plain(value_task), op->kind == RESULT ? VT_SUCCEEDED : VT_PENDING);
    op_complete(op, ending);
    assert_ended(value_task, op, ending);
}

TEST(created_from_not_completed_then_completed_faulted_or_canceled) {
    with_every_ending(check_completed_later);
}

static void assert_invalid(sized_t value_task) {
    value_t got;
    vt_error_t error = {0};
    assert_state(plain(value_task), VT_FAULTED);
    assert_int_equal(sized_get_result(value_task, &got, &error), VT_E_FAULTED);
    assert_ptr_equal(error.domain, vt_error_domain);
    assert_int_equal(error.code, VT_E_INVALID_ARGUMENT);
}

TEST(created_from_a_null_task_source_or_error_is_invalid) {
    assert_invalid(sized_from_task(NULL));
    assert_invalid(sized_from_source(NULL, 0));
    assert_invalid(sized_from_error(NULL));
}

/* A word of one construction beside the pointer of another: an error, or a result, but no crash. */
TEST(a_torn_read_does_not_crash_or_hang) {
    value_t got;
    sized_t torn = sized_from_result(expected());
    op_t op;
    op_begin(&op, SOURCE);
    op_complete(&op, ENDS_WELL);
    torn.word = 42;
    torn.source = &op.source.operation.completion.source;
    assert_false(vt_value_task_is_completed(plain(torn)));
    assert_int_equal(sized_get_result(torn, &got, NULL), VT_E_STALE_TOKEN);
    assert_ended(op_value(&op), &op, ENDS_WELL);
    op_end(&op);
    op_begin(&op, TASK);
    op_complete(&op, ENDS_WELL);
    torn.source = op_value(&op).source;
    assert_ended(torn, &op, ENDS_WELL);
    torn.source = NULL;
    assert_true(vt_value_task_is_completed(plain(torn)));
    assert_ok(sized_get_result(torn, &got, NULL));
    op_end(&op);
}

/* ---- as_task, preserve ---- */

TEST(created_from_a_task_as_task_gives_that_task_every_time) {
    op_t op;
    op_begin(&op, TASK);
    for (int i = 0; i < 2; i++) {
        vt_task_t *same = sized_as_task(op_value(&op));
        assert_ptr_equal(same, op.task);
        vt_task_unref(same);
    }
    op_complete(&op, ENDS_WELL);
    op_end(&op);
}

TEST(created_from_a_value_as_task_gives_a_new_task_each_time_but_for_no_result) {
    op_t op;
    op_begin(&op, RESULT);
    vt_task_t *one = sized_as_task(op_value(&op));
    vt_task_t *other = sized_as_task(op_value(&op));
    assert_int_equal(one == other, RESULT_BYTES == 0);
    assert_task_ended(one, &op, ENDS_WELL);
    assert_task_ended(other, &op, ENDS_WELL);
    vt_task_unref(one);
    vt_task_unref(other);
}

static void check_as_task_at_once(op_t *op, ending_t ending) {
    op_complete(op, ending);
    vt_task_t *task = sized_as_task(op_value(op));
    assert_task_ended(task, op, ending);
    vt_task_unref(task);
}

static void check_as_task_later(op_t *op, ending_t ending) {
    vt_task_t *task = sized_as_task(op_value(op));
    assert_int_equal(vt_task_state(task), op->kind == RESULT ? VT_SUCCEEDED : VT_PENDING);
    op_complete(op, ending);
    assert_task_ended(task, op, ending);
    vt_task_unref(task);
}

TEST(as_task_of_what_succeeds_faults_or_is_canceled_at_once_or_later) {
    with_every_ending(check_as_task_at_once);
    with_every_ending(check_as_task_later);
}

/* Wide ones have no preserve: what it does, by hand. */
static sized_t preserve(sized_t value_task, kind_t kind) {
    if (RESULT_BYTES > 8) {
        return kind == SOURCE ? sized_from_task(sized_as_task(value_task)) : value_task;
    }
    vt_value_task_t preserved = vt_value_task_preserve(plain(value_task));
    value_task.source = preserved.source;
    memcpy(&value_task.word, &preserved.word, sizeof preserved.word);
    return value_task;
}

static void check_preserve(op_t *op, ending_t ending) {
    sized_t before = op_value(op);
    sized_t once = preserve(before, op->kind);
    sized_t twice = preserve(once, TASK);
    assert_int_equal(vt_value_task_equal(plain(before), plain(once)), op->kind != SOURCE);
    assert_true(vt_value_task_equal(plain(once), plain(twice)));
    op_complete(op, ending);
    if (op->kind == SOURCE) {
        assert_ok(vt_reset_source_reset(&op->source)); /* it need not wait for the consumer */
        vt_task_t *task = sized_as_task(twice);
        assert_task_ended(task, op, ending);
        vt_task_unref(task);
    } else {
        assert_ended(twice, op, ending);
    }
}

TEST(preserve_keeps_a_result_or_task_and_turns_a_source_into_a_task) {
    with_every_ending(check_preserve);
}

/* ---- awaited by every kind of method ---- */

typedef struct pass_frame {
    VT_FRAME;
    sized_t inner;
    value_t kept;
} pass_frame_t;

#if RESULT_BYTES == 0
VT_METHOD(pass, pass_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    VT_RETURN_VOID;
    VT_END;
}
#else
VT_TYPED_METHOD(sized, pass, pass_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_TYPED(sized, frame, frame->kept, frame->inner);
    VT_RETURN_TYPED(sized, frame->kept);
    VT_END;
}
#endif

typedef enum way { VALUE_TASK_WAY, POOLED_WAY, IN_PLACE_WAY, TASK_WAY, WAY_COUNT } way_t;

static way_t way; /* that is being tried */

static sized_t pass_by_way(sized_t inner) {
    static VT_STORAGE(pass) storage;
    switch (way) {
    case VALUE_TASK_WAY:
        return VT_START(pass, .inner = inner);
    case POOLED_WAY:
        return VT_START_POOLED(pass, .inner = inner);
    case IN_PLACE_WAY:
        return VT_START_IN(pass, &storage, .inner = inner);
    default:
        return sized_from_task(VT_START_TASK(pass, .inner = inner));
    }
}

static void with_every_way(void (*check)(op_t *op, ending_t ending)) {
    for (way = 0; way < WAY_COUNT; way++) {
        with_every_ending(check);
    }
}

static void check_await_completed(op_t *op, ending_t ending) {
    op_complete(op, ending);
    sized_t outer = pass_by_way(op_value(op));
    assert_int_equal(outer.source == NULL, ending == ENDS_WELL && way != TASK_WAY);
    assert_ended(outer, op, ending);
}

TEST(created_from_completed_await_does_not_suspend) {
    with_every_way(check_await_completed);
}

static void check_await_pending(op_t *op, ending_t ending) {
    sized_t outer = pass_by_way(op_value(op));
    assert_int_equal(vt_value_task_is_completed(plain(outer)), op->kind == RESULT);
    op_complete(op, ending);
    assert_ended(outer, op, ending);
}

TEST(created_from_not_completed_await_goes_on_when_it_ends) {
    with_every_way(check_await_pending);
}

/* ---- on_completed ---- */

typedef struct registration {
    vt_value_task_t value_task;
    probe_t probe;
    unsigned flags;
} registration_t;

static void register_here(void *argument) {
    registration_t *here = argument;
    assert_ok(vt_value_task_on_completed(here->value_task, &here->probe.continuation, here->flags));
}

static void check_posts(kind_t kind, bool completed, unsigned flags) {
    registration_t here = {.flags = flags};
    shelf_t current;
    shelf_t fallback;
    op_t op;
    bool asked = (flags & VT_USE_EXECUTOR) != 0;
    shelf_init(&current);
    shelf_init(&fallback);
    probe_init(&here.probe);
    op_begin(&op, kind);
    if (completed) {
        op_complete(&op, ENDS_WELL);
    }
    sized_t value_task = op_value(&op);
    here.value_task = plain(value_task);
    vt_executor_set_default(&fallback.executor);
    shelf_call(&current, register_here, &here);
    assert_int_equal(probe_runs(&here.probe), 0);
    if (!completed) {
        op_complete(&op, ENDS_WELL);
    }
    assert_int_equal(current.posts, asked);
    assert_int_equal(fallback.posts, completed && !asked);
    (void)shelf_run(&current);
    (void)shelf_run(&fallback);
    vt_executor_set_default(NULL);
    assert_int_equal(probe_runs(&here.probe), 1);
    assert_ended(value_task, &op, ENDS_WELL);
    op_end(&op);
}

TEST(on_completed_continues_on_the_captured_executor_once_when_asked_and_never_when_not) {
    for (kind_t kind = RESULT; kind < KIND_COUNT; kind++) {
        for (unsigned flags = 0; flags <= (VT_USE_EXECUTOR | VT_FLOW_CONTEXT); flags++) {
            check_posts(kind, true, flags);
            if (kind != RESULT) {
                check_posts(kind, false, flags);
            }
        }
    }
}

/* ---- equality and hash ---- */

static void assert_equal_or_not(vt_value_task_t a, vt_value_task_t b, bool equal) {
    assert_int_equal(vt_value_task_equal(a, b), equal);
    assert_int_equal(vt_value_task_hash(a) == vt_value_task_hash(b), equal);
}

TEST(equal_are_the_same_result_or_the_same_task_or_the_same_source_and_token) {
    op_t task;
    op_t source;
    sized_t zero;
    memset(&zero, 0, sizeof zero);
    op_begin(&task, TASK);
    op_begin(&source, SOURCE);
    vt_source_t *raw = &source.source.operation.completion.source;
    vt_value_task_t result = plain(sized_from_result(expected()));
    vt_value_task_t of_task = plain(sized_from_task(task.task)); /* borrowed */
    vt_value_task_t seventeen = plain(sized_from_source(raw, 17));
    assert_equal_or_not(plain(zero), plain(zero), true);
    assert_equal_or_not(result, plain(sized_from_result(expected())), true);
    assert_equal_or_not(result, plain(zero), RESULT_BYTES == 0 || RESULT_BYTES > 8);
    assert_equal_or_not(of_task, plain(sized_from_task(task.task)), true);
    assert_equal_or_not(seventeen, plain(sized_from_source(raw, 17)), true);
    assert_equal_or_not(seventeen, plain(sized_from_source(raw, 18)), false);
    assert_equal_or_not(result, of_task, false);
    assert_equal_or_not(result, seventeen, false);
    assert_equal_or_not(of_task, seventeen, false);
    op_complete(&task, ENDS_WELL);
    op_end(&task);
    op_end(&source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_value_is_completed_with_zero),
        cmocka_unit_test(created_from_completed_faulted_or_canceled_all_four_questions_say_so),
        cmocka_unit_test(created_from_not_completed_then_completed_faulted_or_canceled),
        cmocka_unit_test(created_from_a_null_task_source_or_error_is_invalid),
        cmocka_unit_test(a_torn_read_does_not_crash_or_hang),
        cmocka_unit_test(created_from_a_task_as_task_gives_that_task_every_time),
        cmocka_unit_test(created_from_a_value_as_task_gives_a_new_task_each_time_but_for_no_result),
        cmocka_unit_test(as_task_of_what_succeeds_faults_or_is_canceled_at_once_or_later),
        cmocka_unit_test(preserve_keeps_a_result_or_task_and_turns_a_source_into_a_task),
        cmocka_unit_test(created_from_completed_await_does_not_suspend),
        cmocka_unit_test(created_from_not_completed_await_goes_on_when_it_ends),
        cmocka_unit_test(
            on_completed_continues_on_the_captured_executor_once_when_asked_and_never_when_not),
        cmocka_unit_test(equal_are_the_same_result_or_the_same_task_or_the_same_source_and_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
