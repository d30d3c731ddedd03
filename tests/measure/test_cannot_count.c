/* A process that was not started for counting says so, and says how to start it. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jemalloc/jemalloc.h>

#include "measure/measure.h"
#include "sources.h"
#include "window.h"

static void run_nothing(void *state, uint64_t operations) {
    (void)state;
    (void)operations;
}

static void the_reason_names_the_setting(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    assert_false(bench_can_count(&problem));
    assert_string_equal(problem.text,
                        "jemalloc's thread cache is on: start the process with "
                        "MALLOC_CONF=tcache:false,narenas:16,background_thread:false");
}

static void without_hooks_and_settings_the_process_can_time(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    assert_false(bench__source_is_present());
    assert_true(bench_can_time(&problem));
    assert_int_equal(setenv("MALLOC_CONF", "narenas:1", 1), 0);
    assert_false(bench_can_time(&problem));
    assert_non_null(strstr(problem.text, "MALLOC_CONF"));
    assert_int_equal(setenv("MALLOC_CONF", "", 1), 0);
}

static void counting_fails_with_the_reason_and_leaves_the_counts_unchanged(void **state) {
    (void)state;
    const bench_subject_t subject = {
        .name = "nothing", .run = run_nothing, .state = NULL, .period = 1};
    bench_counts_t counts;
    bench_counts_t untouched;
    bench_problem_t problem = {""};
    memset(&counts, 0x5a, sizeof counts);
    memset(&untouched, 0x5a, sizeof untouched);
    assert_false(bench_count(&subject, 100, &counts, &problem));
    assert_non_null(strstr(problem.text, BENCH_COUNTING_MALLOC_CONF));
    assert_memory_equal(&counts, &untouched, sizeof counts);
}

/* jemalloc has four slots for hooks. The struct is four pointers that may be NULL. */
static void occupied_hook_slots_are_a_reason(void **state) {
    (void)state;
    void *none[4] = {NULL};
    void *handles[4] = {NULL};
    size_t size = sizeof handles[0];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(mallctl("experimental.hooks.install", (void *)&handles[i], &size,
                                 (void *)none, sizeof none),
                         0);
    }
    bench_problem_t problem = {""};
    assert_false(bench__window_open(&problem));
    assert_non_null(strstr(problem.text, "four others are there already"));
    assert_false(bench__tally_is_open());
    assert_false(bench__hooks_source.is_started());
    for (int i = 0; i < 4; i++) {
        (void)mallctl("experimental.hooks.remove", NULL, NULL, (void *)&handles[i], size);
    }
}

static void without_other_threads_the_hooks_exist_only_during_the_window(void **state) {
    (void)state;
    static bench__tally_t tally;
    bench_problem_t problem = {""};
    assert_false(bench__hooks_source.is_started());
    assert_true(bench__window_open(&problem));
    assert_true(bench__hooks_source.is_started());
    void *volatile block = malloc(100);
    free(block);
    bench__window_close(&tally);
    assert_int_equal(tally.allocs, 1);
    assert_false(bench__hooks_source.is_started());
}

static void *wait_for_post(void *semaphore) {
    (void)sem_wait(semaphore);
    return NULL;
}

static void another_thread_is_a_reason(void **state) {
    (void)state;
    pthread_t thread;
    sem_t may_end;
    bench_problem_t problem = {""};
    (void)sem_init(&may_end, 0, 0);
    assert_int_equal(pthread_create(&thread, NULL, wait_for_post, &may_end), 0);
    assert_false(bench__window_open(&problem));
    assert_non_null(strstr(problem.text, "while other threads run"));
    assert_false(bench__hooks_source.is_started());
    (void)sem_post(&may_end);
    (void)pthread_join(thread, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reason_names_the_setting),
        cmocka_unit_test(without_hooks_and_settings_the_process_can_time),
        cmocka_unit_test(counting_fails_with_the_reason_and_leaves_the_counts_unchanged),
        cmocka_unit_test(without_other_threads_the_hooks_exist_only_during_the_window),
        cmocka_unit_test(occupied_hook_slots_are_a_reason),
        cmocka_unit_test(another_thread_is_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
