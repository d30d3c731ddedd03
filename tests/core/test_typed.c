/* Results of any type, by every road. Built once for each size: TYPED_BYTES is 4, 8 or 64. */
#include "helpers.h"

#include <string.h>

#if TYPED_BYTES == 4
typedef int32_t value_t;

static value_t make(uint64_t seed) {
    return (int32_t)seed - 50;
}
#elif TYPED_BYTES == 8
typedef uint64_t value_t;

static value_t make(uint64_t seed) {
    return seed << 40;
}
#else
typedef struct value {
    uint64_t words[TYPED_BYTES / 8];
} value_t;

static value_t make(uint64_t seed) {
    value_t value;
    for (uint64_t i = 0; i < TYPED_BYTES / 8; i++) {
        value.words[i] = seed + i;
    }
    return value;
}
#endif

VT_DEFINE_VALUE_TASK(typed, value_t);

/* At least a word. */
enum {
    IS_WIDE = TYPED_BYTES > 8,
    STORED_BYTES = TYPED_BYTES + (TYPED_BYTES < 8) * (8 - TYPED_BYTES)
};

_Static_assert(sizeof(value_t) == TYPED_BYTES, "the size that was asked for");

/* A value as sources take it: at least a word. */
typedef union stored {
    value_t value;
    uint64_t words[STORED_BYTES / 8];
} stored_t;

static stored_t stored(value_t value) {
    stored_t made = {.words = {0}};
    memcpy(&made, &value, sizeof value);
    return made;
}

/* ---- checks ---- */

static void assert_value(typed_t value_task, value_t expected) {
    value_t got;
    memset(&got, 0x5a, sizeof got);
    assert_true(typed_is_completed(value_task));
    assert_ok(typed_get_result(value_task, &got, NULL));
    assert_memory_equal(&got, &expected, sizeof got);
}

static void assert_typed_fault(typed_t value_task, const char *domain, int32_t code) {
    value_t got;
    vt_error_t error = {0};
    assert_int_equal(typed_get_result(value_task, &got, &error), VT_E_FAULTED);
    assert_string_equal(error.domain, domain);
    assert_int_equal(error.code, code);
    vt_error_release(&error);
}

/* Takes the reference. */
static void assert_task_value(vt_task_t *task, value_t expected) {
    stored_t got;
    memset(&got, 0x5a, sizeof got);
    assert_ok(vt_task_get_result_sized(task, &got, sizeof got, NULL));
    assert_memory_equal(&got, &expected, sizeof expected);
    vt_task_unref(task);
}

static void complete(vt_task_t *task, value_t value) {
    stored_t result = stored(value);
    assert_ok(vt_task_set_result_sized(task, &result, sizeof result));
}

/* `storage` is used where the result is wide. */
static void init_source(vt_reset_source_t *source, stored_t *storage) {
    if (IS_WIDE) {
        assert_ok(vt_reset_source_init_sized(source, storage, sizeof *storage, NULL, 0));
    } else {
        vt_reset_source_init(source, NULL, 0);
    }
}

static void complete_source(vt_reset_source_t *source, value_t value) {
    stored_t result = stored(value);
    assert_ok(vt_reset_source_set_result_sized(source, &result, sizeof result));
}

/* ---- from what is known ---- */

TEST(it_costs_a_pointer_and_its_result_or_token) {
    struct {
        void *pointer;
        union {
            uint64_t token;
            value_t result;
        } word;
    } both;
    assert_int_equal(sizeof(typed_t), sizeof both);
}

TEST(from_a_result_it_gives_it_back) {
    assert_value(typed_from_result(make(1)), make(1));
    assert_task_value(typed_as_task(typed_from_result(make(1))), make(1));
    typed_discard(typed_from_result(make(1)));
}

TEST(null_arguments_give_invalid_argument) {
    assert_typed_fault(typed_from_error(NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_typed_fault(typed_from_task(NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_typed_fault(typed_from_source(NULL, 1), vt_error_domain, VT_E_INVALID_ARGUMENT);
}

TEST(from_a_task_it_gives_the_tasks_result_later) {
    vt_task_t *task = vt_task_create_sized(STORED_BYTES, 0);
    typed_t value_task = typed_from_task(vt_task_ref(task));
    assert_false(typed_is_completed(value_task));
    complete(task, make(2));
    assert_value(value_task, make(2));
    vt_task_unref(task);
}

/* ---- from a source ---- */

TEST(from_a_source_it_gives_the_sources_result_later) {
    stored_t storage;
    vt_reset_source_t source;
    init_source(&source, &storage);
    typed_t value_task = typed_from_source(&source.operation.completion.source, 0);
    assert_false(typed_is_completed(value_task));
    complete_source(&source, make(3));
    assert_value(value_task, make(3));
    value_t got;
    assert_int_equal(typed_get_result(value_task, &got, NULL), VT_E_STALE_TOKEN);
}

TEST(from_a_source_it_makes_a_task_before_or_after_completion) {
    for (int before = 0; before < 2; before++) {
        stored_t storage;
        vt_reset_source_t source;
        init_source(&source, &storage);
        typed_t value_task = typed_from_source(&source.operation.completion.source, 0);
        vt_task_t *task = before ? typed_as_task(value_task) : NULL;
        complete_source(&source, make(3));
        task = before ? task : typed_as_task(value_task);
        memset(&storage, 0, sizeof storage); /* the task has a copy */
        assert_ok(vt_reset_source_reset(&source));
        assert_task_value(task, make(3));
    }
}

TEST(from_a_source_it_makes_a_task_that_faults_or_is_canceled) {
    for (int canceled = 0; canceled < 2; canceled++) {
        stored_t storage;
        vt_reset_source_t source;
        vt_error_t error = test_error(8);
        init_source(&source, &storage);
        vt_task_t *task = typed_as_task(typed_from_source(&source.operation.completion.source, 0));
        assert_int_equal(vt_task_state(task), VT_PENDING);
        assert_ok(canceled ? vt_reset_source_set_canceled(&source)
                           : vt_reset_source_set_error(&source, &error));
        assert_int_equal(vt_task_state(task), canceled ? VT_CANCELED : VT_FAULTED);
        vt_task_unref(task);
    }
}

TEST(from_a_source_it_can_be_discarded) {
    stored_t storage;
    vt_reset_source_t source;
    init_source(&source, &storage);
    typed_discard(typed_from_source(&source.operation.completion.source, 0));
    complete_source(&source, make(3));
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(a_source_that_somebody_awaits_makes_a_task_that_says_so_and_is_left_alone) {
    stored_t storage;
    vt_reset_source_t source;
    probe_t probe;
    probe_init(&probe);
    init_source(&source, &storage);
    typed_t value_task = typed_from_source(&source.operation.completion.source, 0);
    vt_source_t *raw = &source.operation.completion.source;
    assert_ok(raw->ops->on_completed(raw, 0, &probe.continuation, 0));
    vt_task_t *task = typed_as_task(value_task);
    vt_error_t error = {0};
    assert_int_equal(vt_task_get_result_sized(task, NULL, STORED_BYTES, &error), VT_E_FAULTED);
    assert_int_equal(error.code, VT_E_ALREADY_AWAITED);
    vt_task_unref(task);
    complete_source(&source, make(9));
    assert_int_equal(probe_runs(&probe), 1);
    assert_value(value_task, make(9));
}

/* ---- methods ---- */

typedef struct pass_frame {
    VT_FRAME;
    typed_t inner;
    vt_value_task_t more;
    value_t kept;
} pass_frame_t;

/* Passes a result on, over a further suspension. */
VT_TYPED_METHOD(typed, pass, pass_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_TYPED(typed, frame, frame->kept, frame->inner);
    VT_AWAIT_VOID(frame, frame->more);
    VT_RETURN_TYPED(typed, frame->kept);
    VT_END;
}

enum { VALUE_TASK, POOLED, TASK, BUILDER_COUNT };

static typed_t pass_with(int builder, typed_t inner, vt_value_task_t more) {
    if (builder == VALUE_TASK) {
        return VT_START(pass, .inner = inner, .more = more);
    }
    if (builder == POOLED) {
        return VT_START_POOLED(pass, .inner = inner, .more = more);
    }
    return typed_from_task(VT_START_TASK(pass, .inner = inner, .more = more));
}

static const vt_value_task_t nothing = {NULL, 0};

TEST(methods_pass_results_on_at_once) {
    for (int builder = 0; builder < BUILDER_COUNT; builder++) {
        assert_value(pass_with(builder, typed_from_result(make(4)), nothing), make(4));
    }
}

TEST(methods_pass_results_on_after_suspension) {
    for (int builder = 0; builder < BUILDER_COUNT; builder++) {
        vt_task_t *task = vt_task_create_sized(STORED_BYTES, 0);
        vt_task_t *more = vt_task_create(0);
        typed_t inner = pass_with(builder, typed_from_task(vt_task_ref(task)), nothing);
        typed_t outer = pass_with(builder, inner, vt_task_await(more));
        complete(task, make(5));
        assert_false(typed_is_completed(outer));
        assert_ok(vt_task_set_result(more, 1));
        assert_value(outer, make(5));
        vt_task_unref(task);
        vt_task_unref(more);
    }
}

TEST(methods_pass_faults_on) {
    for (int builder = 0; builder < BUILDER_COUNT; builder++) {
        vt_error_t error = test_error(6);
        vt_task_t *task = vt_task_create_sized(STORED_BYTES, 0);
        typed_t outer = pass_with(builder, typed_from_task(vt_task_ref(task)), nothing);
        assert_ok(vt_task_set_error(task, &error));
        assert_typed_fault(outer, test_domain, 6);
        vt_task_unref(task);
        error = test_error(7);
        outer = pass_with(builder, typed_from_error(&error), nothing);
        assert_typed_fault(outer, test_domain, 7);
    }
}

typedef struct falls_frame {
    VT_FRAME;
    vt_value_task_t inner;
    uint64_t noise[12]; /* where a wide result will lie */
} falls_frame_t;

VT_TYPED_METHOD(typed, falls, falls_frame_t, frame) {
    VT_BEGIN(frame);
    memset(frame->noise, 0x5a, sizeof frame->noise);
    VT_AWAIT_VOID(frame, frame->inner);
    VT_END;
}

TEST(a_method_that_comes_to_its_end_gives_zero) {
    value_t zero;
    memset(&zero, 0, sizeof zero);
    assert_value(VT_START(falls, .inner = nothing), zero);
    assert_task_value(VT_START_TASK(falls, .inner = nothing), zero);
    for (int pooled = 0; pooled < 2; pooled++) {
        vt_task_t *task = vt_task_create(0);
        typed_t later = pooled ? VT_START_POOLED(falls, .inner = vt_task_await(task))
                               : VT_START(falls, .inner = vt_task_await(task));
        assert_ok(vt_task_set_result(task, 77));
        assert_value(later, zero);
        vt_task_unref(task);
    }
}

/* ---- what a word's value task has too ---- */

TEST(it_answers_all_four_questions_from_every_backing) {
    vt_cancel_source_t canceling;
    vt_task_t *task = vt_task_create_sized(STORED_BYTES, 0);
    vt_error_t error = test_error(4);
    assert_true(typed_is_completed_successfully(typed_from_result(make(1))));
    assert_false(typed_is_faulted(typed_from_result(make(1))));
    assert_false(typed_is_canceled(typed_from_result(make(1))));
    typed_t pending = typed_from_task(vt_task_ref(task));
    assert_false(typed_is_completed_successfully(pending));
    assert_ok(vt_task_set_error(task, &error));
    assert_true(typed_is_faulted(pending));
    assert_typed_fault(pending, test_domain, 4);
    vt_task_unref(task);
    assert_ok(vt_cancel_source_init(&canceling));
    vt_cancel_source_cancel(&canceling);
    assert_true(typed_is_canceled(typed_from_canceled(vt_cancel_source_token(&canceling))));
    assert_ok(vt_cancel_source_deinit(&canceling));
    static const vt_static_error_t known = VT_STATIC_ERROR_INIT("test", 8, "static");
    assert_typed_fault(typed_from_static_error(&known), "test", 8);
}

TEST(it_can_be_registered_with_and_preserved) {
    stored_t storage;
    vt_reset_source_t source;
    probe_t probe;
    init_source(&source, &storage);
    probe_init(&probe);
    typed_t value_task = typed_from_source(&source.operation.completion.source, 0);
    assert_ok(typed_on_completed(value_task, &probe.continuation, 0));
    complete_source(&source, make(5));
    assert_int_equal(probe_runs(&probe), 1);
    typed_t kept = typed_preserve(value_task);
    assert_ok(vt_reset_source_reset(&source));
    assert_value(kept, make(5));
    assert_value(typed_preserve(typed_from_result(make(6))), make(6));
}

VT_TYPED_METHOD(typed, tries, pass_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    VT_BEGIN(frame);
    VT_TRY_AWAIT_TYPED(typed, frame, status, frame->kept, failure, frame->inner);
    if (status != VT_OK) {
        vt_error_release(&failure);
        VT_RETURN_TYPED(typed, make(99));
    }
    VT_AWAIT_TYPED_CONFIGURED(typed, frame, frame->kept, typed_from_result(frame->kept), false);
    VT_RETURN_TYPED(typed, frame->kept);
    VT_END;
}

TEST(a_method_may_try_and_go_on_after_a_fault) {
    vt_error_t error = test_error(2);
    assert_value(VT_START(tries, .inner = typed_from_result(make(3))), make(3));
    assert_value(VT_START(tries, .inner = typed_from_error(&error)), make(99));
    vt_task_t *task = vt_task_create_sized(STORED_BYTES, 0);
    typed_t later = VT_START(tries, .inner = typed_from_task(vt_task_ref(task)));
    assert_ok(vt_task_set_canceled(task));
    vt_task_unref(task);
    assert_value(later, make(99));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_costs_a_pointer_and_its_result_or_token),
        cmocka_unit_test(from_a_result_it_gives_it_back),
        cmocka_unit_test(null_arguments_give_invalid_argument),
        cmocka_unit_test(from_a_task_it_gives_the_tasks_result_later),
        cmocka_unit_test(from_a_source_it_gives_the_sources_result_later),
        cmocka_unit_test(from_a_source_it_makes_a_task_before_or_after_completion),
        cmocka_unit_test(from_a_source_it_makes_a_task_that_faults_or_is_canceled),
        cmocka_unit_test(from_a_source_it_can_be_discarded),
        cmocka_unit_test(a_source_that_somebody_awaits_makes_a_task_that_says_so_and_is_left_alone),
        cmocka_unit_test(methods_pass_results_on_at_once),
        cmocka_unit_test(methods_pass_results_on_after_suspension),
        cmocka_unit_test(methods_pass_faults_on),
        cmocka_unit_test(a_method_that_comes_to_its_end_gives_zero),
        cmocka_unit_test(it_answers_all_four_questions_from_every_backing),
        cmocka_unit_test(it_can_be_registered_with_and_preserved),
        cmocka_unit_test(a_method_may_try_and_go_on_after_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
