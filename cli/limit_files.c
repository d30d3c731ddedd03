#include "limit_files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "store/limits_file.h"
#include "store/report_file.h"

/* The path of `name` beside a file, or in a folder. */
static void path_beside(const char *beside, const char *name, char path[FOLDER_PATH_MAX]) {
    struct stat what;
    bool folder = stat(beside, &what) == 0 && S_ISDIR(what.st_mode);
    const char *slash = strrchr(beside, '/');
    size_t length = folder ? strlen(beside) : slash != NULL ? (size_t)(slash - beside) : 0;
    bool parted = folder || slash != NULL;
    while (folder && length > 1 && beside[length - 1] == '/') {
        length--;
    }
    (void)snprintf(path, FOLDER_PATH_MAX, "%.*s%s%s", (int)length, beside, parted ? "/" : "", name);
}

void limits_path(const char *beside, char path[FOLDER_PATH_MAX]) {
    path_beside(beside, BENCH_LIMITS_FILE, path);
}

int limits_read(const char *file, const char *beside, bench_limits_t *limits) {
    char path[FOLDER_PATH_MAX];
    bench_problem_t problem;
    *limits = (bench_limits_t){0};
    if (file == NULL && beside == NULL) {
        return EXIT_OK;
    }
    if (file == NULL) {
        limits_path(beside, path);
        if (access(path, F_OK) != 0) {
            return EXIT_OK;
        }
    }
    if (!bench_read_limits(file != NULL ? file : path, limits, &problem)) {
        return cli_cannot(&problem);
    }
    return file == NULL || limits->count != 0
               ? EXIT_OK
               : cli_fail(EXIT_CANNOT_MEASURE, "%s has no limits, so nothing is held against them",
                          file);
}

/* ---- instructions that are committed ---- */

static bool refers_to_instructions(const bench_limits_t *limits) {
    const bench_metric_t *instructions = &bench_metrics[BENCH_METRIC_instructions_per_op];
    bool any = false;
    for (size_t i = 0; !any && i < limits->count; i++) {
        any = limits->lines[i].kind != BENCH_LIMIT_NUMBER &&
              bench_limit_names(&limits->lines[i], instructions);
    }
    return any;
}

/* Who counted the instructions of a report; nobody: it has none. */
static bench_instructions_by_t counted_by(const bench_report_t *report) {
    bench_instructions_by_t by = BENCH_BY_NONE;
    for (size_t i = 0; by == BENCH_BY_NONE && i < report->row_count; i++) {
        by = report->rows[i].instructions.by;
    }
    return by;
}

static bool same_fact(const bench_report_t *a, const bench_report_t *b, const char *name) {
    return strcmp(bench_report_fact(a, name), bench_report_fact(b, name)) == 0;
}

static bool are_comparable(const bench_report_t *base, const bench_report_t *report,
                           bench_instructions_by_t by) {
    static const char *const facts[] = {"compiler", "flags", "libc", "jemalloc", "plugin_compiler"};
    bool same = by == BENCH_BY_CALLGRIND || same_fact(base, report, "cpu");
    for (size_t i = 0; same && i < sizeof facts / sizeof facts[0]; i++) {
        same = same_fact(base, report, facts[i]);
    }
    return same;
}

int limits_read_base(const bench_limits_t *limits, const char *beside, const bench_report_t *report,
                     bench_report_t *base, bool *comparable) {
    char path[FOLDER_PATH_MAX];
    bench_problem_t problem;
    bench_instructions_by_t by = counted_by(report);
    *comparable = false;
    if (by == BENCH_BY_NONE || beside == NULL || !refers_to_instructions(limits)) {
        return EXIT_OK;
    }
    path_beside(beside, "report.json", path);
    if (access(path, F_OK) != 0) {
        return EXIT_OK;
    }
    if (!bench_report_read(path, base, &problem)) {
        return cli_cannot(&problem);
    }
    *comparable = are_comparable(base, report, by);
    return EXIT_OK;
}
