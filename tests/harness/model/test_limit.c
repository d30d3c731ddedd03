/* test_limit.c - what a limit says, what it comes to, and for which compiler it holds. */
#include "model/limit.h"

#include <string.h>

#include "model/toolchain.h"
#include "sample.h"

static void assert_fraction(bench_fraction_t f, int64_t num, int64_t den) {
    assert_int_equal(f.num, num);
    assert_int_equal(f.den, den);
}

static void a_limit_is_a_number_or_relative_to_what_is_committed(void **state) {
    (void)state;
    static const struct {
        const char *at_most;
        bench_limit_kind_t kind;
        int64_t num, den;   /* of the limit */
        int64_t most, over; /* where 40 are committed */
    } limits[] = {
        {"64", BENCH_LIMIT_NUMBER, 64, 1, 64, 1},
        {"0", BENCH_LIMIT_NUMBER, 0, 1, 0, 1},
        {"1/2", BENCH_LIMIT_NUMBER, 1, 2, 1, 2},
        {"+0", BENCH_LIMIT_MORE, 0, 1, 40, 1},
        {"+3", BENCH_LIMIT_MORE, 3, 1, 43, 1},
        {"+1/2", BENCH_LIMIT_MORE, 1, 2, 81, 2},
        {"+5%", BENCH_LIMIT_PERCENT, 5, 1, 42, 1},
        {"+0%", BENCH_LIMIT_PERCENT, 0, 1, 40, 1},
        {"+2.5%", BENCH_LIMIT_PERCENT, 5, 2, 41, 1},
        {"+0.01%", BENCH_LIMIT_PERCENT, 1, 100, 10001, 250},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        bench_limit_t limit = {0};
        assert_true(bench_limit_parse(limits[i].at_most, &limit));
        assert_int_equal(limit.kind, limits[i].kind);
        assert_fraction(limit.number, limits[i].num, limits[i].den);
        assert_fraction(bench_limit_most(&limit, bench_whole(40)), limits[i].most, limits[i].over);
    }
}

static void anything_else_is_no_limit(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",     "+",    "-1",    "+-1",   "5%",   "+5%%",         "+5 %",          "+%",
        "+.5%", "+5.%", "1.5",   "+1.5",  "2/4",  "+5%x",         "+-5%",          "++5",
        "64 ",  "abc",  "+1/2%", "+1e3%", "'+5%", "+1234567890%", "+0.123456789%",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_limit_t limit = {.number = {77, 78}};
        if (bench_limit_parse(texts[i], &limit)) {
            fail_msg("\"%s\" was read", texts[i]);
        }
        assert_fraction(limit.number, 77, 78);
    }
}

/* A limit that is not known is not judged: it must not turn into one that everything keeps. */
static void what_a_limit_comes_to_may_not_be_known(void **state) {
    (void)state;
    const bench_fraction_t unknown = {0, 0};
    bench_limit_t limit = {0};
    assert_true(bench_limit_parse("3", &limit));
    assert_fraction(bench_limit_most(&limit, unknown), 3, 1);
    assert_true(bench_limit_parse("+3", &limit));
    assert_false(bench_fraction_is_known(bench_limit_most(&limit, unknown)));
    assert_false(bench_fraction_is_known(bench_limit_most(&limit, bench_whole(INT64_MAX - 1))));
    assert_true(bench_limit_parse("+5%", &limit));
    assert_false(bench_fraction_is_known(bench_limit_most(&limit, unknown)));
    assert_false(bench_fraction_is_known(bench_limit_most(&limit, bench_whole(INT64_MAX - 1))));
    assert_fraction(bench_limit_most(&limit, bench_whole(0)), 0, 1);
    assert_fraction(bench_limit_most(&limit, bench_fraction(1, 512)), 21, 10240);
}

static bool limits(const char *metrics, const char *name) {
    const bench_limit_t limit = {.metrics = metrics};
    return bench_limit_names(&limit, bench_metric_find(name));
}

static void exact_numbers_with_a_better_side_can_have_a_limit(void **state) {
    (void)state;
    static const char *const can[] = {
        "allocs_per_op",   "frees_per_op", "bytes_requested_per_op",   "bytes_usable_per_op",
        "allocs_once",     "frees_once",   "reallocs_in_place_per_op", "instructions_per_op",
        "peak_live_bytes",
    };
    static const char *const cannot[] = {
        "verified",  "synchronous_share", "collections_per_million_ops", "resident_bytes_per_op",
        "ns_per_op", "processes",         "instructions_exact",
    };
    for (size_t i = 0; i < sizeof can / sizeof can[0]; i++) {
        assert_true(limits("*", can[i]));
        assert_true(limits(can[i], can[i]));
        assert_false(limits("", can[i]));
    }
    for (size_t i = 0; i < sizeof cannot / sizeof cannot[0]; i++) {
        assert_false(limits("*", cannot[i]));
        assert_false(limits(cannot[i], cannot[i]));
    }
    assert_true(limits("bytes_*", "bytes_usable_per_op"));
    assert_false(limits("bytes_*", "peak_live_bytes"));
    assert_true(bench_limit_names_any(&(bench_limit_t){.metrics = "*_once"}));
    assert_false(bench_limit_names_any(&(bench_limit_t){.metrics = "allocs"}));
    assert_false(bench_limit_names_any(&(bench_limit_t){.metrics = "ns_*"}));
}

static void lines_are_the_same_by_all_three_names(void **state) {
    (void)state;
    bench_limit_t lines[] = {{.cases = "a", .metrics = "m", .toolchain = "gcc"},
                             {.cases = "a", .metrics = "m", .toolchain = ""}};
    const bench_limits_t all = {.count = 2, .lines = lines};
    assert_ptr_equal(bench_limits_same(&all, &lines[1]), &lines[1]);
    assert_null(
        bench_limits_same(&all, &(bench_limit_t){.cases = "a", .metrics = "n", .toolchain = ""}));
    assert_null(
        bench_limits_same(&all, &(bench_limit_t){.cases = "b", .metrics = "m", .toolchain = ""}));
}

/* ---- toolchains ---- */

static void a_name_means_whole_parts_of_a_version(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool is_name;
        bool is_gcc_12_2_0;
    } names[] = {
        {"gcc", true, true},           {"gcc 12", true, true},   {"gcc 12.2", true, true},
        {"gcc 12.2.0", true, true},    {"gcc 1", true, false},   {"gcc 12.2.0.1", true, false},
        {"gcc 13", true, false},       {"clang", true, false},   {"clang 12", true, false},
        {"gc", false, false},          {"", false, false},       {"gcc ", false, false},
        {"gcc 12.", false, false},     {"gcc-12", false, false}, {"gcc x", false, false},
        {"gcc .12", false, false},     {"gccgo", false, false},  {"icc 12", false, false},
        {"gcc 12.2.0 ", false, false}, {"GCC 12", false, false},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (bench_toolchain_is_name(names[i].name) != names[i].is_name) {
            fail_msg("\"%s\"", names[i].name);
        }
        if (names[i].is_name &&
            bench_toolchain_is("gcc 12.2.0", names[i].name) != names[i].is_gcc_12_2_0) {
            fail_msg("\"%s\"", names[i].name);
        }
    }
    assert_false(bench_toolchain_is("", "gcc"));
}

static void assert_toolchain(const bench_report_t *report, const char *expected) {
    char text[BENCH_TOOLCHAIN_MAX];
    assert_string_equal(bench_report_toolchain(report, text), expected);
}

static void the_compiler_is_that_of_what_was_measured(void **state) {
    (void)state;
    bench_report_t report;
    bench_report_init(&report);
    assert_toolchain(&report, "");
    assert_true(bench_report_add_fact(&report, "compiler", "gcc 12.2.0"));
    assert_toolchain(&report, "gcc 12.2.0");
    static const char *const producers[][2] = {
        {"GNU C17 13.1.0 -mtune=generic -O2 -g", "gcc 13.1.0"},
        {"GNU C++17 12.2.0 -O2", "gcc 12.2.0"},
        {"Debian clang version 14.0.6", "clang 14.0.6"},
        {"clang LLVM (rustc version 1.63.0)", ""},
        {"unknown", ""},
    };
    for (size_t i = 0; i < sizeof producers / sizeof producers[0]; i++) {
        assert_true(bench_report_add_fact(&report, "plugin_compiler", producers[i][0]));
        assert_toolchain(&report, producers[i][1]);
    }
    assert_true(bench_report_add_fact(&report, "program", "vtbench, ..."));
    assert_toolchain(&report, "gcc 12.2.0"); /* the suite as well: the plugin adds to it */
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_a_number_or_relative_to_what_is_committed),
        cmocka_unit_test(anything_else_is_no_limit),
        cmocka_unit_test(what_a_limit_comes_to_may_not_be_known),
        cmocka_unit_test(exact_numbers_with_a_better_side_can_have_a_limit),
        cmocka_unit_test(lines_are_the_same_by_all_three_names),
        cmocka_unit_test(a_name_means_whole_parts_of_a_version),
        cmocka_unit_test(the_compiler_is_that_of_what_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
