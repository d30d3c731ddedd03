/* Single operations in a closed and in an open loop, on a simulated clock: it advances by a fixed
 * step at each reading, and by the duration of each operation. So every time is known exactly, even
 * on a busy machine. Linked with --wrap=clock_gettime. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "measure/measure.h"

#define READING 20u /* ns that a reading takes */

static bool virtual_clock = true;
static uint64_t now_ns;

int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);

int __wrap_clock_gettime(clockid_t clock, struct timespec *time) {
    if (!virtual_clock) {
        return __real_clock_gettime(clock, time);
    }
    now_ns += READING;
    *time = (struct timespec){(time_t)(now_ns / 1000000000U), (long)(now_ns % 1000000000U)};
    return 0;
}

/* The subject: each operation takes `ns`; number `stalls_at` stalls. */
typedef struct work {
    uint64_t ns;
    uint64_t stalls_at; /* 1-based; 0: never */
    uint64_t stall_ns;
    uint64_t operations;
    uint64_t calls;
    uint64_t stop_at; /* sets stop in this call; 0: never */
    volatile int stop;
} work_t;

static void run_work(void *state, uint64_t operations) {
    work_t *work = state;
    work->calls++;
    for (uint64_t i = 0; i < operations; i++) {
        work->operations++;
        now_ns += work->operations == work->stalls_at ? work->stall_ns : work->ns;
    }
    work->stop |= work->calls == work->stop_at;
}

static bench_subject_t subject_of(work_t *work, uint64_t period) {
    return (bench_subject_t){.name = "work", .run = run_work, .state = work, .period = period};
}

static bench_histogram_t histogram;

static int reset(void **state) {
    (void)state;
    virtual_clock = true;
    now_ns = 5;
    memset(&histogram, 0, sizeof histogram);
    return 0;
}

/* How many of the values are at least this large. */
static uint64_t at_least(uint64_t ns) {
    uint64_t count = 0;
    for (size_t i = bench_histogram_index(ns); i < BENCH_HISTOGRAM_BUCKETS; i++) {
        count += histogram.buckets[i];
    }
    return count;
}

static const bench_single_operations_plan_t PLAN = {
    .operations = 2000, .seconds = 0.02, .clock_ns = READING};

/* ---- number of operations ---- */

static void operations_are_timed_alone_from_20_readings_on(void **state) {
    (void)state;
    assert_int_equal(bench_single_operations_count(&PLAN, 1, 400), 0);
    assert_int_equal(bench_single_operations_count(&PLAN, 1, 401), 2000);
    bench_single_operations_plan_t unknown = PLAN;
    unknown.clock_ns = NAN;
    assert_int_equal(bench_single_operations_count(&unknown, 1, 1e6), 0);
    assert_int_equal(bench_single_operations_count(&PLAN, 1, NAN), 0);
}

static void the_time_is_bounded_and_periods_are_whole(void **state) {
    (void)state;
    assert_int_equal(bench_single_operations_count(&PLAN, 1, 1e5), 200);
    assert_int_equal(bench_single_operations_count(&PLAN, 7, 1e5), 196);
    assert_int_equal(bench_single_operations_count(&PLAN, 201, 1e5), 0);
    assert_int_equal(bench_single_operations_count(&PLAN, 2001, 500), 0);
    /* An operation that is longer than the whole time limit. */
    assert_int_equal(bench_single_operations_count(&PLAN, 1, 1e9), 1);
    assert_int_equal(bench_single_operations_count(&PLAN, 2, 1e9), 0);
}

/* ---- closed loop ---- */

static void a_service_time_is_the_operation_and_one_reading(void **state) {
    (void)state;
    work_t work = {.ns = 100};
    bench_subject_t subject = subject_of(&work, 1);
    assert_true(bench_time_service(&subject, 1000, NULL, &histogram));
    assert_int_equal(histogram.count, 1000);
    assert_int_equal(histogram.buckets[bench_histogram_index(100 + READING)], 1000);
    assert_int_equal(work.calls, work.operations); /* one by one */
    assert_int_equal(work.operations, 1000 + 100); /* including the warm-up */
}

static void the_warm_up_is_whole_periods_and_is_not_recorded(void **state) {
    (void)state;
    work_t work = {.ns = 100, .stalls_at = 112, .stall_ns = 5000};
    bench_subject_t subject = subject_of(&work, 16);
    assert_true(bench_time_service(&subject, 1008, NULL, &histogram));
    assert_int_equal(work.operations, 1008 + 112);
    assert_int_equal(at_least(5000), 0); /* the 112th was the last of the warm-up */
    (void)reset(NULL);
    work = (work_t){.ns = 100, .stalls_at = 113, .stall_ns = 5000};
    assert_true(bench_time_service(&subject, 1008, NULL, &histogram));
    assert_int_equal(at_least(5000), 1);
}

/* ---- open loop ---- */

static void an_idle_operation_responds_in_its_service_time(void **state) {
    (void)state;
    work_t work = {.ns = 1000};
    bench_subject_t subject = subject_of(&work, 1);
    double interval = bench_open_loop_interval(&PLAN, 1000, 0.5);
    assert_true(interval == 2040);
    assert_true(bench_time_response(&subject, 2000, interval, NULL, &histogram));
    assert_int_equal(histogram.count, 2000);
    /* It may start one reading late, and reading its end takes one more. */
    assert_true(histogram.max <= 1000 + 3 * READING);
    assert_int_equal(at_least(1000 + READING), 2000);
}

static void operations_are_due_on_the_schedule_whatever_they_take(void **state) {
    (void)state;
    work_t work = {.ns = 1000};
    bench_subject_t subject = subject_of(&work, 1);
    uint64_t start = now_ns;
    assert_true(bench_time_response(&subject, 1000, 10000, NULL, &histogram));
    uint64_t took = now_ns - start;
    assert_in_range(took, 1099 * 10000 + 1000, 1099 * 10000 + 1000 + 4 * READING);
}

/* Coordinated omission: in a closed loop a stall of 5 ms is one sample of many. In an open loop at
 * 50 % load, the operations that were due meanwhile take another 5 ms: about 5,000 operations, all
 * of them late. */
static void a_stall_is_one_service_time_but_many_response_times(void **state) {
    (void)state;
    work_t work = {.ns = 1000, .stalls_at = 2000, .stall_ns = 5000000};
    bench_subject_t subject = subject_of(&work, 1);
    assert_true(bench_time_service(&subject, 10000, NULL, &histogram));
    assert_int_equal(at_least(2000), 1);
    (void)reset(NULL);
    work = (work_t){.ns = 1000, .stalls_at = 2000, .stall_ns = 5000000};
    assert_true(bench_time_response(&subject, 10000, bench_open_loop_interval(&PLAN, 1000, 0.5),
                                    NULL, &histogram));
    assert_in_range(at_least(2000), 4800, 5000);
    assert_in_range(at_least(2500000), 2400, 2600);
    assert_in_range(histogram.max, 5000000, 5000100);
}

/* The queue grows by 1000 ns with each operation. */
static void an_overload_is_visible(void **state) {
    (void)state;
    work_t work = {.ns = 2000 - READING};
    bench_subject_t subject = subject_of(&work, 1);
    assert_true(bench_time_response(&subject, 1000, 1000, NULL, &histogram));
    assert_in_range(histogram.max, 1099 * 1000, 1101 * 1000 + 1000);
}

/* ---- stop ---- */

static void stop_ends_both_loops(void **state) {
    (void)state;
    work_t work = {.ns = 1000, .stop_at = 300};
    bench_subject_t subject = subject_of(&work, 1);
    assert_false(bench_time_service(&subject, 1000, &work.stop, &histogram));
    assert_int_equal(work.calls, 300);
    work = (work_t){.ns = 1000, .stop_at = 1};
    assert_false(bench_time_response(&subject, 1000, 1e15, &work.stop, &histogram));
    assert_int_equal(work.calls, 1); /* and does not wait until the next one is due */
}

/* ---- on the real clock ---- */

static void sleep_each_tenth(void *state, uint64_t operations) {
    static const struct timespec pause = {0, 1000000};
    uint64_t *done = state;
    for (uint64_t i = 0; i < operations; i++) {
        if (++*done % 10 == 0) {
            (void)nanosleep(&pause, NULL);
        }
    }
}

/* A sleep is never shorter than requested. Nine of ten operations do nothing: half of all
 * operations would have to be disturbed to make the median long. */
static void the_tail_is_visible_far_above_the_median(void **state) {
    (void)state;
    virtual_clock = false;
    uint64_t done = 0;
    const bench_subject_t subject = {
        .name = "sleeps", .run = sleep_each_tenth, .state = &done, .period = 10};
    assert_true(bench_time_service(&subject, 200, NULL, &histogram));
    assert_int_equal(histogram.count, 200);
    assert_true(at_least(990000) >= 20);
    assert_true(bench_histogram_quantile(&histogram, 500) < 100000);
    assert_true(bench_histogram_quantile(&histogram, 990) >= 990000);
    assert_true(histogram.max >= 1000000);
}

static void the_clock_has_a_cost(void **state) {
    (void)state;
    virtual_clock = false;
    double ns = bench_clock_cost();
    assert_true(ns > 0 && ns < 1e6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(operations_are_timed_alone_from_20_readings_on, reset),
        cmocka_unit_test_setup(the_time_is_bounded_and_periods_are_whole, reset),
        cmocka_unit_test_setup(a_service_time_is_the_operation_and_one_reading, reset),
        cmocka_unit_test_setup(the_warm_up_is_whole_periods_and_is_not_recorded, reset),
        cmocka_unit_test_setup(an_idle_operation_responds_in_its_service_time, reset),
        cmocka_unit_test_setup(operations_are_due_on_the_schedule_whatever_they_take, reset),
        cmocka_unit_test_setup(a_stall_is_one_service_time_but_many_response_times, reset),
        cmocka_unit_test_setup(an_overload_is_visible, reset),
        cmocka_unit_test_setup(stop_ends_both_loops, reset),
        cmocka_unit_test_setup(the_tail_is_visible_far_above_the_median, reset),
        cmocka_unit_test_setup(the_clock_has_a_cost, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
