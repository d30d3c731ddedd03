/* Async-local values: they follow a flow of control, not a thread. */
#include "counting_malloc.h"
#include "helpers.h"

static unsigned released; /* atomic */

static void count_release(void *value) {
    (void)value;
    __atomic_fetch_add(&released, 1u, __ATOMIC_RELAXED);
}

static vt_async_local_t name = {NULL};
static vt_async_local_t other = {count_release};
static char alice[] = "alice";
static char bob[] = "bob";

static int begin_empty(void **state) {
    (void)state;
    vt_context_restore(NULL);
    released = 0;
    return 0;
}

TEST(a_value_is_there_from_when_it_is_set_and_null_before) {
    assert_null(vt_async_local_get(&name));
    assert_ok(vt_async_local_set(&name, alice));
    assert_ptr_equal(vt_async_local_get(&name), alice);
    assert_null(vt_async_local_get(&other));
    assert_ok(vt_async_local_set(&other, bob));
    assert_ok(vt_async_local_set(&name, bob));
    assert_ptr_equal(vt_async_local_get(&name), bob);
    assert_ptr_equal(vt_async_local_get(&other), bob);
    assert_int_equal(vt_async_local_set(NULL, bob), VT_E_INVALID_ARGUMENT);
    vt_context_restore(NULL);
    assert_null(vt_async_local_get(&name));
}

TEST(a_captured_context_is_not_changed_by_what_is_set_later) {
    assert_ok(vt_async_local_set(&name, alice));
    vt_context_t *captured = vt_context_capture();
    assert_ok(vt_async_local_set(&name, bob));
    vt_context_restore(captured);
    assert_ptr_equal(vt_async_local_get(&name), alice);
    vt_context_restore(NULL);
}

TEST(a_value_is_released_once_with_the_last_context_that_has_it) {
    assert_ok(vt_async_local_set(&other, alice));
    vt_context_t *captured = vt_context_capture();
    assert_ok(vt_async_local_set(&name, bob)); /* shares the entry */
    vt_context_restore(NULL);
    assert_int_equal(released, 0);
    vt_context_unref(captured);
    assert_int_equal(released, 1);
}

/* Every local that was set is released once, whoever had it last. */
TEST(what_is_set_again_releases_the_value_before_it) {
    for (int i = 0; i < 5; i++) {
        assert_ok(vt_async_local_set(&other, alice));
        assert_int_equal(released, i);
    }
    vt_context_restore(NULL);
    assert_int_equal(released, 5);
}

static void *restore_and_end(void *captured) {
    vt_context_restore(captured);
    assert_ptr_equal(vt_async_local_get(&other), alice);
    return NULL;
}

static void *set_and_end(void *nothing) {
    assert_ok(vt_async_local_set(&other, alice));
    return nothing;
}

static void run_on_thread(void *(*function)(void *), void *argument) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, function, argument), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

TEST(a_thread_that_ends_gives_its_context_back) {
    int64_t live = counting_live();
    run_on_thread(set_and_end, NULL);
    assert_int_equal(released, 1);
    assert_ok(vt_async_local_set(&other, alice));
    vt_context_t *captured = vt_context_capture();
    vt_context_restore(NULL);
    run_on_thread(restore_and_end, captured);
    assert_int_equal(released, 2);
    assert_int_equal(counting_live(), live);
}

/* ---- methods ---- */

typedef struct who_frame {
    VT_FRAME;
    vt_value_task_t inner;
    char *set; /* NULL: sets nothing */
    char **before;
    char **after;
    bool fault;
} who_frame_t;

VT_METHOD(who, who_frame_t, frame) {
    VT_BEGIN(frame);
    if (frame->set != NULL && VT_SET_LOCAL(&name, frame->set) != VT_OK) {
        VT_FAIL(test_domain, 1, "could not set");
    }
    *frame->before = vt_async_local_get(&name);
    VT_AWAIT_VOID(frame, frame->inner);
    *frame->after = vt_async_local_get(&name);
    if (frame->fault) {
        VT_FAIL(test_domain, 2, "on purpose");
    }
    VT_RETURN_VOID;
    VT_END;
}

static char *before;
static char *after;

static vt_value_task_t start_who(vt_value_task_t inner, char *set, bool fault) {
    before = NULL;
    after = NULL;
    return VT_START(who, .inner = inner, .set = set, .before = &before, .after = &after,
                    .fault = fault);
}

static const vt_value_task_t nothing = {NULL, 0};

TEST(what_a_method_sets_is_gone_for_its_caller_when_it_returns_at_once) {
    assert_ok(vt_async_local_set(&name, alice));
    assert_result(start_who(nothing, bob, false), 0);
    assert_ptr_equal(after, bob);
    assert_ptr_equal(vt_async_local_get(&name), alice);
    assert_fault(start_who(nothing, bob, true), test_domain, 2);
    assert_ptr_equal(vt_async_local_get(&name), alice);
    vt_context_restore(NULL);
}

TEST(what_a_method_sets_is_gone_for_its_caller_when_it_suspends) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = start_who(vt_reset_source_value_task(&source), bob, false);
    assert_null(vt_async_local_get(&name));
    assert_ptr_equal(before, bob);
    assert_ok(vt_reset_source_set_result(&source, 0));
    assert_ptr_equal(after, bob);
    assert_null(vt_async_local_get(&name)); /* nor for its completer */
    assert_result(value_task, 0);
}

static void *complete_on_thread(void *argument) {
    assert_ok(vt_async_local_set(&name, "the completer's"));
    assert_ok(vt_reset_source_set_result(argument, 0));
    assert_string_equal(vt_async_local_get(&name), "the completer's");
    return NULL;
}

TEST(a_value_flows_over_an_await_to_another_thread_and_does_not_stay_there) {
    vt_reset_source_t source;
    pthread_t thread;
    vt_reset_source_init(&source, NULL, 0);
    assert_ok(vt_async_local_set(&name, alice));
    vt_value_task_t value_task = start_who(vt_reset_source_value_task(&source), NULL, false);
    vt_context_restore(NULL); /* the caller goes on with another */
    assert_int_equal(pthread_create(&thread, NULL, complete_on_thread, &source), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ptr_equal(before, alice);
    assert_ptr_equal(after, alice);
    assert_result(value_task, 0);
}

TEST(flows_side_by_side_do_not_see_each_other) {
    vt_reset_source_t sources[2];
    char *seen[2][2] = {{NULL, NULL}, {NULL, NULL}};
    vt_value_task_t value_tasks[2];
    char *names[] = {alice, bob};
    for (int i = 0; i < 2; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
        value_tasks[i] =
            VT_START_POOLED(who, .inner = vt_reset_source_value_task(&sources[i]), .set = names[i],
                            .before = &seen[i][0], .after = &seen[i][1]);
    }
    for (int i = 1; i >= 0; i--) {
        assert_ok(vt_reset_source_set_result(&sources[i], 0));
        assert_ptr_equal(seen[i][0], names[i]);
        assert_ptr_equal(seen[i][1], names[i]);
        assert_result(value_tasks[i], 0);
    }
}

/* ---- raw continuations, posts, timers ---- */

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

TEST(a_continuation_has_the_values_of_its_registration_only_if_it_asked) {
    for (unsigned flow = 0; flow < 2; flow++) {
        vt_reset_source_t source;
        look_t looking = {.continuation = {.run = look}};
        vt_reset_source_init(&source, NULL, 0);
        assert_ok(vt_async_local_set(&name, alice));
        vt_value_task_t value_task = vt_reset_source_value_task(&source);
        assert_ok(vt_value_task_on_completed(value_task, &looking.continuation,
                                             flow != 0 ? VT_FLOW_CONTEXT : 0));
        assert_ok(vt_async_local_set(&name, bob));
        assert_ok(vt_reset_source_set_result(&source, 0));
        assert_int_equal(looking.runs, 1);
        assert_ptr_equal(looking.seen, flow != 0 ? alice : NULL);
        assert_ptr_equal(vt_async_local_get(&name), bob);
        assert_result(value_task, 0);
        vt_context_restore(NULL);
    }
}

TEST(a_registration_that_is_refused_keeps_no_context) {
    vt_task_t *task = vt_task_from_result(1000);
    look_t looking = {.continuation = {.run = look}};
    assert_ok(vt_async_local_set(&other, alice));
    assert_int_equal(
        vt_task_on_completed(task, &looking.continuation, VT_FLOW_CONTEXT | VT_REFUSE_COMPLETED),
        VT_E_ALREADY_COMPLETED);
    vt_context_restore(NULL);
    assert_int_equal(released, 1);
    vt_task_unref(task);
}

/* By way of the default executor, and not before. */
static void assert_queued_with_value(vt_value_task_t value_task) {
    shelf_t shelf;
    look_t looking = {.continuation = {.run = look}};
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    assert_ok(vt_async_local_set(&name, alice));
    assert_ok(vt_value_task_on_completed(value_task, &looking.continuation, VT_FLOW_CONTEXT));
    vt_context_restore(NULL);
    assert_int_equal(shelf.posts, 1);
    assert_int_equal(looking.runs, 0);
    assert_int_equal(shelf_run(&shelf), 1);
    assert_ptr_equal(looking.seen, alice);
    vt_executor_set_default(NULL);
    vt_value_task_discard(value_task);
}

TEST(what_must_be_queued_is_queued_with_values_too) {
    assert_queued_with_value(vt_value_task_from_result(1));
    assert_queued_with_value(vt_yield());
    assert_queued_with_value(vt_value_task_from_task(vt_task_from_result(42)));
}

/* Of two that wait for a task the second is queued; the first only if the task's option says so. */
static void check_waiters_with_value(unsigned options) {
    shelf_t shelf;
    look_t looking[2] = {{.continuation = {.run = look}}, {.continuation = {.run = look}}};
    vt_task_t *task = vt_task_create(options);
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    assert_ok(vt_async_local_set(&name, alice));
    for (int i = 0; i < 2; i++) {
        assert_ok(vt_task_on_completed(task, &looking[i].continuation, VT_FLOW_CONTEXT));
    }
    vt_context_restore(NULL);
    assert_ok(vt_task_set_result(task, 1));
    assert_int_equal(looking[0].runs, options == 0 ? 1 : 0);
    assert_int_equal(looking[1].runs, 0);
    assert_int_equal(shelf_run(&shelf), options == 0 ? 1 : 2);
    assert_ptr_equal(looking[0].seen, alice);
    assert_ptr_equal(looking[1].seen, alice);
    vt_task_unref(task);
    vt_executor_set_default(NULL);
}

TEST(waiters_with_values_run_and_are_queued_like_others) {
    check_waiters_with_value(0);
    check_waiters_with_value(VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
}

TEST(posts_carry_the_values_along_and_timers_keep_none) {
    vt_run_queue_t queue;
    look_t posted = {.continuation = {.run = look}};
    vt_timer_t timer;
    assert_ok(vt_run_queue_init(&queue));
    assert_ok(vt_async_local_set(&other, alice));
    assert_ok(vt_async_local_set(&name, alice));
    assert_ok(vt_executor_post(&queue.executor, &posted.continuation));
    assert_ok(vt_timer_start(&timer, &queue.executor, UINT64_MAX, look));
    vt_context_restore(NULL);
    assert_int_equal(released, 0);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ptr_equal(posted.seen, alice);
    assert_null(vt_async_local_get(&name));
    assert_int_equal(released, 1);
    assert_true(vt_timer_stop(&timer));
    assert_ok(vt_run_queue_deinit(&queue));
}

/* ---- cost ---- */

TEST(nothing_is_allocated_while_there_are_no_values_and_two_blocks_to_set_one) {
    counting_reset();
    assert_result(start_who(nothing, NULL, false), 0);
    assert_int_equal(counting_allocations(), 0);
    int64_t live = counting_live();
    assert_ok(vt_async_local_set(&name, alice));
    assert_int_equal(counting_allocations(), 2);
    vt_context_restore(NULL);
    assert_int_equal(counting_live(), live);
}

TEST(a_body_that_could_not_set_a_value_leaves_the_callers) {
    assert_ok(vt_async_local_set(&name, alice));
    for (uint64_t n = 1; n <= 2; n++) {
        int64_t live = counting_live();
        counting_fail(n);
        vt_value_task_t value_task = start_who(nothing, bob, false);
        assert_true(counting_has_failed());
        counting_fail(0);
        assert_fault(value_task, test_domain, 1);
        assert_ptr_equal(vt_async_local_get(&name), alice);
        assert_int_equal(counting_live(), live);
    }
    vt_context_restore(NULL);
}

TEST(without_memory_the_old_value_stays) {
    assert_ok(vt_async_local_set(&name, alice));
    for (uint64_t n = 1; n <= 2; n++) {
        int64_t live = counting_live();
        counting_fail(n);
        assert_int_equal(vt_async_local_set(&name, bob), VT_E_OUT_OF_MEMORY);
        counting_fail(0);
        assert_ptr_equal(vt_async_local_get(&name), alice);
        assert_int_equal(counting_live(), live);
    }
    vt_context_restore(NULL);
}

#define context_test(test) cmocka_unit_test_setup(test, begin_empty)

int main(void) {
    const struct CMUnitTest tests[] = {
        context_test(a_value_is_there_from_when_it_is_set_and_null_before),
        context_test(a_captured_context_is_not_changed_by_what_is_set_later),
        context_test(a_value_is_released_once_with_the_last_context_that_has_it),
        context_test(what_is_set_again_releases_the_value_before_it),
        context_test(a_thread_that_ends_gives_its_context_back),
        context_test(what_a_method_sets_is_gone_for_its_caller_when_it_returns_at_once),
        context_test(what_a_method_sets_is_gone_for_its_caller_when_it_suspends),
        context_test(a_value_flows_over_an_await_to_another_thread_and_does_not_stay_there),
        context_test(flows_side_by_side_do_not_see_each_other),
        context_test(a_continuation_has_the_values_of_its_registration_only_if_it_asked),
        context_test(a_registration_that_is_refused_keeps_no_context),
        context_test(what_must_be_queued_is_queued_with_values_too),
        context_test(waiters_with_values_run_and_are_queued_like_others),
        context_test(posts_carry_the_values_along_and_timers_keep_none),
        context_test(nothing_is_allocated_while_there_are_no_values_and_two_blocks_to_set_one),
        context_test(a_body_that_could_not_set_a_value_leaves_the_callers),
        context_test(without_memory_the_old_value_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
