#include "figures.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_MAX_HERE 4096

static const char *const figures[] = {"allocations", "bytes", "time", "tradeoff", "processes"};
static const char *const formats[] = {"svg", "png"};

#define FIGURE_COUNT (sizeof figures / sizeof figures[0])
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* The scripts stand beside the source; VTBENCH_PLOTS names another folder for an installed copy. */
static const char *scripts_folder(void) {
    const char *folder = getenv("VTBENCH_PLOTS");
    return folder != NULL && folder[0] != '\0' ? folder : VTBENCH_PLOTS_FOLDER;
}

/* gnuplot reads the paths as single-quoted strings, in which a quote is written twice. */
static void quote(char *to, size_t room, const char *path) {
    size_t used = 0;
    for (; *path != '\0' && used + 3 < room; path++) {
        to[used++] = *path;
        if (*path == '\'') {
            to[used++] = '\'';
        }
    }
    to[used] = '\0';
}

/* Runs one script. Gives its exit status; -1: it could not be started, errno says why. */
static int run_gnuplot(const char *run, const char *figure, const char *format, const char *out) {
    char quoted_run[PATH_MAX_HERE];
    char quoted_out[PATH_MAX_HERE];
    char settings[3 * PATH_MAX_HERE];
    char script[PATH_MAX_HERE];
    quote(quoted_run, sizeof quoted_run, run);
    quote(quoted_out, sizeof quoted_out, out);
    (void)snprintf(settings, sizeof settings, "run='%s'; out='%s'; format='%s'", quoted_run,
                   quoted_out, format);
    (void)snprintf(script, sizeof script, "%s/%s.gp", scripts_folder(), figure);
    char *const arguments[] = {"gnuplot", "-e", settings, script, NULL};
    pid_t pid;
    int status = 0;
    errno = posix_spawnp(&pid, "gnuplot", NULL, NULL, arguments, environ);
    if (errno != 0) {
        return -1;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* RUN/plots/FIGURE.FORMAT of the figure of that index. False: the path is too long. */
static bool path_of(const char *run, size_t index, char path[PATH_MAX_HERE]) {
    int length = snprintf(path, PATH_MAX_HERE, "%s/plots/%s.%s", run, figures[index / FORMAT_COUNT],
                          formats[index % FORMAT_COUNT]);
    return length >= 0 && length < PATH_MAX_HERE;
}

/* Under a temporary name first, so that a figure is whole or not there. No file: no data in this
 * run. */
static int make_figure(const char *run, size_t index) {
    const char *figure = figures[index / FORMAT_COUNT];
    char out[PATH_MAX_HERE];
    char fresh[PATH_MAX_HERE + 8];
    if (!path_of(run, index, out)) {
        return cli_fail(EXIT_USAGE, "the run's path is too long");
    }
    (void)snprintf(fresh, sizeof fresh, "%s.new", out);
    (void)unlink(fresh); /* of a killed one: it would pass for a figure */
    int status = run_gnuplot(run, figure, formats[index % FORMAT_COUNT], fresh);
    int why = errno;
    if (status != 0) {
        (void)unlink(fresh);
    }
    if (status < 0) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "gnuplot could not be started: %s; install gnuplot-nox", strerror(why));
    }
    if (status > 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "gnuplot failed on %s of %s", figure, run);
    }
    if (access(fresh, F_OK) != 0) {
        (void)unlink(out); /* of a fuller run of the same name */
        return EXIT_OK;
    }
    if (rename(fresh, out) != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", out, strerror(errno));
    }
    (void)printf("%s\n", out);
    return EXIT_OK;
}

int figures_make(const char *run) {
    char folder[PATH_MAX_HERE];
    (void)snprintf(folder, sizeof folder, "%s/plots", run);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", folder, strerror(errno));
    }
    int status = EXIT_OK;
    for (size_t i = 0; i < FIGURE_COUNT * FORMAT_COUNT && status == EXIT_OK; i++) {
        status = make_figure(run, i);
    }
    return status;
}

void figures_remove(const char *run) {
    char path[PATH_MAX_HERE];
    char fresh[PATH_MAX_HERE + 8];
    for (size_t i = 0; i < FIGURE_COUNT * FORMAT_COUNT && path_of(run, i, path); i++) {
        (void)snprintf(fresh, sizeof fresh, "%s.new", path); /* of a plot that was killed */
        (void)unlink(path);
        (void)unlink(fresh);
    }
}
