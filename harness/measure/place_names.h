/*
 * place_names.h - names for the places of a shared memory: a file and an offset each.
 */
#ifndef BENCH_MEASURE_PLACE_NAMES_H
#define BENCH_MEASURE_PLACE_NAMES_H

#include "preload/mapping.h"

typedef struct bench__place_names bench__place_names_t;

/* Of the files of that memory, which it borrows. NULL: out of memory. */
bench__place_names_t *bench__place_names_create(const preload_mapping_t *map);
void bench__place_names_destroy(bench__place_names_t *names);

/* The functions of a site, outermost first, joined by ';', without how a program or thread starts,
 * and without an operator new. A function without a name is its file and the offset:
 * "sqlite3+0x1f0e3". Owned by the caller. NULL: out of memory. */
char *bench__place_stack(bench__place_names_t *names, const preload_site_t *site);

/* The name of the file that a site's innermost function is in. Borrowed. */
const char *bench__place_file(bench__place_names_t *names, const preload_site_t *site);

#endif
