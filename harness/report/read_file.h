/*
 * read_file.h - a whole file in memory.
 */
#ifndef BENCH_READ_FILE_H
#define BENCH_READ_FILE_H

#include <stddef.h>

/* Gives the bytes of a file and their number; a NUL, which is not counted, follows them. Owned by
 * the caller (free). NULL with errno: it cannot be read. */
char *bench_read_whole(const char *path, size_t *size);

#endif
