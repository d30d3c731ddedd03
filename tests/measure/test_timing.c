/* Slices: their number, order and length, and how they are stopped. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "clock.h"
#include "measure/measure.h"
#include "measure/shuffle.h"
#include "model/quantile.h"
#include "sources.h"
#include "window.h"

#define SUBJECTS  ((size_t)4)
#define ROUNDS    ((size_t)8)
#define SLICES    (SUBJECTS * ROUNDS)
#define CALLS_MAX 4096

/* Google Benchmark's time is a double in seconds since boot: ns are lost in it. */
#define CLOCK_STEP 10.0

/* Each call of a subject, in order. The slices are the last of them. */
static struct {
    size_t subject;
    uint64_t operations;
    uint64_t began; /* ns */
    uint64_t ended;
} calls[CALLS_MAX];
static size_t call_count;
static volatile int stop;
static size_t stop_at; /* sets stop in this call, 0: never */
static size_t hooked_calls;

static void spin(uint64_t ns) {
    uint64_t end = bench__clock_ns() + ns;
    while (bench__clock_ns() < end) {
    }
}

static void record(size_t subject, uint64_t operations) {
    assert_true(call_count < CALLS_MAX);
    calls[call_count].subject = subject;
    calls[call_count].operations = operations;
    call_count++;
    hooked_calls += bench__hooks_source.is_started() ? 1U : 0U;
    if (call_count == stop_at) {
        stop = 1;
    }
}

/* 2 us each. */
static void run_recorded(void *state, uint64_t operations) {
    uint64_t began = bench__clock_ns();
    record(*(const size_t *)state, operations);
    for (uint64_t i = 0; i < operations; i++) {
        spin(2000);
    }
    calls[call_count - 1].began = began;
    calls[call_count - 1].ended = bench__clock_ns();
}

static void run_nothing(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        __asm__ volatile("" ::: "memory");
    }
}

static size_t numbers[SUBJECTS] = {0, 1, 2, 3};
static const bench_subject_t SUBJECT_LIST[SUBJECTS] = {
    {.name = "a", .run = run_recorded, .state = &numbers[0], .period = 1},
    {.name = "b", .run = run_recorded, .state = &numbers[1], .period = 1},
    {.name = "c", .run = run_recorded, .state = &numbers[2], .period = 1},
    {.name = "d", .run = run_recorded, .state = &numbers[3], .period = 7},
};

/* The same by a clock of their own, which nothing disturbs. */
static double ideal_seconds;

static void run_ideally(void *state, uint64_t operations) {
    record(*(const size_t *)state, operations);
    ideal_seconds = (double)operations * 2e-6;
}

static const bench_subject_t IDEAL_LIST[SUBJECTS] = {
    {.name = "a", .run = run_ideally, .state = &numbers[0], .period = 1, .clock = &ideal_seconds},
    {.name = "b", .run = run_ideally, .state = &numbers[1], .period = 1, .clock = &ideal_seconds},
    {.name = "c", .run = run_ideally, .state = &numbers[2], .period = 1, .clock = &ideal_seconds},
    {.name = "d", .run = run_ideally, .state = &numbers[3], .period = 7, .clock = &ideal_seconds},
};

static int reset(void **state) {
    (void)state;
    call_count = 0;
    stop = 0;
    stop_at = 0;
    hooked_calls = 0;
    return 0;
}

static void release(bench_process_samples_t *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(samples[i].slices);
        samples[i].slices = NULL;
    }
}

static void time_recorded(uint64_t seed, bench_process_samples_t *samples) {
    const bench_timing_plan_t plan = {.seed = seed, .rounds = ROUNDS, .slice_seconds = 0.0002};
    bench_problem_t problem = {""};
    (void)reset(NULL);
    if (!bench_time(SUBJECT_LIST, SUBJECTS, &plan, &stop, samples, &problem)) {
        fail_msg("%s", problem.text);
    }
}

/* The order in which the slices ran. */
static void take_order(size_t order[SLICES]) {
    assert_true(call_count >= SLICES);
    for (size_t i = 0; i < SLICES; i++) {
        order[i] = calls[call_count - SLICES + i].subject;
    }
}

static void every_subject_gets_its_slices(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{.process = 7}};
    time_recorded(1, samples);
    assert_int_equal(samples[0].process, 7);
    for (size_t i = 0; i < SUBJECTS; i++) {
        assert_int_equal(samples[i].slice_count, ROUNDS);
        assert_true(samples[i].operations >= 1);
    }
    for (size_t i = call_count - SLICES; i < call_count; i++) {
        assert_int_equal(calls[i].operations, samples[calls[i].subject].operations);
    }
    release(samples, SUBJECTS);
}

/* A slice took at least what its function saw on the same clock, and at most what passed between
 * the functions before and after it, however busy the machine is. */
static void the_times_are_those_of_the_operations(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(1, samples);
    for (size_t i = 0; i + 1 < SLICES; i++) {
        size_t call = call_count - SLICES + i;
        double operations = (double)calls[call].operations;
        double reported = samples[calls[call].subject].slices[i / SUBJECTS] * operations;
        double inside = (double)(calls[call].ended - calls[call].began);
        double around = (double)(calls[call + 1].began - calls[call - 1].ended);
        assert_true(inside >= 2000 * operations);
        assert_true(reported >= inside - CLOCK_STEP && reported <= around + CLOCK_STEP);
    }
    release(samples, SUBJECTS);
}

static void whole_periods_fill_a_slice(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(1, samples);
    assert_true(samples[3].operations >= 7);
    assert_int_equal(samples[3].operations % 7, 0);
    release(samples, SUBJECTS);
}

static void each_round_has_every_subject_once(void **state) {
    (void)state;
    size_t order[SLICES];
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(5, samples);
    take_order(order);
    for (size_t round = 0; round < ROUNDS; round++) {
        unsigned seen = 0;
        for (size_t i = 0; i < SUBJECTS; i++) {
            seen |= 1U << order[round * SUBJECTS + i];
        }
        assert_int_equal(seen, (1U << SUBJECTS) - 1);
    }
    release(samples, SUBJECTS);
}

/* ROUNDS is a multiple of SUBJECTS: complete squares. */
static void each_subject_is_equally_often_in_each_place(void **state) {
    (void)state;
    size_t order[SLICES];
    size_t counts[SUBJECTS][SUBJECTS] = {{0}};
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(5, samples);
    take_order(order);
    for (size_t i = 0; i < SLICES; i++) {
        counts[order[i]][i % SUBJECTS]++;
    }
    for (size_t i = 0; i < SUBJECTS * SUBJECTS; i++) {
        assert_int_equal(counts[i / SUBJECTS][i % SUBJECTS], ROUNDS / SUBJECTS);
    }
    release(samples, SUBJECTS);
}

/* Periods 3, 1, 1 and 7: all run the same number of operations. */
static void one_number_of_operations_is_whole_periods_of_every_subject(void **state) {
    (void)state;
    const bench_timing_plan_t plan = {
        .seed = 1, .rounds = ROUNDS, .slice_seconds = 0.0002, .same_operations = true};
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    bench_subject_t subjects[SUBJECTS];
    bench_problem_t problem = {""};
    memcpy(subjects, SUBJECT_LIST, sizeof subjects);
    subjects[0].period = 3;
    assert_true(bench_time(subjects, SUBJECTS, &plan, NULL, samples, &problem));
    assert_int_equal(samples[0].operations % 21, 0);
    for (size_t i = 0; i < SUBJECTS; i++) {
        assert_int_equal(samples[i].operations, samples[0].operations);
        assert_int_equal(samples[i].slice_count, samples[0].slice_count);
    }
    release(samples, SUBJECTS);
}

static void run_sleeping(void *state, uint64_t operations) {
    static const struct timespec pause = {.tv_nsec = 20000000};
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        (void)nanosleep(&pause, NULL);
    }
}

/* As many operations as fill a slice of the fast one would take the slow one hours. */
static void a_very_slow_subject_limits_the_number_of_operations_of_all(void **state) {
    (void)state;
    const bench_timing_plan_t plan = {
        .seed = 1, .rounds = ROUNDS, .slice_seconds = 0.0002, .same_operations = true};
    const bench_subject_t subjects[] = {{.name = "fast", .run = run_nothing, .period = 1},
                                        {.name = "slow", .run = run_sleeping, .period = 1}};
    bench_process_samples_t samples[2] = {{0}};
    bench_problem_t problem = {""};
    assert_true(bench_time(subjects, 2, &plan, NULL, samples, &problem));
    assert_int_equal(samples[0].operations, 1);
    assert_int_equal(samples[1].operations, 1);
    assert_int_equal(samples[1].slice_count, 1);
    release(samples, 2);
}

/* Two primes: the least common period is above the limit. */
static void periods_without_a_common_multiple_are_a_problem(void **state) {
    (void)state;
    const bench_timing_plan_t plan = {
        .seed = 1, .rounds = 1, .slice_seconds = 0.00002, .same_operations = true};
    bench_process_samples_t samples[2] = {{0}};
    bench_problem_t problem = {""};
    const bench_subject_t subjects[] = {
        {.name = "a", .run = run_nothing, .period = 1000003},
        {.name = "b", .run = run_nothing, .period = 1000033},
    };
    assert_false(bench_time(subjects, 2, &plan, NULL, samples, &problem));
    assert_non_null(strstr(problem.text, "whole periods"));
}

/* How often a subject's operations were begun, all calls before its slices. */
static size_t calls_before_slices(size_t subject, size_t slices) {
    size_t calls_of = 0;
    for (size_t i = 0; i < call_count; i++) {
        calls_of += calls[i].subject == subject ? 1 : 0;
    }
    return calls_of - slices;
}

/* Of 100 operations in 200 us each, known numbers say: nothing; about as many, which saves the
 * second calibration; many more, so that there is one; and that a slice is one period, which saves
 * both. A calibration is the calls with 1, 10, ... operations until one takes long enough. */
static void what_is_known_of_slices_saves_calibrations(void **state) {
    (void)state;
    const bench_slices_t known[SUBJECTS] = {
        {0, 0, 0}, {100, ROUNDS, 0}, {100000, ROUNDS, 0}, {7, 2, 0}};
    const bench_timing_plan_t plan = {
        .seed = 1, .rounds = ROUNDS, .slice_seconds = 0.0002, .known = known};
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    bench_problem_t problem = {""};
    size_t before[SUBJECTS];
    assert_true(bench_time(IDEAL_LIST, SUBJECTS, &plan, &stop, samples, &problem));
    for (size_t i = 0; i < SUBJECTS; i++) {
        before[i] = calls_before_slices(i, samples[i].slice_count);
    }
    assert_true(before[1] > 0);
    assert_true(before[0] > before[1]);
    assert_true(before[2] > before[1]);
    assert_int_equal(before[3], 0);
    assert_int_equal(samples[3].operations, 7);
    assert_int_equal(samples[3].slice_count, 2);
    release(samples, SUBJECTS);
}

/* Where they suffice, only what no time is known of is calibrated. The others get a fifth of a
 * slice first, not below a period, and nothing where a slice is very long. Slices that are longer
 * than asked for are fewer: together at most twice as long as everybody's. What the slices of
 * another process were does not matter. */
static void what_is_known_of_slices_suffices(void **state) {
    (void)state;
    const bench_slices_t known[SUBJECTS] = {
        {1, 1, 2000}, {0, 0, 0}, {1, 1, 2400000}, {1, 1, 70000}};
    bench_timing_plan_t plan = {
        .rounds = ROUNDS, .slice_seconds = 0.0002, .known = known, .known_suffice = true};
    uint64_t least = UINT64_MAX;
    uint64_t most = 0;
    for (plan.seed = 1; plan.seed <= 10; plan.seed++) {
        bench_process_samples_t samples[SUBJECTS] = {{0}};
        bench_problem_t problem = {""};
        (void)reset(NULL);
        assert_true(bench_time(IDEAL_LIST, SUBJECTS, &plan, &stop, samples, &problem));
        assert_int_equal(calls_before_slices(0, ROUNDS), 1);
        assert_true(calls_before_slices(1, ROUNDS) > 2);
        assert_int_equal(calls_before_slices(2, 1), 0);
        assert_int_equal(calls_before_slices(3, 6), 1);
        assert_int_equal(calls[0].operations, samples[0].operations / 5);
        assert_int_equal(samples[2].slice_count, 1);
        assert_int_equal(samples[3].slice_count, 6);
        assert_int_equal(samples[3].operations, 7);
        least = samples[0].operations < least ? samples[0].operations : least;
        most = samples[0].operations > most ? samples[0].operations : most;
        release(samples, SUBJECTS);
    }
    assert_in_range(least, 75, 99);
    assert_in_range(most, 101, 125);
}

static void equal_slices_are_not_known_before(void **state) {
    (void)state;
    const bench_slices_t known[SUBJECTS] = {{0, 0, 0}};
    const bench_timing_plan_t plan = {
        .rounds = ROUNDS, .slice_seconds = 0.0002, .known = known, .same_operations = true};
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    bench_problem_t problem = {""};
    assert_false(bench_time(SUBJECT_LIST, SUBJECTS, &plan, NULL, samples, &problem));
    assert_non_null(strstr(problem.text, "anew"));
}

static void the_order_is_shuffled_and_reproduced_by_the_seed(void **state) {
    (void)state;
    size_t first[SLICES];
    size_t again[SLICES];
    size_t other[SLICES];
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(5, samples);
    take_order(first);
    release(samples, SUBJECTS);
    time_recorded(5, samples);
    take_order(again);
    release(samples, SUBJECTS);
    time_recorded(6, samples);
    take_order(other);
    release(samples, SUBJECTS);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    bool varies = false;
    for (size_t round = 1; round < ROUNDS; round++) {
        varies |= memcmp(first, &first[round * SUBJECTS], SUBJECTS * sizeof first[0]) != 0;
    }
    assert_true(varies);
}

static void all_orders_are_equally_frequent(void **state) {
    (void)state;
    unsigned counts[3][3] = {{0}};
    uint64_t random = 99;
    for (int i = 0; i < 3000; i++) {
        size_t order[3];
        bench_shuffle(order, 3, &random);
        for (size_t place = 0; place < 3; place++) {
            counts[order[place]][place]++;
        }
    }
    for (size_t i = 0; i < 9; i++) {
        assert_in_range(counts[i / 3][i % 3], 900, 1100);
    }
}

/* From the reference implementation of splitmix64, seed 1234567. */
static void the_generator_is_splitmix64(void **state) {
    (void)state;
    uint64_t random = 1234567;
    assert_true(bench_random_next(&random) == 6457827717110365317U);
    assert_true(bench_random_next(&random) == 3203168211198807973U);
    assert_true(bench_random_next(&random) == 9817491932198370423U);
}

static void run_slowly(void *state, uint64_t operations) {
    const struct timespec *pause = state;
    record(0, operations);
    for (uint64_t i = 0; i < operations; i++) {
        (void)nanosleep(pause, NULL);
    }
}

/* Sleeping takes no CPU time: calibration by CPU time would try more and more operations. */
static void a_slow_subject_gets_one_operation_a_slice(void **state) {
    (void)state;
    struct timespec pause = {0, 2000000};
    const bench_subject_t subject = {
        .name = "slow", .run = run_slowly, .state = &pause, .period = 1};
    const bench_timing_plan_t plan = {.seed = 1, .rounds = 3, .slice_seconds = 0.001};
    bench_process_samples_t samples = {0};
    bench_problem_t problem = {""};
    assert_true(bench_time(&subject, 1, &plan, NULL, &samples, &problem));
    assert_int_equal(samples.operations, 1);
    assert_true(call_count <= 2 + 3); /* two calibrations, no growth */
    for (size_t i = 0; i < samples.slice_count; i++) {
        assert_true(samples.slices[i] >= 2e6);
    }
    release(&samples, 1);
}

static void check_stop(size_t at) {
    const bench_timing_plan_t plan = {.seed = 3, .rounds = ROUNDS, .slice_seconds = 0.0002};
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    bench_problem_t problem = {""};
    (void)reset(NULL);
    stop_at = at;
    assert_false(bench_time(SUBJECT_LIST, SUBJECTS, &plan, &stop, samples, &problem));
    assert_string_equal(problem.text, "interrupted");
    assert_int_equal(call_count, at); /* nothing else ran */
    for (size_t i = 0; i < SUBJECTS; i++) {
        assert_null(samples[i].slices);
    }
}

static void stop_ends_calibration_and_slices(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(3, samples);
    release(samples, SUBJECTS);
    size_t all = call_count;
    check_stop(1);
    /* Calibration takes a varying number of calls, so this call is in some slice. */
    check_stop(all - SLICES / 2 - 4);
}

static void an_empty_plan_is_a_problem(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    const bench_timing_plan_t plans[] = {
        {.rounds = 0, .slice_seconds = 0.001}, {.rounds = 1}, {.rounds = 1, .slice_seconds = -1}};
    for (size_t i = 0; i < 3; i++) {
        bench_problem_t problem = {""};
        assert_false(bench_time(SUBJECT_LIST, SUBJECTS, &plans[i], NULL, samples, &problem));
        assert_string_not_equal(problem.text, "");
    }
    assert_int_equal(call_count, 0);
}

static void no_hook_is_installed_in_timed_code(void **state) {
    (void)state;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    time_recorded(1, samples);
    assert_true(call_count > 0);
    assert_int_equal(hooked_calls, 0);
    release(samples, SUBJECTS);
}

/* The hooks observe the harness here: fifty calls free everything that they allocate. */
static void fifty_calls_leave_nothing_behind(void **state) {
    (void)state;
    static bench__tally_t tally;
    const bench_subject_t subject = {
        .name = "nothing", .run = run_nothing, .state = NULL, .period = 1};
    const bench_timing_plan_t plan = {.seed = 1, .rounds = 5, .slice_seconds = 0.00002};
    bench_process_samples_t samples = {0};
    bench_problem_t problem = {""};
    assert_true(bench_time(&subject, 1, &plan, NULL, &samples, &problem));
    release(&samples, 1);
#ifdef WITHOUT_JEMALLOC
    skip(); /* the sanitizer looks for leaks */
#endif
    assert_true(bench__window_open(&problem));
    for (int i = 0; i < 50; i++) {
        assert_true(bench_time(&subject, 1, &plan, NULL, &samples, &problem));
        release(&samples, 1);
    }
    bench__window_close(&tally);
    assert_true(tally.allocs > 50);
    assert_int_equal(tally.live_bytes, 0);
}

static off_t bytes_printed_by_timing(int copy) {
    struct stat status;
    bench_process_samples_t samples[SUBJECTS] = {{0}};
    int out = dup(STDOUT_FILENO);
    int err = dup(STDERR_FILENO);
    (void)fflush(NULL);
    (void)dup2(copy, STDOUT_FILENO);
    (void)dup2(copy, STDERR_FILENO);
    time_recorded(1, samples);
    (void)fflush(NULL);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(err, STDERR_FILENO);
    (void)close(out);
    (void)close(err);
    release(samples, SUBJECTS);
    assert_int_equal(fstat(copy, &status), 0);
    return status.st_size;
}

static void timing_prints_nothing(void **state) {
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(bytes_printed_by_timing(fileno(file)), 0);
    (void)fclose(file);
}

/* By its own clock an operation takes 250 ns, whatever passes here. */
static double foreign_seconds;

static void run_foreign(void *state, uint64_t operations) {
    (void)state;
    foreign_seconds = 250e-9 * (double)operations;
}

static void a_subject_with_a_clock_of_its_own_is_timed_by_that(void **state) {
    (void)state;
    const bench_subject_t subjects[] = {
        {.name = "here", .run = run_recorded, .state = &numbers[0], .period = 1},
        {.name = "foreign", .run = run_foreign, .clock = &foreign_seconds, .period = 1}};
    const bench_timing_plan_t plan = {.seed = 1, .rounds = ROUNDS, .slice_seconds = 0.0002};
    bench_process_samples_t samples[2] = {{0}};
    bench_problem_t problem = {""};
    assert_true(bench_time(subjects, 2, &plan, &stop, samples, &problem));
    for (size_t i = 0; i < ROUNDS; i++) {
        assert_true(samples[1].slices[i] > 249.99 && samples[1].slices[i] < 250.01);
        assert_true(samples[0].slices[i] > 1900);
    }
    assert_true(samples[1].operations >= 400 && samples[1].operations < 1600); /* of its clock */
    release(samples, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_subject_gets_its_slices, reset),
        cmocka_unit_test_setup(the_times_are_those_of_the_operations, reset),
        cmocka_unit_test_setup(whole_periods_fill_a_slice, reset),
        cmocka_unit_test_setup(each_round_has_every_subject_once, reset),
        cmocka_unit_test_setup(each_subject_is_equally_often_in_each_place, reset),
        cmocka_unit_test_setup(one_number_of_operations_is_whole_periods_of_every_subject, reset),
        cmocka_unit_test_setup(periods_without_a_common_multiple_are_a_problem, reset),
        cmocka_unit_test_setup(what_is_known_of_slices_saves_calibrations, reset),
        cmocka_unit_test_setup(what_is_known_of_slices_suffices, reset),
        cmocka_unit_test_setup(equal_slices_are_not_known_before, reset),
        cmocka_unit_test_setup(the_order_is_shuffled_and_reproduced_by_the_seed, reset),
        cmocka_unit_test_setup(all_orders_are_equally_frequent, reset),
        cmocka_unit_test_setup(the_generator_is_splitmix64, reset),
        cmocka_unit_test_setup(a_slow_subject_gets_one_operation_a_slice, reset),
        cmocka_unit_test_setup(a_very_slow_subject_limits_the_number_of_operations_of_all, reset),
        cmocka_unit_test_setup(stop_ends_calibration_and_slices, reset),
        cmocka_unit_test_setup(an_empty_plan_is_a_problem, reset),
        cmocka_unit_test_setup(no_hook_is_installed_in_timed_code, reset),
        cmocka_unit_test_setup(fifty_calls_leave_nothing_behind, reset),
        cmocka_unit_test_setup(timing_prints_nothing, reset),
        cmocka_unit_test_setup(a_subject_with_a_clock_of_its_own_is_timed_by_that, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
