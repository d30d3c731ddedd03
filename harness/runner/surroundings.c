#include "surroundings.h"

#include <fcntl.h>
#include <fenv.h>
#include <limits.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "channel.h"

#define SIGNALS 65

static struct {
    char folder[PATH_MAX]; /* "": not known */
    mode_t mask;
    char *locale;
    char **environment; /* ends with NULL; NULL: not known */
    bool has_streams;
    int copies[3]; /* of the standard streams; -1: none */
    struct sigaction actions[SIGNALS];
    bool has_action[SIGNALS];
    sigset_t blocked;
    cpu_set_t cpus;
    bool has_cpus;
    fenv_t modes;
} kept;

/* ---- the environment ---- */

static void free_environment(void) {
    for (size_t i = 0; kept.environment != NULL && kept.environment[i] != NULL; i++) {
        free(kept.environment[i]);
    }
    free(kept.environment);
    kept.environment = NULL;
}

static void keep_environment(void) {
    size_t count = 0;
    free_environment();
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    kept.environment = calloc(count + 1, sizeof *kept.environment);
    for (size_t i = 0; kept.environment != NULL && i < count; i++) {
        kept.environment[i] = strdup(environ[i]);
        if (kept.environment[i] == NULL) {
            free_environment();
        }
    }
}

static bool environment_is_same(void) {
    size_t i = 0;
    while (environ != NULL && environ[i] != NULL && kept.environment[i] != NULL &&
           strcmp(environ[i], kept.environment[i]) == 0) {
        i++;
    }
    return kept.environment[i] == NULL && (environ == NULL || environ[i] == NULL);
}

static void restore_environment(void) {
    if (kept.environment == NULL || environment_is_same()) {
        return;
    }
    (void)clearenv();
    for (size_t i = 0; kept.environment[i] != NULL; i++) {
        const char *value = strchr(kept.environment[i], '=');
        char *name = value != NULL
                         ? strndup(kept.environment[i], (size_t)(value - kept.environment[i]))
                         : NULL;
        if (name != NULL) {
            (void)setenv(name, value + 1, 1);
        }
        free(name);
    }
}

/* ---- the standard streams ---- */

static void keep_streams(void) {
    for (int i = 0; i < 3; i++) {
        if (kept.has_streams && kept.copies[i] >= 0) {
            close(kept.copies[i]);
        }
        int copy = fcntl(i, F_DUPFD_CLOEXEC, 3);
        kept.copies[i] = copy >= 0 ? bench__channel_move(copy) : -1;
    }
    kept.has_streams = true;
}

static void restore_streams(void) {
    for (int i = 0; i < 3; i++) {
        if (kept.copies[i] >= 0) {
            (void)dup2(kept.copies[i], i);
        }
    }
}

/* ---- signals ---- */

static void keep_signals(void) {
    for (int i = 1; i < SIGNALS; i++) {
        bool fixed = i == SIGKILL || i == SIGSTOP;
        kept.has_action[i] = !fixed && sigaction(i, NULL, &kept.actions[i]) == 0;
    }
    (void)sigprocmask(SIG_BLOCK, NULL, &kept.blocked);
}

static void restore_signals(void) {
    static const struct itimerval never;
    static const int timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
    for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++) {
        (void)setitimer((__itimer_which_t)timers[i], &never, NULL);
    }
    for (int i = 1; i < SIGNALS; i++) {
        if (kept.has_action[i]) {
            (void)sigaction(i, &kept.actions[i], NULL);
        }
    }
    (void)sigprocmask(SIG_SETMASK, &kept.blocked, NULL);
}

/* ---- all ---- */

void bench__surroundings_keep(void) {
    const char *locale = setlocale(LC_ALL, NULL);
    if (getcwd(kept.folder, sizeof kept.folder) == NULL) {
        kept.folder[0] = '\0';
    }
    kept.mask = umask(0);
    (void)umask(kept.mask);
    free(kept.locale);
    kept.locale = locale != NULL ? strdup(locale) : NULL;
    keep_environment();
    keep_streams();
    keep_signals();
    kept.has_cpus = sched_getaffinity(0, sizeof kept.cpus, &kept.cpus) == 0;
    (void)fegetenv(&kept.modes);
}

void bench__surroundings_restore(void) {
    if (kept.folder[0] != '\0' && chdir(kept.folder) != 0) {
        kept.folder[0] = '\0'; /* it is gone */
    }
    (void)umask(kept.mask);
    (void)uselocale(LC_GLOBAL_LOCALE);
    if (kept.locale != NULL) {
        (void)setlocale(LC_ALL, kept.locale);
    }
    restore_environment();
    restore_streams();
    restore_signals();
    if (kept.has_cpus) {
        (void)sched_setaffinity(0, sizeof kept.cpus, &kept.cpus);
    }
    (void)fesetenv(&kept.modes);
}
