#include "run_folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "figures.h"
#include "render/report.h"
#include "store/report_file.h"

static bool make_folder(const char *path, bool *made) {
    *made = mkdir(path, 0777) == 0;
    if (!*made && errno == EEXIST) {
        struct stat status;
        errno = ENOTDIR;
        return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    }
    return *made;
}

bool run_folder_is_name(const char *name) {
    return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL &&
           strlen(name) < sizeof((run_folder_t *)0)->name;
}

int run_folder_path(const char *parent, const char *name, const char *file,
                    char path[RUN_FOLDER_MAX]) {
    int length = snprintf(path, RUN_FOLDER_MAX, "%s/%s%s%s", parent, name, file != NULL ? "/" : "",
                          file != NULL ? file : "");
    if (length < 0 || (size_t)length >= RUN_FOLDER_MAX) {
        return cli_fail(EXIT_USAGE, "--out is too long");
    }
    return EXIT_OK;
}

static void default_name(char *name, size_t size) {
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    (void)strftime(name, size, "%Y-%m-%dT%H%M%S", &local);
}

int run_folder_open(run_folder_t *folder, const char *parent, const char *name, bool force) {
    char report[RUN_FOLDER_MAX + 16];
    memset(folder, 0, sizeof *folder);
    if (name != NULL && !run_folder_is_name(name)) {
        return cli_fail(EXIT_USAGE, "--name takes the name of a folder, not '%s'", name);
    }
    if (name != NULL) {
        memcpy(folder->name, name, strlen(name) + 1);
    } else {
        default_name(folder->name, sizeof folder->name);
    }
    if (run_folder_path(parent, folder->name, NULL, folder->path) != EXIT_OK) {
        return EXIT_USAGE;
    }
    (void)snprintf(report, sizeof report, "%s/report.json", folder->path);
    if (!force && access(report, F_OK) == 0) {
        return cli_fail(EXIT_USAGE, "%s holds a run already; choose another --name or use --force",
                        folder->path);
    }
    if (!make_folder(parent, &folder->made_parent) || !make_folder(folder->path, &folder->made) ||
        access(folder->path, W_OK | X_OK) != 0) {
        int status = cli_fail(EXIT_CANNOT_MEASURE, "cannot write to %s: %s; choose another --out",
                              folder->path, strerror(errno));
        run_folder_abandon(folder);
        return status;
    }
    return EXIT_OK;
}

void run_folder_abandon(const run_folder_t *folder) {
    char parent[RUN_FOLDER_MAX];
    if (folder->made) {
        (void)rmdir(folder->path); /* only if it is empty */
    }
    if (folder->made_parent) {
        memcpy(parent, folder->path, sizeof parent);
        *strrchr(parent, '/') = '\0';
        (void)rmdir(parent);
    }
}

int run_folder_write(const run_folder_t *folder, const bench_report_t *report) {
    bench_problem_t problem;
    figures_remove(folder->path); /* they would not be this run's */
    if (!bench_report_write(report, folder->path, &problem) ||
        !bench_write_tables(report, folder->path, &problem)) {
        return cli_cannot(&problem);
    }
    return EXIT_OK;
}
