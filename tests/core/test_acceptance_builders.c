/* .NET's tests of the three builders, what the other tests leave open of them; and the fourth way
 * to start a method, in a block of the caller's. */
#include <string.h>
#include <unistd.h>

#include "builders.h"
#include "helpers.h"

#define MILLISECOND UINT64_C(1000000)

static const vt_cancel_token_t no_token = {NULL};

/* ---- a default instance ---- */

typedef struct blank_frame {
    VT_FRAME;
    uint64_t argument;
    uint64_t locals[6];
} blank_frame_t;

VT_METHOD(blank, blank_frame_t, frame) {
    static const uint64_t zero[6];
    VT_BEGIN(frame);
    if (frame->vt_awaited.source == NULL && frame->vt_awaited.word == 0 && frame->argument == 42 &&
        memcmp(frame->locals, zero, sizeof zero) == 0) {
        VT_RETURN(42);
    }
    VT_END;
}

TEST(a_default_instance_is_all_zero_but_for_the_arguments) {
    static VT_STORAGE(blank) storage;
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        assert_result(START_BY(way, &storage, blank, .argument = 42), 42);
    }
}

/* ---- how it ends ---- */

typedef struct ends_frame {
    VT_FRAME;
    vt_value_task_t inner;
    unsigned *starts;
    vt_error_t error;
} ends_frame_t;

VT_METHOD(ends, ends_frame_t, frame) {
    VT_BEGIN(frame);
    ++*frame->starts;
    VT_AWAIT_VOID(frame, frame->inner);
    if (frame->error.domain != NULL) {
        VT_FAIL_WITH(frame->error);
    }
    VT_RETURN(42);
    VT_END;
}

static vt_value_task_t ends_by(unsigned way, vt_value_task_t inner, unsigned *starts,
                               vt_error_t error) {
    static VT_STORAGE(ends) storage;
    return START_BY(way, &storage, ends, .inner = inner, .starts = starts, .error = error);
}

TEST(start_invokes_the_body_once_before_it_returns) {
    const vt_error_t none = {0};
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        unsigned starts = 0;
        operation_t operation;
        assert_result(ends_by(way, vt_value_task_from_result(0), &starts, none), 42);
        assert_int_equal(starts, 1);
        operation_begin(&operation, BACKED_BY_RESET_SOURCE);
        vt_value_task_t later = ends_by(way, operation.value_task, &starts, none);
        assert_int_equal(starts, 2);
        operation_succeed(&operation, 0);
        assert_result(later, 42);
        assert_int_equal(starts, 2);
        operation_end(&operation);
    }
}

static void assert_same_error(vt_value_task_t value_task, const char *text) {
    uint64_t result;
    vt_error_t error = {0};
    assert_state(value_task, VT_FAULTED);
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), VT_E_FAULTED);
    assert_ptr_equal(error.text, text); /* a block: its address is its identity */
    vt_error_release(&error);
}

TEST(set_exception_before_or_after_the_task_was_asked_for_gives_the_same_error) {
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        unsigned starts = 0;
        operation_t operation;
        vt_error_t error = vt_error_format(test_domain, 9, VT_HERE, "number %d", 9);
        const char *text = error.text;
        assert_same_error(ends_by(way, vt_value_task_from_result(0), &starts, error), text);
        operation_begin(&operation, BACKED_BY_TASK);
        error = vt_error_format(test_domain, 9, VT_HERE, "number %d", 10);
        text = error.text;
        vt_value_task_t later = ends_by(way, operation.value_task, &starts, error);
        operation_succeed(&operation, 0);
        assert_same_error(later, text);
        operation_end(&operation);
    }
}

/* ---- used with async methods that yield ---- */

typedef struct yields_frame {
    VT_FRAME;
    uint64_t remaining;
    uint64_t result;
    uint64_t *output;
} yields_frame_t;

VT_METHOD(yields, yields_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->remaining != 0; frame->remaining--) {
        VT_AWAIT_VOID(frame, vt_yield());
        frame->result++;
    }
    VT_RETURN(frame->result);
    VT_END;
}

/* The non-generic form. */
VT_METHOD(yields_void, yields_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->remaining != 0; frame->remaining--) {
        VT_AWAIT_VOID(frame, vt_yield());
        frame->result++;
    }
    *frame->output = frame->result;
    VT_RETURN_VOID;
    VT_END;
}

typedef struct yielding {
    unsigned way;
    uint64_t yields;
    uint64_t result;
    uint64_t output;
    vt_value_task_t with_result;
    vt_value_task_t without;
} yielding_t;

static void start_yielding(void *argument) {
    static VT_STORAGE(yields) storage;
    static VT_STORAGE(yields_void) storage_void;
    yielding_t *yielding = argument;
    yielding->with_result = START_BY(yielding->way, &storage, yields, .remaining = yielding->yields,
                                     .result = yielding->result);
    yielding->without =
        START_BY(yielding->way, &storage_void, yields_void, .remaining = yielding->yields,
                 .result = yielding->result, .output = &yielding->output);
}

TEST(used_with_an_async_method_of_0_1_2_or_10_yields_it_completes_successfully) {
    const uint64_t counts[] = {0, 1, 2, 10};
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        for (size_t i = 0; i < 2 * COUNT_OF(counts); i++) {
            yielding_t yielding = {.way = way, .yields = counts[i / 2], .result = i % 2 ? 84 : 42};
            shelf_t shelf;
            shelf_init(&shelf);
            shelf_call(&shelf, start_yielding, &yielding);
            assert_int_equal(vt_value_task_is_completed(yielding.with_result),
                             yielding.yields == 0);
            (void)shelf_run(&shelf);
            assert_int_equal(shelf.posts, 2 * yielding.yields);
            assert_result(yielding.with_result, yielding.result + yielding.yields);
            assert_result(yielding.without, 0);
            assert_int_equal(yielding.output, yielding.result + yielding.yields);
        }
    }
}

/* ---- everything awaited in one body ---- */

typedef struct later_frame {
    VT_FRAME;
    uint64_t result;
    bool faults;
} later_frame_t;

VT_METHOD(later, later_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_delay(MILLISECOND / 10, no_token));
    if (frame->faults) {
        VT_FAIL(test_domain, 9, "later");
    }
    VT_RETURN(frame->result);
    VT_END;
}

static vt_value_task_t faulted(vt_reset_source_t *source) {
    vt_error_t error = test_error(9);
    vt_reset_source_init(source, NULL, 0);
    assert_ok(vt_reset_source_set_error(source, &error));
    return vt_reset_source_value_task(source);
}

static vt_value_task_t succeeded(vt_reset_source_t *source) {
    vt_reset_source_init(source, NULL, 0);
    assert_ok(vt_reset_source_set_result(source, 42));
    return vt_reset_source_value_task(source);
}

static vt_value_task_t faulted_task(void) {
    vt_error_t error = test_error(9);
    return vt_value_task_from_error(&error);
}

typedef struct all_frame {
    VT_FRAME;
    vt_reset_source_t *source; /* a frame's address must not be kept */
    uint64_t round;
    uint64_t sum;
    uint64_t faults;
} all_frame_t;

/* Each await of this macro is on a line of its own. */
#define AWAIT_FAULT(expression)                                    \
    VT_TRY_AWAIT(frame, status, got, failure, expression);         \
    frame->faults += status == VT_E_FAULTED && failure.code == 9u; \
    vt_error_release(&failure)

VT_METHOD(all, all_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t failure = {0};
    VT_BEGIN(frame);
    for (; frame->round < 3; frame->round++) {
        VT_AWAIT_VOID(frame, vt_value_task_from_task(vt_task_from_result(0)));
        VT_AWAIT(frame, got, vt_value_task_from_task(vt_task_from_result(42)));
        frame->sum += got;
        VT_AWAIT_VOID(frame, vt_value_task_from_result(0));
        VT_AWAIT(frame, got, vt_value_task_from_result(42));
        frame->sum += got;
        VT_AWAIT(frame, got, succeeded(frame->source));
        frame->sum += got;
        AWAIT_FAULT(faulted_task());
        AWAIT_FAULT(faulted(frame->source));
        AWAIT_FAULT(VT_START(later, .faults = true));
        AWAIT_FAULT(VT_START_POOLED(later, .faults = true));
        VT_AWAIT(frame, got, VT_START(later, .result = 42));
        frame->sum += got;
        VT_AWAIT(frame, got, VT_START_POOLED(later, .result = 42));
        frame->sum += got;
        VT_AWAIT_VOID(frame, vt_yield());
    }
    VT_RETURN(frame->sum + 1000 * frame->faults);
    VT_END;
}

TEST(tasks_and_value_tasks_are_awaited_in_task_and_value_task_methods) {
    static VT_STORAGE(all) storage;
    vt_reset_source_t
        source; /* not within the loop: docs/portability.md, "gcc's places on the stack" */
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        vt_task_t *task = vt_value_task_as_task(START_BY(way, &storage, all, .source = &source));
        assert_task_result(task, 3 * 5 * 42 + 3 * 4 * 1000);
        vt_task_unref(task);
    }
}

/* ---- concurrently ---- */

enum { OPERATIONS = 10, CORES_MAX = 16 };

typedef VT_STORAGE(later) later_storage_t;

static size_t cores(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 2 ? 2 : count > CORES_MAX ? CORES_MAX : (size_t)count;
}

TEST(cores_times_10_delayed_operations_at_once_give_42_plus_i) {
    static later_storage_t storage[CORES_MAX * OPERATIONS];
    size_t count = cores() * OPERATIONS;
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        vt_task_t *tasks[CORES_MAX * OPERATIONS];
        uint64_t results[CORES_MAX * OPERATIONS];
        for (size_t i = 0; i < count; i++) {
            tasks[i] = vt_value_task_as_task(START_BY(way, &storage[i], later, .result = 42 + i));
        }
        vt_task_t *together = vt_when_all(tasks, count, results);
        assert_task_result(together, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(results[i], 42 + i);
            vt_task_unref(tasks[i]);
        }
        vt_task_unref(together);
    }
}

typedef struct one_by_one_frame {
    VT_FRAME;
    unsigned way;
    later_storage_t *storage;
    uint64_t i;
} one_by_one_frame_t;

/* Gives how many had the right result. */
VT_METHOD(one_by_one, one_by_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    for (; frame->i < OPERATIONS; frame->i++) {
        VT_AWAIT(frame, got, START_BY(frame->way, frame->storage, later, .result = 42 + frame->i));
        if (got != 42 + frame->i) {
            VT_FAIL(test_domain, 1, "the result of another operation");
        }
    }
    VT_RETURN(frame->i);
    VT_END;
}

TEST(concurrent_builders_work_correctly_10_delayed_operations_in_turn_for_each_core) {
    static later_storage_t storage[CORES_MAX];
    size_t count = cores();
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        vt_task_t *tasks[CORES_MAX];
        for (size_t i = 0; i < count; i++) {
            tasks[i] = VT_START_TASK(one_by_one, .way = way, .storage = &storage[i]);
        }
        for (size_t i = 0; i < count; i++) {
            assert_task_result(tasks[i], OPERATIONS);
            vt_task_unref(tasks[i]);
        }
    }
}

/* ---- completed tasks ---- */

typedef struct gives_frame {
    VT_FRAME;
    uint64_t result;
} gives_frame_t;

VT_METHOD(gives, gives_frame_t, frame) {
    VT_BEGIN(frame);
    VT_RETURN(frame->result);
    VT_END;
}

static void check_cached(uint64_t result, bool cached) {
    vt_task_t *one = VT_START_TASK(gives, .result = result);
    vt_task_t *other = VT_START_TASK(gives, .result = result);
    assert_int_equal(one == other, cached);
    assert_task_result(one, result);
    assert_task_result(other, result);
    vt_task_unref(one);
    vt_task_unref(other);
}

TEST(the_task_builder_uses_the_completed_cache_for_0_5_true_false_and_null_not_for_minus_5_or_42) {
    check_cached(0, true);
    check_cached(5, true);
    check_cached((uint64_t)(int64_t)-5, false);
    check_cached(42, false);
    check_cached(true, true);
    check_cached(false, true);
    check_cached((uint64_t)(uintptr_t)NULL, true);
    check_cached((uint64_t)(uintptr_t) "test", false);
}

/* ---- what a completed task holds ---- */

static unsigned released;

static void note_released(void *value) {
    released += value != NULL;
}

/* C has no finalizers: what the library itself holds for a suspended method are the async-local
 * values that it goes on with. */
TEST(a_completed_task_that_is_held_keeps_no_values_of_its_method_alive) {
    static const vt_async_local_t local = {note_released};
    static int value;
    unsigned starts = 0;
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        operation_t operation;
        operation_begin(&operation, BACKED_BY_TASK);
        released = 0;
        assert_ok(vt_async_local_set(&local, &value));
        vt_value_task_t held =
            ends_by(way, operation.value_task, &starts, (vt_error_t){.domain = NULL});
        vt_context_restore(NULL);
        assert_int_equal(released, 0);
        operation_succeed(&operation, 0);
        assert_int_equal(released, 1);
        assert_result(held, 42);
        operation_end(&operation);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_instance_is_all_zero_but_for_the_arguments),
        cmocka_unit_test(start_invokes_the_body_once_before_it_returns),
        cmocka_unit_test(set_exception_before_or_after_the_task_was_asked_for_gives_the_same_error),
        cmocka_unit_test(used_with_an_async_method_of_0_1_2_or_10_yields_it_completes_successfully),
        cmocka_unit_test(tasks_and_value_tasks_are_awaited_in_task_and_value_task_methods),
        cmocka_unit_test(cores_times_10_delayed_operations_at_once_give_42_plus_i),
        cmocka_unit_test(
            concurrent_builders_work_correctly_10_delayed_operations_in_turn_for_each_core),
        cmocka_unit_test(
            the_task_builder_uses_the_completed_cache_for_0_5_true_false_and_null_not_for_minus_5_or_42),
        cmocka_unit_test(a_completed_task_that_is_held_keeps_no_values_of_its_method_alive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
