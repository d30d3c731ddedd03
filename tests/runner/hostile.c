/* A plugin whose cases do forbidden things to their process, one each. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* CPU_COUNT */
#endif
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "scenario.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static scenario_run_t *setup_nothing(const scenario_case_t *self, uint64_t seed) {
    (void)self;
    (void)seed;
    return NULL;
}

static scenario_run_t *setup_exits(const scenario_case_t *self, uint64_t seed) {
    (void)self;
    (void)seed;
    exit(3);
}

static void teardown(scenario_run_t *run) {
    free(run);
}

static void run_well(scenario_run_t *run, uint64_t operations) {
    run->operations += operations;
}

/* ---- what ends the process ---- */

static void run_exits(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    exit(0);
}

static void run_ends(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    _exit(0);
}

static void run_execs(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    (void)execl("/bin/true", "true", (char *)NULL);
}

static void run_aborts(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    abort();
}

static int *volatile nowhere;

static __attribute__((noinline)) void hostile_write(void) {
    *nowhere = 1;
}

static void run_crashes(scenario_run_t *run, uint64_t operations) {
    hostile_write();
    run->operations += operations;
}

static __attribute__((noinline)) int hostile_recursion(volatile char *before) {
    volatile char room[4096];
    room[0] = before[0];
    return before[0] == 0 ? 0 : hostile_recursion(room) + room[0]; /* it never is */
}

static void run_overflows(scenario_run_t *run, uint64_t operations) {
    volatile char first = 1;
    run->operations += operations + (uint64_t)hostile_recursion(&first);
}

static void run_killed(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    (void)raise(SIGKILL);
}

static void teardown_aborts(scenario_run_t *run) {
    free(run);
    abort();
}

/* Leaves a child process that holds all descriptors except the standard ones, and crashes. */
static void run_orphan(scenario_run_t *run, uint64_t operations) {
    if (fork() == 0) {
        close(STDOUT_FILENO);
        close(STDERR_FILENO);
        sleep(20);
        _exit(0);
    }
    run_aborts(run, operations);
}

/* ---- what does not come back ---- */

static void run_hangs(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    for (;;) {
        (void)pause();
    }
}

static void run_stops(scenario_run_t *run, uint64_t operations) {
    (void)raise(SIGSTOP);
    run->operations += operations;
}

/* ---- wrong results ---- */

static void run_wrong(scenario_run_t *run, uint64_t operations) {
    run->operations += operations;
    run->wrong += 7;
}

static void run_lazy(scenario_run_t *run, uint64_t operations) {
    run->operations += operations - 1;
}

/* ---- what changes the process for all that come after ---- */

static void run_closes(scenario_run_t *run, uint64_t operations) {
    for (int i = 0; i < 1024; i++) {
        close(i);
    }
    run->operations += operations;
}

static void run_closes_range(scenario_run_t *run, uint64_t operations) {
    closefrom(3);
    run->operations += operations;
}

static void run_changes_folder(scenario_run_t *run, uint64_t operations) {
    if (chdir("/") == 0) {
        run->operations += operations;
    }
}

static void run_changes_locale(scenario_run_t *run, uint64_t operations) {
    static bool changed;
    if (!changed) {
        changed = true;
        (void)setlocale(LC_ALL, getenv("HOSTILE_LOCALE") != NULL ? getenv("HOSTILE_LOCALE") : "");
    }
    run->operations += operations;
}

static void run_ignores_signals(scenario_run_t *run, uint64_t operations) {
    static const struct itimerval soon = {.it_value = {.tv_usec = 200000}};
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGCHLD, SIG_IGN);
    (void)setitimer(ITIMER_REAL, &soon, NULL); /* and SIGALRM ends whatever runs then */
    run->operations += operations;
}

static void run_changes_mask(scenario_run_t *run, uint64_t operations) {
    (void)umask(0777);
    run->operations += operations;
}

static void run_clears_environment(scenario_run_t *run, uint64_t operations) {
    (void)clearenv();
    run->operations += operations;
}

static void run_prints(scenario_run_t *run, uint64_t operations) {
    static const char text[] = "{\"kind\":\"done\"}\n";
    if (write(STDOUT_FILENO, text, sizeof text - 1) < 0) {
        run->wrong++;
    }
    run->operations += operations;
}

/* The child comes back from run as well. */
static void run_forks(scenario_run_t *run, uint64_t operations) {
    static bool forked;
    if (!forked) {
        forked = true;
        (void)fork();
    }
    run->operations += operations;
}

/* The child lives on, and holds a lock for as long as it does. */
static void run_leaves_child(scenario_run_t *run, uint64_t operations) {
    static bool forked;
    const char *file = getenv("HOSTILE_LOCK");
    int lock = !forked && file != NULL ? open(file, O_RDWR) : -1;
    if (!forked && fork() == 0) {
        (void)flock(lock, LOCK_EX);
        for (;;) {
            (void)pause();
        }
    }
    forked = true;
    run->operations += operations;
}

/* Allocates unless the process may run on one core, or on several, as the case wants it. */
static void run_on_cores(scenario_run_t *run, uint64_t operations) {
    cpu_set_t cores;
    bool on_one = sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) == 1;
    for (uint64_t i = 0; i < operations && on_one != run->definition->on_one_core; i++) {
        void *volatile block = malloc(1);
        free(block);
    }
    run->operations += operations;
}

static void *never_ends(void *unused) {
    for (;;) {
        (void)pause();
    }
    return unused;
}

static void run_leaves_thread(scenario_run_t *run, uint64_t operations) {
    static bool started;
    pthread_t thread;
    if (!started && pthread_create(&thread, NULL, never_ends, NULL) == 0) {
        (void)pthread_detach(thread);
    }
    started = true;
    run->operations += operations;
}

/* ---- what is slow ---- */

static void run_sleeps(scenario_run_t *run, uint64_t operations) {
    static const struct timespec pause = {.tv_nsec = 200000000};
    for (uint64_t i = 0; i < operations; i++) {
        (void)nanosleep(&pause, NULL);
    }
    run->operations += operations;
}

/* What a case finds changed is an error of the harness. */
static scenario_run_t *setup_looks(const scenario_case_t *self, uint64_t seed) {
    struct sigaction action;
    char folder[4096];
    const char *found = NULL;
    mode_t mask = umask(022);
    (void)umask(mask);
    if (getcwd(folder, sizeof folder) == NULL || strcmp(folder, "/") == 0) {
        found = "folder";
    } else if (mask == 0777) {
        found = "mask";
    } else if (localeconv()->decimal_point[0] != '.') {
        found = "locale";
    } else if (getenv("PATH") == NULL) {
        found = "environment";
    } else if (sigaction(SIGINT, NULL, &action) != 0 || action.sa_handler == SIG_IGN ||
               sigaction(SIGCHLD, NULL, &action) != 0 || action.sa_handler == SIG_IGN) {
        found = "signals";
    } else if (fcntl(STDERR_FILENO, F_GETFD) < 0 || fcntl(STDIN_FILENO, F_GETFD) < 0) {
        found = "streams";
    }
    if (found != NULL) {
        (void)fprintf(stderr, "changed: %s\n", found);
        errno = EXDEV;
        return NULL;
    }
    return setup(self, seed);
}

/* Cases with equal params are timed side by side in one process; what changes the process has one
 * of its own. */
#define CASE_OF(contender_, params_, count, setup_, run_, teardown_)                     \
    {                                                                                    \
        .contender = (contender_), .params = (params_), .budget = SCENARIO_BUDGET(0, 1), \
        .period = 1, .count_operations = (count), .setup = (setup_), .run = (run_),      \
        .teardown = (teardown_)                                                          \
    }
#define CASE(contender_, setup_, run_) CASE_OF(contender_, "", 10, setup_, run_, teardown)
#define CHANGE(change, run_)                                       \
    CASE_OF("changes", "what=" change, 10, setup, run_, teardown), \
        CASE_OF("looks", "after=" change, 10, setup_looks, run_well, teardown)

#define CORES_CASE(contender_, on_one)                                                \
    {                                                                                 \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET(0, 1),     \
        .on_one_core = (on_one), .period = 1, .count_operations = 10, .setup = setup, \
        .run = run_on_cores, .teardown = teardown                                     \
    }

static const scenario_case_t cases[] = {
    CASE("well", setup, run_well),
    CASE("exits", setup, run_exits),
    CASE("exits_in_setup", setup_exits, run_well),
    CASE("ends", setup, run_ends),
    CASE("execs", setup, run_execs),
    CASE("aborts", setup, run_aborts),
    CASE_OF("aborts_in_teardown", "", 10, setup, run_well, teardown_aborts),
    CASE("crashes", setup, run_crashes),
    CASE("overflows", setup, run_overflows),
    CASE("killed", setup, run_killed),
    CASE("orphan", setup, run_orphan),
    CASE("hangs", setup, run_hangs),
    CASE("stops", setup, run_stops),
    CASE("wrong", setup, run_wrong),
    CASE("lazy", setup, run_lazy),
    CASE("nothing", setup_nothing, run_well),
    CASE("prints", setup, run_prints),
    CASE("forks", setup, run_forks),
    CORES_CASE("stays", true),
    CORES_CASE("roams", false),
    CASE_OF("sleeps", "", 1, setup, run_sleeps, teardown),
    CHANGE("descriptors", run_closes),
    CHANGE("all_descriptors", run_closes_range),
    CHANGE("folder", run_changes_folder),
    CHANGE("locale", run_changes_locale),
    CHANGE("signals", run_ignores_signals),
    CHANGE("mask", run_changes_mask),
    CHANGE("environment", run_clears_environment),
    CHANGE("processes", run_leaves_child),
    CHANGE("threads", run_leaves_thread),
};

static const scenario_t hostile = {.name = "hostile",
                                   .question = "What if?",
                                   .cases = cases,
                                   .case_count = sizeof cases / sizeof cases[0]};

/* What happens while the plugin is loaded. */
__attribute__((constructor)) static void begin(void) {
    const char *what = getenv("HOSTILE_CONSTRUCTOR");
    if (what != NULL && what[0] == 'e') {
        exit(3);
    }
    if (what != NULL && what[0] == 'p' && write(STDOUT_FILENO, "loaded\n", 7) != 7) {
        abort();
    }
    while (what != NULL && what[0] == 'h') {
        (void)pause();
    }
    if (what != NULL && what[0] == 'c') {
        (void)chdir("/");
        (void)umask(0777);
    }
}

SCENARIO_PLUGIN(&hostile)
