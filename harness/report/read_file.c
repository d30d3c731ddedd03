/* read_file.c - a whole file in memory. */
#include "read_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void copy(FILE *in, FILE *out) {
    char bytes[4096];
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, in)) > 0) {
        fwrite(bytes, 1, count, out);
    }
}

char *bench_read_whole(const char *path, size_t *size) {
    char *text = NULL;
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        return NULL;
    }
    FILE *out = open_memstream(&text, size);
    errno = 0;
    if (out != NULL) {
        copy(in, out);
    }
    int error = ferror(in) != 0 ? errno : 0; /* a folder opens, and cannot be read */
    fclose(in);
    if (out == NULL || fclose(out) != 0) {
        error = ENOMEM;
    }
    if (error != 0) {
        free(text);
        errno = error;
        return NULL;
    }
    return text;
}
