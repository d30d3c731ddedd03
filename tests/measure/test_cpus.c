/* The processors that this process may use: its affinity, and the quota of its control groups. */
#include <math.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control_groups.h"
#include "cpus.h"
#include "measure/measure.h"

#define DIAGNOSES_MAX 32

static void a_quota_is_the_lowest_of_its_groups(void **state) {
    char folder[] = "/tmp/cpus-XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < CONTROL_GROUPS_COUNT; i++) {
        double cpus = CONTROL_GROUPS[i].cpus;
        print_message("%s\n", CONTROL_GROUPS[i].name);
        assert_true(control_groups_make(&CONTROL_GROUPS[i], folder));
        assert_true(bench__cpus_of_quota(folder) == (cpus > 0 ? cpus : (double)INFINITY));
    }
    assert_true(control_groups_make(&CONTROL_GROUPS[0], folder));
    assert_int_equal(rmdir(folder), 0);
}

static void pin_to_one(void) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((unsigned)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
}

static const bench_diagnosis_t *diagnosis_of(const bench_diagnosis_t *diagnoses, size_t count,
                                             const char *topic) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(diagnoses[i].topic, topic) == 0) {
            return &diagnoses[i];
        }
    }
    fail_msg("no topic %s", topic);
    return &diagnoses[0];
}

static void a_process_on_one_core_has_one(void **state) {
    bench_diagnosis_t diagnoses[DIAGNOSES_MAX];
    bench_report_t report;
    (void)state;
    pin_to_one();
    assert_int_equal(bench_usable_cpus(), 1);
    size_t count = bench_diagnose(diagnoses, DIAGNOSES_MAX);
    const bench_diagnosis_t *cores = diagnosis_of(diagnoses, count, "cores");
    assert_non_null(strstr(cores->finding, "1 usable of "));
    assert_int_equal(cores->health, BENCH_HEALTH_WARNING);
    assert_non_null(strstr(cores->advice, "spin"));
    bench_report_init(&report);
    assert_true(bench_add_environment(&report));
    assert_string_equal(bench_report_fact(&report, "cores"), "1");
    bench_report_deinit(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quota_is_the_lowest_of_its_groups),
        cmocka_unit_test(a_process_on_one_core_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
