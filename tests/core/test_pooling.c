/* The pooling builder: blocks that serve again and again, on one thread and on several. */
#include "helpers.h"

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

/* Completes by way of an executor, again and again. */
typedef struct yielder {
    vt_reset_source_t source;
    vt_continuation_t node;
    vt_executor_t *executor;
} yielder_t;

static void yielder_complete(vt_continuation_t *self) {
    yielder_t *yielder = VT_CONTAINER_OF(self, yielder_t, node);
    (void)!vt_reset_source_set_result(&yielder->source, 0);
}

static vt_value_task_t yield_async(yielder_t *yielder) {
    if (vt_reset_source_reset(&yielder->source) != VT_OK) {
        return vt_value_task_from_source(NULL, 0);
    }
    vt_value_task_t value_task = vt_reset_source_value_task(&yielder->source);
    yielder->node.run = yielder_complete;
    if (vt_executor_post(yielder->executor, &yielder->node) != VT_OK) {
        return vt_value_task_from_source(NULL, 0);
    }
    return value_task;
}

static unsigned
    reused; /* atomic; operations in a block that has served before: its version says so */

static vt_value_task_t compute_async(yielder_t *yielder, uint64_t depth);

typedef struct compute_frame {
    VT_FRAME;
    yielder_t *yielder;
    uint64_t depth;
} compute_frame_t;

/* depth + 1, one suspension and one call of itself a level. */
VT_METHOD(compute, compute_frame_t, frame) {
    uint64_t below;
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, yield_async(frame->yielder));
    if (frame->depth == 0) {
        VT_RETURN(1);
    }
    VT_AWAIT(frame, below, compute_async(frame->yielder, frame->depth - 1));
    VT_RETURN(below + 1);
    VT_END;
}

static vt_value_task_t compute_async(yielder_t *yielder, uint64_t depth) {
    vt_value_task_t value_task = VT_START_POOLED(compute, .yielder = yielder, .depth = depth);
    __atomic_fetch_add(&reused, value_task.word != 0 ? 1u : 0u, __ATOMIC_RELAXED);
    return value_task;
}

TEST(three_rounds_of_10_recursive_operations_total_330_in_blocks_used_again) {
    enum { ROUNDS = 3, OPERATIONS = 10, DEPTH = 10 };
    vt_run_queue_t queue;
    yielder_t yielders[OPERATIONS];
    vt_value_task_t operations[OPERATIONS];
    uint64_t total = 0;
    reused = 0;
    assert_ok(vt_run_queue_init(&queue));
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < OPERATIONS; i++) {
            vt_reset_source_init(&yielders[i].source, NULL, 0);
            yielders[i].executor = &queue.executor;
            operations[i] = compute_async(&yielders[i], DEPTH);
        }
        (void)vt_run_queue_run(&queue);
        for (int i = 0; i < OPERATIONS; i++) {
            uint64_t result = 0;
            assert_ok(vt_value_task_get_result(operations[i], &result, NULL));
            total += result;
        }
    }
    assert_ok(vt_run_queue_deinit(&queue));
    assert_int_equal(total, 330);
    assert_in_range(reused, 1, ROUNDS * OPERATIONS * (DEPTH + 1) - OPERATIONS);
}

TEST(a_burst_of_concurrent_operations_on_a_thread_pool_gives_every_result) {
    enum { OPERATIONS = 20, ROUNDS = 20 };
    static yielder_t yielders[OPERATIONS];
    vt_thread_pool_t *pool;
    vt_task_t *tasks[OPERATIONS];
    assert_ok(vt_thread_pool_create(2, &pool));
    for (int round = 0; round < ROUNDS; round++) {
        for (uint64_t i = 0; i < OPERATIONS; i++) {
            vt_reset_source_init(&yielders[i].source, NULL, 0);
            yielders[i].executor = vt_thread_pool_executor(pool);
            tasks[i] = vt_value_task_as_task(compute_async(&yielders[i], i));
        }
        for (uint64_t i = 0; i < OPERATIONS; i++) {
            assert_task_result(tasks[i], i + 1);
            vt_task_unref(tasks[i]);
        }
    }
    assert_ok(vt_thread_pool_destroy(pool));
}

TEST(a_pooled_block_is_used_again_and_its_old_token_is_stale) {
    vt_value_task_t before = {0};
    for (uint64_t round = 0; round < 5; round++) {
        operation_t operation;
        operation_begin(&operation, BACKED_BY_TASK);
        vt_value_task_t now = VT_START_POOLED(plus_one, .inner = operation.value_task);
        if (round > 0) {
            assert_ptr_equal(now.source, before.source);
            assert_int_equal(now.word, before.word + 1);
            assert_misuse(before, VT_E_STALE_TOKEN);
        }
        operation_succeed(&operation, round);
        assert_result(now, round + 1);
        before = now;
        operation_end(&operation);
    }
}

/* ---- a home outlives its thread ---- */

static vt_home_pool_t home_pool = VT_HOME_POOL_INIT(VT_BLOCK_SIZE(plus_one));

typedef struct stay {
    vt_reset_source_t source;
    vt_value_task_t value_task;
} stay_t;

static void stay_begin(stay_t *stay) {
    vt_reset_source_init(&stay->source, NULL, 0);
    stay->value_task = VT_START_POOLED_IN(plus_one, &home_pool.pool,
                                          .inner = vt_reset_source_value_task(&stay->source));
}

static void stay_end(stay_t *stay) {
    assert_ok(vt_reset_source_set_result(&stay->source, 1));
    assert_result(stay->value_task, 2);
}

/* Leaves one block idle at home, and one out. */
static void *leave_one_out(void *out) {
    stay_t stay;
    stay_begin(&stay);
    stay_begin(out);
    stay_end(&stay);
    return NULL;
}

static void *adopt_and_trim(void *trimmed) {
    stay_t stay;
    stay_begin(&stay);
    stay_end(&stay);
    *(size_t *)trimmed = vt_pool_trim(&home_pool.pool);
    return NULL;
}

TEST(an_adopted_home_has_what_was_idle_and_what_came_back_later) {
    pthread_t thread;
    stay_t out;
    size_t trimmed = 0;
    assert_int_equal(pthread_create(&thread, NULL, leave_one_out, &out), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    stay_end(&out);
    assert_int_equal(pthread_create(&thread, NULL, adopt_and_trim, &trimmed), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(trimmed, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_rounds_of_10_recursive_operations_total_330_in_blocks_used_again),
        cmocka_unit_test(a_burst_of_concurrent_operations_on_a_thread_pool_gives_every_result),
        cmocka_unit_test(a_pooled_block_is_used_again_and_its_old_token_is_stale),
        cmocka_unit_test(an_adopted_home_has_what_was_idle_and_what_came_back_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
