#include "host_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "runner/interrupts.h"

/* It has nothing to do any more but to end. */
#define SECONDS_TO_END 5

/* ---- patience ---- */

static bool is_late(const bench__host_process_t *process) {
    return process->seconds > 0 && bench__seconds() - process->asked > process->seconds;
}

static bool goes_on(void *context) {
    return !is_late(context) && !bench_was_interrupted();
}

/* ---- start ---- */

/* What a measuring process is given to measure itself with is no matter of a host's. */
static bool is_ours(const char *variable) {
    static const char *const names[] = {"LD_PRELOAD=", "MALLOC_CONF=", "GLIBC_TUNABLES="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strncmp(variable, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* The environment without it; the array is the caller's (free). NULL: out of memory. */
static char **environment_of_host(void) {
    size_t count = 0;
    size_t kept = 0;
    while (environ[count] != NULL) {
        count++;
    }
    char **variables = calloc(count + 1, sizeof *variables);
    for (size_t i = 0; variables != NULL && i < count; i++) {
        if (!is_ours(environ[i])) {
            variables[kept++] = environ[i];
        }
    }
    return variables;
}

/* An interrupt is sent to the whole group of a measuring process. A host does not take it: the
 * slice comes to its end, and then the host does. */
static void keep_interrupts_away(posix_spawnattr_t *attributes) {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(attributes, &blocked);
}

static int spawn(const char *path, int end, char **variables, pid_t *pid) {
    const char *const arguments[] = {path, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    keep_interrupts_away(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, end, BENCH__HOST_IN);
    posix_spawn_file_actions_adddup2(&actions, end, BENCH__HOST_OUT);
    int error = posix_spawn(pid, path, &actions, &attributes, (char *const *)(uintptr_t)arguments,
                            variables);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* Above the descriptors that the host is to have. */
#define FIRST_FREE 10

/* Ours out of the way of measured code, its own out of the way of the host's numbers; posix_spawn
 * takes none beyond the limit. 0, or an error number. */
static int open_channel(int *ours, int *its) {
    int ends[2];
    if (!bench__channel_open(ends)) {
        return errno;
    }
    *its = fcntl(ends[1], F_DUPFD_CLOEXEC, FIRST_FREE);
    *ours = *its >= 0 ? bench__channel_move(ends[0]) : -1;
    int error = *ours >= 0 ? 0 : errno;
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
    }
    if (error != 0 && *its >= 0) {
        close(*its);
    }
    return error;
}

bool bench__host_start(bench__host_process_t *process, const char *path, double seconds,
                       bench_problem_t *problem) {
    int ours = -1;
    int its = -1;
    pid_t pid = 0;
    *process = (bench__host_process_t){.path = path, .seconds = seconds};
    char **variables = environment_of_host();
    int error = variables != NULL ? open_channel(&ours, &its) : ENOMEM;
    if (error == 0) {
        error = spawn(path, its, variables, &pid);
        close(its);
        if (error != 0) {
            close(ours);
        }
    }
    free(variables);
    if (error != 0) {
        return bench_problem(problem, "host %s: it cannot be started: %s", path, strerror(error));
    }
    process->pid = pid;
    bench__reader_init(&process->reader, ours, pid);
    process->reader.goes_on = goes_on;
    process->reader.context = process;
    return true;
}

/* ---- the conversation ---- */

/* Why there is no answer: it took too long, it ended, or it closed its side. Always false. */
static bool tell_silence(bench__host_process_t *process, bench__ask_t asked,
                         bench_problem_t *problem) {
    const char *ask = bench__ask_name(asked);
    int status;
    if (is_late(process)) {
        return bench_problem(problem,
                             "host %s: it did not answer %s within %g s; --timeout gives it more "
                             "time",
                             process->path, ask, process->seconds);
    }
    bool ended = bench__process_wait(process->pid, SECONDS_TO_END, &status);
    process->pid = 0;
    if (!ended) {
        return bench_problem(problem,
                             "host %s: it closed its descriptors in place of an answer "
                             "to %s",
                             process->path, ask);
    }
    if (WIFSIGNALED(status)) {
        return bench_problem(problem, "host %s: it was ended by signal %d (%s), asked for %s",
                             process->path, WTERMSIG(status), strsignal(WTERMSIG(status)), ask);
    }
    return bench_problem(problem, "host %s: it ended with status %d, asked for %s", process->path,
                         WEXITSTATUS(status), ask);
}

static bool take_answer(const bench__host_process_t *process, const char *line, bench__ask_t asked,
                        bench__answer_t *answer, bench_problem_t *problem) {
    char source[300];
    (void)snprintf(source, sizeof source, "host %s: its answer", process->path);
    if (!bench__answer_from_json(source, line, asked, answer, problem)) {
        return false;
    }
    return answer->error == NULL || bench_problem(problem, "host %s: %s: %s", process->path,
                                                  bench__ask_name(asked), answer->error);
}

bool bench__host_send(bench__host_process_t *process, const bench__request_t *request,
                      bench_problem_t *problem) {
    char *line = bench__request_to_json(request, problem);
    if (line == NULL) {
        return false;
    }
    process->asked = bench__seconds();
    (void)bench__channel_send(process->reader.end, line);
    free(line);
    return true;
}

bool bench__host_receive(bench__host_process_t *process, const bench__request_t *request,
                         bench__answer_t *answer, bench_problem_t *problem) {
    const char *text = bench__reader_next(&process->reader);
    bool good = text != NULL ? take_answer(process, text, request->ask, answer, problem)
                             : tell_silence(process, request->ask, problem);
    free(answer->error);
    answer->error = NULL;
    return good;
}

bool bench__host_ask(bench__host_process_t *process, const bench__request_t *request,
                     bench__answer_t *answer, bench_problem_t *problem) {
    return bench__host_send(process, request, problem) &&
           bench__host_receive(process, request, answer, problem);
}

void bench__host_end(bench__host_process_t *process) {
    int status;
    if (process->reader.end > 0) {
        (void)shutdown(process->reader.end,
                       SHUT_RDWR); /* a fork of measured code may hold it too */
        close(process->reader.end);
        bench__reader_deinit(&process->reader);
    }
    if (process->pid > 0) {
        (void)bench__process_wait(process->pid, SECONDS_TO_END, &status);
    }
    *process = (bench__host_process_t){0};
}
