/* The checked build: what it reports, and that it names both places. */
#include "helpers.h"

#include <stdio.h>
#include <string.h>

enum { REPORTS_MAX = 8 };

static vt_report_t reports[REPORTS_MAX];
static size_t report_count;

static void keep(const vt_report_t *report) {
    if (report_count < REPORTS_MAX) {
        reports[report_count] = *report;
    }
    report_count++;
}

static int begin(void **state) {
    (void)state;
    (void)vt_checked_report_live(); /* what other tests left is theirs */
    vt_checked_set_hook(keep);
    report_count = 0;
    return 0;
}

/* "…/file.c:12" is on line 12 of this file. */
static void assert_here(const char *place, int line) {
    char expected[32];
    (void)snprintf(expected, sizeof expected, "test_checked.c:%d", line);
    assert_non_null(place);
    assert_non_null(strstr(place, expected));
}

static void assert_twice(int created, int first, int again) {
    assert_int_equal(report_count, 1);
    assert_int_equal(reports[0].kind, VT_CONSUMED_TWICE);
    assert_here(reports[0].created, created);
    assert_here(reports[0].consumed, first);
    assert_here(reports[0].again, again);
}

static const vt_value_task_t *made(vt_value_task_t value_task) {
    static vt_value_task_t kept;
    kept = value_task;
    return &kept;
}

TEST(a_result_that_is_consumed_twice_is_reported_with_all_three_places) {
    uint64_t result = 0;
    int created = __LINE__ + 1;
    vt_value_task_t value_task = vt_value_task_from_result(42);
    assert_ok(vt_value_task_get_result(value_task, &result, NULL));
    int first = __LINE__ - 1;
    assert_int_equal(result, 42);
    vt_status_t status = vt_value_task_get_result(value_task, &result, NULL);
    assert_twice(created, first, __LINE__ - 1);
    assert_int_equal(status, VT_E_STALE_TOKEN);
}

TEST(a_task_backed_one_that_is_consumed_twice_is_an_error_and_no_use_after_free) {
    uint64_t result = 0;
    vt_task_t *task = vt_task_from_result(1000);
    int created = __LINE__ + 1;
    vt_value_task_t value_task = vt_value_task_from_task(task);
    assert_ok(vt_value_task_get_result(value_task, &result, NULL)); /* the task is gone */
    int first = __LINE__ - 1;
    vt_value_task_discard(value_task);
    assert_twice(created, first, __LINE__ - 1);
}

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

enum { AWAIT_LINE = __LINE__ + 5 };

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

TEST(an_await_is_a_consumption_and_says_where_it_stands) {
    uint64_t result = 0;
    vt_task_t *task = vt_task_create(0);
    vt_value_task_t inner = vt_task_await(task);
    int created = __LINE__ - 1;
    vt_value_task_t outer = VT_START(plus_one, .inner = inner);
    assert_ok(vt_task_set_result(task, 41));
    assert_ok(vt_value_task_get_result(outer, &result, NULL));
    assert_int_equal(result, 42);
    vt_task_t *again = vt_value_task_as_task(inner);
    assert_twice(created, AWAIT_LINE, __LINE__ - 1);
    assert_task_fault(again, vt_error_domain, VT_E_STALE_TOKEN);
    vt_task_unref(again);
    vt_task_unref(task);
}

TEST(a_source_that_is_consumed_twice_is_reported_too) {
    uint64_t result = 0;
    vt_reset_source_t source;
    vt_reset_source_init(&source, NULL, 0);
    vt_value_task_t value_task = vt_reset_source_value_task(&source);
    int created = __LINE__ - 1;
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_ok(vt_value_task_get_result(value_task, &result, NULL));
    int first = __LINE__ - 1;
    assert_int_equal(vt_value_task_get_result(value_task, &result, NULL), VT_E_STALE_TOKEN);
    assert_twice(created, first, __LINE__ - 1);
}

TEST(who_awaits_is_unharmed_by_a_second_consumer) {
    uint64_t result = 0;
    vt_task_t *task = vt_task_create(0);
    vt_value_task_t inner = vt_task_await(task);
    vt_value_task_t outer = VT_START(plus_one, .inner = inner);
    vt_value_task_discard(inner);
    assert_int_equal(report_count, 1);
    assert_ok(vt_task_set_result(task, 41));
    assert_ok(vt_value_task_get_result(outer, &result, NULL));
    assert_int_equal(result, 42);
    vt_task_unref(task);
}

TEST(what_is_dropped_or_leaked_is_reported_with_where_it_was_made) {
    int dropped = __LINE__ + 1;
    (void)made(vt_value_task_from_result(42));
    int leaked = __LINE__ + 1;
    vt_task_t *task = vt_task_create(0);
    report_count = 0;
    assert_int_equal(vt_checked_report_live(), 2);
    assert_int_equal(report_count, 2);
    assert_int_equal(reports[0].kind, VT_DROPPED);
    assert_here(reports[0].created, dropped);
    assert_int_equal(reports[1].kind, VT_LEAKED);
    assert_here(reports[1].created, leaked);
    vt_task_unref(task); /* nobody has completed it: it still lives */
    assert_int_equal(vt_checked_report_live(), 2);
    assert_ok(vt_task_set_result(task, 1));
    assert_int_equal(vt_checked_report_live(), 1);
}

TEST(what_is_used_as_it_should_be_is_not_reported) {
    size_t before = vt_checked_report_live();
    report_count = 0;
    for (uint64_t i = 0; i < 100000; i++) { /* more than tickets are put by */
        uint64_t result = 0;
        assert_ok(vt_value_task_get_result(VT_START(plus_one, .inner = {0}), &result, NULL));
        vt_value_task_discard(vt_value_task_from_result(i));
    }
    assert_int_equal(report_count, 0);
    assert_int_equal(vt_checked_report_live(), before);
}

/* ---- locals that do not survive an await ---- */

/* `lost` is in memory, as every local without optimisation. No warning: it is set by no
 * initialiser, and read as volatile. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
VT_METHOD(forgetful, plus_one_frame_t, frame) {
    volatile uint64_t lost;
    uint64_t got;
    VT_BEGIN(frame);
    lost = 1;
    VT_AWAIT(frame, got, frame->inner);
#ifdef __clang__
#pragma clang diagnostic ignored "-Wconditional-uninitialized"
#endif
    VT_RETURN(got + lost); // NOLINT(clang-analyzer-core.UndefinedBinaryOperatorResult)
    VT_END;
}
#pragma GCC diagnostic pop

static uint64_t after_forgetting(bool pooled) {
    uint64_t result = 0;
    vt_task_t *task = vt_task_create(0);
    vt_value_task_t inner = vt_task_await(task);
    vt_value_task_t outer =
        pooled ? VT_START_POOLED(forgetful, .inner = inner) : VT_START(forgetful, .inner = inner);
    assert_ok(vt_task_set_result(task, 0));
    assert_ok(vt_value_task_get_result(outer, &result, NULL));
    vt_task_unref(task);
    return result;
}

/* AddressSanitizer has places of its own for locals, and tells what they hold. */
TEST(a_local_that_was_not_set_since_the_body_was_resumed_is_spoilt) {
    if (UNDER_ADDRESS_SANITIZER) {
        skip();
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(after_forgetting(false), UINT64_C(0xa5a5a5a5a5a5a5a5));
        assert_int_equal(after_forgetting(true), UINT64_C(0xa5a5a5a5a5a5a5a5));
    }
}

/* ---- threads ---- */

enum { ROUNDS = 2000 };

static void read_place(const vt_report_t *report) {
    static const char *volatile last;
    last = report->created;
    (void)last;
}

typedef struct reporter {
    bool over;       /* atomic */
    unsigned rounds; /* atomic */
} reporter_t;

static void *report_again_and_again(void *argument) {
    reporter_t *reporter = argument;
    while (!__atomic_load_n(&reporter->over, __ATOMIC_ACQUIRE)) {
        (void)vt_checked_report_live();
        __atomic_fetch_add(&reporter->rounds, 1u, __ATOMIC_RELAXED);
    }
    return NULL;
}

/* Until it has looked at all that is live now. */
static void wait_for_a_report(const reporter_t *reporter) {
    unsigned before = __atomic_load_n(&reporter->rounds, __ATOMIC_RELAXED);
    while (__atomic_load_n(&reporter->rounds, __ATOMIC_RELAXED) - before < 2) {
    }
}

TEST(what_is_live_is_reported_while_another_thread_starts_methods) {
    reporter_t reporter = {0};
    pthread_t thread;
    vt_checked_set_hook(read_place);
    assert_int_equal(pthread_create(&thread, NULL, report_again_and_again, &reporter), 0);
    for (unsigned round = 0; round < ROUNDS / 100; round++) {
        uint64_t result = 0;
        vt_value_task_t started = VT_START(plus_one, .inner = {0});
        wait_for_a_report(&reporter);
        assert_ok(vt_value_task_get_result(started, &result, NULL));
        assert_int_equal(result, 1);
    }
    __atomic_store_n(&reporter.over, true, __ATOMIC_RELEASE);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static vt_value_task_t contested;
static unsigned contest; /* atomic: rounds begun, and ended */
static unsigned contested_rounds;

static void *discard_each(void *nothing) {
    for (unsigned round = 1; round <= ROUNDS; round++) {
        while (__atomic_load_n(&contest, __ATOMIC_ACQUIRE) != round) {
        }
        vt_value_task_discard(contested);
        __atomic_store_n(&contested_rounds, round, __ATOMIC_RELEASE);
    }
    return nothing;
}

/* The mistake that the build is for, on two threads. */
TEST(a_second_consumer_on_another_thread_leaves_the_first_unharmed) {
    pthread_t thread;
    vt_checked_set_hook(NULL);
    assert_int_equal(pthread_create(&thread, NULL, discard_each, NULL), 0);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        uint64_t result = 0;
        vt_task_t *task = vt_task_create(0);
        contested = vt_task_await(task);
        vt_value_task_t outer = VT_START(plus_one, .inner = contested);
        __atomic_store_n(&contest, round, __ATOMIC_RELEASE);
        assert_ok(vt_task_set_result(task, 41));
        assert_ok(vt_value_task_get_result(outer, &result, NULL));
        assert_int_equal(result, 42);
        while (__atomic_load_n(&contested_rounds, __ATOMIC_ACQUIRE) != round) {
        }
        vt_task_unref(task);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_result_that_is_consumed_twice_is_reported_with_all_three_places,
                               begin),
        cmocka_unit_test_setup(
            a_task_backed_one_that_is_consumed_twice_is_an_error_and_no_use_after_free, begin),
        cmocka_unit_test_setup(an_await_is_a_consumption_and_says_where_it_stands, begin),
        cmocka_unit_test_setup(a_source_that_is_consumed_twice_is_reported_too, begin),
        cmocka_unit_test_setup(who_awaits_is_unharmed_by_a_second_consumer, begin),
        cmocka_unit_test_setup(what_is_dropped_or_leaked_is_reported_with_where_it_was_made, begin),
        cmocka_unit_test_setup(what_is_used_as_it_should_be_is_not_reported, begin),
        cmocka_unit_test_setup(a_local_that_was_not_set_since_the_body_was_resumed_is_spoilt,
                               begin),
        cmocka_unit_test_setup(what_is_live_is_reported_while_another_thread_starts_methods, begin),
        cmocka_unit_test_setup(a_second_consumer_on_another_thread_leaves_the_first_unharmed,
                               begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
