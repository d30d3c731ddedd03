/* Memory of the caller's: tasks and frames that allocate nothing at all. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#include <string.h>

/* ---- tasks ---- */

static void use_with_waiters(vt_task_t *task, shelf_t *shelf, uint64_t result) {
    probe_t probes[3];
    assert_ok(vt_task_init(task, 0));
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_int_equal(vt_task_deinit(task), VT_E_BUSY);
    for (int i = 0; i < 3; i++) {
        probe_init(&probes[i]);
        assert_ok(vt_task_on_completed(task, &probes[i].continuation, 0));
    }
    assert_ok(vt_task_set_result(task, result));
    assert_int_equal(vt_task_set_result(task, 1), VT_E_ALREADY_COMPLETED);
    assert_int_equal(probe_runs(&probes[0]), 1);
    assert_int_equal(probe_runs(&probes[1]) + probe_runs(&probes[2]), 0);
    assert_int_equal(shelf_run(shelf), 2); /* all but the first are queued */
    assert_int_equal(probe_runs(&probes[1]) + probe_runs(&probes[2]), 2);
    assert_task_result(task, result);
    assert_ok(vt_task_deinit(task));
}

TEST(a_task_in_the_callers_memory_is_used_again_and_again_without_an_allocation) {
    vt_task_t task;
    shelf_t shelf;
    shelf_init(&shelf);
    vt_executor_set_default(&shelf.executor);
    counting_reset();
    for (uint64_t round = 0; round < 1000; round++) {
        use_with_waiters(&task, &shelf, 100 + round);
    }
    assert_int_equal(counting_allocations(), 0);
    vt_executor_set_default(NULL);
}

TEST(its_memory_is_busy_while_somebody_else_has_a_reference) {
    vt_task_t task;
    vt_error_t error = test_error(3);
    assert_ok(vt_task_init(&task, 0));
    vt_value_task_t value_task = vt_task_await(&task);
    assert_ok(vt_task_set_error(&task, &error));
    assert_int_equal(vt_task_deinit(&task), VT_E_BUSY);
    assert_fault(value_task, test_domain, 3);
    assert_ok(vt_task_deinit(&task));
    assert_ok(vt_task_deinit(NULL));
    assert_int_equal(vt_task_init(NULL, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_task_init_sized(&task, 4, 0), VT_E_INVALID_ARGUMENT);
}

TEST(a_wide_result_lies_right_behind_it) {
    struct {
        vt_task_t task;
        uint64_t room[8];
    } wide;
    const uint64_t words[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint64_t got[8] = {0};
    assert_ok(vt_task_init_sized(&wide.task, sizeof words, 0));
    assert_ok(vt_task_set_result_sized(&wide.task, words, sizeof words));
    assert_ok(vt_task_get_result_sized(&wide.task, got, sizeof got, NULL));
    assert_memory_equal(got, words, sizeof words);
    assert_ok(vt_task_deinit(&wide.task));
}

TEST(a_wide_one_is_used_again_and_again_too_and_ends_in_every_way) {
    struct {
        vt_task_t task;
        uint64_t room[4];
    } wide;
    uint64_t words[4] = {1, 2, 3, 4};
    uint64_t got[4] = {0};
    counting_reset();
    for (uint64_t round = 0; round < 1000; round++) {
        vt_error_t error = test_error((int32_t)round);
        words[3] = round;
        assert_ok(vt_task_init_sized(&wide.task, sizeof words, 0));
        assert_ok(round % 3 == 0   ? vt_task_set_result_sized(&wide.task, words, sizeof words)
                  : round % 3 == 1 ? vt_task_set_error(&wide.task, &error)
                                   : vt_task_set_canceled(&wide.task));
        error = (vt_error_t){0};
        vt_status_t status = vt_task_get_result_sized(&wide.task, got, sizeof got, &error);
        assert_int_equal(status, round % 3 == 0   ? VT_OK
                                 : round % 3 == 1 ? VT_E_FAULTED
                                                  : VT_E_CANCELED);
        assert_int_equal(status == VT_OK ? got[3] : round, round);
        assert_int_equal(error.code, status == VT_E_FAULTED ? (int)round : 0);
        vt_error_release(&error);
        assert_ok(vt_task_deinit(&wide.task));
    }
    assert_int_equal(counting_allocations(), 0);
}

static void *complete_and_let_go(void *task) {
    (void)!vt_task_set_result(task, 5);
    return NULL;
}

TEST(its_memory_is_free_as_soon_as_it_says_so_whoever_completes_it) {
    for (int round = 0; round < 300; round++) {
        pthread_t thread;
        vt_task_t task;
        assert_ok(vt_task_init(&task, 0));
        assert_int_equal(pthread_create(&thread, NULL, complete_and_let_go, &task), 0);
        assert_task_result(&task, 5);
        while (vt_task_deinit(&task) != VT_OK) {
        }
        memset(&task, 0xff, sizeof task);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
}

/* ---- frames ---- */

typedef struct sum_frame {
    VT_FRAME;
    vt_reset_source_t *source;
    uint64_t sum;
    uint32_t left;
} sum_frame_t;

/* The sum of so many results of a source, each reset by the test. */
VT_METHOD(sum, sum_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    while (frame->left-- != 0) {
        VT_AWAIT(frame, got, vt_reset_source_value_task(frame->source));
        frame->sum += got;
    }
    VT_RETURN(frame->sum);
    VT_END;
}

static vt_reset_source_t gate;

static vt_value_task_t start_in(VT_STORAGE(sum) * storage, uint32_t count) {
    vt_reset_source_init(&gate, NULL, 0);
    return VT_START_IN(sum, storage, .source = &gate, .left = count);
}

TEST(a_method_in_the_callers_storage_suspends_without_an_allocation) {
    VT_STORAGE(sum) storage = {0};
    counting_reset();
    for (uint64_t round = 0; round < 1000; round++) {
        vt_value_task_t value_task = start_in(&storage, 1);
        assert_ok(vt_reset_source_set_result(&gate, round));
        assert_result(value_task, round);
        assert_misuse(value_task, VT_E_STALE_TOKEN);
    }
    assert_int_equal(counting_allocations(), 0);
}

TEST(a_token_from_before_is_stale_whatever_the_storage_is_used_for) {
    VT_STORAGE(sum) storage = {0};
    vt_value_task_t before = start_in(&storage, 1);
    assert_ok(vt_reset_source_set_result(&gate, 1));
    assert_result(before, 1);
    vt_value_task_t now = start_in(&storage, 1);
    assert_misuse(before, VT_E_STALE_TOKEN);
    vt_value_task_discard(before);
    assert_ok(vt_reset_source_set_result(&gate, 2));
    assert_misuse(before, VT_E_STALE_TOKEN);
    assert_result(now, 2);
    assert_misuse(before, VT_E_STALE_TOKEN);
    assert_misuse(now, VT_E_STALE_TOKEN);
}

TEST(what_is_done_at_once_needs_no_storage) {
    assert_result(start_in(NULL, 0), 0);
}

TEST(storage_that_is_in_use_makes_the_next_operation_fault_and_harms_nobody) {
    VT_STORAGE(sum) storage = {0};
    vt_value_task_t first = start_in(&storage, 1);
    vt_reset_source_t another;
    vt_reset_source_init(&another, NULL, 0);
    assert_fault(VT_START_IN(sum, &storage, .source = &another, .left = 1), vt_error_domain,
                 VT_E_BUSY);
    assert_ok(vt_reset_source_set_result(&gate, 5));
    assert_fault(VT_START_IN(sum, &storage, .source = &another, .left = 1), vt_error_domain,
                 VT_E_STALE_TOKEN); /* the first refusal has discarded what it was to await */
    assert_result(first, 5);
    assert_fault(VT_START_IN(sum, NULL, .source = &gate, .left = 1), vt_error_domain,
                 VT_E_STALE_TOKEN);
}

TEST(without_storage_a_method_that_suspends_is_busy) {
    vt_reset_source_init(&gate, NULL, 0);
    assert_fault(VT_START_IN(sum, NULL, .source = &gate, .left = 1), vt_error_domain, VT_E_BUSY);
}

TEST(a_discarded_operation_frees_its_storage_when_it_completes) {
    VT_STORAGE(sum) storage = {0};
    vt_reset_source_t another;
    vt_value_task_discard(start_in(&storage, 1));
    vt_reset_source_init(&another, NULL, 0);
    assert_fault(VT_START_IN(sum, &storage, .source = &another, .left = 1), vt_error_domain,
                 VT_E_BUSY); /* not yet */
    assert_ok(vt_reset_source_set_result(&gate, 1));
    vt_value_task_t value_task = start_in(&storage, 1);
    assert_ok(vt_reset_source_set_result(&gate, 2));
    assert_result(value_task, 2);
}

TEST(a_fault_and_a_cancellation_free_the_storage_like_a_result) {
    VT_STORAGE(sum) storage = {0};
    counting_reset();
    for (int round = 0; round < 100; round++) {
        vt_error_t error = test_error(4);
        vt_value_task_t value_task = start_in(&storage, 1);
        assert_ok(vt_reset_source_set_error(&gate, &error));
        assert_fault(value_task, test_domain, 4);
        value_task = start_in(&storage, 1);
        assert_ok(vt_reset_source_set_canceled(&gate));
        assert_canceled(value_task);
    }
    assert_int_equal(counting_allocations(), 0);
}

/* One thread completes, the other consumes and starts the next operation at once. */
typedef struct relay {
    VT_STORAGE(sum) storage;
    vt_value_task_t value_task;
    uint64_t round;
    uint64_t sum;
    bool discards;
} relay_t;

static void begin_relay(void *shared) {
    relay_t *relay = shared;
    relay->value_task = start_in(&relay->storage, 1);
    relay->round++;
}

static void complete_relay(void *shared) {
    (void)!vt_reset_source_set_result(&gate, ((relay_t *)shared)->round);
}

static void consume_relay(void *shared) {
    relay_t *relay = shared;
    uint64_t result = 0;
    if (relay->discards) {
        vt_value_task_discard(relay->value_task);
        return;
    }
    while (vt_value_task_get_result(relay->value_task, &result, NULL) == VT_E_NOT_COMPLETED) {
    }
    relay->sum += result;
}

static void check_relay(void *shared) {
    relay_t *relay = shared;
    assert_int_equal(relay->sum, relay->discards ? 0 : relay->round * (relay->round + 1) / 2);
    assert_misuse(relay->value_task, VT_E_STALE_TOKEN);
}

TEST(storage_is_free_once_another_thread_has_consumed_or_discarded_while_it_completed) {
    for (int discards = 0; discards < 2; discards++) {
        relay_t relay = {.discards = discards};
        const race_t race = {begin_relay, complete_relay, consume_relay, check_relay, &relay};
        race_run(&race);
    }
}

typedef struct yields_frame {
    VT_FRAME;
    uint32_t left;
} yields_frame_t;

VT_METHOD(yields, yields_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT_VOID(frame, vt_yield());
    }
    VT_RETURN(42);
    VT_END;
}

static vt_value_task_t yielding;
static VT_STORAGE(yields) yields_storage;

static void start_yields(vt_continuation_t *self) {
    (void)self;
    yielding = VT_START_IN(yields, &yields_storage, .left = 100);
}

TEST(a_method_that_suspends_many_times_stays_in_its_storage) {
    vt_run_queue_t queue;
    vt_continuation_t start = {.run = start_yields};
    assert_ok(vt_run_queue_init(&queue));
    counting_reset();
    assert_ok(vt_executor_post(&queue.executor, &start));
    assert_int_equal(vt_run_queue_run(&queue), 101);
    assert_result(yielding, 42);
    assert_int_equal(counting_allocations(), 0);
    assert_ok(vt_run_queue_deinit(&queue));
}

typedef struct line {
    uint64_t words[8];
} line_t;

VT_DEFINE_VALUE_TASK(line_task, line_t);

typedef struct line_frame {
    VT_FRAME;
    vt_value_task_t inner;
} line_frame_t;

VT_TYPED_METHOD(line_task, fill_line, line_frame_t, frame) {
    line_t line = {{0}};
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    for (int i = 0; i < 8; i++) {
        line.words[i] = got + (uint64_t)i;
    }
    VT_RETURN_TYPED(line_task, line);
    VT_END;
}

TEST(a_wide_result_fits_into_the_callers_storage_too) {
    VT_STORAGE(fill_line) storage = {0};
    line_t line;
    memset(&line, 0, sizeof line);
    vt_reset_source_init(&gate, NULL, 0);
    counting_reset();
    line_task_t value_task =
        VT_START_IN(fill_line, &storage, .inner = vt_reset_source_value_task(&gate));
    assert_ok(vt_reset_source_set_result(&gate, 10));
    assert_ok(line_task_get_result(value_task, &line, NULL));
    assert_int_equal(line.words[7], 17);
    assert_int_equal(line_task_get_result(value_task, &line, NULL), VT_E_STALE_TOKEN);
    vt_reset_source_init(&gate, NULL, 0);
    value_task = VT_START_IN(fill_line, &storage, .inner = vt_reset_source_value_task(&gate));
    assert_int_equal(line_task_get_result(value_task, &line, NULL), VT_E_NOT_COMPLETED);
    assert_ok(vt_reset_source_set_result(&gate, 20));
    assert_ok(line_task_get_result(value_task, &line, NULL));
    assert_int_equal(line.words[0], 20);
    assert_int_equal(line.words[7], 27);
    assert_int_equal(counting_allocations(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_task_in_the_callers_memory_is_used_again_and_again_without_an_allocation),
        cmocka_unit_test(its_memory_is_busy_while_somebody_else_has_a_reference),
        cmocka_unit_test(a_wide_result_lies_right_behind_it),
        cmocka_unit_test(a_wide_one_is_used_again_and_again_too_and_ends_in_every_way),
        cmocka_unit_test(its_memory_is_free_as_soon_as_it_says_so_whoever_completes_it),
        cmocka_unit_test(a_method_in_the_callers_storage_suspends_without_an_allocation),
        cmocka_unit_test(a_token_from_before_is_stale_whatever_the_storage_is_used_for),
        cmocka_unit_test(what_is_done_at_once_needs_no_storage),
        cmocka_unit_test(storage_that_is_in_use_makes_the_next_operation_fault_and_harms_nobody),
        cmocka_unit_test(without_storage_a_method_that_suspends_is_busy),
        cmocka_unit_test(a_discarded_operation_frees_its_storage_when_it_completes),
        cmocka_unit_test(a_fault_and_a_cancellation_free_the_storage_like_a_result),
        cmocka_unit_test(
            storage_is_free_once_another_thread_has_consumed_or_discarded_while_it_completed),
        cmocka_unit_test(a_method_that_suspends_many_times_stays_in_its_storage),
        cmocka_unit_test(a_wide_result_fits_into_the_callers_storage_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
