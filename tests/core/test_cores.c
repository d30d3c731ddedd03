/* The cores that this process may use: its affinity, and the quota of its control groups. */
#include <sched.h>
#include <unistd.h>

#include "control_groups.h"
#include "cores.h"
#include "helpers.h"
#include "spin.h"

TEST(a_quota_is_the_lowest_of_its_groups_in_whole_cores) {
    char folder[] = "/tmp/cores-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < CONTROL_GROUPS_COUNT; i++) {
        double cpus = CONTROL_GROUPS[i].cpus;
        print_message("%s\n", CONTROL_GROUPS[i].name);
        assert_true(control_groups_make(&CONTROL_GROUPS[i], folder));
        assert_int_equal(vt__quota_cores(folder), cpus > 0 && cpus < 1 ? 1U : (unsigned)cpus);
    }
    assert_true(control_groups_make(&CONTROL_GROUPS[0], folder));
    assert_int_equal(rmdir(folder), 0);
}

/* Before anything else has asked whether it may spin, which is remembered. */
TEST(a_process_on_one_core_has_one_and_does_not_spin) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((unsigned)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(vt__usable_cores(), 1);
    assert_false(vt__can_spin());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quota_is_the_lowest_of_its_groups_in_whole_cores),
        cmocka_unit_test(a_process_on_one_core_has_one_and_does_not_spin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
