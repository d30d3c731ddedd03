/* The allocation contract: how many, exactly, in the steady state. */
#include "counting_malloc.h"
#include "helpers.h"

enum { UNCACHED = 42, CACHED = 1, REPEATS = 10 };

static vt_reset_source_t inner; /* what methods wait for; allocates nothing */

static const vt_error_t static_error = VT_ERROR_INIT("test", 6, "static");

/* ---- counting ---- */

/* Runs a step until pools are warm, then counts. What it takes it must give back. */
static void assert_allocates(void (*step)(void), uint64_t expected) {
    for (int i = 0; i < 3; i++) {
        step();
    }
    int64_t live = counting_live();
    counting_reset();
    for (int i = 0; i < REPEATS; i++) {
        step();
    }
    assert_int_equal(counting_allocations(), expected * REPEATS);
    assert_int_equal(counting_live(), live);
}

static vt_value_task_t next_inner(void) {
    if (vt_reset_source_reset(&inner) != VT_OK) {
        fail_msg("the inner operation is busy");
    }
    return vt_reset_source_value_task(&inner);
}

static void consume(vt_value_task_t value_task) {
    uint64_t result;
    (void)!vt_value_task_get_result(value_task, &result, NULL);
}

static void consume_task(vt_task_t *task) {
    (void)!vt_task_get_result(task, NULL, NULL);
    vt_task_unref(task);
}

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

static void complete_inner(uint32_t times) {
    for (uint32_t i = 0; i < times; i++) {
        assert_ok(vt_reset_source_set_result(&inner, 0));
    }
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
    vt_error_t error = static_error;
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

/* ---- the rest of what headers promise ---- */

static void combine(void) {
    vt_task_t *tasks[8];
    for (int i = 0; i < 8; i++) {
        tasks[i] = vt_task_from_result(CACHED);
    }
    consume_task(vt_when_all(tasks, 8, NULL));
    consume_task(vt_when_any(tasks, 8));
}

TEST(when_all_and_when_any_cost_1_each_for_any_number_of_tasks) {
    assert_allocates(combine, 2);
}

static void wait_in_vain(void) {
    vt_task_t *task = vt_task_create(0);
    assert_int_equal(vt_task_wait_for(task, 0), VT_E_TIMED_OUT);
    assert_ok(vt_task_set_result(task, UNCACHED));
    assert_ok(vt_task_wait_for(task, 0));
    consume_task(task);
}

TEST(a_wait_with_timeout_costs_1_when_it_has_to_wait) {
    assert_allocates(wait_in_vain, 2); /* and the task */
}

static vt_source_pool_t *pool;

static void rent_within_capacity(void) {
    vt_reset_source_t *sources[4];
    for (uint64_t i = 0; i < 4; i++) {
        sources[i] = vt_source_pool_rent(pool);
    }
    for (uint64_t i = 0; i < 4; i++) {
        assert_ok(vt_reset_source_set_result(sources[i], i));
        consume(vt_reset_source_value_task(sources[i]));
    }
}

static void rent_beyond_capacity(void) {
    vt_reset_source_t *sources[7];
    for (uint64_t i = 0; i < 7; i++) {
        sources[i] = vt_source_pool_rent(pool);
    }
    for (uint64_t i = 0; i < 7; i++) {
        assert_ok(vt_reset_source_set_result(sources[i], i));
        consume(vt_reset_source_value_task(sources[i]));
    }
}

TEST(a_warm_source_pool_costs_0_and_1_for_each_source_beyond_its_capacity) {
    assert_ok(vt_source_pool_create(4, 0, &pool));
    assert_allocates(rent_within_capacity, 0);
    assert_allocates(rent_beyond_capacity, 3);
    assert_ok(vt_source_pool_destroy(pool));
}

static void create_source_pool(void) {
    assert_ok(vt_source_pool_create(100, 0, &pool));
    assert_ok(vt_source_pool_destroy(pool));
}

TEST(a_source_pool_itself_costs_1) {
    assert_allocates(create_source_pool, 1);
}

static void discard_pending(void) {
    vt_value_task_discard(next_inner());
    complete_inner(1);
}

static void discard_foreign(void) {
    foreign_t foreign;
    foreign_init(&foreign, 1);
    vt_value_task_discard(foreign_value_task(&foreign));
    foreign_complete(&foreign, VT_SUCCEEDED);
}

TEST(discarding_costs_0_and_1_where_the_source_cannot_discard) {
    assert_allocates(discard_pending, 0);
    assert_allocates(discard_foreign, 1);
}

static void use_a_run_queue(void) {
    vt_run_queue_t queue;
    probe_t probe;
    assert_ok(vt_run_queue_init(&queue));
    probe_init(&probe);
    assert_ok(vt_executor_post(&queue.executor, &probe.continuation));
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

static void nothing_to_do(vt_cancel_registration_t *self) {
    (void)self;
}

static void use_a_cancel_source(void) {
    vt_cancel_source_t source;
    vt_cancel_registration_t registration;
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(
        vt_cancel_token_register(vt_cancel_source_token(&source), &registration, nothing_to_do));
    vt_cancel_source_cancel(&source);
    consume(vt_value_task_from_canceled(vt_cancel_source_token(&source)));
    vt_cancel_registration_unregister(&registration);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(run_queues_and_cancellation_cost_nothing) {
    assert_allocates(use_a_run_queue, 0);
    assert_allocates(use_a_cancel_source, 0);
}

static void sum_elements(void) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 20; i++) {
        vt_value_task_t value_task = next_inner();
        uint64_t element = 0;
        assert_ok(vt_reset_source_set_result(&inner, i));
        assert_ok(vt_value_task_get_result(value_task, &element, NULL));
        sum += element;
    }
    assert_int_equal(sum, 190);
}

TEST(an_enumerator_over_one_source_costs_nothing_per_element) {
    assert_allocates(sum_elements, 0);
}

typedef struct waits_frame {
    VT_FRAME;
    vt_value_task_t inner;
} waits_frame_t;

VT_METHOD(waits, waits_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    VT_END;
}

/* Twice as many operations at once as blocks are kept: one by the thread, the shared ones by all.
 */
enum { KEPT = VT_POOL_SHARED + 1, BURST = 2 * KEPT };

static void burst(void) {
    vt_reset_source_t sources[BURST];
    vt_value_task_t value_tasks[BURST];
    for (int i = 0; i < BURST; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
        value_tasks[i] = VT_START_POOLED(waits, .inner = vt_reset_source_value_task(&sources[i]));
    }
    for (int i = 0; i < BURST; i++) {
        assert_ok(vt_reset_source_set_result(&sources[i], 0));
        consume(value_tasks[i]);
    }
}

TEST(a_burst_of_n_pooled_operations_costs_n_less_the_blocks_that_are_kept) {
    assert_allocates(burst, BURST - KEPT);
}

int main(void) {
    vt_reset_source_init(&inner, NULL, 0);
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
        cmocka_unit_test(when_all_and_when_any_cost_1_each_for_any_number_of_tasks),
        cmocka_unit_test(a_wait_with_timeout_costs_1_when_it_has_to_wait),
        cmocka_unit_test(a_warm_source_pool_costs_0_and_1_for_each_source_beyond_its_capacity),
        cmocka_unit_test(a_source_pool_itself_costs_1),
        cmocka_unit_test(discarding_costs_0_and_1_where_the_source_cannot_discard),
        cmocka_unit_test(run_queues_and_cancellation_cost_nothing),
        cmocka_unit_test(an_enumerator_over_one_source_costs_nothing_per_element),
        cmocka_unit_test(a_burst_of_n_pooled_operations_costs_n_less_the_blocks_that_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
