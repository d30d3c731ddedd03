/* Failures are reported once for each case and reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "runner/failures.h"

typedef struct lines {
    size_t count;
    char last[512];
} lines_t;

static void keep(void *context, const char *line) {
    lines_t *lines = context;
    lines->count++;
    strncpy(lines->last, line, sizeof lines->last - 1);
}

static void a_repeated_reason_is_reported_once_and_counted_each_time(void **state) {
    (void)state;
    lines_t lines = {0};
    bench_failures_t failures = {.tell = keep, .context = &lines};
    bench_failures_add(&failures, "", "a/b;size=2", "7 results were wrong");
    bench_failures_add(&failures, "", "a/b;size=2", "12 results were wrong");
    assert_int_equal(lines.count, 1);
    assert_string_equal(lines.last, "a/b;size=2: 7 results were wrong");
    assert_int_equal(failures.count, 2);
    bench_failures_deinit(&failures);
    assert_int_equal(failures.count, 0);
}

static void another_case_reason_or_label_is_reported(void **state) {
    (void)state;
    lines_t lines = {0};
    bench_failures_t failures = {.tell = keep, .context = &lines};
    bench_failures_add(&failures, "", "a/b;size=2", "wrong");
    bench_failures_add(&failures, "", "a/b;size=3", "wrong");
    bench_failures_add(&failures, "", "a/b;size=3", "late");
    bench_failures_add(&failures, "NEW: ", "a/b;size=3", "late");
    assert_int_equal(lines.count, 4);
    assert_string_equal(lines.last, "NEW: a/b;size=3: late");
    bench_failures_deinit(&failures);
}

static void a_reason_with_line_breaks_is_reported_in_one_line(void **state) {
    (void)state;
    lines_t lines = {0};
    bench_failures_t failures = {.tell = keep, .context = &lines};
    bench_failures_add(&failures, "", "a/b", "\x1b[2J\nvtbench: all well");
    assert_string_equal(lines.last, "a/b: ?[2J?vtbench: all well");
    char reason[2000];
    memset(reason, '9', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    bench_failures_add(&failures, reason, "a/b", reason);
    bench_failures_add(&failures, "", "a/b", reason);
    assert_int_equal(failures.count, 3);
    bench_failures_deinit(&failures);
}

static void a_listener_is_optional(void **state) {
    (void)state;
    bench_failures_t failures = {0};
    bench_failures_add(&failures, "", "a/b", "wrong");
    assert_int_equal(failures.count, 1);
    bench_failures_deinit(&failures);
    bench_failures_deinit(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeated_reason_is_reported_once_and_counted_each_time),
        cmocka_unit_test(another_case_reason_or_label_is_reported),
        cmocka_unit_test(a_reason_with_line_breaks_is_reported_in_one_line),
        cmocka_unit_test(a_listener_is_optional),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
