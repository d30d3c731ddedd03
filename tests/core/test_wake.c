/* What wakes a sleeping thread: by a semaphore, and by a condition variable. Looks inside the
 * library. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* RUSAGE_THREAD */
#endif
#include "helpers.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "wake.h"

#define SECOND UINT64_C(1000000000)

TEST(a_raise_ends_one_wait_also_one_that_begins_later) {
    vt__wake_t wake;
    vt__wake_init(&wake);
    vt__wake_raise(&wake);
    vt__wake_raise(&wake);
    vt__wake_wait(&wake);
    assert_true(vt__wake_wait_until(&wake, 0));
    assert_false(vt__wake_wait_until(&wake, 0));
    vt__wake_deinit(&wake);
}

TEST(a_wait_ends_at_its_time_and_not_before) {
    vt__wake_t wake;
    vt__wake_init(&wake);
    uint64_t deadline = vt__clock() + SECOND / 50;
    assert_false(vt__wake_wait_until(&wake, deadline));
    assert_true(vt__clock() >= deadline);
    vt__wake_deinit(&wake);
}

static long sleeps(void) {
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
    return usage.ru_nvcsw;
}

TEST(a_time_that_has_passed_only_asks) {
    enum { TIMES = 100 };
    vt__wake_t wake;
    vt__wake_init(&wake);
    long before = sleeps();
    for (int i = 0; i < TIMES; i++) {
        assert_false(vt__wake_wait_until(&wake, 0));
        assert_false(vt__wake_wait_until(&wake, vt__clock()));
    }
    assert_true(sleeps() - before < TIMES / 10); /* printing and the like aside */
    vt__wake_deinit(&wake);
}

static void *raise_later(void *wake) {
    const struct timespec a_while = {0, 20000000};
    nanosleep(&a_while, NULL);
    vt__wake_raise(wake);
    return NULL;
}

static void check_woken(uint64_t deadline) {
    vt__wake_t wake;
    pthread_t thread;
    vt__wake_init(&wake);
    assert_int_equal(pthread_create(&thread, NULL, raise_later, &wake), 0);
    assert_true(vt__wake_wait_until(&wake, deadline));
    vt__wake_deinit(&wake);
    pthread_join(thread, NULL);
}

TEST(another_thread_ends_a_wait_however_far_its_time_is) {
    /* The second is beyond a time_t of 32 bits. */
    const uint64_t deadlines[] = {vt__clock() + 1000 * SECOND, UINT64_C(3000000000) * SECOND,
                                  UINT64_MAX - 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(deadlines); i++) {
        check_woken(deadlines[i]);
    }
}

static void *raise_now(void *wake) {
    vt__wake_raise(wake);
    return NULL;
}

TEST(its_memory_may_go_as_soon_as_the_wait_has_ended) {
    for (int round = 0; round < 200; round++) {
        vt__wake_t *wake = malloc(sizeof *wake);
        pthread_t thread;
        assert_non_null(wake);
        vt__wake_init(wake);
        assert_int_equal(pthread_create(&thread, NULL, raise_now, wake), 0);
        vt__wake_wait(wake);
        vt__wake_deinit(wake);
        free(wake);
        pthread_join(thread, NULL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raise_ends_one_wait_also_one_that_begins_later),
        cmocka_unit_test(a_wait_ends_at_its_time_and_not_before),
        cmocka_unit_test(a_time_that_has_passed_only_asks),
        cmocka_unit_test(another_thread_ends_a_wait_however_far_its_time_is),
        cmocka_unit_test(its_memory_may_go_as_soon_as_the_wait_has_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
