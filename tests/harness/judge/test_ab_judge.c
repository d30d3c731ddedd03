/* test_ab_judge.c - verdicts on two builds from medians: rates of false alarms and of detection. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/compare.h"
#include "sample.h"

#define TRIALS        1000
#define PROCESSES_MAX 32
#define CASES_MAX     40

/* xorshift64*: seeded, so that every run of the test gives the same result. */
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

/* The reports of both builds and of the second copy of the old one. */
typedef struct builds {
    bench_report_t old;
    bench_report_t again;
    bench_report_t next;
} builds_t;

/* A case of these times; without processes it is not timed. */
static void add_case(builds_t *builds, size_t index, const medians_t *medians, size_t processes) {
    char name[24];
    const bench_fraction_t one = {1, 1};
    snprintf(name, sizeof name, "c%zu", index);
    bench_row_t *old = sample_row(&builds->old, "s", name, "", one);
    bench_row_t *again = sample_row(&builds->again, "s", name, "", one);
    bench_row_t *next = sample_row(&builds->next, "s", name, "", one);
    if (processes != 0) {
        sample_times(old, medians->old, processes);
        sample_times(again, medians->again, processes);
        sample_times(next, medians->next, processes);
    }
}

/* Judges `count` cases into `pairs` and releases the builds: no row may be looked at any more. */
static void judge_all(builds_t *builds, double threshold, size_t count, bench_comparison_t *pairs) {
    size_t found;
    bench_comparison_t *comparisons =
        bench_compare_builds(&builds->old, &builds->again, &builds->next, threshold, &found);
    assert_non_null(comparisons);
    assert_int_equal(found, count);
    memcpy(pairs, comparisons, count * sizeof *pairs);
    free(comparisons);
    bench_report_deinit(&builds->old);
    bench_report_deinit(&builds->again);
    bench_report_deinit(&builds->next);
}

static bench_comparison_t judge(const medians_t *medians, size_t processes, double threshold) {
    builds_t builds = {0};
    bench_comparison_t pair;
    add_case(&builds, 0, medians, processes);
    judge_all(&builds, threshold, 1, &pair);
    return pair;
}

/* A process's effect on all three has the spread `between`, its effect on each one 1 %. */
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
        bench_comparison_t time = judge(&medians, processes, BENCH_EFFECT_FLOOR);
        outcome.worse += time.time == BENCH_WORSE ? 1 : 0;
        outcome.better += time.time == BENCH_BETTER ? 1 : 0;
        outcome.none += time.control_differs ? 1 : 0;
    }
    return outcome;
}

static void identical_builds_rarely_get_a_verdict(void **state) {
    (void)state;
    static const double between[] = {0.1, 0.2, 0.3};
    for (size_t i = 0; i < 3; i++) {
        outcome_t outcome = trials(15, between[i], 1.0, 11 + i);
        assert_in_range(outcome.better + outcome.worse, 0, TRIALS * 3 / 100);
        assert_in_range(outcome.none, 0, TRIALS * 5 / 100);
    }
}

static void five_percent_is_nearly_always_found_even_if_processes_differ(void **state) {
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

static void two_percent_is_found_in_most_cases(void **state) {
    (void)state;
    outcome_t outcome = trials(15, 0.2, 1.02, 41);
    assert_in_range(outcome.worse, TRIALS * 75 / 100, TRIALS);
    assert_int_equal(outcome.better, 0);
}

static void assert_near(double value, double expected) {
    assert_true(fabs(value - expected) < 1e-9);
}

/* Fifteen processes: in each, NEW is `next` times OLD and the control alternates around 1. */
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
    bench_comparison_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_int_equal(time.processes, 15);
    assert_near(time.ratio.estimate, 1.03);
    assert_near(time.ratio.low, 1.03);
    assert_near(time.ratio.high, 1.03);
    assert_near(time.control.estimate, 1.002);
    assert_int_equal(time.time, BENCH_WORSE);
}

static void a_control_that_differs_prevents_a_verdict(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 1.5);
    for (size_t i = 0; i < 15; i++) {
        medians.again[i] = medians.old[i] * 0.97;
    }
    bench_comparison_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_true(time.control_differs);
    assert_int_equal(time.time, BENCH_NOT_RESOLVED);
    assert_true(isnan(time.smallest_effect));
    /* 3 % is below the threshold. */
    time = judge(&medians, 15, 0.1);
    assert_false(time.control_differs);
    assert_int_equal(time.time, BENCH_WORSE);
}

/* The control is 3 % above 1 in most processes and below 1 in five: its interval contains 1. */
static void the_effect_of_the_control_is_not_attributed_to_the_new_build(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 1.02);
    for (size_t i = 0; i < 15; i++) {
        medians.again[i] = medians.old[i] * (i < 5 ? 0.98 : 1.03);
    }
    bench_comparison_t time = judge(&medians, 15, BENCH_EFFECT_FLOOR);
    assert_false(time.control_differs);
    assert_near(time.floor, 0.03);
    assert_int_equal(time.time, BENCH_NOT_RESOLVED);
    assert_near(time.smallest_effect, 0.03);
    for (size_t i = 0; i < 15; i++) {
        medians.next[i] = medians.old[i] * 1.031;
    }
    assert_int_equal(judge(&medians, 15, BENCH_EFFECT_FLOOR).time, BENCH_WORSE);
}

static void effects_below_one_percent_or_the_threshold_are_not_reported(void **state) {
    (void)state;
    medians_t medians;
    fill(&medians, 0.991);
    assert_int_equal(judge(&medians, 15, 0.001).time, BENCH_NOT_RESOLVED);
    fill(&medians, 0.989);
    assert_int_equal(judge(&medians, 15, 0.001).time, BENCH_BETTER);
    fill(&medians, 0.95);
    assert_int_equal(judge(&medians, 15, 0.06).time, BENCH_NOT_RESOLVED);
    assert_int_equal(judge(&medians, 15, 0.04).time, BENCH_BETTER);
}

/* The verdicts of `cases` cases of which the first `shifted` are 10 % slower in each process. */
static size_t verdicts(size_t cases, size_t shifted, size_t processes, bench_comparison_t *times) {
    builds_t builds = {0};
    size_t found = 0;
    for (size_t i = 0; i < cases; i++) {
        medians_t medians;
        fill(&medians, i < shifted ? 1.1 : 1.0);
        add_case(&builds, i, &medians, processes);
    }
    judge_all(&builds, BENCH_EFFECT_FLOOR, cases, times);
    for (size_t i = 0; i < cases; i++) {
        found += times[i].time != BENCH_NOT_RESOLVED ? 1 : 0;
    }
    return found;
}

/* With 10 processes p is at least 2 / 2^10: small enough for 5 % over 25 cases, but not over 26. */
static void all_cases_share_an_error_rate_of_five_percent(void **state) {
    (void)state;
    bench_comparison_t times[CASES_MAX];
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

static void a_case_that_was_not_timed_takes_no_part_of_the_error_rate(void **state) {
    (void)state;
    medians_t medians;
    bench_comparison_t times[CASES_MAX];
    builds_t builds = {0};
    fill(&medians, 1.1);
    for (size_t i = 0; i < CASES_MAX; i++) {
        add_case(&builds, i, &medians, i == 30 ? 10 : 0);
    }
    judge_all(&builds, BENCH_EFFECT_FLOOR, CASES_MAX, times);
    assert_int_equal(times[30].time, BENCH_WORSE);
    assert_int_equal(times[0].processes, 0);
    assert_int_equal(times[0].time, BENCH_NOT_RESOLVED);
    assert_true(isnan(times[0].ratio.estimate) && isnan(times[0].control.estimate));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identical_builds_rarely_get_a_verdict),
        cmocka_unit_test(five_percent_is_nearly_always_found_even_if_processes_differ),
        cmocka_unit_test(two_percent_is_found_in_most_cases),
        cmocka_unit_test(the_estimate_is_the_median_of_the_ratios),
        cmocka_unit_test(a_control_that_differs_prevents_a_verdict),
        cmocka_unit_test(the_effect_of_the_control_is_not_attributed_to_the_new_build),
        cmocka_unit_test(effects_below_one_percent_or_the_threshold_are_not_reported),
        cmocka_unit_test(all_cases_share_an_error_rate_of_five_percent),
        cmocka_unit_test(a_case_that_was_not_timed_takes_no_part_of_the_error_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
