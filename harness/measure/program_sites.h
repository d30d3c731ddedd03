/*
 * program_sites.h - the places of a program that allocate, by name and per operation.
 */
#ifndef BENCH_MEASURE_PROGRAM_SITES_H
#define BENCH_MEASURE_PROGRAM_SITES_H

#include "place_names.h"
#include "samples.h"

/* Blocks that a sample made and that were still there at the program's end. */
uint64_t bench__sample_kept(const bench__sample_t *sample);

/* Fills sites from both ends of the line; `leaks`: what is there at the end has leaked. False: out
 * of memory; what was filled is released with the counts. */
bool bench__fill_sites(const bench__line_t *line, bench__place_names_t *low_names,
                       bench__place_names_t *high_names, bool leaks, bench_counts_t *counts);

#endif
