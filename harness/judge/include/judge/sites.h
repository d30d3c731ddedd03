/*
 * sites.h - the places in the code that make more blocks than before, or fewer.
 *
 * The sites of two rows are paired, and what a pair makes in both runs is no change. Compilers
 * inline functions and split parts off them, and an edit renames some, so one place has not the
 * same stack in two builds. Sites are therefore paired by how much their stacks have in common.
 */
#ifndef BENCH_JUDGE_SITES_H
#define BENCH_JUDGE_SITES_H

#include "model/row.h"

/* A site that does not make in both runs what it makes in one. */
typedef struct bench_site_change {
    const bench_site_t *base;      /* borrowed from the rows; NULL: only in the new run */
    const bench_site_t *new_row;   /* NULL: only in the base run */
    bench_fraction_t blocks;       /* per operation, new less base; */
    bench_fraction_t usable_bytes; /* the two are not both 0 */
} bench_site_change_t;

/* The site that names the place: the new one, or that of the base where it is gone. */
const bench_site_t *bench_site_change_site(const bench_site_change_t *change);

/* Tells whether the sites of both rows are known. */
bool bench_sites_are_known(const bench_row_t *base, const bench_row_t *new_row);

/* How much two stacks (bench_site_t.stack) have in common, from 0 to 1. Each frame counts twice as
 * much as its caller; the frames of both in the same order are common, and those that only one of
 * the stacks has count against it by half. So a stack of which a frame was inlined is similar to
 * the whole one, and two stacks with different functions on the inside are not. Suffixes of
 * compilers (".constprop.0") and frames without a name ("?") are left out, and so is what is more
 * than 24 frames away from the allocation. */
double bench_stack_similarity(const char *a, const char *b);

/* Stacks that have less in common are of two places. */
#define BENCH_STACKS_SIMILAR 0.5

/* Finds the sites that changed, in the order of the new row's, those that are gone last. Sites with
 * the same stack are paired first; of the others those whose blocks are for the same purpose and
 * whose stacks are similar, the most similar first. Gives an array of *count, owned by the caller
 * (free); NULL: out of memory, or, with *count == 0, nothing changed or is known. */
bench_site_change_t *bench_site_changes(const bench_row_t *base, const bench_row_t *new_row,
                                        size_t *count);

#endif
