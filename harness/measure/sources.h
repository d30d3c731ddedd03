/*
 * sources.h - what reports the allocator's calls to the tally: jemalloc's hooks, or an interposer.
 * VTBENCH_WITNESS names one; without it the hooks are taken where this jemalloc has them (they are
 * in 5.2 to 5.3.1), else the interposer where it was preloaded.
 */
#ifndef BENCH_MEASURE_SOURCES_H
#define BENCH_MEASURE_SOURCES_H

#include "model/report.h"

typedef struct bench__source {
    const char *name;
    /* Starts to report calls. */
    bool (*start)(bench_problem_t *problem);
    /* Stops, where that is safe. */
    void (*stop)(void);
    bool (*is_started)(void);
} bench__source_t;

extern const bench__source_t bench__hooks_source;
extern const bench__source_t bench__interposer_source;

/* The source of this process; NULL: VTBENCH_WITNESS names none. */
const bench__source_t *bench__source(void);

/* Tells whether hooks are installed or the interposer is loaded in this process, counting or not.
 */
bool bench__source_is_present(void);

/* Tells whether the interposer was preloaded. */
bool bench__interposer_is_loaded(void);

/* Tells whether this process was started for counting: with jemalloc's thread cache off. */
bool bench__started_for_counting(void);

#endif
