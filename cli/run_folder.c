#include "run_folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "figures.h"
#include "model/plain_text.h"
#include "page.h"
#include "render/report.h"
#include "store/report_file.h"
#include "store/whole_file.h"

#define REPORT  "report.json"
#define PARTIAL ".partial"

/* ---- names and paths ---- */

bool run_folder_is_name(const char *name) {
    return name[0] != '\0' && name[0] != '.' && strchr(name, '/') == NULL &&
           strlen(name) < sizeof((run_folder_t *)0)->name - sizeof PARTIAL &&
           bench_text_is_plain(name);
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
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

/* A run whose name is a link replaces what it leads to, not the link. */
static void follow_link(char path[RUN_FOLDER_MAX]) {
    char *real = realpath(path, NULL);
    char link[2];
    if (real != NULL && strlen(real) < RUN_FOLDER_MAX && readlink(path, link, sizeof link) > 0) {
        memcpy(path, real, strlen(real) + 1);
    }
    free(real);
}

static int find_paths(run_folder_t *folder, const char *parent) {
    if (run_folder_path(parent, folder->name, NULL, folder->path) != EXIT_OK) {
        return EXIT_USAGE;
    }
    follow_link(folder->path);
    int length = snprintf(folder->work, RUN_FOLDER_MAX, "%s" PARTIAL, folder->path);
    return length > 0 && (size_t)length < RUN_FOLDER_MAX
               ? EXIT_OK
               : cli_fail(EXIT_USAGE, "--out is too long");
}

static bool exists_in(const char *folder, const char *file) {
    char path[RUN_FOLDER_MAX + 16];
    (void)snprintf(path, sizeof path, "%s/%s", folder, file);
    return access(path, F_OK) == 0;
}

/* ---- files ---- */

/* Removes all that is a run's, and what killed processes left of it. */
static void clear(const char *folder) {
    const char *file;
    bench_remove_file_in(folder, REPORT);
    for (size_t i = 0; (file = bench_table_file(i)) != NULL; i++) {
        bench_remove_file_in(folder, file);
    }
    figures_remove(folder);
}

/* Ends the claim. */
static void release(run_folder_t *folder) {
    if (folder->lock >= 0) {
        close(folder->lock);
    }
    folder->lock = -1;
}

void run_folder_abandon(run_folder_t *folder) {
    char parent[RUN_FOLDER_MAX];
    clear(folder->work);
    (void)rmdir(folder->work); /* only if it is empty */
    release(folder);
    memcpy(parent, folder->path, sizeof parent);
    *strrchr(parent, '/') = '\0';
    folder_unmake(parent, folder->first_made);
}

/* ---- opening ---- */

static int cannot_write(const run_folder_t *folder, const char *path) {
    int status = cli_fail(EXIT_CANNOT_MEASURE, "cannot write to %s: %s; choose another --out", path,
                          strerror(errno));
    char parent[RUN_FOLDER_MAX];
    memcpy(parent, folder->path, sizeof parent);
    *strrchr(parent, '/') = '\0';
    folder_unmake(parent, folder->first_made);
    return status;
}

/* Without --force nothing that a run left is removed. */
static int refuse_taken(run_folder_t *folder) {
    const char *taken = exists_in(folder->path, REPORT) ? folder->path : folder->work;
    int status = cli_fail(EXIT_USAGE, "%s holds %s already; choose another --name or use --force",
                          taken, taken == folder->path ? "a run" : "an interrupted run");
    release(folder);
    return status;
}

/* The name is this process's own from here on: who gives a folder that name has its claim. */
static int take_name(run_folder_t *folder, bool force) {
    switch (folder_claim(folder->work, &folder->lock)) {
    case FOLDER_BUSY:
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s is being written by another process; choose another --name, or remove "
                        "it if there is none",
                        folder->work);
    case FOLDER_CANNOT:
        return cannot_write(folder, folder->path);
    case FOLDER_MADE:
    case FOLDER_FOUND:
        break;
    }
    (void)folder_restore(folder->path);
    if (!force && exists_in(folder->work, REPORT)) {
        return refuse_taken(folder);
    }
    if (!force && exists_in(folder->path, REPORT)) {
        int status = refuse_taken(folder);
        (void)rmdir(folder->work); /* only if it is empty */
        return status;
    }
    if (access(folder->work, W_OK | X_OK) != 0) {
        release(folder);
        return cannot_write(folder, folder->work);
    }
    clear(folder->work);
    return EXIT_OK;
}

/* ---- a name of its own ---- */

#define NAMES_MAX 1000 /* of runs that begin in one second */

/* Tells whether nobody had that name, which is this process's own then. */
static folder_claim_t try_name(run_folder_t *folder) {
    if (access(folder->path, F_OK) == 0 || access(folder->work, F_OK) == 0) {
        return FOLDER_BUSY;
    }
    folder_claim_t claim = folder_claim_new(folder->work, &folder->lock);
    /* Another process may have ended its run between the two. */
    if (claim == FOLDER_MADE && access(folder->path, F_OK) == 0) {
        (void)rmdir(folder->work);
        release(folder);
        return FOLDER_BUSY;
    }
    return claim;
}

static int take_date(run_folder_t *folder, const char *parent) {
    char date[32];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    (void)strftime(date, sizeof date, "%Y-%m-%dT%H%M%S", &local);
    folder_claim_t claim = FOLDER_BUSY;
    for (int i = 1; i <= NAMES_MAX && claim == FOLDER_BUSY; i++) {
        char number[16] = "";
        (void)(i > 1 && snprintf(number, sizeof number, "-%d", i));
        (void)snprintf(folder->name, sizeof folder->name, "%s%s", date, number);
        if (find_paths(folder, parent) != EXIT_OK) {
            return EXIT_USAGE;
        }
        claim = try_name(folder);
    }
    errno = claim == FOLDER_BUSY ? EEXIST : errno;
    return claim == FOLDER_MADE ? EXIT_OK : cannot_write(folder, folder->path);
}

/* ---- a name that was asked for ---- */

static int take_given(run_folder_t *folder, const char *parent, const char *name, bool force) {
    (void)snprintf(folder->name, sizeof folder->name, "%s", name);
    int status = find_paths(folder, parent);
    return status == EXIT_OK ? take_name(folder, force) : status;
}

int run_folder_open(run_folder_t *folder, const char *parent, const char *name, bool force) {
    *folder = (run_folder_t){.lock = -1};
    if (name != NULL && (!run_folder_is_name(name) || ends_with(name, PARTIAL))) {
        return cli_fail(EXIT_USAGE, "--name takes the name of a folder, not '%s'", name);
    }
    if (!folder_make(parent, &folder->first_made)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "cannot write to %s/%s: %s; choose another --out",
                        parent, name != NULL ? name : "", strerror(errno));
    }
    return name != NULL ? take_given(folder, parent, name, force) : take_date(folder, parent);
}

/* ---- saving ---- */

static bool write_files(const run_folder_t *folder, const bench_report_t *report,
                        bench_problem_t *problem) {
    return bench_report_write(report, folder->work, problem) &&
           bench_write_tables(report, folder->work, problem) &&
           page_write(report, folder->work, NULL, 0, problem);
}

/* What is not the old run's own moves into the new one. */
static void take_over(const char *old, const char *path) {
    clear(old);
    if (!folder_move_entries(old, path)) {
        cli_note("%s holds what could not be moved to %s or removed", old, path);
    }
}

/* Gives the new run its name. */
static int put_in_place(const run_folder_t *folder) {
    char old[RUN_FOLDER_MAX];
    int hold = folder_hold(folder->path);
    bool put = folder_put(folder->work, folder->path, old);
    int status =
        put ? EXIT_OK
            : cli_fail(EXIT_CANNOT_MEASURE, "%s cannot be replaced: %s; the new run is in %s",
                       folder->path, strerror(errno), folder->work);
    if (put && old[0] != '\0') {
        take_over(old, folder->path);
    }
    if (hold >= 0) {
        close(hold);
    }
    return status;
}

int run_folder_save(run_folder_t *folder, const bench_report_t *report) {
    bench_problem_t problem;
    int status = EXIT_OK;
    if (!write_files(folder, report, &problem)) {
        status = cli_cannot(&problem);
        run_folder_abandon(folder);
        return status;
    }
    if (report->partial && exists_in(folder->path, REPORT)) {
        cli_note("%s is as it was: the interrupted run does not take its place", folder->path);
        memcpy(folder->path, folder->work, sizeof folder->path);
    } else {
        status = put_in_place(folder);
    }
    release(folder);
    return status;
}
