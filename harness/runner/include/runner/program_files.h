/*
 * program_files.h - files that belong to the program, found from where the program is: an installed
 * copy works wherever its folder is moved to.
 */
#ifndef BENCH_RUNNER_PROGRAM_FILES_H
#define BENCH_RUNNER_PROGRAM_FILES_H

#include <stdbool.h>

typedef enum bench_program_file {
    BENCH_INTERPOSER_FILE, /* preloaded into processes that count */
    BENCH_COUNT_FILE,      /* preloaded into programs that are counted */
    BENCH_PLOTS_FOLDER,    /* gnuplot's scripts */
    BENCH_HEADERS_FOLDER,  /* vtbench.h and scenario.h */
} bench_program_file_t;

/* The path of that file, from the root. False: it is not there; `path` has where an installed copy
 * would have it. */
#define BENCH_PROGRAM_PATH_MAX 4096
bool bench_program_file(bench_program_file_t file, char path[BENCH_PROGRAM_PATH_MAX]);

#endif
