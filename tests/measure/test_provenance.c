/* Which build of a file was measured, and how it was compiled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/measure.h"

static bench_report_t report;
static bench_problem_t problem;

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

static const char *own_path(void) {
    static char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(length > 0);
    path[length] = '\0';
    return path;
}

/* The hash that the report has for a file of that content. */
static const char *fact_of(const char *name, const char *content) {
    char path[] = "/tmp/provenance-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
    close(file);
    bool good = bench_add_provenance(&report, name, path, &problem);
    assert_int_equal(unlink(path), 0);
    assert_true(good);
    return bench_report_fact(&report, name);
}

static void a_program_is_known_by_its_build_id_and_compiler(void **state) {
    (void)state;
    assert_true(bench_add_provenance(&report, "plugin", own_path(), &problem));
    const char *build = bench_report_fact(&report, "plugin");
    const char *compiler = bench_report_fact(&report, "plugin_compiler");
    print_message("%s\n%s\n", build, compiler);
    assert_true(strncmp(build, "test_provenance, ", 17) == 0);
    assert_true(strstr(build, "build id ") != NULL || strstr(build, "hash ") != NULL);
    assert_null(strchr(build, '/'));
    assert_null(strchr(compiler, '/'));
#if defined(__OPTIMIZE__) && !defined(NDEBUG) && !defined(__clang__) /* built with -g */
    assert_non_null(strstr(compiler, "GNU C"));
    assert_non_null(strstr(compiler, " -O"));
#endif
}

/* FNV-1a of nothing and of "a", as published. The name of the file comes first. */
static void a_file_without_a_build_id_is_known_by_its_hash(void **state) {
    (void)state;
    assert_non_null(strstr(fact_of("plugin", "a"), ", hash af63dc4c8601ec8c"));
    assert_non_null(strstr(fact_of("plugin_2", ""), ", hash cbf29ce484222325"));
    assert_string_equal(bench_report_fact(&report, "plugin_compiler"), "unknown");
}

static void a_damaged_file_is_known_by_its_hash(void **state) {
    (void)state;
    assert_non_null(strstr(fact_of("plugin", "\177ELF\2\1\1 and no more"), ", hash "));
    assert_string_equal(bench_report_fact(&report, "plugin_compiler"), "unknown");
}

static void a_file_that_cannot_be_read_is_a_problem(void **state) {
    (void)state;
    assert_false(bench_add_provenance(&report, "plugin", "/nowhere/x.so", &problem));
    assert_non_null(strstr(problem.text, "/nowhere/x.so: cannot be read: No such file"));
    assert_false(bench_add_provenance(&report, "plugin", "/", &problem));
    assert_non_null(strstr(problem.text, "cannot be read"));
    assert_int_equal(report.fact_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_program_is_known_by_its_build_id_and_compiler, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_without_a_build_id_is_known_by_its_hash, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_known_by_its_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_a_problem, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
