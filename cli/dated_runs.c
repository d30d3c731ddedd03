#include "dated_runs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/report_file.h"

typedef struct dated {
    bench_report_t report;
    const char *folder;
} dated_t;

static int by_date(const void *a, const void *b) {
    const dated_t *runs[] = {a, b};
    int order = strcmp(runs[0]->report.created, runs[1]->report.created);
    return order != 0 ? order : strcmp(runs[0]->folder, runs[1]->folder);
}

bool dated_runs_is_file_among(size_t count, const char *path) {
    struct stat found;
    return count > 1 && stat(path, &found) == 0 && !S_ISDIR(found.st_mode);
}

static void hand_over(dated_runs_t *runs, const dated_t *dated, size_t count) {
    for (size_t i = 0; i < count; i++) {
        runs->reports[i] = dated[i].report;
        runs->folders[i] = dated[i].folder;
    }
    runs->count = count;
}

size_t dated_runs_read(dated_runs_t *runs, const char *const *paths, size_t count,
                       void (*complain)(const bench_problem_t *problem)) {
    bench_problem_t problem;
    size_t read = 0;
    size_t unreadable = 0;
    dated_t *dated = calloc(count + 1, sizeof *dated);
    *runs = (dated_runs_t){0, calloc(count + 1, sizeof *runs->reports),
                           calloc(count + 1, sizeof *runs->folders)};
    if (dated == NULL || runs->reports == NULL || runs->folders == NULL) {
        free(dated);
        dated_runs_deinit(runs);
        return SIZE_MAX;
    }
    for (size_t i = 0; i < count; i++) {
        if (dated_runs_is_file_among(count, paths[i])) {
            continue;
        }
        dated[read].folder = paths[i];
        if (bench_report_read(paths[i], &dated[read].report, &problem)) {
            read++;
        } else {
            unreadable++;
            complain(&problem);
        }
    }
    qsort(dated, read, sizeof *dated, by_date);
    hand_over(runs, dated, read);
    free(dated);
    return unreadable;
}

void dated_runs_deinit(dated_runs_t *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        bench_report_deinit(&runs->reports[i]);
    }
    free(runs->reports);
    free(runs->folders);
    *runs = (dated_runs_t){0};
}
