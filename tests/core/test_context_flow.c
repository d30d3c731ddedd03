/* Async-local values over every way to start a method, every executor, and several threads. */
#include "builders.h"
#include "helpers.h"

#include <sched.h>

static unsigned released; /* atomic */

static void count_release(void *value) {
    (void)value;
    __atomic_fetch_add(&released, 1u, __ATOMIC_RELAXED);
}

static unsigned releases(void) {
    return __atomic_load_n(&released, __ATOMIC_RELAXED);
}

static vt_async_local_t name = {NULL};
static vt_async_local_t other = {count_release};
static char alice[] = "alice";
static char bob[] = "bob";

static int begin_empty(void **state) {
    (void)state;
    vt_context_restore(NULL);
    __atomic_store_n(&released, 0u, __ATOMIC_RELAXED);
    return 0;
}

/* ---- every way to start a method, and every way to end it ---- */

typedef struct later_frame {
    VT_FRAME;
    vt_value_task_t inner;
    bool fault;
} later_frame_t;

/* Sets a value before it awaits and another one after. */
VT_METHOD(sets_later, later_frame_t, frame) {
    VT_BEGIN(frame);
    if (VT_SET_LOCAL(&other, alice) != VT_OK) {
        VT_FAIL(test_domain, 1, "could not set");
    }
    VT_AWAIT_VOID(frame, frame->inner);
    if (vt_async_local_get(&other) != alice || VT_SET_LOCAL(&other, bob) != VT_OK) {
        VT_FAIL(test_domain, 1, "not what was set");
    }
    if (frame->fault) {
        VT_FAIL(test_domain, 2, "on purpose");
    }
    VT_RETURN_VOID;
    VT_END;
}

typedef struct caller_frame {
    VT_FRAME;
    vt_reset_source_t *source;
    VT_STORAGE(sets_later) * storage;
    int way;
    bool fault;
} caller_frame_t;

/* Whether it sees the same value after the await as before; whatever the await gave. */
VT_METHOD(calls, caller_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t error;
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, error,
                 START_BY(frame->way, frame->storage, sets_later,
                          .inner = vt_reset_source_value_task(frame->source),
                          .fault = frame->fault));
    if (status != (frame->fault ? VT_E_FAULTED : VT_OK)) {
        VT_FAIL(test_domain, 3, "not the outcome");
    }
    if (status != VT_OK) {
        vt_error_release(&error);
    }
    VT_RETURN(got + (vt_async_local_get(&name) == alice && vt_async_local_get(&other) == NULL));
    VT_END;
}

static void call_by(int way, bool pending, bool fault) {
    VT_STORAGE(sets_later) storage = {0};
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    if (!pending) {
        assert_ok(vt_reset_source_set_result(&source, 0));
    }
    vt_value_task_t value_task =
        VT_START(calls, .source = &source, .storage = &storage, .way = way, .fault = fault);
    assert_null(vt_async_local_get(&other));
    if (pending) {
        assert_state(value_task, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&source, 0));
    }
    assert_null(vt_async_local_get(&other));
    assert_ptr_equal(vt_async_local_get(&name), alice);
    assert_result(value_task, 1);
}

TEST(what_a_method_sets_before_or_after_it_suspends_is_gone_for_the_method_that_awaits_it) {
    assert_ok(vt_async_local_set(&name, alice));
    for (int way = 0; way < WAY_COUNT; way++) {
        for (unsigned which = 0; which < 4; which++) {
            __atomic_store_n(&released, 0u, __ATOMIC_RELAXED);
            call_by(way, (which & 1) != 0, (which & 2) != 0);
            assert_int_equal(releases(), 2);
        }
    }
    vt_context_restore(NULL);
}

TEST(a_method_without_values_has_none_after_it_awaited_one_that_set_some) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = VT_START(calls, .source = &source);
    assert_ok(vt_async_local_set(&other, alice)); /* the completer's own */
    assert_ok(vt_reset_source_set_result(&source, 0));
    assert_ptr_equal(vt_async_local_get(&other), alice);
    assert_result(value_task, 0); /* `name` was never alice there */
    vt_context_restore(NULL);
    assert_int_equal(releases(), 3);
}

/* ---- executors, posts and threads ---- */

typedef struct look {
    vt_continuation_t continuation;
    void *seen;
    unsigned runs; /* atomic */
} look_t;

static void look(vt_continuation_t *self) {
    look_t *looking = (look_t *)self;
    looking->seen = vt_async_local_get(&name);
    __atomic_fetch_add(&looking->runs, 1u, __ATOMIC_RELEASE);
}

static void look_init(look_t *looking) {
    *looking = (look_t){.continuation = {.run = look}};
}

static void look_wait(look_t *looking) {
    while (__atomic_load_n(&looking->runs, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
}

typedef struct look_later {
    vt_timer_t timer;
    look_t looking;
} look_later_t;

static void look_at_last(vt_continuation_t *self) {
    look_later_t *later = VT_CONTAINER_OF(self, look_later_t, timer.continuation);
    look(&later->looking.continuation);
}

TEST(a_timer_has_no_values_on_any_executor) {
    vt_run_queue_t queue;
    vt_thread_pool_t *pool;
    look_later_t later[4] = {{.looking = {.runs = 0}}};
    look_t last;
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_thread_pool_create(1, &pool));
    vt_executor_t *const executors[] = {&queue.executor, vt_thread_pool_executor(pool),
                                        vt_executor_inline(), NULL};
    assert_ok(vt_async_local_set(&other, alice));
    assert_ok(vt_async_local_set(&name, alice));
    for (int i = 0; i < 4; i++) {
        later[i].looking.seen = alice;
        assert_ok(vt_timer_start(&later[i].timer, executors[i], 1, look_at_last));
    }
    while (vt_run_queue_run(&queue) == 0) { /* by a thread that has some */
        vt_run_queue_wait(&queue);
    }
    for (int i = 0; i < 4; i++) {
        look_wait(&later[i].looking);
        assert_null(later[i].looking.seen);
    }
    vt_context_restore(NULL);
    look_init(&last); /* the pool's thread has none either */
    assert_ok(vt_executor_post(executors[1], &last.continuation));
    look_wait(&last);
    assert_null(last.seen);
    assert_ok(vt_thread_pool_destroy(pool));
    assert_ok(vt_run_queue_deinit(&queue));
}

/* ---- what waits for a time or a cancellation ---- */

static const vt_cancel_token_t never = {NULL};

TEST(what_waits_for_a_time_keeps_no_values) {
    vt_cancel_source_t source;
    vt_task_t *pending = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_async_local_set(&other, alice));
    assert_ok(vt_cancel_source_cancel_after(&source, UINT64_MAX));
    vt_value_task_t delay = vt_delay(UINT64_MAX, never);
    vt_task_t *waiting = vt_task_wait_async(pending, UINT64_MAX - 1, never);
    vt_context_restore(NULL);
    assert_int_equal(releases(), 1);
    assert_ok(vt_task_set_result(pending, 5));
    assert_task_result(waiting, 5);
    vt_task_unref(waiting);
    vt_task_unref(pending);
    vt_value_task_discard(delay);
    assert_ok(vt_cancel_source_deinit(&source));
}

typedef struct look_canceled {
    vt_cancel_registration_t registration;
    look_t looking;
} look_canceled_t;

static void look_at_canceled(vt_cancel_registration_t *self) {
    look_canceled_t *canceled = VT_CONTAINER_OF(self, look_canceled_t, registration);
    look(&canceled->looking.continuation);
    (void)!vt_async_local_set(&name, bob); /* and leaves none behind */
}

static void check_callbacks(bool by_time) {
    vt_cancel_source_t source;
    look_canceled_t callbacks[3];
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    for (int i = 0; i < 3; i++) {
        callbacks[i] = (look_canceled_t){.looking = {.seen = alice}};
    }
    assert_ok(vt_cancel_token_register(token, &callbacks[0].registration, look_at_canceled));
    assert_ok(vt_cancel_token_register(token, &callbacks[1].registration, look_at_canceled));
    if (by_time) {
        assert_ok(vt_cancel_source_cancel_after(&source, 1));
    } else {
        vt_cancel_source_cancel(&source);
    }
    look_wait(&callbacks[0].looking);
    look_wait(&callbacks[1].looking);
    assert_ok(vt_cancel_token_register(token, &callbacks[2].registration, look_at_canceled));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(callbacks[i].looking.runs, 1);
        assert_null(callbacks[i].looking.seen);
    }
    while (vt_cancel_source_deinit(&source) == VT_E_BUSY) {
        sched_yield();
    }
}

TEST(a_callback_of_a_cancellation_has_no_values_whoever_cancels) {
    assert_ok(vt_async_local_set(&name, alice));
    check_callbacks(false);
    assert_ptr_equal(vt_async_local_get(&name), alice);
    check_callbacks(true);
    assert_ptr_equal(vt_async_local_get(&name), alice);
    vt_context_restore(NULL);
}

static vt_status_t refuse(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    (void)continuation;
    return VT_E_SHUT_DOWN;
}

TEST(a_post_that_is_refused_keeps_no_context) {
    static const vt_executor_ops_t ops = {.post = refuse};
    vt_executor_t executor = {&ops};
    look_t posted;
    look_init(&posted);
    assert_ok(vt_async_local_set(&other, alice));
    assert_int_equal(vt_executor_post(&executor, &posted.continuation), VT_E_SHUT_DOWN);
    vt_context_restore(NULL);
    assert_int_equal(releases(), 1);
}

typedef struct wander_frame {
    VT_FRAME;
    char *mine;
    uint32_t left;
} wander_frame_t;

/* From thread to thread, and always with its own value. */
VT_METHOD(wander, wander_frame_t, frame) {
    VT_BEGIN(frame);
    if (VT_SET_LOCAL(&name, frame->mine) != VT_OK) {
        VT_FAIL(test_domain, 1, "could not set");
    }
    for (; frame->left != 0; frame->left--) {
        if (frame->left % 16 == 0) {
            VT_AWAIT_VOID(frame, vt_delay(1000, (vt_cancel_token_t){NULL}));
        } else {
            VT_AWAIT_VOID(frame, vt_yield());
        }
        if (vt_async_local_get(&name) != frame->mine) {
            VT_FAIL(test_domain, 2, "another's value");
        }
    }
    VT_RETURN(7);
    VT_END;
}

TEST(flows_on_several_threads_keep_their_own_values_over_yields_and_delays) {
    enum { FLOWS = 8 };
    char names[FLOWS];
    vt_task_t *tasks[FLOWS];
    for (int i = 0; i < FLOWS; i++) {
        tasks[i] = VT_START_TASK(wander, .mine = &names[i], .left = 400);
        assert_null(vt_async_local_get(&name));
    }
    for (int i = 0; i < FLOWS; i++) {
        assert_task_result(tasks[i], 7);
        vt_task_unref(tasks[i]);
    }
}

#define context_test(test) cmocka_unit_test_setup(test, begin_empty)

int main(void) {
    const struct CMUnitTest tests[] = {
        context_test(
            what_a_method_sets_before_or_after_it_suspends_is_gone_for_the_method_that_awaits_it),
        context_test(a_method_without_values_has_none_after_it_awaited_one_that_set_some),
        context_test(a_timer_has_no_values_on_any_executor),
        context_test(what_waits_for_a_time_keeps_no_values),
        context_test(a_callback_of_a_cancellation_has_no_values_whoever_cancels),
        context_test(a_post_that_is_refused_keeps_no_context),
        context_test(flows_on_several_threads_keep_their_own_values_over_yields_and_delays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
