/*
 * site_names.h - the places that allocate, by the names of the functions on their stacks.
 *
 * Return addresses differ from place to place within a function; names do not. So sites with the
 * same names are one, and a site is the same in another run.
 */
#ifndef BENCH_MEASURE_SITE_NAMES_H
#define BENCH_MEASURE_SITE_NAMES_H

#include "journal.h"
#include "measure/measure.h"

/* One named place, in two windows. */
typedef struct bench__named_site {
    char *stack;                /* functions, outermost first, joined by ';' */
    char line[128];             /* "split.c:12", of the first of these sites; "": not known */
    const bench__site_t *first; /* one of the sites that have these names; of the journal */
    uint64_t allocs[BENCH__WINDOWS_MAX];
    uint64_t bytes[BENCH__WINDOWS_MAX];
    uint64_t leaked;
} bench__named_site_t;

typedef struct bench__named_sites {
    bench__named_site_t *items; /* most allocations first, then by stack */
    size_t count;
} bench__named_sites_t;

/* Names all sites of the journal. *named refers to the journal. False: out of memory. */
bool bench__named_sites_init(const bench__journal_t *journal, bench__named_sites_t *named);
void bench__named_sites_deinit(bench__named_sites_t *named);

/* The place with that stack, or NULL. */
const bench__named_site_t *bench__named_sites_find(const bench__named_sites_t *named,
                                                   const char *stack);

/* What the subject's makers say of the blocks of a place: see bench_maker_t. Never NULL. */
const char *bench__made_by(const bench__named_site_t *site, const bench_subject_t *subject);

#endif
