/* The library's own threads. */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers.h"

/* What the thread blocks, as the kernel tells it: bit n - 1 for signal n. */
static uint64_t blocked_by(const char *thread) {
    char path[300];
    char line[200];
    uint64_t blocked = 0;
    (void)snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
    FILE *status = fopen(path, "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "SigBlk:", 7) == 0) {
            blocked = strtoull(line + 7, NULL, 16);
        }
    }
    if (status != NULL) {
        (void)fclose(status);
    }
    return blocked;
}

/* Looks at every thread but this one. Gives the signals that all of them block. */
static uint64_t blocked_by_all(int *threads) {
    uint64_t blocked = UINT64_MAX;
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *entry;
    assert_non_null(tasks);
    *threads = 0;
    while ((entry = readdir(tasks)) != NULL) {
        if (entry->d_name[0] != '.' && atol(entry->d_name) != syscall(SYS_gettid)) {
            blocked &= blocked_by(entry->d_name);
            ++*threads;
        }
    }
    (void)closedir(tasks);
    return blocked;
}

static void do_nothing(vt_continuation_t *self) {
    (void)self;
}

static bool has_bit(uint64_t signals, int number) {
    return (signals >> (number - 1) & 1) != 0;
}

TEST(the_librarys_threads_block_all_signals_but_those_of_their_own_faults) {
    const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    vt_thread_pool_t *pool;
    vt_timer_t timer;
    sigset_t before;
    sigset_t after;
    int threads;
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &before), 0);
    assert_non_null(vt_executor_default());
    assert_ok(vt_thread_pool_create(2, &pool));
    assert_ok(vt_timer_start(&timer, vt_executor_inline(), UINT64_MAX, do_nothing));
    assert_int_equal(pthread_sigmask(SIG_SETMASK, NULL, &after), 0);
    uint64_t blocked;
    uint64_t gives_up = vt_now() + UINT64_C(10000000000);
    do { /* a thread that has not begun blocks all */
        sched_yield();
        blocked = blocked_by_all(&threads);
    } while (has_bit(blocked, SIGSEGV) && !UNDER_THREAD_SANITIZER && vt_now() < gives_up);
    assert_true(threads >= 4);
    for (int number = 1; number < SIGRTMAX; number++) {
        assert_int_equal(sigismember(&before, number), sigismember(&after, number));
        bool is_fault = false;
        for (size_t i = 0; i < COUNT_OF(faults); i++) {
            is_fault = is_fault || number == faults[i];
        }
        bool cannot = number == SIGKILL || number == SIGSTOP;
        bool is_libcs = number > SIGSYS && number < SIGRTMIN;
        if (!cannot && !is_libcs && !UNDER_THREAD_SANITIZER) {
            assert_int_equal(has_bit(blocked, number), !is_fault);
        } else if (!cannot && !is_libcs && !is_fault) {
            assert_true(has_bit(blocked, number));
        }
    }
    assert_true(vt_timer_stop(&timer));
    assert_ok(vt_thread_pool_destroy(pool));
}

/* As a daemon does it. */
static int waits_for_signals(void) {
    sigset_t set;
    int number = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    alarm(60);
    (void)signal(SIGTERM, SIG_DFL);
    probe_t probe;
    probe_init(&probe);
    if (vt_executor_post(vt_executor_default(), &probe.continuation) != VT_OK ||
        !probe_wait(&probe) || pthread_sigmask(SIG_BLOCK, &set, NULL) != 0 ||
        kill(getpid(), SIGTERM) != 0 || sigwait(&set, &number) != 0) {
        return 1;
    }
    return number == SIGTERM ? 0 : 2;
}

TEST(a_program_that_waits_for_its_signals_gets_them) {
    pid_t child = fork();
    int status;
    if (child == 0) {
        _exit(waits_for_signals());
    }
    while (waitpid(child, &status, 0) != child) {
    }
    assert_int_equal(status, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        /* First: its child starts the pool. */
        cmocka_unit_test(a_program_that_waits_for_its_signals_gets_them),
        cmocka_unit_test(the_librarys_threads_block_all_signals_but_those_of_their_own_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
