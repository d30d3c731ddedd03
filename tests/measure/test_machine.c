/* Facts about the machine: environment, overheads, doctor. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host.h"
#include "measure/measure.h"

static const char *const FACTS[] = {
    "cpu",      "cores",    "kernel",           "libc", "compiler",       "flags", "build_type",
    "jemalloc", "governor", "google_benchmark", "aslr", "virtualisation", "load",  "git_revision",
};

static const char *const TOPICS[] = {
    "cores",    "clock",    "noise",     "steal",      "governor",
    "counters", "jemalloc", "witness",   "statistics", "google_benchmark",
    "aslr",     "valgrind", "heaptrack", "gnuplot",    "build_type",
    "load",
};

/* What a sanitizer's build cannot say (no_jemalloc.c). */
#ifdef WITHOUT_JEMALLOC
#define JEMALLOC_BEGINS "unknown"
#define WITNESS_HEALTH  BENCH_HEALTH_MISSING
#define TIME_SCALE      20 /* of a slow build */
#else
#define JEMALLOC_BEGINS "5."
#define WITNESS_HEALTH  BENCH_HEALTH_GOOD
#define TIME_SCALE      1
#endif

#define TOPIC_COUNT (sizeof TOPICS / sizeof TOPICS[0])

static bench_report_t report;

static int set_up(void **state) {
    (void)state;
    bench_report_init(&report);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    bench_report_deinit(&report);
    return 0;
}

static void every_fact_is_present(void **state) {
    (void)state;
    assert_true(bench_add_environment(&report));
    assert_int_equal(report.fact_count, sizeof FACTS / sizeof FACTS[0]);
    for (size_t i = 0; i < sizeof FACTS / sizeof FACTS[0]; i++) {
        const char *value = bench_report_fact(&report, FACTS[i]);
        print_message("%s: %s\n", FACTS[i], value);
        /* CMAKE_C_FLAGS can be empty in a build without a type. */
        assert_true(*value != '\0' || strcmp(FACTS[i], "flags") == 0);
    }
    assert_true(atoi(bench_report_fact(&report, "cores")) >= 1);
    assert_int_equal(strncmp(bench_report_fact(&report, "kernel"), "Linux ", 6), 0);
    assert_int_equal(
        strncmp(bench_report_fact(&report, "jemalloc"), JEMALLOC_BEGINS, strlen(JEMALLOC_BEGINS)),
        0);
}

/* Names of up to three letters could occur in ordinary words. */
static void no_fact_contains_the_host_name_or_a_path(void **state) {
    (void)state;
    char host[256] = "";
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    assert_true(bench_add_environment(&report));
    for (size_t i = 0; i < report.fact_count; i++) {
        const char *value = report.facts[i].value;
        assert_true(strlen(host) <= 3 || strstr(value, host) == NULL);
        assert_true(value[0] != '/' && strstr(value, " /") == NULL && strstr(value, "=/") == NULL);
        assert_null(strchr(value, '\n'));
    }
}

static void overheads_are_measured_and_in_order(void **state) {
    (void)state;
    assert_true(bench_add_overheads(&report));
    double loop = bench_report_overhead(&report, "batch_loop");
    double empty = bench_report_overhead(&report, "empty_operation");
    double pair = bench_report_overhead(&report, "malloc_free_pair");
    double hook = bench_report_overhead(&report, "hook_pair");
    double step = bench_report_overhead(&report, "yardstick_step");
    double clock_read = bench_report_overhead(&report, "clock_read");
    print_message("clock_read %.2f batch_loop %.2f empty_operation %.2f malloc_free_pair %.2f "
                  "hook_pair %.2f yardstick_step %.3f ns\n",
                  clock_read, loop, empty, pair, hook, step);
    assert_int_equal(report.overhead_count, 6);
    assert_true(loop > 0 && loop < 20 * TIME_SCALE);
    assert_true(empty > 0 && empty < 50 * TIME_SCALE);
    assert_true(pair > loop && pair < 1000 * TIME_SCALE);
    assert_true(clock_read > loop);
    /* A multiplication and an addition, one after the other. */
    assert_true(step > loop && step < 50 * TIME_SCALE);
#ifdef WITHOUT_JEMALLOC
    assert_true(isnan(hook));
#else
    assert_true(hook > pair);
#endif
}

static size_t find_topic(const bench_diagnosis_t *diagnoses, size_t count, const char *topic) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(diagnoses[i].topic, topic) == 0) {
            return i;
        }
    }
    fail_msg("no diagnosis of %s", topic);
    return count;
}

static void the_doctor_checks_every_topic(void **state) {
    (void)state;
    bench_diagnosis_t diagnoses[TOPIC_COUNT + 5];
    size_t count = bench_diagnose(diagnoses, TOPIC_COUNT + 5);
    assert_int_equal(count, TOPIC_COUNT);
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        const bench_diagnosis_t *found = &diagnoses[find_topic(diagnoses, count, TOPICS[i])];
        print_message("%-16s %d %s | %s\n", found->topic, (int)found->health, found->finding,
                      found->advice);
        assert_string_not_equal(found->finding, "");
        assert_null(strchr(found->finding, '\n'));
        assert_true(strlen(found->finding) < sizeof found->finding - 1);
        assert_true(strlen(found->advice) < sizeof found->advice - 1);
    }
}

static void only_problems_have_advice(void **state) {
    (void)state;
    bench_diagnosis_t diagnoses[TOPIC_COUNT];
    size_t count = bench_diagnose(diagnoses, TOPIC_COUNT);
    for (size_t i = 0; i < count; i++) {
        bool good = diagnoses[i].health == BENCH_HEALTH_GOOD;
        bool silent =
            strcmp(diagnoses[i].topic, "steal") == 0 && diagnoses[i].health == BENCH_HEALTH_WARNING;
        assert_true(silent || good == (diagnoses[i].advice[0] == '\0'));
    }
    assert_int_equal(diagnoses[find_topic(diagnoses, count, "witness")].health, WITNESS_HEALTH);
}

static void the_doctor_stays_within_the_given_array(void **state) {
    (void)state;
    bench_diagnosis_t diagnoses[2] = {{.topic = ""}, {.topic = "untouched"}};
    assert_int_equal(bench_diagnose(diagnoses, 1), 1);
    assert_string_equal(diagnoses[1].topic, "untouched");
}

static void programs_are_searched_for_in_path(void **state) {
    (void)state;
    assert_true(bench__host_has_program("sh"));
    assert_false(bench__host_has_program("no-such-program-as-this"));
}

static void a_missing_file_is_unknown(void **state) {
    (void)state;
    char text[16] = "before";
    assert_false(bench__host_line("/no/such/file", text, sizeof text));
    assert_string_equal(text, "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_fact_is_present, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_fact_contains_the_host_name_or_a_path, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(overheads_are_measured_and_in_order, set_up, tear_down),
        cmocka_unit_test(the_doctor_checks_every_topic),
        cmocka_unit_test(only_problems_have_advice),
        cmocka_unit_test(the_doctor_stays_within_the_given_array),
        cmocka_unit_test(programs_are_searched_for_in_path),
        cmocka_unit_test(a_missing_file_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
