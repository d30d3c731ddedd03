/* test_claim.c - conditions over the numbers of a run. */
#include "judge/claim.h"

#include <string.h>

#include "sample.h"

#define PROCESSES 12

/* Times that are sure, or that no other row's can be told from. */
static void add(bench_report_t *report, const char *contender, const char *params, double ns,
                bench_fraction_t allocs, bool sure) {
    double times[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        times[i] = ns * (1 + 0.001 * (double)i) * (sure ? 1 : i % 2 == 0 ? 0.8 : 1.5);
    }
    sample_times(sample_row(report, "s", contender, params, allocs), times, PROCESSES);
}

/* Of b the time is not sure at 2; of c there are only counts. */
static void fill(bench_report_t *report) {
    bench_report_init(report);
    add(report, "a", "k=1;x=y", 10, bench_whole(0), true);
    add(report, "b", "k=1;x=y", 9, bench_whole(1), true);
    add(report, "a", "k=2;x=y", 10, bench_fraction(1, 2), true);
    add(report, "b", "k=2;x=y", 10.1, bench_whole(1), false);
    add(report, "a", "k=10;x=y", 10, bench_whole(0), true);
    add(report, "b", "k=10;x=y", 12, bench_whole(1), true);
    sample_row(report, "s", "c", "k=1;x=y", bench_whole(1));
}

static bench_claim_t claim(const char *text) {
    bench_report_t report;
    fill(&report);
    bench_pairs_t pairs = bench_pairs(&report);
    bench_claim_t found = bench_claim(&report, &pairs, text);
    bench_report_deinit(&report);
    return found;
}

#define A "s/a;k=1;x=y"
#define B "s/b;k=1;x=y"
#define C "s/c;k=1;x=y"

static void exact_numbers_are_compared_as_fractions(void **state) {
    (void)state;
    assert_int_equal(claim(""), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs " A " = 0"), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs " A " < allocs " B), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs " A " > allocs " B), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("bytes " B " = bytes " C), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("bytes " B " = 40"), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs s/a;k=2;x=y = 1/2"), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs s/a;k=2;x=y > 1/2"), BENCH_CLAIM_FAILS);
}

static void times_only_as_far_as_they_are_resolved(void **state) {
    (void)state;
    assert_int_equal(claim("time " B " < time " A), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("time " A " < time " B), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("time " A " > time " B), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("time " A " ~ time " B), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("time s/a;k=2;x=y < time s/b;k=2;x=y"), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("time s/a;k=2;x=y ~ time s/b;k=2;x=y"), BENCH_CLAIM_HOLDS);
}

static void what_was_not_measured_leaves_it_open(void **state) {
    (void)state;
    assert_int_equal(claim("allocs s/nobody = 0"), BENCH_CLAIM_OPEN);
    assert_int_equal(claim("time " A " < time " C), BENCH_CLAIM_OPEN);
    assert_int_equal(claim("time " A " ~ time " C), BENCH_CLAIM_OPEN);
    assert_int_equal(claim("time " A " < time s/nobody;k=1;x=y"), BENCH_CLAIM_OPEN);
}

static void terms_hold_together(void **state) {
    (void)state;
    assert_int_equal(claim("allocs " A " = 0 and allocs " B " = 1"), BENCH_CLAIM_HOLDS);
    assert_int_equal(claim("allocs " A " = 0 and allocs " B " = 0"), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("allocs " A " = 1 and allocs " B " = 1"), BENCH_CLAIM_FAILS);
    assert_int_equal(claim("allocs " A " = 1 and allocs s/nobody = 1"), BENCH_CLAIM_OPEN);
}

static void anything_else_is_nonsense(void **state) {
    static const char *const texts[] = {
        "allocs",
        "allocs " A,
        "allocs " A " =",
        "allocs " A " = allocs",
        "allocs " A " = many",
        "allocs nobody = 1",
        "allocs " A " <= 1",
        "allocs " A " ~ 1",
        "allocs " A " = bytes " B,
        "0 = allocs " A,
        "blocks " A " = 1",
        "time " A " = time " B,
        "time " A " < 12",
        "time " A " < time s/b;k=2;x=y", /* of another group */
        "allocs " A " = 0 allocs " B " = 1",
        "allocs " A " = 0 or allocs " B " = 1",
        "allocs " A " = 0 and",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (claim(texts[i]) != BENCH_CLAIM_NONSENSE) {
            fail_msg("'%s' was taken", texts[i]);
        }
    }
}

static void assert_from(const char *name, const char *other, const char *expected) {
    bench_report_t report;
    bench_setting_t from;
    fill(&report);
    bench_pairs_t pairs = bench_pairs(&report);
    bool found = bench_faster_from(&report, &pairs, name, other, "k", &from);
    assert_int_equal(found, expected != NULL);
    if (found) {
        assert_int_equal(from.value_length, strlen(expected));
        assert_memory_equal(from.value, expected, from.value_length);
    }
    bench_report_deinit(&report);
}

static void faster_from_the_value_behind_the_last_at_which_it_is_not(void **state) {
    (void)state;
    assert_from(A, B, "10");
    assert_from(B, A, NULL);
    assert_from("s/nobody;k=1", A, NULL);
    assert_from(A, "s/nobody;k=1", NULL);
    assert_from("s/a", A, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_numbers_are_compared_as_fractions),
        cmocka_unit_test(times_only_as_far_as_they_are_resolved),
        cmocka_unit_test(what_was_not_measured_leaves_it_open),
        cmocka_unit_test(terms_hold_together),
        cmocka_unit_test(anything_else_is_nonsense),
        cmocka_unit_test(faster_from_the_value_behind_the_last_at_which_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
