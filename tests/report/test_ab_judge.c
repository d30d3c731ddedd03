/* test_ab_judge.c - verdicts on two builds from medians: how often they cry wolf, what they see. */
#include <math.h>
#include <stdlib.h>

#include "report/ab.h"
#include "sample.h"

#define TRIALS        1000
#define PROCESSES_MAX 32
#define CASES_MAX     40

/* xorshift64*: seeded, so that the test says the same on every run. */
static uint64_t random_state;

static double uniform(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return ((double)((random_state * 2685821657736338717u) >> 11) + 0.5) / 9007199254740992.0;
}

/* A factor around 1 with this spread. */
static double spread(double share) {
    return exp(share * sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform()));
}

/* The medians of one case, with room for them. */
typedef struct medians {
    double old[PROCESSES_MAX];
    double again[PROCESSES_MAX];
    double next[PROCESSES_MAX];
} medians_t;

static bench_ab_medians_t all_of(const medians_t *medians, size_t processes) {
    return (bench_ab_medians_t){medians->old, medians->again, medians->next, processes};
}

static bench_ab_time_t judge(const medians_t *medians, size_t processes, double threshold) {
    bench_ab_time_t time;
    bench_ab_medians_t all = all_of(medians, processes);
    assert_true(bench_ab_judge(&all, 1, threshold, &time));
    return time;
}

/* What a process does to all three: `between`. What it does to one of them: 1 %. */
static void draw(medians_t *medians, size_t processes, double between, double shift) {
    for (size_t i = 0; i < processes; i++) {
        double center = 10.0 * spread(between);
        medians->old[i] = center * spread(0.01);
        medians->again[i] = center * spread(0.01);
        medians->next[i] = center * spread(0.01) * shift;
    }
}

typedef struct outcome {
    size_t worse;
    size_t better;
    size_t none; /* the control differed */
} outcome_t;

static outcome_t trials(size_t processes, double between, double shift, uint64_t seed) {
    outcome_t outcome = {0};
    random_state = seed;
    for (size_t i = 0; i < TRIALS; i++) {
        medians_t medians;
        draw(&medians, processes, between, shift);
        bench_ab_time_t time = judge(&medians, processes, BENCH_EFFECT_FLOOR);
        outcome.worse += time.verdict == BENCH_WORSE ? 1 : 0;
        outcome.better += time.verdict == BENCH_BETTER ? 1 : 0;
        outcome.none += time.control_differs ? 1 : 0;
    }
    return outcome;
}

static void builds_without_a_difference_hardly_ever_get_a_verdict(void **state) {
    (void)state;
    static const double between[] = {0.1, 0.2, 0.3};
    for (size_t i = 0; i < 3; i++) {
        outcome_t outcome = trials(15, between[i], 1.0, 11 + i);
        assert_in_range(outcome.better + outcome.worse, 0, TRIALS * 3 / 100);
        assert_in_range(outcome.none, 0, TRIALS * 5 / 100);
    }
}

static void five_percent_are_found_nearly_always_however_processes_differ(void **state) {
    (void)state;
    static const double between[] = {0.1, 0.2, 0.3};
    for (size_t i = 0; i < 3; i++) {
        outcome_t slower = trials(15, between[i], 1.05, 21 + i);
        outcome_t faster = trials(15, between[i], 1 / 1.05, 31 + i);
        assert_in_range(slower.worse + slower.none, TRIALS * 99 / 100, TRIALS);
        assert_in_range(slower.worse, TRIALS * 95 / 100, TRIALS);
        assert_in_range(faster.better, TRIALS * 95 / 100, TRIALS);
        assert_int_equal(slower.better + faster.worse, 0);
    }
}

static void two_percent_are_found_mostly(void **state) {
    (void)state;
    outcome_t outcome = trials(15, 0.2, 1.02, 41);
    assert_in_range(outcome.worse, TRIALS * 75 / 100, TRIALS);
    assert_int_equal(outcome.better, 0);
}

static void assert_near(double value, double expected) {
    assert_true(fabs(value - expected) < 1e-9);
}

/* Fifteen processes: NEW is `next` times OLD in each, the control alternates around 1. */
static void fill(medians_t *medians, double next) {
    for (size_t i = 0; i < 15; i++) {
        medians->old[i] = 10.0 + (double)i;
        medians->again[i] = medians->old[i] * (i % 2 == 0 ? 1.002 : 0.998);
        medians->next[i] = medians->old[i] * next;
    }
}

static void the_estimate_is_the_median_of_the_ratios(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 1.03);
    medians.next[0] = medians.old[0] * 2;
    bench_ab_time_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_int_equal(time.processes, 15);
    assert_near(time.ratio.estimate, 1.03);
    assert_near(time.ratio.low, 1.03);
    assert_near(time.ratio.high, 1.03);
    assert_near(time.control.estimate, 1.002);
    assert_int_equal(time.verdict, BENCH_WORSE);
}

static void a_control_that_differs_leaves_no_verdict(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 1.5);
    for (size_t i = 0; i < 15; i++) {
        medians.again[i] = medians.old[i] * 0.97;
    }
    bench_ab_time_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_true(time.control_differs);
    assert_int_equal(time.verdict, BENCH_NOT_RESOLVED);
    assert_true(isnan(time.smallest_effect));
    /* 3 % are below what is asked about. */
    time = judge(&medians, 15, 0.1);
    assert_false(time.control_differs);
    assert_int_equal(time.verdict, BENCH_WORSE);
}

/* The control is 3 % off in most processes and below in five: its interval has 1 in it. */
static void what_the_control_shows_is_not_claimed_of_the_new_build(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 1.02);
    for (size_t i = 0; i < 15; i++) {
        medians.again[i] = medians.old[i] * (i < 5 ? 0.98 : 1.03);
    }
    bench_ab_time_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_false(time.control_differs);
    assert_near(time.floor, 0.03);
    assert_int_equal(time.verdict, BENCH_NOT_RESOLVED);
    assert_near(time.smallest_effect, 0.03);
    for (size_t i = 0; i < 15; i++) {
        medians.next[i] = medians.old[i] * 1.031;
    }
    assert_int_equal(judge(&medians, 15, BENCH_EFFECT_FLOOR).verdict, BENCH_WORSE);
}

static void effects_below_one_percent_and_the_threshold_are_not_claimed(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 0.991);
    assert_int_equal(judge(&medians, 15, 0.001).verdict, BENCH_NOT_RESOLVED);
    fill(&medians, 0.989);
    assert_int_equal(judge(&medians, 15, 0.001).verdict, BENCH_BETTER);
    fill(&medians, 0.95);
    assert_int_equal(judge(&medians, 15, 0.06).verdict, BENCH_NOT_RESOLVED);
    assert_int_equal(judge(&medians, 15, 0.04).verdict, BENCH_BETTER);
}

/* The verdicts of `cases` cases of which the first `shifted` are 10 % slower in each process. */
static size_t verdicts(size_t cases, size_t shifted, size_t processes, bench_ab_time_t *times) {
    static medians_t medians[CASES_MAX];
    bench_ab_medians_t all[CASES_MAX];
    size_t found = 0;
    for (size_t i = 0; i < cases; i++) {
        fill(&medians[i], i < shifted ? 1.1 : 1.0);
        all[i] = all_of(&medians[i], processes);
    }
    assert_true(bench_ab_judge(all, cases, BENCH_EFFECT_FLOOR, times));
    for (size_t i = 0; i < cases; i++) {
        found += times[i].verdict != BENCH_NOT_RESOLVED ? 1 : 0;
    }
    return found;
}

/* 10 processes: p is 2 / 2^10 at best, which is 5 % of 25 cases and not of 26. */
static void all_cases_share_five_percent(void **state) {
    (void)state;
    bench_ab_time_t times[CASES_MAX];
    assert_int_equal(verdicts(25, 25, 10, times), 25);
    assert_int_equal(verdicts(25, 1, 10, times), 1);
    assert_true(!isnan(times[24].smallest_effect));
    assert_int_equal(verdicts(26, 26, 10, times), 0);
    assert_true(isnan(times[0].smallest_effect));
    assert_int_equal(verdicts(26, 26, 11, times), 26);
    assert_int_equal(bench_ab_processes_needed(1), BENCH_AB_PROCESSES_MIN);
    assert_int_equal(bench_ab_processes_needed(25), 10);
    assert_int_equal(bench_ab_processes_needed(26), 11);
    assert_int_equal(bench_ab_processes_needed(1000), 16);
}

static void a_case_that_was_not_timed_takes_no_share(void **state) {
    (void)state;
    medians_t medians;
    bench_ab_time_t times[CASES_MAX];
    bench_ab_medians_t all[CASES_MAX] = {{NULL, NULL, NULL, 0}};
    fill(&medians, 1.1);
    all[30] = all_of(&medians, 10);
    assert_true(bench_ab_judge(all, CASES_MAX, BENCH_EFFECT_FLOOR, times));
    assert_int_equal(times[30].verdict, BENCH_WORSE);
    assert_int_equal(times[0].processes, 0);
    assert_int_equal(times[0].verdict, BENCH_NOT_RESOLVED);
    assert_true(isnan(times[0].ratio.estimate) && isnan(times[0].control.estimate));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_without_a_difference_hardly_ever_get_a_verdict),
        cmocka_unit_test(five_percent_are_found_nearly_always_however_processes_differ),
        cmocka_unit_test(two_percent_are_found_mostly),
        cmocka_unit_test(the_estimate_is_the_median_of_the_ratios),
        cmocka_unit_test(a_control_that_differs_leaves_no_verdict),
        cmocka_unit_test(what_the_control_shows_is_not_claimed_of_the_new_build),
        cmocka_unit_test(effects_below_one_percent_and_the_threshold_are_not_claimed),
        cmocka_unit_test(all_cases_share_five_percent),
        cmocka_unit_test(a_case_that_was_not_timed_takes_no_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
