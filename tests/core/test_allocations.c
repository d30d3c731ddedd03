/* The allocation contract: how many, exactly, in the steady state. */
#include "steady_state.h"

static const vt_static_error_t static_error = VT_STATIC_ERROR_INIT("test", 6, "static");

/* ---- the methods ---- */

typedef enum ending { ENDS_WELL, ENDS_FAULTED, ENDS_CANCELED } ending_t;

typedef struct work_frame {
    VT_FRAME;
    uint32_t suspensions;
    uint64_t result;
    ending_t ending;
} work_frame_t;

VT_METHOD(work, work_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->suspensions != 0; frame->suspensions--) {
        VT_AWAIT_VOID(frame, next_inner());
    }
    if (frame->ending == ENDS_FAULTED) {
        VT_FAIL(test_domain, 9, "on purpose");
    }
    if (frame->ending == ENDS_CANCELED) {
        VT_CANCEL;
    }
    VT_RETURN(frame->result);
    VT_END;
}

static void run_task(uint32_t suspensions, uint64_t result, ending_t ending) {
    vt_task_t *task =
        VT_START_TASK(work, .suspensions = suspensions, .result = result, .ending = ending);
    complete_inner(suspensions);
    consume_task(task);
}

static void run_value_task(uint32_t suspensions, uint64_t result, ending_t ending) {
    vt_value_task_t value_task =
        VT_START(work, .suspensions = suspensions, .result = result, .ending = ending);
    complete_inner(suspensions);
    consume(value_task);
}

static void run_pooled(uint32_t suspensions, uint64_t result, ending_t ending) {
    vt_value_task_t value_task =
        VT_START_POOLED(work, .suspensions = suspensions, .result = result, .ending = ending);
    complete_inner(suspensions);
    consume(value_task);
}

/* A source of one's own: completed at once, or awaited and completed later. */
static void run_source(bool later, ending_t ending) {
    probe_t probe;
    vt_error_t error = static_error.error;
    vt_value_task_t value_task = next_inner();
    probe_init(&probe);
    if (later) {
        assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
    }
    assert_ok(ending == ENDS_WELL      ? vt_reset_source_set_result(&inner, UNCACHED)
              : ending == ENDS_FAULTED ? vt_reset_source_set_error(&inner, &error)
                                       : vt_reset_source_set_canceled(&inner));
    consume(value_task);
}

/* ---- completes synchronously ---- */

static void task_at_once(void) {
    run_task(0, UNCACHED, ENDS_WELL);
}

static void cached_task_at_once(void) {
    run_task(0, CACHED, ENDS_WELL);
}

static void value_task_at_once(void) {
    run_value_task(0, UNCACHED, ENDS_WELL);
}

static void pooled_at_once(void) {
    run_pooled(0, UNCACHED, ENDS_WELL);
}

static void source_at_once(void) {
    run_source(false, ENDS_WELL);
}

TEST(completing_synchronously_costs_a_task_1_and_the_others_0) {
    assert_allocates(task_at_once, 1);
    assert_allocates(cached_task_at_once, 0);
    assert_allocates(value_task_at_once, 0);
    assert_allocates(pooled_at_once, 0);
    assert_allocates(source_at_once, 0);
}

/* ---- suspends ---- */

static uint32_t suspensions;

static void task_suspends(void) {
    run_task(suspensions, UNCACHED, ENDS_WELL);
}

static void cached_task_suspends(void) {
    run_task(suspensions, CACHED, ENDS_WELL);
}

static void value_task_suspends(void) {
    run_value_task(suspensions, UNCACHED, ENDS_WELL);
}

static void pooled_suspends(void) {
    run_pooled(suspensions, UNCACHED, ENDS_WELL);
}

static void source_suspends(void) {
    run_source(true, ENDS_WELL);
}

TEST(suspending_once_or_often_costs_1_and_pooled_or_own_sources_0) {
    const uint32_t counts[] = {1, 2, 10};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        suspensions = counts[i];
        assert_allocates(task_suspends, 1);
        assert_allocates(cached_task_suspends, 1);
        assert_allocates(value_task_suspends, 1);
        assert_allocates(pooled_suspends, 0);
    }
    assert_allocates(source_suspends, 0);
}

/* ---- fails ---- */

static void task_fails(void) {
    run_task(suspensions, 0, ENDS_FAULTED);
}

static void value_task_fails(void) {
    run_value_task(suspensions, 0, ENDS_FAULTED);
}

static void pooled_fails(void) {
    run_pooled(suspensions, 0, ENDS_FAULTED);
}

static void source_fails(void) {
    run_source(suspensions != 0, ENDS_FAULTED);
}

static void static_error_fails(void) {
    consume(vt_value_task_from_static_error(&static_error));
}

static void formatted_error_fails(void) {
    vt_error_t error = vt_error_format(test_domain, 9, VT_HERE, "number %d", 9);
    consume(vt_value_task_from_error(&error));
}

TEST(failing_synchronously_costs_1_and_a_static_error_or_own_source_0) {
    suspensions = 0;
    assert_allocates(task_fails, 1);
    assert_allocates(value_task_fails, 1);
    assert_allocates(pooled_fails, 1);
    assert_allocates(source_fails, 0);
    assert_allocates(static_error_fails, 0);
}

TEST(a_formatted_text_costs_1_more) {
    assert_allocates(formatted_error_fails, 2);
}

static void set_formatted_error(void) {
    vt_error_t error = vt_error_format(test_domain, 9, VT_HERE, "number %d", 9);
    assert_ok(vt_reset_source_set_error(&inner, &error));
}

static void drop_formatted_error(void) {
    vt_value_task_t value_task = next_inner();
    set_formatted_error();
    consume(value_task); /* without taking the error */
    vt_value_task_discard(next_inner());
    set_formatted_error();
    (void)next_inner();
    set_formatted_error(); /* nobody consumes it: the next reset drops it */
}

TEST(a_formatted_text_that_nobody_takes_is_given_back) {
    assert_allocates(drop_formatted_error, 3);
}

TEST(failing_after_suspension_costs_1_and_pooled_or_own_sources_0) {
    suspensions = 2;
    assert_allocates(task_fails, 1);
    assert_allocates(value_task_fails, 1);
    assert_allocates(pooled_fails, 0);
    assert_allocates(source_fails, 0);
}

/* ---- canceled ---- */

static void task_canceled(void) {
    run_task(0, 0, ENDS_CANCELED);
}

static void value_task_canceled(void) {
    run_value_task(0, 0, ENDS_CANCELED);
}

static void pooled_canceled(void) {
    run_pooled(0, 0, ENDS_CANCELED);
}

static void source_canceled(void) {
    run_source(false, ENDS_CANCELED);
}

TEST(being_canceled_synchronously_costs_nothing) {
    assert_allocates(task_canceled, 0);
    assert_allocates(value_task_canceled, 0);
    assert_allocates(pooled_canceled, 0);
    assert_allocates(source_canceled, 0);
}

/* ---- as_task ---- */

static void task_as_task(void) {
    vt_value_task_t value_task = vt_value_task_from_task(vt_task_from_result(UNCACHED));
    consume_task(vt_value_task_as_task(value_task));
}

static void cached_result_as_task(void) {
    consume_task(vt_value_task_as_task(vt_value_task_from_result(CACHED)));
}

static void result_as_task(void) {
    consume_task(vt_value_task_as_task(VT_START(work, .result = UNCACHED)));
}

static void pooled_result_as_task(void) {
    consume_task(vt_value_task_as_task(VT_START_POOLED(work, .result = UNCACHED)));
}

static void completed_source_as_task(void) {
    vt_value_task_t value_task = next_inner();
    assert_ok(vt_reset_source_set_result(&inner, UNCACHED));
    consume_task(vt_value_task_as_task(value_task));
}

TEST(completing_synchronously_and_then_as_task_costs_1_unless_it_is_cached) {
    assert_allocates(task_as_task, 1); /* the task itself, and nothing for as_task */
    assert_allocates(cached_result_as_task, 0);
    assert_allocates(result_as_task, 1);
    assert_allocates(pooled_result_as_task, 1);
    assert_allocates(completed_source_as_task, 1);
}

static void pending_pooled_as_task(void) {
    vt_task_t *task =
        vt_value_task_as_task(VT_START_POOLED(work, .suspensions = 1, .result = UNCACHED));
    complete_inner(1);
    consume_task(task);
}

static void pending_source_as_task(void) {
    vt_task_t *task = vt_value_task_as_task(next_inner());
    assert_ok(vt_reset_source_set_result(&inner, UNCACHED));
    consume_task(task);
}

static void pending_source_preserved(void) {
    vt_value_task_t preserved = vt_value_task_preserve(next_inner());
    assert_ok(vt_reset_source_set_result(&inner, UNCACHED));
    consume(preserved);
}

TEST(a_pending_source_as_task_costs_the_1_that_is_the_task) {
    assert_allocates(pending_pooled_as_task, 1);
    assert_allocates(pending_source_as_task, 1);
    assert_allocates(pending_source_preserved, 1);
}

int main(void) {
    steady_state_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completing_synchronously_costs_a_task_1_and_the_others_0),
        cmocka_unit_test(suspending_once_or_often_costs_1_and_pooled_or_own_sources_0),
        cmocka_unit_test(failing_synchronously_costs_1_and_a_static_error_or_own_source_0),
        cmocka_unit_test(a_formatted_text_costs_1_more),
        cmocka_unit_test(a_formatted_text_that_nobody_takes_is_given_back),
        cmocka_unit_test(failing_after_suspension_costs_1_and_pooled_or_own_sources_0),
        cmocka_unit_test(being_canceled_synchronously_costs_nothing),
        cmocka_unit_test(completing_synchronously_and_then_as_task_costs_1_unless_it_is_cached),
        cmocka_unit_test(a_pending_source_as_task_costs_the_1_that_is_the_task),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
