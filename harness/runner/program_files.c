#include "runner/program_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "places.h"
#include "program_libraries.h"

/* From the program's folder, or from the root. */
static const struct {
    const char *installed;
    const char *built; /* beside the program that was just built, or in the sources */
} places[] = {
    [BENCH_INTERPOSER_FILE] = {BENCH_PRIVATE_LIBRARIES "/libvtbench_interposer.so",
                               "libvtbench_interposer.so"},
    [BENCH_COUNT_FILE] = {BENCH_PRIVATE_LIBRARIES "/" BENCH__COUNT_LIBRARY, BENCH__COUNT_LIBRARY},
    [BENCH_PLOTS_FOLDER] = {BENCH_DATA "/plots", BENCH_SOURCES "/scripts/plots"},
    [BENCH_HEADERS_FOLDER] = {BENCH_HEADERS, BENCH_SOURCES "/scenarios/include"},
};

/* False: nothing is there; `path` has the place then, which may be cut. */
static bool find(const char *place, char path[BENCH_PROGRAM_PATH_MAX]) {
    char program[BENCH_PROGRAM_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    while (length > 0 && program[length - 1] != '/') {
        length--;
    }
    program[length > 0 ? length : 0] = '\0';
    int size =
        snprintf(path, BENCH_PROGRAM_PATH_MAX, "%s%s", place[0] == '/' ? "" : program, place);
    char *whole = size < BENCH_PROGRAM_PATH_MAX ? realpath(path, NULL) : NULL;
    if (whole == NULL) {
        return false;
    }
    (void)snprintf(path, BENCH_PROGRAM_PATH_MAX, "%s", whole);
    free(whole);
    return access(path, R_OK) == 0;
}

bool bench_program_file(bench_program_file_t file, char path[BENCH_PROGRAM_PATH_MAX]) {
    return find(places[file].installed, path) || find(places[file].built, path) ||
           find(places[file].installed, path);
}
