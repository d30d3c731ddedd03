/* What must not be done, and what it gives: every time, in every build. */
#include "helpers.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* An operation of a pooled method, suspended on `inner`. */
static vt_value_task_t pooled(operation_t *inner) {
    operation_begin(inner, BACKED_BY_TASK);
    return VT_START_POOLED(plus_one, .inner = inner->value_task);
}

static vt_status_t get_status(vt_value_task_t value_task) {
    vt_state_t state;
    return vt_value_task_get_status(value_task, &state);
}

/* All that can be asked of a value task whose operation is over. */
static void assert_stale(vt_value_task_t value_task) {
    probe_t probe;
    probe_init(&probe);
    assert_int_equal(get_status(value_task), VT_E_STALE_TOKEN);
    assert_false(vt_value_task_is_completed(value_task));
    assert_false(vt_value_task_is_completed_successfully(value_task));
    assert_false(vt_value_task_is_faulted(value_task));
    assert_false(vt_value_task_is_canceled(value_task));
    assert_int_equal(vt_value_task_on_completed(value_task, &probe.continuation, 0),
                     VT_E_STALE_TOKEN);
    assert_misuse(value_task, VT_E_STALE_TOKEN);
    assert_fault(VT_START(plus_one, .inner = value_task), vt_error_domain, VT_E_STALE_TOKEN);
    vt_task_t *task = vt_value_task_as_task(value_task);
    assert_task_fault(task, vt_error_domain, VT_E_STALE_TOKEN);
    vt_task_unref(task);
    vt_value_task_discard(value_task);
    assert_int_equal(probe_runs(&probe), 0);
}

/* ---- consumed twice ---- */

TEST(consuming_twice_gives_a_stale_token) {
    for (backing_t backing = BACKED_BY_RESET_SOURCE; backing < BACKED_BY_FOREIGN_SOURCE;
         backing++) {
        operation_t operation;
        operation_begin(&operation, backing);
        operation_succeed(&operation, 42);
        assert_result(operation.value_task, 42);
        assert_stale(operation.value_task);
        operation_end(&operation);
    }
    operation_t inner;
    vt_value_task_t value_task = pooled(&inner);
    operation_succeed(&inner, 42);
    assert_result(value_task, 43);
    assert_stale(value_task);
    operation_end(&inner);
}

/* The second round is pending while the first's token is tried, the third complete. */
static void check_reused(vt_reset_source_t *source) {
    vt_value_task_t first = vt_reset_source_value_task(source);
    assert_ok(vt_reset_source_set_result(source, 1));
    assert_result(first, 1);
    assert_ok(vt_reset_source_reset(source));
    vt_value_task_t second = vt_reset_source_value_task(source);
    assert_stale(first);
    assert_ok(vt_reset_source_set_result(source, 2));
    assert_stale(first);
    assert_result(second, 2);
    assert_ok(vt_reset_source_reset(source));
    assert_stale(first);
    assert_stale(second);
}

TEST(a_stale_token_never_gets_another_operations_result) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    check_reused(&source);
    assert_ok(vt_reset_source_deinit(&source));
}

/* Where a narrower token would have come round: the version is moved by hand. */
static void check_far_token(uint64_t distance) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t old = vt_reset_source_value_task(&source);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_result(old, 1);
    source.operation.version = distance - 1;
    assert_ok(vt_reset_source_reset(&source));
    assert_int_equal(vt_reset_source_version(&source), distance);
    assert_stale(old);
    assert_ok(vt_reset_source_set_result(&source, 2));
    assert_stale(old);
    assert_result(vt_reset_source_value_task(&source), 2);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(a_token_stays_stale_however_often_the_source_was_reused) {
    check_far_token(UINT64_C(1) << 16);
    check_far_token((UINT64_C(1) << 16) + 1);
    check_far_token(UINT64_C(1) << 32);
    check_far_token((UINT64_C(1) << 32) + 1);
    check_far_token(VT__LEFT - 1);
}

TEST(a_token_stays_stale_after_65537_real_reuses) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t old = vt_reset_source_value_task(&source);
    for (uint64_t i = 0; i < 65537; i++) {
        assert_ok(vt_reset_source_set_result(&source, i));
        assert_result(vt_reset_source_value_task(&source), i);
        assert_ok(vt_reset_source_reset(&source));
    }
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_stale(old);
    assert_result(vt_reset_source_value_task(&source), 1);
}

TEST(a_token_from_the_future_is_stale) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t future = {&source.operation.completion.source, 1};
    assert_stale(future);
    assert_ok(vt_reset_source_set_result(&source, 42));
    assert_stale(future);
    assert_result(vt_reset_source_value_task(&source), 42);
}

TEST(a_pooled_block_never_goes_back_on_a_stale_token) {
    operation_t inner[3];
    vt_value_task_t old = pooled(&inner[0]);
    operation_succeed(&inner[0], 1);
    assert_result(old, 2);
    vt_value_task_t current = pooled(&inner[1]);
    assert_ptr_equal(current.source, old.source);
    assert_stale(old);
    /* Had the block gone back, the next renter would share it. */
    vt_value_task_t next = pooled(&inner[2]);
    assert_ptr_not_equal(next.source, current.source);
    operation_succeed(&inner[1], 10);
    operation_succeed(&inner[2], 20);
    assert_result(current, 11);
    assert_result(next, 21);
    for (int i = 0; i < 3; i++) {
        operation_end(&inner[i]);
    }
}

TEST(a_pooled_block_stays_with_its_owner_when_read_while_pending) {
    operation_t inner[2];
    vt_value_task_t pending = pooled(&inner[0]);
    assert_misuse(pending, VT_E_NOT_COMPLETED);
    vt_value_task_t other = pooled(&inner[1]);
    assert_ptr_not_equal(other.source, pending.source);
    operation_succeed(&inner[0], 1);
    operation_succeed(&inner[1], 2);
    assert_result(pending, 2);
    assert_result(other, 3);
    operation_end(&inner[0]);
    operation_end(&inner[1]);
}

/* ---- awaited twice ---- */

TEST(a_second_await_gives_already_awaited_and_the_first_is_unharmed) {
    for (backing_t backing = BACKED_BY_RESET_SOURCE; backing < BACKING_COUNT; backing++) {
        operation_t operation;
        operation_begin(&operation, backing);
        vt_value_task_t first = VT_START(plus_one, .inner = operation.value_task);
        vt_value_task_t second = VT_START(plus_one, .inner = operation.value_task);
        vt_value_task_t third = VT_START_POOLED(plus_one, .inner = operation.value_task);
        assert_fault(second, vt_error_domain, VT_E_ALREADY_AWAITED);
        assert_fault(third, vt_error_domain, VT_E_ALREADY_AWAITED);
        assert_state(first, VT_PENDING);
        operation_succeed(&operation, 41);
        assert_result(first, 42);
        operation_end(&operation);
    }
}

TEST(as_task_of_something_awaited_gives_a_task_that_says_so) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_t first = VT_START(plus_one, .inner = operation.value_task);
    vt_task_t *task = vt_value_task_as_task(operation.value_task);
    assert_task_fault(task, vt_error_domain, VT_E_ALREADY_AWAITED);
    vt_task_unref(task);
    operation_succeed(&operation, 41);
    assert_result(first, 42);
    operation_end(&operation);
}

TEST(discarding_something_awaited_leaves_it_to_who_awaits) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_t first = VT_START(plus_one, .inner = operation.value_task);
    vt_value_task_discard(operation.value_task);
    operation_succeed(&operation, 41);
    assert_result(first, 42);
    operation_end(&operation);
}

TEST(awaiting_something_discarded_gives_stale_token) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_discard(operation.value_task);
    assert_fault(VT_START(plus_one, .inner = operation.value_task), vt_error_domain,
                 VT_E_STALE_TOKEN);
    operation_succeed(&operation, 41);
    operation_end(&operation);
}

typedef struct tries_frame {
    VT_FRAME;
    vt_value_task_t inner;
} tries_frame_t;

VT_METHOD(tries, tries_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t failure = {0};
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, failure, frame->inner);
    (void)got;
    vt_error_release(&failure);
    VT_RETURN((int64_t)status);
    VT_END;
}

TEST(an_await_that_tries_is_told_the_misuse_itself) {
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_t first = VT_START(plus_one, .inner = operation.value_task);
    vt_value_task_t second = VT_START(tries, .inner = operation.value_task);
    assert_result(second, (uint64_t)(int64_t)VT_E_ALREADY_AWAITED);
    operation_succeed(&operation, 41);
    assert_result(first, 42);
    assert_result(VT_START(tries, .inner = operation.value_task),
                  (uint64_t)(int64_t)VT_E_STALE_TOKEN);
    operation_end(&operation);
}

/* ---- a frame that was overwritten ---- */

/* In a process of its own. */
static void assert_traps(void (*call)(void)) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGILL, SIG_DFL); /* not the test runner's, nor a sanitizer's */
        (void)signal(SIGTRAP, SIG_DFL);
        call();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

/* The frame's resume point becomes one that the body does not have. */
static void resume_nowhere(void) {
    static VT_STORAGE(plus_one) storage;
    operation_t operation;
    operation_begin(&operation, BACKED_BY_RESET_SOURCE);
    vt_value_task_t value_task = VT_START_IN(plus_one, &storage, .inner = operation.value_task);
    storage.room.frame_room.vt_resume_point++;
    operation_succeed(&operation, 41);
    _exit(vt_value_task_is_completed(value_task) ? 0 : 1);
}

TEST(a_body_that_is_resumed_where_it_has_no_await_traps) {
    assert_traps(resume_nowhere);
}

/* ---- a result of another type ---- */

typedef struct several {
    uint64_t words[8];
} several_t;
VT_DEFINE_VALUE_TASK(several_task, several_t);

typedef struct empty_frame {
    VT_FRAME;
} empty_frame_t;

/* Would write past the room for a word, which gcc tells where it does not optimise. */
#ifndef __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif
VT_METHOD(word_that_is_several, empty_frame_t, frame) {
    several_t several = {{0}};
    VT_BEGIN(frame);
    VT_RETURN_TYPED(several_task, several);
    VT_END;
}
#ifndef __clang__
#pragma GCC diagnostic pop
#endif

/* Would leave the result as it was. */
VT_TYPED_METHOD(several_task, several_that_are_a_word, empty_frame_t, frame) {
    VT_BEGIN(frame);
    VT_RETURN(1);
    VT_END;
}

static void return_several(void) {
    vt_value_task_discard(VT_START(word_that_is_several, 0));
}

static void return_a_word(void) {
    several_task_discard(VT_START(several_that_are_a_word, 0));
}

TEST(a_body_that_returns_a_result_of_another_size_traps) {
    assert_traps(return_several);
    assert_traps(return_a_word);
}

/* ---- sources that break the rules ---- */

TEST(a_source_that_says_a_state_that_does_not_exist_is_in_none) {
    foreign_t foreign;
    const int states[] = {4, 17, 40, -1};
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        foreign_init(&foreign, 1);
        foreign.state = (vt_state_t)states[i];
        vt_value_task_t value_task = foreign_value_task(&foreign);
        assert_false(vt_value_task_is_completed(value_task));
        assert_false(vt_value_task_is_completed_successfully(value_task));
        assert_false(vt_value_task_is_faulted(value_task));
        assert_false(vt_value_task_is_canceled(value_task));
    }
}

TEST(a_source_with_a_wrong_token_is_never_awaited) {
    foreign_t foreign;
    foreign_init(&foreign, 17);
    vt_value_task_t wrong = vt_value_task_from_source(&foreign.source, 18);
    assert_stale(wrong);
    assert_int_equal(foreign.taken, 0);
    assert_null(foreign.waiter);
}

/* ---- dropped ---- */

TEST(a_dropped_source_can_be_ended_by_its_owner) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t dropped = vt_reset_source_value_task(&source); /* nobody consumes it */
    assert_non_null(dropped.source);
    assert_ok(vt_reset_source_reset(&source));
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(an_abandoned_operation_is_not_completed_by_what_comes_for_it_after_reset) {
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t abandoned = vt_reset_source_value_task(&source);
    assert_ok(vt_reset_source_reset(&source));
    assert_stale(abandoned);
    assert_state(vt_reset_source_value_task(&source), VT_PENDING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consuming_twice_gives_a_stale_token),
        cmocka_unit_test(a_stale_token_never_gets_another_operations_result),
        cmocka_unit_test(a_token_stays_stale_however_often_the_source_was_reused),
        cmocka_unit_test(a_token_stays_stale_after_65537_real_reuses),
        cmocka_unit_test(a_token_from_the_future_is_stale),
        cmocka_unit_test(a_pooled_block_never_goes_back_on_a_stale_token),
        cmocka_unit_test(a_pooled_block_stays_with_its_owner_when_read_while_pending),
        cmocka_unit_test(a_second_await_gives_already_awaited_and_the_first_is_unharmed),
        cmocka_unit_test(as_task_of_something_awaited_gives_a_task_that_says_so),
        cmocka_unit_test(discarding_something_awaited_leaves_it_to_who_awaits),
        cmocka_unit_test(awaiting_something_discarded_gives_stale_token),
        cmocka_unit_test(an_await_that_tries_is_told_the_misuse_itself),
        cmocka_unit_test(a_body_that_is_resumed_where_it_has_no_await_traps),
        cmocka_unit_test(a_body_that_returns_a_result_of_another_size_traps),
        cmocka_unit_test(a_source_that_says_a_state_that_does_not_exist_is_in_none),
        cmocka_unit_test(a_source_with_a_wrong_token_is_never_awaited),
        cmocka_unit_test(a_dropped_source_can_be_ended_by_its_owner),
        cmocka_unit_test(an_abandoned_operation_is_not_completed_by_what_comes_for_it_after_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
