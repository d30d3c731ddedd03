#include "runner/second_witness.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define OWN_ARGUMENTS 5

/* "==123== Total:     112,775 bytes in 483 blocks": a number with commas in front of " blocks". */
static bool read_blocks(FILE *log, uint64_t *blocks) {
    char line[256];
    bool found = false;
    rewind(log);
    while (!found && fgets(line, sizeof line, log) != NULL) {
        const char *number = strstr(line, "Total:") != NULL ? strstr(line, " in ") : NULL;
        found = number != NULL;
        *blocks = found ? 0 : *blocks;
        for (number += found ? strlen(" in ") : 0; found && *number != ' ' && *number != '\0';
             number++) {
            if (*number >= '0' && *number <= '9') {
                *blocks = 10 * *blocks + (uint64_t)(*number - '0');
            }
        }
    }
    return found;
}

static int spawn(const char *const *arguments, const char *log, pid_t *pid) {
    char option[80];
    size_t count = 0;
    posix_spawn_file_actions_t actions;
    while (arguments[count] != NULL) {
        count++;
    }
    const char **all = calloc(count + OWN_ARGUMENTS + 1, sizeof *all);
    if (all == NULL) {
        return ENOMEM;
    }
    (void)snprintf(option, sizeof option, "--log-file=%s", log);
    const char *const own[OWN_ARGUMENTS] = {"valgrind", "--tool=dhat", "--trace-children=no",
                                            "--dhat-out-file=/dev/null", option};
    memcpy(all, own, sizeof own);
    memcpy(all + OWN_ARGUMENTS, arguments, count * sizeof *all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    int error = posix_spawnp(pid, all[0], &actions, NULL, (char *const *)(uintptr_t)all, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(all);
    return error;
}

static bool run(const char *const *arguments, FILE *log, const char *path, uint64_t *blocks,
                bench_problem_t *problem) {
    pid_t pid;
    int status;
    int error = spawn(arguments, path, &pid);
    if (error != 0) {
        return bench_problem(problem, "valgrind cannot be started: %s; install it",
                             strerror(error));
    }
    (void)waitpid(pid, &status, 0);
    return read_blocks(log, blocks) ||
           bench_problem(problem, "%s: valgrind's dhat told no number of blocks", arguments[0]);
}

bool bench_second_witness(const char *const *arguments, uint64_t *blocks,
                          bench_problem_t *problem) {
    char path[64];
    int file = memfd_create("vtbench-witness", MFD_CLOEXEC);
    FILE *log = file >= 0 ? fdopen(file, "r") : NULL;
    if (log == NULL) {
        return bench_problem(problem, "valgrind has nowhere to write: %s", strerror(errno));
    }
    (void)snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), file);
    bool good = run(arguments, log, path, blocks, problem);
    (void)fclose(log);
    return good;
}
