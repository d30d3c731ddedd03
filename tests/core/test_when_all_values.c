/* when_all over value tasks: consumes them where they complete, with one block or none. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#include <string.h>

enum { COUNT = 5 };

/* One of each kind that can be pending, and a result. */
typedef struct mixture {
    operation_t operations[COUNT];
    vt_value_task_t value_tasks[COUNT];
    uint64_t results[COUNT];
} mixture_t;

static void mixture_begin(mixture_t *mixture) {
    memset(mixture, 0, sizeof *mixture);
    for (int i = 0; i < COUNT; i++) {
        if (i == BACKED_BY_RESULT) {
            mixture->value_tasks[i] = vt_value_task_from_result(100);
        } else {
            operation_begin(&mixture->operations[i], (backing_t)i);
            mixture->value_tasks[i] = mixture->operations[i].value_task;
        }
    }
}

static void mixture_end(mixture_t *mixture) {
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        operation_end(&mixture->operations[i]);
    }
}

static vt_value_task_t when_all(mixture_t *mixture) {
    return vt_when_all_values(mixture->value_tasks, COUNT, mixture->results);
}

TEST(completes_with_the_last_of_every_kind_and_keeps_the_results_in_order) {
    const int orders[][COUNT - 1] = {{1, 2, 3, 4}, {4, 3, 2, 1}, {2, 4, 1, 3}};
    for (size_t round = 0; round < COUNT_OF(orders); round++) {
        mixture_t mixture;
        mixture_begin(&mixture);
        vt_value_task_t all = when_all(&mixture);
        for (int i = 0; i < COUNT - 1; i++) {
            assert_state(all, VT_PENDING);
            int next = orders[round][i];
            operation_succeed(&mixture.operations[next], 100u + (uint64_t)next);
        }
        assert_result(all, COUNT);
        for (uint64_t i = 0; i < COUNT; i++) {
            assert_int_equal(mixture.results[i], 100 + i);
        }
        mixture_end(&mixture);
    }
}

TEST(each_is_consumed_as_soon_as_it_completes) {
    mixture_t mixture;
    mixture_begin(&mixture);
    operation_t *source = &mixture.operations[BACKED_BY_RESET_SOURCE];
    vt_value_task_t all = when_all(&mixture);
    operation_succeed(source, 1);
    assert_ok(vt_reset_source_reset(&source->reset)); /* ready for its next operation */
    assert_int_equal(mixture.results[BACKED_BY_RESET_SOURCE], 1);
    vt_value_task_discard(vt_reset_source_value_task(&source->reset));
    operation_succeed(source, 1);
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        if (i != BACKED_BY_RESET_SOURCE) {
            operation_succeed(&mixture.operations[i], 1);
        }
    }
    assert_result(all, COUNT);
    mixture_end(&mixture);
}

TEST(completed_ones_cost_nothing_and_complete_at_once) {
    mixture_t mixture;
    mixture_begin(&mixture);
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        operation_succeed(&mixture.operations[i], 100u + (uint64_t)i);
    }
    counting_reset();
    vt_value_task_t all = when_all(&mixture);
    assert_null(all.source);
    assert_result(all, COUNT);
    assert_int_equal(counting_allocations(), 0);
    assert_int_equal(mixture.results[4], 104);
    mixture_end(&mixture);
}

TEST(pending_ones_cost_1_together) {
    mixture_t mixture;
    int64_t live = counting_live();
    mixture_begin(&mixture);
    counting_reset();
    vt_value_task_t all = when_all(&mixture);
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        operation_succeed(&mixture.operations[i], 0);
    }
    assert_result(all, COUNT);
    assert_int_equal(counting_allocations(), 1);
    mixture_end(&mixture);
    assert_int_equal(counting_live(), live);
}

TEST(of_nothing_is_completed_and_of_null_an_invalid_argument) {
    assert_result(vt_when_all_values(NULL, 0, NULL), 0);
    assert_fault(vt_when_all_values(NULL, 1, NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_when_all_t all;
    assert_int_equal(vt_when_all_init(NULL, NULL, 0), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_when_all_init(&all, NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_when_all_deinit(NULL));
}

static unsigned reports;
static int32_t codes;

static void note(const vt_error_t *error) {
    reports++;
    codes += error->code;
}

/* Completed and pending ones that fault in any order: the first in order is the result. */
TEST(the_first_fault_in_order_is_the_result_and_the_others_are_reported) {
    for (unsigned early = 0; early < 1u << (COUNT - 1); early++) {
        int64_t live = counting_live();
        mixture_t mixture;
        reports = 0;
        codes = 0;
        vt_task_set_unobserved_hook(note);
        mixture_begin(&mixture);
        vt_value_task_t all;
        for (int turn = 0; turn < 2; turn++) {
            for (int i = COUNT - 1; i > 0; i--) {
                if ((early >> (i - 1) & 1u) == (turn == 0)) {
                    operation_fault(&mixture.operations[i], 1 << i);
                }
            }
            if (turn == 0) {
                all = when_all(&mixture);
            }
        }
        assert_fault(all, test_domain, 1 << 1);
        assert_int_equal(reports, 3);
        assert_int_equal(codes, 1 << 2 | 1 << 3 | 1 << 4);
        assert_int_equal(mixture.results[0], 100);
        vt_task_set_unobserved_hook(NULL);
        mixture_end(&mixture);
        assert_int_equal(counting_live(), live);
    }
}

TEST(is_canceled_where_one_was_and_none_faulted) {
    for (int early = 0; early < 2; early++) {
        mixture_t mixture;
        mixture_begin(&mixture);
        vt_value_task_t all = {NULL, 0};
        if (early) {
            operation_cancel(&mixture.operations[2]);
        }
        all = when_all(&mixture);
        if (!early) {
            operation_cancel(&mixture.operations[2]);
        }
        for (int i = BACKED_BY_TASK; i < COUNT; i++) {
            if (i != 2) {
                operation_succeed(&mixture.operations[i], 1);
            }
        }
        assert_canceled(all);
        mixture_end(&mixture);
    }
}

TEST(misused_ones_are_faults_and_stay_as_they_were) {
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    vt_value_task_t awaited = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(awaited, &probe.continuation, 0));
    assert_fault(vt_when_all_values(&awaited, 1, NULL), vt_error_domain, VT_E_ALREADY_AWAITED);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(awaited, 1);
    assert_fault(vt_when_all_values(&awaited, 1, NULL), vt_error_domain, VT_E_STALE_TOKEN);
    assert_ok(vt_reset_source_deinit(&source));
    const uint64_t wide[4] = {1, 2, 3, 4};
    vt_value_task_t too_wide =
        vt_value_task_from_task(vt_task_from_result_sized(wide, sizeof wide));
    assert_fault(vt_when_all_values(&too_wide, 1, NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
}

/* Beside other waiters of a task, and where its completer wants no user's code on its stack. */
TEST(completes_where_the_last_completes_and_queues_continuations_if_it_asks_for_that) {
    for (unsigned options = 0; options < 2; options++) {
        shelf_t shelf;
        probe_t first;
        probe_t probe;
        shelf_init(&shelf);
        vt_executor_set_default(&shelf.executor);
        vt_task_t *task = vt_task_create(options);
        probe_init(&first);
        assert_ok(vt_task_on_completed(task, &first.continuation, 0));
        vt_value_task_t value_task = vt_task_await(task);
        vt_value_task_t all = vt_when_all_values(&value_task, 1, NULL);
        probe_init(&probe);
        assert_ok(vt_value_task_on_completed(all, &probe.continuation, 0));
        assert_ok(vt_task_set_result(task, 1));
        assert_state(all, VT_SUCCEEDED);
        assert_int_equal(probe_runs(&probe), 1 - options);
        (void)shelf_run(&shelf);
        vt_executor_set_default(NULL);
        assert_int_equal(probe_runs(&probe), 1);
        assert_result(all, 1);
        vt_task_unref(task);
    }
}

TEST(may_be_discarded_and_consumes_them_all_the_same) {
    int64_t live = counting_live();
    mixture_t mixture;
    mixture_begin(&mixture);
    vt_value_task_discard(when_all(&mixture));
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        operation_succeed(&mixture.operations[i], 1);
    }
    mixture_end(&mixture);
    assert_int_equal(counting_live(), live);
}

TEST(without_memory_all_are_discarded) {
    mixture_t mixture;
    int64_t live = counting_live();
    mixture_begin(&mixture);
    counting_fail(1);
    vt_value_task_t all = when_all(&mixture);
    counting_fail(0);
    assert_fault(all, vt_error_domain, VT_E_OUT_OF_MEMORY);
    for (int i = BACKED_BY_TASK; i < COUNT; i++) {
        operation_succeed(&mixture.operations[i], 1);
    }
    mixture_end(&mixture);
    assert_int_equal(counting_live(), live);
}

/* ---- the caller's storage ---- */

TEST(in_the_callers_storage_it_allocates_nothing_round_after_round) {
    vt_when_all_t storage;
    vt_when_all_member_t members[2];
    vt_reset_source_t sources[2];
    uint64_t results[2];
    assert_ok(vt_when_all_init(&storage, members, COUNT_OF(members)));
    vt_reset_source_init(&sources[0], NULL, 0);
    vt_reset_source_init(&sources[1], NULL, VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    counting_reset();
    for (uint64_t round = 0; round < 6; round++) {
        const vt_value_task_t both[] = {vt_reset_source_value_task(&sources[0]),
                                        vt_reset_source_value_task(&sources[1])};
        vt_value_task_t all = vt_when_all_values_in(&storage, both, 2, results);
        assert_int_equal(vt_when_all_deinit(&storage), VT_E_BUSY);
        assert_ok(vt_reset_source_set_result(&sources[round % 2], round));
        assert_state(all, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&sources[1 - round % 2], round + 1));
        assert_int_equal(vt_when_all_deinit(&storage), VT_E_BUSY);
        if (round % 3 == 2) {
            vt_value_task_discard(all);
        } else {
            assert_result(all, 2);
            assert_misuse(all, VT_E_STALE_TOKEN);
        }
        assert_int_equal(results[round % 2], round);
        assert_ok(vt_reset_source_reset(&sources[0]));
        assert_ok(vt_reset_source_reset(&sources[1]));
    }
    assert_int_equal(counting_allocations(), 0);
    assert_ok(vt_when_all_deinit(&storage));
}

TEST(storage_in_use_is_busy_and_storage_too_small_an_invalid_argument) {
    vt_when_all_t storage;
    vt_when_all_member_t members[1];
    vt_reset_source_t sources[3];
    vt_value_task_t value_tasks[3];
    assert_ok(vt_when_all_init(&storage, members, COUNT_OF(members)));
    for (int i = 0; i < 3; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
        value_tasks[i] = vt_reset_source_value_task(&sources[i]);
    }
    assert_fault(vt_when_all_values_in(&storage, &value_tasks[1], 2, NULL), vt_error_domain,
                 VT_E_INVALID_ARGUMENT);
    vt_value_task_t all = vt_when_all_values_in(&storage, value_tasks, 1, NULL);
    vt_reset_source_t another;
    vt_reset_source_init(&another, NULL, 0);
    vt_value_task_t other = vt_reset_source_value_task(&another);
    assert_fault(vt_when_all_values_in(&storage, &other, 1, NULL), vt_error_domain, VT_E_BUSY);
    vt_value_task_t done = vt_value_task_from_result(1); /* needs no storage */
    assert_result(vt_when_all_values_in(&storage, &done, 1, NULL), 1);
    assert_ok(vt_reset_source_set_result(&sources[0], 1));
    assert_result(all, 1);
    assert_ok(vt_when_all_deinit(&storage));
    assert_ok(vt_reset_source_set_result(&another, 1)); /* discarded */
    assert_ok(vt_reset_source_deinit(&another));
}

TEST(discarded_storage_is_free_when_all_have_completed) {
    vt_when_all_t storage;
    vt_when_all_member_t members[1];
    vt_reset_source_t source;
    assert_ok(vt_when_all_init(&storage, members, 1));
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    vt_value_task_discard(vt_when_all_values_in(&storage, &value_task, 1, NULL));
    assert_int_equal(vt_when_all_deinit(&storage), VT_E_BUSY);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_ok(vt_when_all_deinit(&storage));
}

/* ---- pooled methods ---- */

typedef struct pooled_frame {
    VT_FRAME;
    vt_reset_source_t *source;
} pooled_frame_t;

VT_METHOD(pooled, pooled_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, vt_reset_source_value_task(frame->source));
    VT_RETURN(got + 1);
    VT_END;
}

typedef struct gather_frame {
    VT_FRAME;
    vt_when_all_t *storage;
    vt_reset_source_t *sources;
    uint64_t *results;
} gather_frame_t;

VT_METHOD(gather, gather_frame_t, frame) {
    vt_value_task_t parts[2];
    uint64_t count;
    VT_BEGIN(frame);
    parts[0] = VT_START_POOLED(pooled, .source = &frame->sources[0]);
    parts[1] = VT_START_POOLED(pooled, .source = &frame->sources[1]);
    VT_AWAIT(frame, count, vt_when_all_values_in(frame->storage, parts, 2, frame->results));
    VT_RETURN(count + frame->results[0] + frame->results[1]);
    VT_END;
}

TEST(pooled_methods_together_cost_nothing_once_warm) {
    vt_when_all_t storage;
    vt_when_all_member_t members[2];
    vt_reset_source_t sources[2];
    uint64_t results[2];
    assert_ok(vt_when_all_init(&storage, members, 2));
    vt_reset_source_init(&sources[0], NULL, 0);
    vt_reset_source_init(&sources[1], NULL, 0);
    for (int round = 0; round < 3; round++) {
        counting_reset();
        vt_value_task_t all =
            VT_START_POOLED(gather, .storage = &storage, .sources = sources, .results = results);
        assert_ok(vt_reset_source_set_result(&sources[1], 20));
        assert_ok(vt_reset_source_set_result(&sources[0], 10));
        assert_result(all, 2 + 11 + 21);
        assert_true(round == 0 || counting_allocations() == 0);
        assert_ok(vt_reset_source_reset(&sources[0]));
        assert_ok(vt_reset_source_reset(&sources[1]));
    }
    assert_ok(vt_when_all_deinit(&storage));
}

/* ---- at the same time ---- */

typedef struct duel {
    vt_reset_source_t source;
    vt_task_t *task;
    vt_cancel_source_t canceler;
    vt_value_task_t all;
    uint64_t results[3];
    uint64_t round;
} duel_t;

static void begin_duel(void *shared) {
    duel_t *duel = shared;
    duel->task = vt_task_create(0);
    vt_reset_source_init(&duel->source, NULL, 0);
    assert_ok(vt_cancel_source_init(&duel->canceler));
    const vt_value_task_t three[] = {
        vt_reset_source_value_task(&duel->source), vt_task_await(duel->task),
        vt_delay(UINT64_C(3600000000000), vt_cancel_source_token(&duel->canceler))};
    duel->all = vt_when_all_values(three, 3, duel->results);
    duel->round++;
}

static void complete_source(void *shared) {
    duel_t *duel = shared;
    if (duel->round % 2 == 0) {
        vt_error_t error = test_error(1);
        assert_ok(vt_reset_source_set_error(&duel->source, &error));
    } else {
        assert_ok(vt_reset_source_set_result(&duel->source, 42));
    }
    vt_cancel_source_cancel(&duel->canceler);
}

static void complete_task(void *shared) {
    duel_t *duel = shared;
    assert_ok(vt_task_set_result(duel->task, 43));
    vt_cancel_source_cancel(&duel->canceler);
}

static void end_duel(void *shared) {
    duel_t *duel = shared;
    if (duel->round % 2 == 0) {
        assert_fault(duel->all, test_domain, 1);
    } else {
        assert_canceled(duel->all);
        assert_int_equal(duel->results[0], 42);
    }
    assert_int_equal(duel->results[1], 43);
    assert_ok(vt_reset_source_deinit(&duel->source));
    assert_ok(vt_cancel_source_deinit(&duel->canceler));
    vt_task_unref(duel->task);
}

TEST(completions_and_a_cancellation_at_once) {
    duel_t duel = {.round = 0};
    const race_t race = {begin_duel, complete_source, complete_task, end_duel, &duel};
    race_run_costly(&race, 4);
}

static void begin_two(void *shared) {
    duel_t *duel = shared;
    duel->task = vt_task_create(0);
    vt_reset_source_init(&duel->source, NULL, 0);
}

static void combine(void *shared) {
    duel_t *duel = shared;
    const vt_value_task_t two[] = {vt_reset_source_value_task(&duel->source),
                                   vt_task_await(duel->task)};
    duel->all = vt_when_all_values(two, 2, duel->results);
}

static void complete_two(void *shared) {
    duel_t *duel = shared;
    assert_ok(vt_reset_source_set_result(&duel->source, 42));
    assert_ok(vt_task_set_result(duel->task, 43));
}

static void end_two(void *shared) {
    duel_t *duel = shared;
    assert_result(duel->all, 2);
    assert_int_equal(duel->results[0] + duel->results[1], 85);
    assert_ok(vt_reset_source_deinit(&duel->source));
    vt_task_unref(duel->task);
}

TEST(completions_while_they_are_combined) {
    duel_t duel = {.round = 0};
    const race_t race = {begin_two, combine, complete_two, end_two, &duel};
    race_run(&race);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(completes_with_the_last_of_every_kind_and_keeps_the_results_in_order),
        cmocka_unit_test(each_is_consumed_as_soon_as_it_completes),
        cmocka_unit_test(completed_ones_cost_nothing_and_complete_at_once),
        cmocka_unit_test(pending_ones_cost_1_together),
        cmocka_unit_test(of_nothing_is_completed_and_of_null_an_invalid_argument),
        cmocka_unit_test(the_first_fault_in_order_is_the_result_and_the_others_are_reported),
        cmocka_unit_test(is_canceled_where_one_was_and_none_faulted),
        cmocka_unit_test(misused_ones_are_faults_and_stay_as_they_were),
        cmocka_unit_test(
            completes_where_the_last_completes_and_queues_continuations_if_it_asks_for_that),
        cmocka_unit_test(may_be_discarded_and_consumes_them_all_the_same),
        cmocka_unit_test(without_memory_all_are_discarded),
        cmocka_unit_test(in_the_callers_storage_it_allocates_nothing_round_after_round),
        cmocka_unit_test(storage_in_use_is_busy_and_storage_too_small_an_invalid_argument),
        cmocka_unit_test(discarded_storage_is_free_when_all_have_completed),
        cmocka_unit_test(pooled_methods_together_cost_nothing_once_warm),
        cmocka_unit_test(completions_and_a_cancellation_at_once),
        cmocka_unit_test(completions_while_they_are_combined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
