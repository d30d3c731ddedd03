/* The build of a sanitizer has no jemalloc: it does not count, says so in its own words, and times.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arena_counts.h"
#include "measure/instructions.h"
#include "measure/measure.h"
#include "sources.h"
#include "window.h"

#define NOT_JEMALLOC                                                                \
    "malloc is not jemalloc's: run without valgrind, sanitizers and LD_PRELOAD of " \
    "another allocator"

static void run_nothing(void *state, uint64_t operations) {
    (void)state;
    (void)operations;
}

static void another_allocator_is_a_reason_not_to_count(void **state) {
    (void)state;
    const bench_subject_t subject = {.name = "nothing", .run = run_nothing, .period = 1};
    bench_counts_t counts;
    bench_counts_t untouched;
    bench_problem_t problem = {""};
    assert_false(bench_can_count(&problem));
    assert_string_equal(problem.text, NOT_JEMALLOC);
    memset(&counts, 0x5a, sizeof counts);
    memset(&untouched, 0x5a, sizeof untouched);
    problem.text[0] = '\0';
    assert_false(bench_count(&subject, 100, &counts, &problem));
    assert_string_equal(problem.text, NOT_JEMALLOC);
    assert_memory_equal(&counts, &untouched, sizeof counts);
}

static void neither_witness_is_there(void **state) {
    (void)state;
    static bench__arena_counts_t arenas;
    bench_problem_t problem = {""};
    assert_string_equal(bench_witness(), "interposer");
    assert_false(bench__started_for_counting());
    assert_false(bench__source_is_present());
    assert_false(bench__window_open(&problem));
    assert_non_null(strstr(problem.text, "the interposer is not preloaded"));
    assert_false(bench__tally_is_open());
    assert_false(bench__arena_counts_read(&arenas, &problem));
    assert_non_null(strstr(problem.text, "no request counters"));
    assert_false(bench__hooks_source.start(&problem));
    assert_non_null(strstr(problem.text, "no experimental.hooks"));
}

static void times_can_be_taken(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    assert_true(bench_can_time(&problem));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_allocator_is_a_reason_not_to_count),
        cmocka_unit_test(neither_witness_is_there),
        cmocka_unit_test(times_can_be_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
