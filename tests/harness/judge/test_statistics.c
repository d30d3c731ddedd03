/* test_statistics.c - statistics compared with results that data/reference.py computed
 * independently. */
#include "judge/statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/histogram.h"
#include "model/quantile.h"
#include "sample.h"

#define VALUES_MAX 256

/* One line of data/statistics.txt: a name, the inputs, the expected outputs. */
typedef struct line {
    char name[16];
    double in[VALUES_MAX];
    size_t in_count;
    double out[VALUES_MAX];
    size_t out_count;
} line_t;

static size_t parse_values(char *text, double *values) {
    size_t count = 0;
    char *rest;
    for (char *word = strtok_r(text, " \n", &rest); word != NULL;
         word = strtok_r(NULL, " \n", &rest)) {
        assert_true(count < VALUES_MAX);
        values[count++] = strtod(word, NULL);
    }
    return count;
}

static void parse_line(char *text, line_t *line) {
    char *inputs = strchr(text, ' ');
    char *outputs = strchr(text, ':');
    assert_non_null(inputs);
    assert_non_null(outputs);
    *outputs = '\0';
    snprintf(line->name, sizeof line->name, "%.*s", (int)(inputs - text), text);
    line->in_count = parse_values(inputs, line->in);
    line->out_count = parse_values(outputs + 1, line->out);
}

/* Equal except for rounding; NaN equals NaN. */
static void assert_near(double value, double wanted, const char *what) {
    bool both_nan = isnan(value) && isnan(wanted);
    if (!both_nan && !(fabs(value - wanted) <= 1e-12 * fmax(1.0, fabs(wanted)))) {
        fail_msg("%s: %.17g, wanted %.17g", what, value, wanted);
    }
}

static void assert_interval(bench_interval_t interval, const line_t *line) {
    assert_near(interval.estimate, line->out[0], line->name);
    assert_near(interval.low, line->out[1], line->name);
    assert_near(interval.high, line->out[2], line->name);
}

static void check_rank(const line_t *line) {
    assert_int_equal(bench_sign_test_rank((size_t)line->in[0], line->in[1]), (size_t)line->out[0]);
}

static void check_interval(const line_t *line) {
    assert_interval(bench_median_interval(line->in, line->in_count), line);
    assert_near(bench_median(line->in, line->in_count), line->out[0], "median");
}

static void check_quantile(const line_t *line) {
    double quantile = bench_quantile(line->in + 1, line->in_count - 1, line->in[0]);
    assert_near(quantile, line->out[0], line->name);
}

static void check_paired(const line_t *line) {
    size_t n = (size_t)line->in[0];
    assert_interval(bench_paired(line->in + 1, line->in + 1 + n, n, 0.95).ratio, line);
}

static void check_sign(const line_t *line) {
    size_t n = (size_t)line->in[0];
    assert_near(bench_paired(line->in + 1, line->in + 1 + n, n, 0.95).p, line->out[0], line->name);
}

static void check_unpaired(const line_t *line) {
    size_t na = (size_t)line->in[0];
    size_t nb = line->in_count - 1 - na;
    const double *a = line->in + 1;
    bench_evidence_t evidence = bench_unpaired(a, na, a + na, nb, 0.95);
    assert_interval(evidence.ratio, line);
    assert_near(evidence.p, line->out[3], "p");
}

static void check_holm(const line_t *line) {
    double cutoff = bench_holm(line->in, line->in_count);
    for (size_t i = 0; i < line->in_count; i++) {
        assert_int_equal(line->in[i] <= cutoff, line->out[i] != 0.0);
    }
}

/* The maximum exactly, the others within the error of a histogram. */
static void check_nearest(const line_t *line) {
    bench_histogram_t histogram = {0};
    unsigned permille = (unsigned)line->in[0];
    for (size_t i = 1; i < line->in_count; i++) {
        bench_histogram_add(&histogram, (uint64_t)line->in[i]);
    }
    double value = bench_histogram_quantile(&histogram, permille);
    double error = permille == 1000 ? 0 : 0.01 * line->out[0];
    if (!(fabs(value - line->out[0]) <= error)) {
        fail_msg("quantile %u: %.17g, wanted %.17g", permille, value, line->out[0]);
    }
}

static const struct check {
    const char *name;
    void (*run)(const line_t *line);
} checks[] = {
    {"rank", check_rank},     {"interval", check_interval}, {"quantile", check_quantile},
    {"paired", check_paired}, {"sign", check_sign},         {"unpaired", check_unpaired},
    {"holm", check_holm},     {"nearest", check_nearest},
};

#define CHECK_COUNT (sizeof checks / sizeof checks[0])

static void run_check(const line_t *line, size_t runs[CHECK_COUNT]) {
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        if (strcmp(checks[i].name, line->name) == 0) {
            checks[i].run(line);
            runs[i]++;
            return;
        }
    }
    fail_msg("no check is named %s", line->name);
}

static void every_function_agrees_with_the_reference(void **state) {
    (void)state;
    char path[SAMPLE_PATH_MAX];
    size_t runs[CHECK_COUNT] = {0};
    FILE *in = fopen(sample_path(TEST_DATA, "statistics.txt", path), "re");
    assert_non_null(in);
    char *text = NULL;
    size_t room = 0;
    line_t line;
    while (getline(&text, &room, in) > 0) {
        parse_line(text, &line);
        run_check(&line, runs);
    }
    free(text);
    fclose(in);
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        assert_true(runs[i] >= 5);
    }
}

static void without_values_there_is_no_estimate(void **state) {
    (void)state;
    assert_true(isnan(bench_median(NULL, 0)));
    assert_true(isnan(bench_quantile(NULL, 0, 0.5)));
    assert_true(isnan(bench_median_interval(NULL, 0).estimate));
    assert_true(isnan(bench_paired(NULL, NULL, 0, 0.95).ratio.estimate));
    assert_true(isnan(bench_unpaired(NULL, 0, NULL, 0, 0.95).ratio.estimate));
    assert_true(bench_unpaired(NULL, 0, NULL, 0, 0.95).p == 1.0);
    assert_true(bench_paired(NULL, NULL, 0, 0.95).p == 1.0);
}

/* Of two kinds of processes one run has three slow ones in sixteen, the other thirteen. */
static void a_median_that_moved_without_the_fast_ones_did_not_move_together(void **state) {
    (void)state;
    double few[16];
    double many[16];
    double all[16];
    for (size_t i = 0; i < 16; i++) {
        few[i] = (i < 3 ? 150 : 100) + 0.1 * (double)i;
        many[i] = (i < 13 ? 150 : 100) + 0.1 * (double)i;
        all[i] = few[i] * 1.1;
    }
    bench_evidence_t kinds = bench_unpaired(many, 16, few, 16, 0.95);
    assert_true(kinds.p < 0.01 && kinds.ratio.low > 1);
    assert_false(bench_moved_together(many, 16, few, 16, kinds.ratio.estimate));
    assert_false(bench_moved_together(few, 16, many, 16, 1 / kinds.ratio.estimate));
    assert_true(bench_moved_together(all, 16, few, 16, 1.1));
    assert_true(bench_moved_together(few, 16, all, 16, 1 / 1.1));
    assert_false(bench_moved_together(few, 16, all, 16, 1.1));
    assert_false(bench_moved_together(NULL, 0, few, 16, 1.1));

    /* One process alone of the other kind tells. */
    double one_fast[16];
    for (size_t i = 0; i < 16; i++) {
        one_fast[i] = (i < 15 ? 150 : 100) + 0.1 * (double)i;
    }
    assert_false(bench_moved_together(one_fast, 16, few, 16, 1.5));
}

static void the_order_of_the_values_is_unchanged(void **state) {
    (void)state;
    const double values[] = {3, 1, 2};
    assert_true(bench_median(values, 3) == 2.0);
    assert_true(values[0] == 3.0 && values[1] == 1.0);
}

static void holm_s_correction_matches_examples_worked_by_hand(void **state) {
    (void)state;
    /* Sorted 0.005, 0.011, 0.02, 0.04 against 0.0125, 0.0167, 0.025, 0.05: all are rejected. */
    assert_true(bench_holm((const double[]){0.02, 0.005, 0.04, 0.011}, 4) == 0.04);
    /* 0.005 and then 0.02 against 0.0167: stops there, although 0.021 < 0.025 and 0.04 < 0.05. */
    assert_true(bench_holm((const double[]){0.02, 0.005, 0.04, 0.021}, 4) == 0.005);
    /* The boundary itself is rejected; what is not judged takes no share. */
    assert_true(bench_holm((const double[]){0.025, 0.05}, 2) == 0.05);
    assert_true(bench_holm((const double[]){INFINITY, 0.05}, 2) == 0.05);
    assert_true(bench_holm((const double[]){0.06}, 1) < 0);
}

static void a_verdict_needs_the_interval_and_the_floor(void **state) {
    (void)state;
    assert_int_equal(bench_judge((bench_interval_t){1.02, 1.01, 1.03}, 0.01), BENCH_WORSE);
    assert_int_equal(bench_judge((bench_interval_t){0.98, 0.97, 0.99}, 0.01), BENCH_BETTER);
    assert_int_equal(bench_judge((bench_interval_t){1.02, 0.99, 1.05}, 0.01), BENCH_NOT_RESOLVED);
    assert_int_equal(bench_judge((bench_interval_t){1.005, 1.001, 1.01}, 0.01), BENCH_NOT_RESOLVED);
    assert_int_equal(bench_judge((bench_interval_t){0.995, 0.99, 0.999}, 0.01), BENCH_NOT_RESOLVED);
    assert_int_equal(bench_judge((bench_interval_t){1.02, 1.01, 1.03}, 0.05), BENCH_NOT_RESOLVED);
    assert_int_equal(bench_judge((bench_interval_t){2, NAN, NAN}, 0.01), BENCH_NOT_RESOLVED);
    assert_string_equal(bench_verdict_name(BENCH_NOT_RESOLVED, false), "not resolved");
    assert_string_equal(bench_verdict_name(BENCH_BETTER, false), "better");
    assert_string_equal(bench_verdict_name(BENCH_WORSE, false), "worse");
    assert_string_equal(bench_verdict_name(BENCH_NOT_RESOLVED, true), "no verdict");
}

static void the_containing_interval_holds_both_and_the_estimate_nearer_to_1(void **state) {
    (void)state;
    bench_interval_t both = bench_ratio_containing((bench_interval_t){0.9, 0.8, 0.95},
                                                   (bench_interval_t){1.05, 1.01, 1.1});
    assert_true(both.estimate == 1.05 && both.low == 0.8 && both.high == 1.1);
    both = bench_ratio_containing((bench_interval_t){1.05, 1.04, 1.2},
                                  (bench_interval_t){2, 1.5, 1.9});
    assert_true(both.estimate == 1.05 && both.low == 1.04 && both.high == 1.9);
    both = bench_ratio_containing((bench_interval_t){1.05, 1.04, 1.2},
                                  (bench_interval_t){2, NAN, NAN});
    assert_true(both.estimate == 1.05 && isnan(both.low) && isnan(both.high));
    both = bench_ratio_containing((bench_interval_t){1.05, 1.04, 1.2},
                                  (bench_interval_t){NAN, NAN, NAN});
    assert_true(isnan(both.estimate) && isnan(both.low) && isnan(both.high));
}

static void the_smallest_effect_is_half_the_interval_but_at_least_the_floor(void **state) {
    (void)state;
    /* exp((ln 1.21 - ln 1) / 2) = 1.1 */
    assert_near(bench_smallest_effect((bench_interval_t){1.1, 1, 1.21}, 0.01), 0.1, "effect");
    assert_near(bench_smallest_effect((bench_interval_t){1, 1, 1}, 0.01), 0.01, "floor");
    assert_true(isnan(bench_smallest_effect((bench_interval_t){1, NAN, NAN}, 0.01)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_agrees_with_the_reference),
        cmocka_unit_test(without_values_there_is_no_estimate),
        cmocka_unit_test(a_median_that_moved_without_the_fast_ones_did_not_move_together),
        cmocka_unit_test(the_order_of_the_values_is_unchanged),
        cmocka_unit_test(holm_s_correction_matches_examples_worked_by_hand),
        cmocka_unit_test(a_verdict_needs_the_interval_and_the_floor),
        cmocka_unit_test(the_containing_interval_holds_both_and_the_estimate_nearer_to_1),
        cmocka_unit_test(the_smallest_effect_is_half_the_interval_but_at_least_the_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
