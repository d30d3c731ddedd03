/* A group of children: it ends when all have, with the first fault, which cancels the others. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#include <stdlib.h>

#define AN_HOUR UINT64_C(3600000000000)

static const vt_cancel_token_t never = {NULL};

/* ---- faults that nobody sees ---- */

static unsigned reports;
static int32_t codes; /* their sum */

/* On any thread, one at a time in the tests that look. */
static void note(const vt_error_t *error) {
    __atomic_fetch_add(&reports, 1u, __ATOMIC_RELAXED);
    __atomic_fetch_add(&codes, error->code, __ATOMIC_RELAXED);
}

static void expect_reports(void) {
    reports = 0;
    codes = 0;
    vt_task_set_unobserved_hook(note);
}

/* ---- a child that waits until its token is canceled ---- */

static vt_value_task_t sleeper(vt_group_t *group) {
    return vt_delay(AN_HOUR, vt_group_token(group));
}

TEST(the_wait_completes_when_all_children_have) {
    vt_group_t group;
    operation_t operations[BACKING_COUNT];
    assert_ok(vt_group_init(&group, never));
    for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
        operation_begin(&operations[backing], backing);
        assert_ok(vt_group_add(&group, operations[backing].value_task));
    }
    assert_ok(vt_group_add(&group, vt_value_task_from_result(1)));
    vt_value_task_t all = vt_group_wait(&group);
    for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
        assert_state(all, VT_PENDING);
        assert_int_equal(vt_group_deinit(&group), VT_E_BUSY);
        operation_succeed(&operations[backing], 1);
        operation_end(&operations[backing]);
    }
    assert_int_equal(vt_group_deinit(&group), VT_E_BUSY); /* not consumed yet */
    assert_result(all, 0);
    assert_int_equal(vt_group_add(&group, vt_value_task_from_result(1)), VT_E_ALREADY_COMPLETED);
    assert_ok(vt_group_deinit(&group));
}

TEST(a_group_without_children_is_over_at_once_and_waits_once) {
    vt_group_t group;
    assert_ok(vt_group_init(&group, never));
    assert_ok(vt_group_deinit(&group)); /* never waited for */
    assert_ok(vt_group_init(&group, never));
    assert_result(vt_group_wait(&group), 0);
    assert_fault(vt_group_wait(&group), vt_error_domain, VT_E_ALREADY_AWAITED);
    assert_ok(vt_group_deinit(&group));
    assert_ok(vt_group_deinit(NULL));
    assert_ok(vt_group_destroy(NULL));
    assert_int_equal(vt_group_init(NULL, never), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_group_create(never, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_group_add(NULL, vt_value_task_from_result(1)), VT_E_INVALID_ARGUMENT);
    assert_fault(vt_group_wait(NULL), vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_group_cancel(NULL);
}

TEST(the_first_fault_cancels_the_others_and_is_the_result) {
    for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
        vt_group_t group;
        operation_t operation;
        expect_reports();
        operation_begin(&operation, backing);
        assert_ok(vt_group_init(&group, never));
        assert_ok(vt_group_add(&group, sleeper(&group)));
        assert_ok(vt_group_add(&group, operation.value_task));
        assert_ok(vt_group_add(&group, sleeper(&group)));
        vt_value_task_t all = vt_group_wait(&group);
        assert_false(vt_cancel_token_is_canceled(vt_group_token(&group)));
        operation_fault(&operation, 7);
        assert_true(vt_cancel_token_is_canceled(vt_group_token(&group)));
        assert_fault(all, test_domain, 7);
        assert_ok(vt_group_deinit(&group));
        operation_end(&operation);
        assert_int_equal(reports, 0);
    }
    vt_task_set_unobserved_hook(NULL);
}

TEST(later_faults_are_reported_and_do_not_change_the_result) {
    vt_group_t group;
    int64_t live = counting_live();
    vt_task_t *tasks[3];
    expect_reports();
    assert_ok(vt_group_init(&group, never));
    for (int i = 0; i < 3; i++) {
        tasks[i] = vt_task_create(0);
        assert_ok(vt_group_add(&group, vt_task_await(tasks[i])));
    }
    vt_value_task_t all = vt_group_wait(&group);
    for (int i = 2; i >= 0; i--) {
        vt_error_t error = vt_error_format(test_domain, 1 << i, VT_HERE, "fault %d", i);
        assert_ok(vt_task_set_error(tasks[i], &error));
        vt_task_unref(tasks[i]);
    }
    assert_fault(all, test_domain, 4);
    assert_int_equal(reports, 2);
    assert_int_equal(codes, 3);
    assert_ok(vt_group_deinit(&group));
    assert_int_equal(counting_live(), live);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_fault_of_a_group_that_was_never_waited_for_is_reported) {
    vt_group_t group;
    vt_error_t error = test_error(5);
    expect_reports();
    assert_ok(vt_group_init(&group, never));
    assert_ok(vt_group_add(&group, vt_value_task_from_error(&error)));
    assert_ok(vt_group_deinit(&group));
    assert_int_equal(codes, 5);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_canceled_child_cancels_the_result_and_nobody_else) {
    vt_group_t group;
    operation_t operations[2];
    assert_ok(vt_group_init(&group, never));
    for (int i = 0; i < 2; i++) {
        operation_begin(&operations[i], BACKED_BY_RESET_SOURCE);
        assert_ok(vt_group_add(&group, operations[i].value_task));
    }
    vt_value_task_t all = vt_group_wait(&group);
    operation_cancel(&operations[0]);
    assert_false(vt_cancel_token_is_canceled(vt_group_token(&group)));
    assert_state(all, VT_PENDING);
    operation_succeed(&operations[1], 1);
    assert_canceled(all);
    assert_ok(vt_group_deinit(&group));
    operation_end(&operations[0]);
    operation_end(&operations[1]);
}

TEST(the_parent_cancels_the_children) {
    for (int before = 0; before < 2; before++) {
        vt_cancel_source_t parent;
        vt_group_t group;
        assert_ok(vt_cancel_source_init(&parent));
        if (before) {
            vt_cancel_source_cancel(&parent);
        }
        assert_ok(vt_group_init(&group, vt_cancel_source_token(&parent)));
        assert_ok(vt_group_add(&group, sleeper(&group)));
        vt_value_task_t all = vt_group_wait(&group);
        vt_cancel_source_cancel(&parent);
        assert_canceled(all);
        assert_ok(vt_group_deinit(&group));
        assert_ok(vt_cancel_source_deinit(&parent));
    }
}

TEST(a_busy_group_still_follows_its_parent) {
    vt_cancel_source_t parent;
    vt_group_t group;
    assert_ok(vt_cancel_source_init(&parent));
    assert_ok(vt_group_init(&group, vt_cancel_source_token(&parent)));
    assert_ok(vt_group_add(&group, sleeper(&group)));
    assert_int_equal(vt_group_deinit(&group), VT_E_BUSY);
    vt_cancel_source_cancel(&parent);
    assert_canceled(vt_group_wait(&group));
    assert_ok(vt_group_deinit(&group));
    assert_ok(vt_cancel_source_deinit(&parent));
}

TEST(canceling_the_group_cancels_its_children) {
    vt_group_t group;
    assert_ok(vt_group_init(&group, never));
    assert_ok(vt_group_add(&group, sleeper(&group)));
    vt_group_cancel(&group);
    assert_ok(vt_group_add(&group, vt_value_task_from_result(1))); /* still takes children */
    assert_canceled(vt_group_wait(&group));
    assert_ok(vt_group_deinit(&group));
}

/* ---- children that add children ---- */

typedef struct spawner_frame {
    VT_FRAME;
    vt_group_t *group;
    vt_reset_source_t *sources;
    uint64_t depth;
} spawner_frame_t;

static vt_value_task_t spawner(vt_group_t *group, vt_reset_source_t *sources, uint64_t depth);

VT_METHOD(spawn, spawner_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, vt_reset_source_value_task(&frame->sources[frame->depth]));
    (void)got;
    if (frame->depth != 0) {
        assert_ok(
            vt_group_add(frame->group, spawner(frame->group, frame->sources, frame->depth - 1)));
    }
    VT_RETURN_VOID;
    VT_END;
}

static vt_value_task_t spawner(vt_group_t *group, vt_reset_source_t *sources, uint64_t depth) {
    return VT_START(spawn, .group = group, .sources = sources, .depth = depth);
}

TEST(children_add_children_also_during_the_wait) {
    vt_group_t group;
    vt_reset_source_t sources[4];
    for (int i = 0; i < 4; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
    }
    assert_ok(vt_group_init(&group, never));
    assert_ok(vt_group_add(&group, spawner(&group, sources, 3)));
    vt_value_task_t all = vt_group_wait(&group);
    for (int i = 3; i >= 0; i--) {
        assert_state(all, VT_PENDING);
        assert_ok(vt_reset_source_set_result(&sources[i], 1));
    }
    assert_result(all, 0);
    assert_ok(vt_group_deinit(&group));
}

/* ---- allocations ---- */

TEST(a_pending_child_costs_1_and_in_the_callers_storage_nothing) {
    vt_group_t group;
    vt_group_child_t child;
    vt_reset_source_t sources[2];
    int64_t live = counting_live();
    for (int i = 0; i < 2; i++) {
        vt_reset_source_init(&sources[i], NULL, 0);
    }
    counting_reset();
    assert_ok(vt_group_init(&group, never));
    assert_ok(vt_group_add(&group, vt_value_task_from_result(1)));
    assert_ok(vt_group_add_in(&group, &child, vt_reset_source_value_task(&sources[0])));
    assert_int_equal(counting_allocations(), 0);
    assert_ok(vt_group_add(&group, vt_reset_source_value_task(&sources[1])));
    assert_int_equal(counting_allocations(), 1);
    assert_ok(vt_reset_source_set_result(&sources[1], 1));
    assert_int_equal(counting_live(), live);
    assert_ok(vt_reset_source_set_result(&sources[0], 1));
    assert_result(vt_group_wait(&group), 0);
    assert_ok(vt_group_deinit(&group));
    assert_int_equal(counting_allocations(), 1);
}

TEST(without_memory_the_child_stays_the_callers) {
    vt_group_t group;
    vt_group_t *made = NULL;
    vt_reset_source_t source;
    counting_fail(1);
    assert_int_equal(vt_group_create(never, &made), VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    assert_null(made);
    assert_ok(vt_group_init(&group, never));
    vt_reset_source_init(&source, NULL, 0);
    counting_fail(1);
    vt_value_task_t child = vt_reset_source_value_task(&source);
    assert_int_equal(vt_group_add(&group, child), VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    assert_result(vt_group_wait(&group), 0); /* knows nothing of it */
    assert_ok(vt_group_deinit(&group));
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_result(child, 42);
}

TEST(a_misused_child_stays_as_it_was) {
    vt_group_t group;
    vt_reset_source_t source;
    probe_t probe;
    vt_reset_source_init(&source, NULL, 0);
    probe_init(&probe);
    assert_ok(vt_group_init(&group, never));
    vt_value_task_t child = vt_reset_source_value_task(&source);
    assert_ok(vt_value_task_on_completed(child, &probe.continuation, 0));
    assert_int_equal(vt_group_add(&group, child), VT_E_ALREADY_AWAITED);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(child, 1);
    assert_int_equal(vt_group_add(&group, child), VT_E_STALE_TOKEN);
    assert_result(vt_group_wait(&group), 0);
    assert_ok(vt_group_deinit(&group));
}

/* ---- in a method: the pattern of group.h ---- */

typedef struct work_frame {
    VT_FRAME;
    vt_cancel_token_t token;
    vt_group_t *group;
    vt_value_task_t child;
    vt_value_task_t more;
    unsigned *ended; /* bodies that came by the end */
} work_frame_t;

static void add_or_fail(vt_group_t *group, vt_value_task_t child) {
    vt_status_t status = vt_group_add(group, child);
    if (status != VT_OK) {
        vt_error_t error = vt_error_from_status(status);
        vt_value_task_discard(child);
        vt_group_fail(group, &error);
    }
}

VT_METHOD(work, work_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t nothing;
    VT_BEGIN(frame);
    if (vt_group_create(frame->token, &frame->group) != VT_OK) {
        vt_value_task_discard(frame->child);
        vt_value_task_discard(frame->more);
        VT_FAIL_WITH(vt_error_from_status(VT_E_OUT_OF_MEMORY));
    }
    add_or_fail(frame->group, frame->child);
    add_or_fail(frame->group, sleeper(frame->group));
    VT_TRY_AWAIT(frame, status, nothing, failure, frame->more);
    if (status != VT_OK) {
        vt_group_fail(frame->group, &failure);
    }
    vt_group_cancel(frame->group); /* the sleeper is not needed any more */
    VT_TRY_AWAIT(frame, status, nothing, failure, vt_group_wait(frame->group));
    (void)nothing;
    assert_ok(vt_group_destroy(frame->group));
    ++*frame->ended;
    if (status == VT_E_CANCELED) {
        VT_CANCEL;
    }
    if (status != VT_OK) {
        VT_FAIL_WITH(failure);
    }
    VT_RETURN_VOID;
    VT_END;
}

TEST(a_body_that_faults_waits_for_its_children) {
    vt_reset_source_t child;
    vt_reset_source_t more;
    unsigned ended = 0;
    vt_reset_source_init(&child, NULL, 0);
    vt_reset_source_init(&more, NULL, 0);
    vt_value_task_t all = VT_START(work, .child = vt_reset_source_value_task(&child),
                                   .more = vt_reset_source_value_task(&more), .ended = &ended);
    vt_error_t error = test_error(9);
    assert_ok(vt_reset_source_set_error(&more, &error));
    assert_state(all, VT_PENDING);
    assert_ok(vt_reset_source_set_result(&child, 1));
    assert_int_equal(ended, 1);
    assert_fault(all, test_domain, 9);
}

TEST(a_body_that_is_dropped_waits_for_its_children) {
    vt_reset_source_t child;
    unsigned ended = 0;
    int64_t live = counting_live();
    vt_reset_source_init(&child, NULL, 0);
    vt_value_task_discard(VT_START(work, .child = vt_reset_source_value_task(&child),
                                   .more = vt_value_task_from_result(0), .ended = &ended));
    assert_int_equal(ended, 0);
    assert_ok(vt_reset_source_set_result(&child, 1));
    assert_int_equal(ended, 1);
    assert_int_equal(counting_live(), live);
}

TEST(a_body_whose_await_is_canceled_is_canceled_and_waits) {
    vt_reset_source_t child;
    vt_reset_source_t more;
    unsigned ended = 0;
    vt_reset_source_init(&child, NULL, 0);
    vt_reset_source_init(&more, NULL, 0);
    vt_value_task_t all = VT_START(work, .child = vt_reset_source_value_task(&child),
                                   .more = vt_reset_source_value_task(&more), .ended = &ended);
    assert_ok(vt_reset_source_set_canceled(&more));
    assert_state(all, VT_PENDING);
    assert_ok(vt_reset_source_set_result(&child, 1));
    assert_canceled(all);
}

/* The body resumes within the parent's cancellation, and ends the group there. */
TEST(a_parent_that_is_canceled_ends_the_group_within_its_callback) {
    vt_cancel_source_t parent;
    unsigned ended = 0;
    assert_ok(vt_cancel_source_init(&parent));
    vt_cancel_token_t token = vt_cancel_source_token(&parent);
    vt_value_task_t all = VT_START(work, .token = token, .child = vt_delay(AN_HOUR, token),
                                   .more = vt_delay(AN_HOUR, token), .ended = &ended);
    vt_cancel_source_cancel(&parent);
    assert_int_equal(ended, 1);
    assert_canceled(all);
    assert_ok(vt_cancel_source_deinit(&parent));
}

static void run_work(void) {
    vt_reset_source_t child;
    vt_reset_source_t more;
    unsigned ended = 0;
    vt_reset_source_init(&child, NULL, 0);
    vt_reset_source_init(&more, NULL, 0);
    vt_value_task_t all = VT_START(work, .child = vt_reset_source_value_task(&child),
                                   .more = vt_reset_source_value_task(&more), .ended = &ended);
    (void)!vt_reset_source_set_result(&more, 1);
    (void)!vt_reset_source_set_result(&child, 1);
    uint64_t result;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(all, &result, &error);
    assert_true(status == VT_E_CANCELED ||
                (status == VT_E_FAULTED && error.code == VT_E_OUT_OF_MEMORY));
    assert_true(counting_has_failed() || status == VT_E_CANCELED);
}

TEST(every_allocation_failing_in_turn) {
    run_work(); /* a delay's block stays in the library */
    bool failed = true;
    uint64_t count = 0;
    for (; failed; count++) {
        int64_t live = counting_live();
        counting_fail(count + 1);
        run_work();
        failed = counting_has_failed();
        counting_fail(0);
        assert_int_equal(counting_live(), live);
    }
    assert_true(count > 3);
}

/* ---- at the same time ---- */

typedef struct contest {
    vt_group_t *group;
    vt_cancel_source_t parent;
    vt_task_t *tasks[3];
    vt_value_task_t all;
    unsigned ended;
    uint64_t round;
} contest_t;

static void begin_contest(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->parent));
    assert_ok(vt_group_create(vt_cancel_source_token(&contest->parent), &contest->group));
    for (int i = 0; i < 3; i++) {
        contest->tasks[i] = vt_task_create(0);
        assert_ok(vt_group_add(contest->group, vt_task_await(contest->tasks[i])));
    }
    assert_ok(vt_group_add(contest->group, sleeper(contest->group)));
    contest->all = vt_group_wait(contest->group);
    contest->round++;
}

static void end_some(contest_t *contest, int first, int last) {
    for (int i = first; i <= last; i++) {
        if (contest->round % 3 == 0) {
            assert_ok(vt_task_set_result(contest->tasks[i], 1));
        } else {
            vt_error_t error = test_error(1 + i);
            assert_ok(vt_task_set_error(contest->tasks[i], &error));
        }
    }
}

static void end_one(void *shared) {
    contest_t *contest = shared;
    if (contest->round % 2 == 0) {
        vt_cancel_source_cancel(&contest->parent);
    }
    end_some(contest, 0, 0);
    vt_cancel_source_cancel(&contest->parent);
}

static void end_two(void *shared) {
    contest_t *contest = shared;
    end_some(contest, 1, 2);
    vt_cancel_source_cancel(&contest->parent);
}

static void end_contest(void *shared) {
    contest_t *contest = shared;
    uint64_t result;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(contest->all, &result, &error);
    if (contest->round % 3 == 0) {
        assert_int_equal(status, VT_E_CANCELED);
    } else {
        assert_int_equal(status, VT_E_FAULTED);
        assert_in_range(error.code, 1, 3);
    }
    assert_ok(vt_group_destroy(contest->group));
    assert_ok(vt_cancel_source_deinit(&contest->parent));
    for (int i = 0; i < 3; i++) {
        vt_task_unref(contest->tasks[i]);
    }
}

TEST(faults_results_and_a_cancellation_at_once) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_contest, end_one, end_two, end_contest, &contest};
    race_run_costly(&race, 4);
}

/* The group ends on the stack of whoever is last: the parent's cancellation or a child. */
static void begin_work(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->parent));
    contest->tasks[0] = vt_task_create(0);
    contest->tasks[1] = vt_task_create(0);
    contest->ended = 0;
    contest->all = VT_START(work, .token = vt_cancel_source_token(&contest->parent),
                            .child = vt_task_await(contest->tasks[0]),
                            .more = vt_task_await(contest->tasks[1]), .ended = &contest->ended);
    contest->round++;
}

static void end_both(void *shared) {
    contest_t *contest = shared;
    end_some(contest, 0, 1);
}

static void cancel_parent(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->parent);
}

static void end_work(void *shared) {
    contest_t *contest = shared;
    assert_int_equal(contest->ended, 1);
    if (contest->round % 3 == 0) {
        assert_canceled(contest->all); /* the sleeper was */
    } else {
        uint64_t result;
        vt_error_t error = {0};
        assert_int_equal(vt_value_task_get_result(contest->all, &result, &error), VT_E_FAULTED);
        assert_in_range(error.code, 1, 2);
    }
    assert_ok(vt_cancel_source_deinit(&contest->parent));
    vt_task_unref(contest->tasks[0]);
    vt_task_unref(contest->tasks[1]);
}

TEST(a_body_that_ends_its_group_while_the_parent_is_canceled) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_work, end_both, cancel_parent, end_work, &contest};
    race_run_costly(&race, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wait_completes_when_all_children_have),
        cmocka_unit_test(a_group_without_children_is_over_at_once_and_waits_once),
        cmocka_unit_test(the_first_fault_cancels_the_others_and_is_the_result),
        cmocka_unit_test(later_faults_are_reported_and_do_not_change_the_result),
        cmocka_unit_test(a_fault_of_a_group_that_was_never_waited_for_is_reported),
        cmocka_unit_test(a_canceled_child_cancels_the_result_and_nobody_else),
        cmocka_unit_test(the_parent_cancels_the_children),
        cmocka_unit_test(a_busy_group_still_follows_its_parent),
        cmocka_unit_test(canceling_the_group_cancels_its_children),
        cmocka_unit_test(children_add_children_also_during_the_wait),
        cmocka_unit_test(a_pending_child_costs_1_and_in_the_callers_storage_nothing),
        cmocka_unit_test(without_memory_the_child_stays_the_callers),
        cmocka_unit_test(a_misused_child_stays_as_it_was),
        cmocka_unit_test(a_body_that_faults_waits_for_its_children),
        cmocka_unit_test(a_body_that_is_dropped_waits_for_its_children),
        cmocka_unit_test(a_body_whose_await_is_canceled_is_canceled_and_waits),
        cmocka_unit_test(a_parent_that_is_canceled_ends_the_group_within_its_callback),
        cmocka_unit_test(every_allocation_failing_in_turn),
        cmocka_unit_test(faults_results_and_a_cancellation_at_once),
        cmocka_unit_test(a_body_that_ends_its_group_while_the_parent_is_canceled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
