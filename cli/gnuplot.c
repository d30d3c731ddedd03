#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Starts it in that folder, with an empty input and its messages going to `messages`. Gives an
 * error number. */
static int spawn_in(const char *folder, const char *const *arguments, int messages, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        return error;
    }
    error = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (error == 0) {
        error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, messages, STDERR_FILENO);
    }
    if (error == 0) {
        error = posix_spawnp(pid, arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)arguments, /* which it does not write to */
                             environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Keeps the beginning, and reads on to the end so that the writer is not stopped. */
static void read_words(int messages, char words[GNUPLOT_WORDS_MAX]) {
    char rest[512];
    size_t used = 0;
    ssize_t count;
    do {
        bool room = used + 1 < GNUPLOT_WORDS_MAX;
        count = room ? read(messages, words + used, GNUPLOT_WORDS_MAX - 1 - used)
                     : read(messages, rest, sizeof rest);
        used += room && count > 0 ? (size_t)count : 0;
    } while (count > 0 || (count < 0 && errno == EINTR));
    words[used] = '\0';
}

static int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool gnuplot_start(const char *folder, const char *script, const char *const *arguments,
                   gnuplot_t *gnuplot) {
    const char *all[4 + GNUPLOT_ARGUMENTS_MAX + 1] = {"gnuplot", "--default-settings", "-c",
                                                      script};
    int ends[2];
    for (size_t i = 0; i < GNUPLOT_ARGUMENTS_MAX && arguments[i] != NULL; i++) {
        all[4 + i] = arguments[i];
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    int error = spawn_in(folder, all, ends[1], &gnuplot->pid);
    gnuplot->messages = ends[0];
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        errno = error;
    }
    return error == 0;
}

void gnuplot_wait(const gnuplot_t *gnuplot, gnuplot_end_t *end) {
    read_words(gnuplot->messages, end->words);
    end->status = wait_for(gnuplot->pid);
    close(gnuplot->messages);
}

const char *gnuplot_last_words(gnuplot_end_t *end) {
    size_t length = strlen(end->words);
    while (length > 0 && strchr(" \t\n", end->words[length - 1]) != NULL) {
        end->words[--length] = '\0';
    }
    const char *newline = strrchr(end->words, '\n');
    const char *last = newline != NULL ? newline + 1 : end->words;
    return last[0] != '\0' ? last : "nothing";
}
