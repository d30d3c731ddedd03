/*
 * limits.h - limits that are to be written, as a document.
 */
#ifndef BENCH_RENDER_LIMITS_H
#define BENCH_RENDER_LIMITS_H

#include "model/limit.h"
#include "render/document.h"

/* A line of the file, before and after; texts are borrowed. */
typedef struct bench_limit_change {
    const bench_limit_t *limit; /* as it will be; at_most NULL: it goes */
    const char *committed;      /* at_most as it is; NULL: there is no such line */
} bench_limit_change_t;

/* Shows the changes of a file. False: out of memory. */
bool bench_print_limit_changes(const bench_limit_change_t *changes, size_t count, const char *file,
                               bench_format_t format, FILE *out);

#endif
