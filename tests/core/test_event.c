/* The asynchronous event: who goes on when it is set, and what that costs. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#include <string.h>

static const vt_cancel_token_t never = {NULL};
static const uint64_t hour = UINT64_C(3600) * 1000000000;

static vt_event_t event_of(vt_event_kind_t kind, bool is_set) {
    vt_event_t event;
    assert_ok(vt_event_init(&event, kind, is_set));
    return event;
}

TEST(a_manual_event_lets_everybody_go_on_until_it_is_reset) {
    vt_event_t event = event_of(VT_EVENT_MANUAL, false);
    vt_value_task_t waits[3];
    for (int i = 0; i < 3; i++) {
        waits[i] = vt_event_wait(&event, never);
        assert_state(waits[i], VT_PENDING);
    }
    assert_false(vt_event_is_set(&event));
    vt_event_set(&event);
    for (int i = 0; i < 3; i++) {
        assert_result(waits[i], 1);
    }
    assert_true(vt_event_is_set(&event));
    vt_event_set(&event);
    for (int i = 0; i < 2; i++) {
        vt_value_task_t wait = vt_event_wait(&event, never);
        assert_null(wait.source);
        assert_result(wait, 1);
    }
    vt_event_reset(&event);
    vt_value_task_t wait = vt_event_wait(&event, never);
    assert_state(wait, VT_PENDING);
    vt_event_set(&event);
    vt_event_reset(&event);
    assert_result(wait, 1);
    assert_ok(vt_event_deinit(&event));
}

TEST(an_automatic_event_lets_one_go_on_each_time_the_oldest_first) {
    vt_event_t event = event_of(VT_EVENT_AUTOMATIC, true);
    assert_true(vt_event_is_set(&event));
    assert_result(vt_event_wait(&event, never), 1);
    assert_false(vt_event_is_set(&event));
    vt_value_task_t first = vt_event_wait(&event, never);
    vt_value_task_t second = vt_event_wait(&event, never);
    vt_event_set(&event);
    assert_result(first, 1);
    assert_state(second, VT_PENDING);
    vt_event_set(&event);
    assert_result(second, 1);
    assert_false(vt_event_is_set(&event));
    vt_event_set(&event);
    vt_event_set(&event); /* set already */
    assert_result(vt_event_wait(&event, never), 1);
    assert_false(vt_event_is_set(&event));
    vt_event_set(&event);
    vt_event_reset(&event);
    assert_result(vt_event_wait_for(&event, 0, never), 0);
    assert_ok(vt_event_deinit(&event));
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    vt_event_t event;
    assert_int_equal(vt_event_init(NULL, VT_EVENT_MANUAL, false), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_event_init(&event, (vt_event_kind_t)2, false), VT_E_INVALID_ARGUMENT);
    assert_fault(vt_event_wait(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_false(vt_event_is_set(NULL));
    vt_event_set(NULL);
    vt_event_reset(NULL);
    assert_ok(vt_event_deinit(NULL));
}

TEST(an_event_with_waits_refuses_to_end_until_they_are_consumed) {
    vt_event_t event = event_of(VT_EVENT_MANUAL, false);
    vt_value_task_t wait = vt_event_wait(&event, never);
    assert_int_equal(vt_event_deinit(&event), VT_E_BUSY);
    vt_event_set(&event);
    assert_int_equal(vt_event_deinit(&event), VT_E_BUSY);
    assert_result(wait, 1);
    assert_misuse(wait, VT_E_STALE_TOKEN);
    assert_ok(vt_event_deinit(&event));
}

typedef struct last_frame {
    VT_FRAME;
    vt_event_t *event;
    unsigned *left; /* who brings it to 0 ends the event */
} last_frame_t;

VT_METHOD(last, last_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_event_wait(frame->event, never));
    if (--*frame->left == 0) {
        assert_ok(vt_event_deinit(frame->event));
        memset(frame->event, 0xff, sizeof *frame->event); /* nobody looks at it any more */
    }
    VT_RETURN_VOID;
    VT_END;
}

TEST(the_last_that_a_set_lets_go_on_may_end_the_event) {
    vt_event_t event = event_of(VT_EVENT_MANUAL, false);
    vt_value_task_t value_tasks[3];
    unsigned left = COUNT_OF(value_tasks);
    for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
        value_tasks[i] = VT_START(last, .event = &event, .left = &left);
    }
    vt_event_set(&event);
    for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
        assert_result(value_tasks[i], 0);
    }
    assert_int_equal(left, 0);
}

/* ---- giving up ---- */

TEST(a_canceled_wait_leaves_the_event_to_the_others) {
    vt_event_t event = event_of(VT_EVENT_AUTOMATIC, false);
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_value_task_t first = vt_event_wait(&event, vt_cancel_source_token(&source));
    vt_value_task_t second = vt_event_wait(&event, never);
    vt_cancel_source_cancel(&source);
    assert_canceled(first);
    vt_event_set(&event);
    assert_result(second, 1);
    vt_event_set(&event);
    assert_canceled(vt_event_wait(&event, vt_cancel_source_token(&source)));
    assert_true(vt_event_is_set(&event));
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_event_deinit(&event));
}

TEST(an_automatic_event_that_nobody_took_goes_to_the_next_or_is_set_again) {
    vt_event_t event = event_of(VT_EVENT_AUTOMATIC, false);
    vt_value_task_t first = vt_event_wait(&event, never);
    vt_value_task_t second = vt_event_wait(&event, never);
    vt_event_set(&event);
    vt_value_task_discard(first);
    assert_state(second, VT_SUCCEEDED);
    vt_value_task_discard(second);
    assert_true(vt_event_is_set(&event));
    vt_event_reset(&event);
    vt_value_task_discard(vt_event_wait(&event, never));
    vt_event_set(&event);
    assert_true(vt_event_is_set(&event));
    assert_ok(vt_event_deinit(&event));
}

TEST(a_manual_event_that_was_reset_stays_reset_when_a_wait_is_dropped) {
    vt_event_t event = event_of(VT_EVENT_MANUAL, false);
    vt_value_task_t wait = vt_event_wait(&event, never);
    vt_event_set(&event);
    vt_event_reset(&event);
    vt_value_task_discard(wait);
    assert_false(vt_event_is_set(&event));
    assert_ok(vt_event_deinit(&event));
}

static void assert_task_of(vt_value_task_t value_task, uint64_t expected) {
    vt_task_t *task = vt_value_task_as_task(value_task);
    assert_task_result(task, expected);
    vt_task_unref(task);
}

TEST(a_wait_with_a_limit_says_whether_the_event_was_set) {
    for (int kind = VT_EVENT_MANUAL; kind <= VT_EVENT_AUTOMATIC; kind++) {
        vt_event_t event = event_of((vt_event_kind_t)kind, false);
        assert_task_of(vt_event_wait_for(&event, 1000000, never), 0);
        assert_result(vt_event_wait_for(&event, 0, never), 0);
        vt_value_task_t wait = vt_event_wait_for(&event, hour, never);
        vt_event_set(&event);
        assert_result(wait, 1);
        vt_event_set(&event);
        assert_result(vt_event_wait_for(&event, hour, never), 1);
        assert_ok(vt_event_deinit(&event));
    }
}

/* ---- memory ---- */

TEST(waiting_allocates_nothing_but_for_the_first_that_wait_at_once) {
    vt_event_t event = event_of(VT_EVENT_MANUAL, true);
    counting_reset();
    assert_result(vt_event_wait(&event, never), 1);
    assert_int_equal(counting_allocations(), 0);
    for (int round = 0; round < 20; round++) {
        vt_value_task_t waits[3];
        vt_event_reset(&event);
        counting_reset();
        for (int i = 0; i < 3; i++) {
            waits[i] = vt_event_wait(&event, never);
        }
        vt_event_set(&event);
        for (int i = 0; i < 3; i++) {
            assert_result(waits[i], 1);
        }
        assert_int_equal(counting_allocations(), round == 0 ? 3 : 0);
    }
    assert_ok(vt_event_deinit(&event));
}

TEST(without_memory_a_wait_faults_and_the_event_goes_on) {
    int64_t live = counting_live();
    vt_event_t event = event_of(VT_EVENT_AUTOMATIC, false);
    counting_fail(1);
    assert_fault(vt_event_wait(&event, never), vt_error_domain, VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    vt_value_task_t wait = vt_event_wait(&event, never);
    vt_event_set(&event);
    assert_result(wait, 1);
    assert_ok(vt_event_deinit(&event));
    assert_int_equal(counting_live(), live);
}

/* ---- at the same time ---- */

typedef struct contest {
    vt_event_t event;
    vt_cancel_source_t source;
    vt_value_task_t wait;
} contest_t;

static void begin_unset(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    vt_event_reset(&contest->event);
}

static void begin_wait(void *shared) {
    contest_t *contest = shared;
    begin_unset(shared);
    contest->wait = vt_event_wait(&contest->event, vt_cancel_source_token(&contest->source));
}

static void wait_now(void *shared) {
    contest_t *contest = shared;
    contest->wait = vt_event_wait(&contest->event, vt_cancel_source_token(&contest->source));
}

static void set_it(void *shared) {
    vt_event_set(&((contest_t *)shared)->event);
}

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void discard_it(void *shared) {
    vt_value_task_discard(((contest_t *)shared)->wait);
}

/* Each set is seen by exactly one. */
static void went_on_or_is_set(void *shared) {
    contest_t *contest = shared;
    uint64_t result;
    vt_status_t status = vt_value_task_get_result(contest->wait, &result, NULL);
    assert_true(status == VT_OK || status == VT_E_CANCELED);
    assert_int_equal(vt_event_is_set(&contest->event), status != VT_OK);
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

static void is_set(void *shared) {
    contest_t *contest = shared;
    assert_true(vt_event_is_set(&contest->event));
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

static void went_on(void *shared) {
    contest_t *contest = shared;
    assert_result(contest->wait, 1);
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_a_cancellation_and_a_set_at_once_one_wins) {
    contest_t contest = {.event = event_of(VT_EVENT_AUTOMATIC, false)};
    const race_t race = {begin_wait, cancel_it, set_it, went_on_or_is_set, &contest};
    race_run(&race);
    assert_ok(vt_event_deinit(&contest.event));
}

TEST(of_a_discard_and_a_set_at_once_the_set_is_not_lost) {
    contest_t contest = {.event = event_of(VT_EVENT_AUTOMATIC, false)};
    const race_t race = {begin_wait, discard_it, set_it, is_set, &contest};
    race_run(&race);
    assert_ok(vt_event_deinit(&contest.event));
}

TEST(a_wait_that_begins_while_the_event_is_set_goes_on) {
    for (int kind = VT_EVENT_MANUAL; kind <= VT_EVENT_AUTOMATIC; kind++) {
        contest_t contest = {.event = event_of((vt_event_kind_t)kind, false)};
        const race_t race = {begin_unset, wait_now, set_it, went_on, &contest};
        race_run(&race);
        assert_ok(vt_event_deinit(&contest.event));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_manual_event_lets_everybody_go_on_until_it_is_reset),
        cmocka_unit_test(an_automatic_event_lets_one_go_on_each_time_the_oldest_first),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(an_event_with_waits_refuses_to_end_until_they_are_consumed),
        cmocka_unit_test(the_last_that_a_set_lets_go_on_may_end_the_event),
        cmocka_unit_test(a_canceled_wait_leaves_the_event_to_the_others),
        cmocka_unit_test(an_automatic_event_that_nobody_took_goes_to_the_next_or_is_set_again),
        cmocka_unit_test(a_manual_event_that_was_reset_stays_reset_when_a_wait_is_dropped),
        cmocka_unit_test(a_wait_with_a_limit_says_whether_the_event_was_set),
        cmocka_unit_test(waiting_allocates_nothing_but_for_the_first_that_wait_at_once),
        cmocka_unit_test(without_memory_a_wait_faults_and_the_event_goes_on),
        cmocka_unit_test(of_a_cancellation_and_a_set_at_once_one_wins),
        cmocka_unit_test(of_a_discard_and_a_set_at_once_the_set_is_not_lost),
        cmocka_unit_test(a_wait_that_begins_while_the_event_is_set_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
