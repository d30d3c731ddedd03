/* test_compare_noise.c - how often a comparison gives a false alarm, and how often it finds a real
 * difference. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge/compare.h"
#include "sample.h"

#define TRIALS 400

/* xorshift64*: seeded, so that every run of the test gives the same result. */
static uint64_t random_state;

static double uniform(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return ((double)((random_state * 2685821657736338717u) >> 11) + 0.5) / 9007199254740992.0;
}

/* The variation between processes and between runs of one build. */
typedef struct noise {
    double slow_share; /* of processes with an unlucky placement: 15 % slower */
    double spread;     /* of each process around that, standard deviation */
    double speed;      /* of the machine: each run differs by up to this share, either way */
    bool yardstick;    /* each process has one beside it */
    bool deaf;         /* the times do not follow the machine's speed, the yardstick does */
    double shared;     /* of each process in all of its cases, standard deviation */
    double states;     /* the machine is slower by this share in half of the processes */
} noise_t;

/* Processes vary, the machine does not. */
static const noise_t placement = {.slow_share = 0.3, .spread = 0.02};

/* Processes are alike, the machine's speed differs between runs. */
static const noise_t drift = {.spread = 0.005, .speed = 0.03};
static const noise_t drift_with_yardstick = {.spread = 0.005, .speed = 0.03, .yardstick = true};
static const noise_t drift_not_felt = {
    .spread = 0.005, .speed = 0.03, .yardstick = true, .deaf = true};

/* The machine has two speeds, and changes between them within a run. */
static const noise_t two_speeds = {.spread = 0.005, .states = 0.2, .yardstick = true};
static const noise_t two_speeds_not_felt = {
    .spread = 0.005, .states = 0.2, .yardstick = true, .deaf = true};

/* Some processes are slower than others in everything. */
static const noise_t moods = {.spread = 0.002, .shared = 0.02};

#define PROCESSES_MAX 64

static double normal(void) {
    return sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static double process_median(const noise_t *noise, double center) {
    return center * exp(noise->spread * normal()) * (uniform() < noise->slow_share ? 1.15 : 1.0);
}

/* Each is a group of its own. */
static void add_case(bench_report_t *report, size_t index, size_t processes, double center,
                     const noise_t *noise, double slowdown, const double *mood) {
    char params[32];
    double medians[PROCESSES_MAX];
    double steps[PROCESSES_MAX];
    snprintf(params, sizeof params, "number=%zu", index);
    for (size_t i = 0; i < processes; i++) {
        steps[i] = slowdown * (noise->states > 0 && uniform() < 0.5 ? 1 + noise->states : 1);
        medians[i] = process_median(noise, (noise->deaf ? center : center * steps[i]) * mood[i]);
    }
    bench_row_t *row = sample_row(report, "noise", "task", params, bench_fraction(1, 1));
    sample_times(row, medians, processes);
    for (size_t i = 0; i < processes; i++) {
        row->processes[i].yardstick = noise->yardstick ? steps[i] : 0;
    }
}

/* Cases that differ only in the center of their times. */
static void make_run(bench_report_t *report, size_t cases, size_t processes, double center,
                     const noise_t *noise) {
    double slowdown = 1 + noise->speed * (2 * uniform() - 1);
    double mood[PROCESSES_MAX];
    bench_report_init(report);
    for (size_t i = 0; i < processes; i++) {
        mood[i] = noise->shared > 0 ? exp(noise->shared * normal()) : 1;
    }
    for (size_t i = 0; i < cases; i++) {
        add_case(report, i, processes, center, noise, slowdown, mood);
    }
}

typedef struct outcome {
    size_t worse;
    size_t better;
} outcome_t;

/* One comparison of `cases` cases; the new report is slower by the factor `shift`. */
static outcome_t compare_once(size_t cases, size_t processes, double shift, const noise_t *noise) {
    bench_report_t base;
    bench_report_t next;
    size_t count;
    outcome_t outcome = {0, 0};
    make_run(&base, cases, processes, 10.0, noise);
    make_run(&next, cases, processes, 10.0 * shift, noise);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_non_null(comparisons);
    for (size_t i = 0; i < count; i++) {
        outcome.worse += comparisons[i].time == BENCH_WORSE ? 1 : 0;
        outcome.better += comparisons[i].time == BENCH_BETTER ? 1 : 0;
    }
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
    return outcome;
}

/* How many of TRIALS comparisons of identical builds have any verdict. */
static size_t false_alarms(size_t cases, size_t processes, uint64_t seed, const noise_t *noise) {
    size_t alarms = 0;
    random_state = seed;
    for (size_t i = 0; i < TRIALS; i++) {
        outcome_t outcome = compare_once(cases, processes, 1.0, noise);
        alarms += outcome.worse + outcome.better > 0 ? 1 : 0;
    }
    return alarms;
}

static void identical_builds_give_a_false_alarm_in_at_most_one_of_twenty_comparisons(void **state) {
    (void)state;
    assert_in_range(false_alarms(1, 10, 1, &placement), 0, TRIALS / 20);
    assert_in_range(false_alarms(1, 30, 2, &placement), 0, TRIALS / 20);
    assert_in_range(false_alarms(20, 15, 3, &placement), 0, TRIALS / 20);
}

/* How many of TRIALS comparisons find the shift. No comparison may find the opposite direction. */
static size_t seen(double shift, size_t processes, uint64_t seed, const noise_t *noise) {
    size_t right = 0;
    random_state = seed;
    for (size_t i = 0; i < TRIALS; i++) {
        outcome_t outcome = compare_once(1, processes, shift, noise);
        right += shift > 1.0 ? outcome.worse : outcome.better;
        assert_int_equal(shift > 1.0 ? outcome.better : outcome.worse, 0);
    }
    return right;
}

static void a_large_shift_is_found_and_a_small_one_more_often_with_more_processes(void **state) {
    (void)state;
    assert_in_range(seen(1.5, 10, 4, &placement), TRIALS * 95 / 100, TRIALS);
    assert_in_range(seen(0.5, 10, 5, &placement), TRIALS * 95 / 100, TRIALS);
    size_t few = seen(1.05, 10, 6, &placement);
    size_t many = seen(1.05, 60, 7, &placement);
    assert_true(many > few);
    assert_in_range(many, TRIALS / 2, TRIALS);
}

static void a_drifting_machine_gives_no_false_alarm_with_a_yardstick(void **state) {
    (void)state;
    assert_in_range(false_alarms(1, 21, 8, &drift), TRIALS / 3, TRIALS);
    assert_in_range(false_alarms(1, 21, 8, &drift_with_yardstick), 0, TRIALS / 50);
    assert_in_range(false_alarms(20, 21, 9, &drift_with_yardstick), 0, TRIALS / 50);
    assert_in_range(false_alarms(1, 21, 8, &drift_not_felt), 0, TRIALS / 50);
    assert_in_range(seen(1.02, 21, 10, &drift_with_yardstick), TRIALS / 5, TRIALS);
    assert_in_range(seen(1.09, 21, 10, &drift_with_yardstick), TRIALS * 95 / 100, TRIALS);
    assert_in_range(seen(1.09, 21, 10, &drift_not_felt), TRIALS * 95 / 100, TRIALS);
}

/* What a case feels is seen from process to process, so that a shift is found as if the machine had
 * one speed. */
static void a_machine_with_two_speeds_hides_nothing_and_makes_nothing_up(void **state) {
    (void)state;
    assert_in_range(false_alarms(1, 16, 13, &two_speeds), 0, TRIALS / 20);
    assert_in_range(false_alarms(1, 16, 14, &two_speeds_not_felt), 0, TRIALS / 20);
    assert_in_range(false_alarms(20, 16, 15, &two_speeds), 0, TRIALS / 20);
    assert_in_range(seen(1.05, 16, 16, &two_speeds), TRIALS * 9 / 10, TRIALS);
    assert_in_range(seen(1.05, 16, 17, &two_speeds_not_felt), TRIALS * 9 / 10, TRIALS);
}

/* Of a hundred cases that are slow or fast together, more are found than if each had to be as sure
 * as one of a hundred that have nothing in common: 2 % would then be found in a twentieth of them.
 */
static void cases_that_are_slow_together_are_judged_together(void **state) {
    (void)state;
    const size_t cases = 100;
    const size_t processes = 12;
    const size_t pairs = 20;
    size_t found = 0;
    size_t alarms = 0;
    random_state = 12;
    for (size_t i = 0; i < pairs; i++) {
        found += compare_once(cases, processes, 1.02, &moods).worse;
    }
    for (size_t i = 0; i < 5 * pairs; i++) {
        outcome_t outcome = compare_once(cases / 5, processes, 1.0, &moods);
        alarms += outcome.worse + outcome.better > 0 ? 1 : 0;
    }
    assert_in_range(found, pairs * cases / 3, pairs * cases);
    assert_in_range(alarms, 0, 5 * pairs / 12);
}

static void a_shift_below_the_floor_is_never_reported(void **state) {
    (void)state;
    static const double base_medians[] = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    double next_medians[10];
    for (size_t i = 0; i < 10; i++) {
        next_medians[i] = base_medians[i] * 1.009;
    }
    bench_report_t base;
    bench_report_t next;
    size_t count;
    bench_report_init(&base);
    bench_report_init(&next);
    sample_times(sample_row(&base, "s", "c", "", bench_fraction(1, 1)), base_medians, 10);
    sample_times(sample_row(&next, "s", "c", "", bench_fraction(1, 1)), next_medians, 10);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_int_equal(comparisons[0].time, BENCH_NOT_RESOLVED);
    free(comparisons);
    comparisons =
        bench_compare(&base, &next, &(bench_thresholds_t){0.005, BENCH_INSTRUCTIONS_FLOOR}, &count);
    assert_int_equal(comparisons[0].time, BENCH_WORSE);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identical_builds_give_a_false_alarm_in_at_most_one_of_twenty_comparisons),
        cmocka_unit_test(a_large_shift_is_found_and_a_small_one_more_often_with_more_processes),
        cmocka_unit_test(a_drifting_machine_gives_no_false_alarm_with_a_yardstick),
        cmocka_unit_test(a_machine_with_two_speeds_hides_nothing_and_makes_nothing_up),
        cmocka_unit_test(cases_that_are_slow_together_are_judged_together),
        cmocka_unit_test(a_shift_below_the_floor_is_never_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
