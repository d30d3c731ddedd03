/*
 * whole_file.h - the one way in which a file of a run is written, whole or not at all, and read.
 */
#ifndef BENCH_STORE_WHOLE_FILE_H
#define BENCH_STORE_WHOLE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "model/problem.h"

/* Writes the content of a file to `out`. False, with *problem set: the content could not be made.
 * Errors of `out` itself are left to the caller. */
typedef bool bench_writer_t(FILE *out, const void *content, bench_problem_t *problem);

/* Writes `path` through `writer`: under a temporary name in the same folder, flushed to the disk,
 * renamed. On failure what was at `path` is untouched and the temporary file is gone. Temporary
 * files of that path whose process was killed are removed. */
bool bench_write_file(const char *path, bench_writer_t *writer, const void *content,
                      bench_problem_t *problem);

/* The same for `folder`/`name`. */
bool bench_write_file_in(const char *folder, const char *name, bench_writer_t *writer,
                         const void *content, bench_problem_t *problem);

/* For a file of `path` that another program writes: the temporary name that this process has for
 * it, which is at most 16 bytes longer, and is cut where `room` is too short. */
void bench_temporary_name(const char *path, char *name, size_t room);

/* Removes the temporary files of `path` whose process was killed, or is this one. */
void bench_remove_leftovers(const char *path);

/* Removes `folder`/`name` and the temporary files of it. What is not there is no problem. */
void bench_remove_file_in(const char *folder, const char *name);

/* Gives the bytes of a file and their number, without a byte order mark; a NUL, which is not
 * counted, follows them. Owned by the caller (free). NULL: it cannot be read; the problem ends with
 * what to name instead. */
char *bench_read_whole(const char *path, const char *what, size_t *size, bench_problem_t *problem);

#endif
