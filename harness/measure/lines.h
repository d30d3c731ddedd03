/*
 * lines.h - file and line of an address, from debugging information.
 */
#ifndef BENCH_MEASURE_LINES_H
#define BENCH_MEASURE_LINES_H

#include <stddef.h>
#include <stdint.h>

struct Dwfl; /* of elfutils: what is mapped in a process */

typedef enum bench__line {
    BENCH__LINE_UNKNOWN, /* there is no debugging information */
    BENCH__LINE_OF_HEADER,
    BENCH__LINE_OF_SOURCE, /* the file that was compiled */
} bench__line_t;

/* Writes "split.c:12". Of what a header's function was inlined into, the line in the source counts,
 * if there is one. Allocates. */
bench__line_t bench__line_find(struct Dwfl *modules, uintptr_t address, char *text, size_t size);

#endif
