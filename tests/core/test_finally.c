/* VT_METHOD_FINALLY: the cleanup runs once, however the body ends, and not while it is suspended.
 */
#include "helpers.h"

#include <string.h>

/* What the methods acquire: they say so in their frames, and release it. */
typedef struct resource {
    unsigned held;
    unsigned released;
    uint64_t seen; /* what the frame had at the cleanup */
} resource_t;

typedef enum ending {
    BY_RETURN,
    BY_END,
    BY_FAILURE,
    BY_CANCELLATION,
} ending_t;

typedef struct holder_frame {
    VT_FRAME;
    resource_t *resource;
    resource_t *acquired; /* NULL: not acquired */
    vt_value_task_t inner;
    uint64_t got;
    ending_t ending;
} holder_frame_t;

static void release(holder_frame_t *frame) {
    if (frame->acquired != NULL) {
        frame->acquired->held--;
        frame->acquired->released++;
        frame->acquired->seen = frame->got;
        frame->acquired = NULL;
    }
}

VT_METHOD_FINALLY(holder, holder_frame_t, frame, release) {
    VT_BEGIN(frame);
    frame->acquired = frame->resource;
    frame->acquired->held++;
    VT_AWAIT(frame, frame->got, frame->inner);
    switch (frame->ending) {
    case BY_FAILURE:
        VT_FAIL(test_domain, 7, "by the body");
    case BY_CANCELLATION:
        VT_CANCEL;
    case BY_RETURN:
        VT_RETURN(UINT64_C(100) * frame->acquired->held +
                  frame->got); /* computed before the cleanup */
    default:
        break;
    }
    VT_END;
}

/* Starts it in each way; its end is awaited by a probe that the cleanup must precede. */
typedef vt_value_task_t start_t(resource_t *resource, vt_value_task_t inner, ending_t ending);

static vt_value_task_t start(resource_t *resource, vt_value_task_t inner, ending_t ending) {
    return VT_START(holder, .resource = resource, .inner = inner, .ending = ending);
}

static vt_value_task_t start_pooled(resource_t *resource, vt_value_task_t inner, ending_t ending) {
    return VT_START_POOLED(holder, .resource = resource, .inner = inner, .ending = ending);
}

static vt_value_task_t start_task(resource_t *resource, vt_value_task_t inner, ending_t ending) {
    vt_task_t *task = VT_START_TASK(holder, .resource = resource, .inner = inner, .ending = ending);
    return vt_value_task_from_task(task);
}

static vt_value_task_t start_in(resource_t *resource, vt_value_task_t inner, ending_t ending) {
    static VT_STORAGE(holder) storage;
    return VT_START_IN(holder, &storage, .resource = resource, .inner = inner, .ending = ending);
}

static start_t *const starts[] = {start, start_pooled, start_task, start_in};

static void assert_released(const resource_t *resource, uint64_t seen) {
    assert_int_equal(resource->held, 0);
    assert_int_equal(resource->released, 1);
    assert_int_equal(resource->seen, seen);
}

static void assert_ended(vt_value_task_t value_task, ending_t ending) {
    if (ending == BY_FAILURE) {
        assert_fault(value_task, test_domain, 7);
    } else if (ending == BY_CANCELLATION) {
        assert_canceled(value_task);
    } else {
        assert_result(value_task, ending == BY_RETURN ? 105 : 0);
    }
}

TEST(the_cleanup_runs_once_when_a_body_ends_at_once) {
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        for (ending_t ending = BY_RETURN; ending <= BY_CANCELLATION; ending++) {
            resource_t resource = {0};
            vt_value_task_t value_task = starts[i](&resource, vt_value_task_from_result(5), ending);
            assert_released(&resource, 5);
            assert_ended(value_task, ending);
        }
    }
}

static void check_suspended(start_t *starter, backing_t backing, ending_t ending) {
    resource_t resource = {0};
    operation_t operation;
    operation_begin(&operation, backing);
    vt_value_task_t value_task = starter(&resource, operation.value_task, ending);
    assert_state(value_task, VT_PENDING);
    assert_int_equal(resource.held, 1); /* not while it is suspended */
    assert_int_equal(resource.released, 0);
    operation_succeed(&operation, 5);
    assert_released(&resource, 5);
    assert_ended(value_task, ending);
    operation_end(&operation);
}

TEST(the_cleanup_runs_once_when_a_body_ends_after_it_suspended) {
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
            for (ending_t ending = BY_RETURN; ending <= BY_CANCELLATION; ending++) {
                check_suspended(starts[i], backing, ending);
            }
        }
    }
}

TEST(the_cleanup_runs_when_what_is_awaited_fails_or_is_canceled) {
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        for (int suspends = 0; suspends < 2; suspends++) {
            for (int cancels = 0; cancels < 2; cancels++) {
                resource_t resource = {0};
                operation_t operation;
                vt_value_task_t value_task = {0};
                operation_begin(&operation, BACKED_BY_RESET_SOURCE);
                if (suspends) {
                    value_task = starts[i](&resource, operation.value_task, BY_RETURN);
                    assert_int_equal(resource.held, 1);
                }
                if (cancels) {
                    operation_cancel(&operation);
                } else {
                    operation_fault(&operation, 3);
                }
                if (!suspends) {
                    value_task = starts[i](&resource, operation.value_task, BY_RETURN);
                }
                assert_released(&resource, 0);
                if (cancels) {
                    assert_canceled(value_task);
                } else {
                    assert_fault(value_task, test_domain, 3);
                }
                operation_end(&operation);
            }
        }
    }
}

/* The await fails with a misuse, on the stack and in a block. */
TEST(the_cleanup_runs_when_an_await_is_misuse) {
    resource_t resource = {0};
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_discard(operation.value_task);
    vt_value_task_t value_task = start(&resource, operation.value_task, BY_RETURN);
    assert_released(&resource, 0);
    assert_fault(value_task, vt_error_domain, VT_E_STALE_TOKEN);
    operation_succeed(&operation, 1);
    operation_end(&operation);
}

/* A source that says that it is complete, and then that it is not. */
static int says_complete(const vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_SUCCEEDED;
}

static vt_status_t says_it_is_not(vt_source_t *self, uint64_t token, void *result, size_t size,
                                  vt_error_t *error) {
    (void)self;
    (void)token;
    (void)result;
    (void)size;
    (void)error;
    return VT_E_NOT_COMPLETED;
}

TEST(the_cleanup_runs_when_a_source_contradicts_itself) {
    static const vt_source_ops_t ops = {says_complete, NULL, says_it_is_not, NULL};
    vt_source_t source = {&ops};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        resource_t resource = {0};
        vt_value_task_t value_task =
            starts[i](&resource, vt_value_task_from_source(&source, 1), BY_RETURN);
        assert_released(&resource, 0);
        assert_fault(value_task, vt_error_domain, VT_E_NOT_COMPLETED);
    }
}

TEST(the_cleanup_runs_when_the_method_was_discarded) {
    resource_t resource = {0};
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_discard(start_pooled(&resource, operation.value_task, BY_RETURN));
    assert_int_equal(resource.held, 1);
    operation_succeed(&operation, 5);
    assert_released(&resource, 5);
    operation_end(&operation);
}

/* ---- order ---- */

static void note_release(vt_continuation_t *self);

typedef struct watcher {
    vt_continuation_t continuation;
    const resource_t *resource;
    unsigned released; /* when the method was seen to end */
} watcher_t;

static void note_release(vt_continuation_t *self) {
    watcher_t *watcher = VT_CONTAINER_OF(self, watcher_t, continuation);
    watcher->released = watcher->resource->released;
}

TEST(the_cleanup_runs_before_who_awaits_goes_on) {
    resource_t resource = {0};
    operation_t operation;
    watcher_t watcher = {{.run = note_release}, &resource, 0};
    operation_begin(&operation, BACKED_BY_TASK);
    vt_value_task_t value_task = start(&resource, operation.value_task, BY_RETURN);
    assert_ok(vt_value_task_on_completed(value_task, &watcher.continuation, 0));
    operation_succeed(&operation, 5);
    assert_int_equal(watcher.released, 1);
    assert_ended(value_task, BY_RETURN);
    operation_end(&operation);
}

typedef struct outer_frame {
    VT_FRAME;
    resource_t *resource;
    resource_t *inner_resource;
    vt_value_task_t inner;
    ending_t ending;
} outer_frame_t;

/* The inner method has cleaned up by then. */
static void release_outer(outer_frame_t *frame) {
    frame->resource->released++;
    frame->resource->seen = frame->inner_resource->released;
}

VT_METHOD_FINALLY(outer, outer_frame_t, frame, release_outer) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, start(frame->inner_resource, frame->inner, frame->ending));
    VT_RETURN(got);
    VT_END;
}

TEST(nested_methods_clean_up_from_the_innermost_outwards) {
    for (ending_t ending = BY_RETURN; ending <= BY_CANCELLATION; ending++) {
        resource_t resource = {0};
        resource_t inner = {0};
        operation_t operation;
        operation_begin(&operation, BACKED_BY_RESET_SOURCE);
        vt_value_task_t value_task =
            VT_START_POOLED(outer, .resource = &resource, .inner_resource = &inner,
                            .inner = operation.value_task, .ending = ending);
        assert_int_equal(inner.released + resource.released, 0);
        operation_succeed(&operation, 5);
        assert_released(&inner, 5);
        assert_released(&resource, 1);
        assert_ended(value_task, ending);
        operation_end(&operation);
    }
}

/* ---- wide results, which overwrite the frame ---- */

typedef struct block {
    char bytes[64];
} block_t;

VT_DEFINE_VALUE_TASK(block_task, block_t);

static block_t block_of(uint64_t number) {
    block_t block;
    memset(&block, (int)number, sizeof block);
    return block;
}

VT_TYPED_METHOD_FINALLY(block_task, wide_holder, holder_frame_t, frame, release) {
    VT_BEGIN(frame);
    frame->acquired = frame->resource;
    frame->acquired->held++;
    VT_AWAIT(frame, frame->got, frame->inner);
    if (frame->ending == BY_RETURN) {
        VT_RETURN_TYPED(block_task, block_of(frame->got));
    }
    VT_END;
}

TEST(the_cleanup_sees_the_frame_before_a_wide_result_overwrites_it) {
    for (int suspends = 0; suspends < 2; suspends++) {
        for (ending_t ending = BY_RETURN; ending <= BY_END; ending++) {
            resource_t resource = {0};
            operation_t operation;
            block_t got;
            operation_begin(&operation, BACKED_BY_RESET_SOURCE);
            if (!suspends) {
                operation_succeed(&operation, 5);
            }
            block_task_t value_task =
                VT_START_POOLED(wide_holder, .resource = &resource, .inner = operation.value_task,
                                .ending = ending);
            if (suspends) {
                assert_int_equal(resource.held, 1);
                operation_succeed(&operation, 5);
            }
            assert_released(&resource, 5);
            assert_ok(block_task_get_result(value_task, &got, NULL));
            block_t expected = block_of(ending == BY_RETURN ? 5 : 0);
            assert_memory_equal(&got, &expected, sizeof got);
            operation_end(&operation);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cleanup_runs_once_when_a_body_ends_at_once),
        cmocka_unit_test(the_cleanup_runs_once_when_a_body_ends_after_it_suspended),
        cmocka_unit_test(the_cleanup_runs_when_what_is_awaited_fails_or_is_canceled),
        cmocka_unit_test(the_cleanup_runs_when_an_await_is_misuse),
        cmocka_unit_test(the_cleanup_runs_when_a_source_contradicts_itself),
        cmocka_unit_test(the_cleanup_runs_when_the_method_was_discarded),
        cmocka_unit_test(the_cleanup_runs_before_who_awaits_goes_on),
        cmocka_unit_test(nested_methods_clean_up_from_the_innermost_outwards),
        cmocka_unit_test(the_cleanup_sees_the_frame_before_a_wide_result_overwrites_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
