/* launch.c - one measuring process, from its start to its end. */
#include "runner/launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "measure/instructions.h"
#include "measure/measure.h"
#include "message.h"
#include "runner/worker.h"

/* ---- interrupts ---- */

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t measuring; /* 0: nobody */

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
    if (measuring > 0) {
        (void)kill((pid_t)measuring, SIGINT);
    }
}

/* `unless_ignored`: a signal that was ignored stays so. */
static void catch_signal(int signal_number, bool unless_ignored) {
    const struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    struct sigaction before;
    if (sigaction(signal_number, NULL, &before) == 0 &&
        !(unless_ignored && before.sa_handler == SIG_IGN)) {
        (void)sigaction(signal_number, &action, NULL);
    }
}

void bench_catch_interrupts(void) {
    catch_signal(SIGINT, false); /* which shells ignore for what a script starts with "&" */
    catch_signal(SIGTERM, true);
    catch_signal(SIGHUP, true); /* nohup */
}

bool bench_was_interrupted(void) {
    return interrupted != 0;
}

/* From now on that process gets a SIGINT when this one is interrupted; at once if that has
 * happened. 0: nobody. */
static void pass_interrupts_to(pid_t pid) {
    measuring = (sig_atomic_t)pid;
    if (pid > 0 && interrupted) {
        (void)kill(pid, SIGINT);
    }
}

/* ---- the environment ---- */

#define INTERPOSER_FILE "libvtbench_interposer.so"

/* The interposer is beside the program. Where it is missing nothing is preloaded: the loader would
 * print a line of its own, and the process says itself why it cannot count. */
static bool preload_interposer(void) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof INTERPOSER_FILE);
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    if (length <= 0) {
        return false;
    }
    memcpy(path + length, INTERPOSER_FILE, sizeof INTERPOSER_FILE);
    return access(path, R_OK) == 0 ? setenv("LD_PRELOAD", path, 1) == 0
                                   : unsetenv("LD_PRELOAD") == 0;
}

static bool set_for_counting(void) {
    bool good = strcmp(bench_witness(), "interposer") == 0 ? preload_interposer()
                                                           : unsetenv("LD_PRELOAD") == 0;
    return good && setenv("MALLOC_CONF", BENCH_COUNTING_MALLOC_CONF, 1) == 0;
}

/* Other processes have the user's tunables, which this one was started with. */
static bool set_tunables(bool fixed) {
    static const char name[] = "GLIBC_TUNABLES";
    static char *users; /* until the process ends */
    static bool known;
    if (!known) {
        const char *value = getenv(name);
        users = value != NULL ? strdup(value) : NULL;
        known = value == NULL || users != NULL;
    }
    if (fixed) {
        return known && setenv(name, BENCH_INSTRUCTIONS_TUNABLES, 1) == 0;
    }
    return known && (users != NULL ? setenv(name, users, 1) : unsetenv(name)) == 0;
}

bool bench_set_environment(bench_mode_t mode) {
    if (!set_tunables(mode == BENCH_MODE_INSTRUCTIONS)) {
        return false;
    }
    switch (mode) {
    case BENCH_MODE_COUNT:
        return set_for_counting();
    case BENCH_MODE_INSTRUCTIONS:
        return unsetenv("LD_PRELOAD") == 0 &&
               setenv("MALLOC_CONF", BENCH_INSTRUCTIONS_MALLOC_CONF, 1) == 0;
    case BENCH_MODE_TIME:
    case BENCH_MODE_AB:
        return unsetenv("LD_PRELOAD") == 0 && unsetenv("MALLOC_CONF") == 0;
    }
    return false;
}

/* ---- what callgrind needs ---- */

/* A folder of its own for callgrind's files, and the arguments that name it. */
typedef struct callgrind {
    char folder[512];
    char out[640];      /* --callgrind-out-file=... */
    char program[4096]; /* this program: /proc/self/exe would be valgrind there */
} callgrind_t;

/* Makes the folder, in TMPDIR or /tmp. */
static bool callgrind_prepare(callgrind_t *callgrind, bench_problem_t *problem) {
    *callgrind = (callgrind_t){0};
    const char *place = getenv("TMPDIR");
    (void)snprintf(callgrind->folder, sizeof callgrind->folder, "%s/vtbench-callgrind-XXXXXX",
                   place != NULL && place[0] != '\0' ? place : "/tmp");
    if (readlink("/proc/self/exe", callgrind->program, sizeof callgrind->program - 1) < 0 ||
        mkdtemp(callgrind->folder) == NULL) {
        return bench_problem(problem, "%s: no folder for callgrind: %s; name another in TMPDIR",
                             callgrind->folder, strerror(errno));
    }
    (void)snprintf(callgrind->out, sizeof callgrind->out, "--callgrind-out-file=%s/%s",
                   callgrind->folder, BENCH_CALLGRIND_FILE);
    return true;
}

/* Removes the folder and whatever is in it: callgrind writes one more file at the end of each
 * process.
 */
static void callgrind_remove(const callgrind_t *callgrind) {
    DIR *entries = opendir(callgrind->folder);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    (void)rmdir(callgrind->folder);
}

/* ---- start ---- */

/* A process that was started. */
typedef struct child {
    pid_t pid;
    int end;                             /* ours, of the channel to it */
    bool done;                           /* its own last message */
    char last_case[BENCH_CASE_NAME_MAX]; /* that it set up */
} child_t;

/* Its standard input is empty, its standard output is our standard error. */
static int spawn(const char *program, const char *const *arguments, int end, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, end, end); /* no longer closed on exec */
    int error = posix_spawnp(pid, program, &actions, NULL, (char *const *)(uintptr_t)arguments,
                             environ); /* which does not write to the arguments */
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bool start(const bench_plan_t *plan, const callgrind_t *callgrind, child_t *child,
                  bench_problem_t *problem) {
    char number[16];
    const char *const ours[] = {"vtbench", BENCH_WORKER_COMMAND, number, NULL};
    const char *const valgrinds[] = {"valgrind",
                                     BENCH_CALLGRIND_OPTIONS,
                                     callgrind != NULL ? callgrind->out : NULL,
                                     callgrind != NULL ? callgrind->program : NULL,
                                     BENCH_WORKER_COMMAND,
                                     number,
                                     NULL};
    int ends[2];
    if (!bench_set_environment(plan->mode) || !bench__channel_open(ends)) {
        return bench_problem(problem, "cannot start a measuring process: %s", strerror(errno));
    }
    (void)snprintf(number, sizeof number, "%d", ends[1]);
    int error = callgrind != NULL ? spawn("valgrind", valgrinds, ends[1], &child->pid)
                                  : spawn("/proc/self/exe", ours, ends[1], &child->pid);
    close(ends[1]);
    child->end = ends[0];
    child->done = false;
    (void)snprintf(child->last_case, sizeof child->last_case, "none");
    if (error != 0) {
        close(ends[0]);
        bench_problem(problem, "cannot start a measuring process: %s", strerror(error));
    }
    return error == 0;
}

/* A process that has ended already is told of when it is waited for. */
static bool send_plan(const bench_plan_t *plan, const child_t *child, bench_problem_t *problem) {
    char *line = bench__plan_to_json(plan, problem);
    if (line != NULL) {
        (void)bench__channel_send(child->end, line);
    }
    free(line);
    return line != NULL;
}

/* ---- messages ---- */

static bool take_row(const bench_plan_t *plan, const bench_gathering_t *gathering,
                     bench__message_t *message, bench_problem_t *problem) {
    uint32_t subjects = plan->mode == BENCH_MODE_AB ? BENCH_AB_SUBJECTS : 1;
    if (message->subject >= subjects) {
        return bench_problem(problem, "a measuring process measured a subject that it has not");
    }
    bench_progress_step(gathering->progress);
    return bench__merge(&gathering->reports[message->subject], &message->row, problem);
}

static void take_failure(const bench_gathering_t *gathering, const bench__message_t *message) {
    bench_progress_clear(gathering->progress);
    bench_failures_add(gathering->failures, gathering->label, message->name, message->text);
    bench_progress_step(gathering->progress);
}

static bool take_message(const bench_plan_t *plan, const bench_gathering_t *gathering,
                         bench__message_t *message, child_t *child, bench_problem_t *problem) {
    switch (message->kind) {
    case BENCH__MESSAGE_CASE:
        (void)snprintf(child->last_case, sizeof child->last_case, "%s", message->name);
        return true;
    case BENCH__MESSAGE_ROW:
        return take_row(plan, gathering, message, problem);
    case BENCH__MESSAGE_FAILURE:
        take_failure(gathering, message);
        return true;
    case BENCH__MESSAGE_PROBLEM:
        return bench_problem(problem, "%s", message->text);
    case BENCH__MESSAGE_DONE:
        child->done = true;
        return true;
    }
    return false;
}

/* Takes messages until the process is done, or stops talking. False: it has a problem. */
static bool take_messages(const bench_plan_t *plan, const bench_gathering_t *gathering,
                          child_t *child, bench_problem_t *problem) {
    bench__reader_t reader;
    const char *line;
    bool good = true;
    bench__reader_init(&reader, child->end, child->pid);
    while (good && !child->done && (line = bench__reader_next(&reader)) != NULL) {
        bench__message_t message;
        good = bench__message_from_json(line, &message, problem);
        if (good) {
            good = take_message(plan, gathering, &message, child, problem);
            bench__message_deinit(&message);
        }
    }
    bench__reader_deinit(&reader);
    return good;
}

/* ---- end ---- */

/* Waits for its end. An interrupt may have ended it early, which is no problem. */
static bool wait_for_end(const child_t *child, bench_problem_t *problem) {
    int status = 0;
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    pass_interrupts_to(0);
    if (bench_was_interrupted()) {
        return true;
    }
    if (WIFSIGNALED(status)) {
        return bench_problem(problem,
                             "a measuring process was ended by signal %d (%s); the last case that "
                             "it set up: %s",
                             WTERMSIG(status), strsignal(WTERMSIG(status)), child->last_case);
    }
    return child->done ||
           bench_problem(problem,
                         "a measuring process ended with status %d before it was done; the last "
                         "case that it set up: %s; measured code must not end its process",
                         WEXITSTATUS(status), child->last_case);
}

static bool run_process(const bench_plan_t *plan, const callgrind_t *callgrind,
                        const bench_gathering_t *gathering, bench_problem_t *problem) {
    child_t child = {.end = -1};
    bench_problem_t unused;
    if (!start(plan, callgrind, &child, problem)) {
        return false;
    }
    pass_interrupts_to(child.pid);
    bool good = send_plan(plan, &child, problem) && take_messages(plan, gathering, &child, problem);
    if (!good) {
        (void)kill(child.pid, SIGKILL); /* nothing that it measures from here on is of use */
    }
    close(child.end);
    bool ended_well = wait_for_end(&child, good ? problem : &unused);
    return good && ended_well;
}

bool bench_launch(const bench_plan_t *plan, const bench_gathering_t *gathering,
                  bench_problem_t *problem) {
    callgrind_t callgrind;
    bench_plan_t with_folder = *plan;
    if (plan->mode != BENCH_MODE_INSTRUCTIONS || plan->by != BENCH_BY_CALLGRIND) {
        return run_process(plan, NULL, gathering, problem);
    }
    if (!callgrind_prepare(&callgrind, problem)) {
        return false;
    }
    with_folder.folder = callgrind.folder;
    bool good = run_process(&with_folder, &callgrind, gathering, problem);
    callgrind_remove(&callgrind);
    return good;
}
