/* What a measuring process finds in its environment, whatever this one was started with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/instruction_counter.h"
#include "runner/launch.h"

/* First, as the tunables that the program was started with are remembered. */
static void only_who_counts_instructions_has_the_c_library_fixed(void **state) {
    static const bench_mode_t others[] = {BENCH_MODE_TIME, BENCH_MODE_COUNT, BENCH_MODE_AB};
    static const char own[] = "glibc.cpu.hwcaps=-AVX2";
    (void)state;
    assert_int_equal(setenv("GLIBC_TUNABLES", own, 1), 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_true(bench_set_environment(BENCH_MODE_INSTRUCTIONS));
        assert_string_equal(getenv("GLIBC_TUNABLES"), BENCH_INSTRUCTIONS_TUNABLES);
        assert_true(bench_set_environment(others[i]));
        assert_string_equal(getenv("GLIBC_TUNABLES"), own);
    }
}

static void settings_of_the_allocator_are_those_of_the_mode(void **state) {
    (void)state;
    assert_int_equal(setenv("MALLOC_CONF", "narenas:1", 1), 0);
    assert_true(bench_set_environment(BENCH_MODE_INSTRUCTIONS));
    assert_string_equal(getenv("MALLOC_CONF"), BENCH_INSTRUCTIONS_MALLOC_CONF);
    assert_true(bench_set_environment(BENCH_MODE_TIME));
    assert_null(getenv("MALLOC_CONF"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_who_counts_instructions_has_the_c_library_fixed),
        cmocka_unit_test(settings_of_the_allocator_are_those_of_the_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
