/*
 * sources.h - who tells the tally of the allocator's calls: jemalloc's hooks, or an interposer
 * before it. VTBENCH_WITNESS names one; without it the hooks are taken where this jemalloc has them
 * (they are in 5.2 to 5.3.1), else the interposer where it was preloaded.
 */
#ifndef BENCH_MEASURE_SOURCES_H
#define BENCH_MEASURE_SOURCES_H

#include "report/report.h"

typedef struct bench__source {
    const char *name;
    /* Has it tell of calls from now on. */
    bool (*start)(bench_problem_t *problem);
    /* No longer, where that is safe. */
    void (*stop)(void);
    bool (*is_started)(void);
} bench__source_t;

extern const bench__source_t bench__hooks_source;
extern const bench__source_t bench__interposer_source;

/* The source of this process; NULL: the name in VTBENCH_WITNESS is of none. */
const bench__source_t *bench__source(void);

/* Whether one of them stands in the allocator's way in this process, counting or not. */
bool bench__source_is_present(void);

/* Whether the interposer was preloaded. */
bool bench__interposer_is_loaded(void);

/* Whether this process was started for counting: with jemalloc's thread cache off. */
bool bench__started_for_counting(void);

#endif
