/*
 * program.h - the rows of a program that was counted by the preloaded library.
 *
 * A row is made of samples: so many operations, and what was counted in them. Where samples have
 * different numbers of operations, numbers per operation are the slope between them, and every
 * sample must lie on that line; where all have the same, they are means, and every sample must have
 * the same counts.
 */
#ifndef BENCH_MEASURE_PROGRAM_H
#define BENCH_MEASURE_PROGRAM_H

#include "model/report.h"
#include "preload/mapping.h"

/* One run of the program. */
typedef struct bench_program_pass {
    const preload_mapping_t *map; /* borrowed */
    uint64_t operations;          /* that the whole run stands for */
    const char *failure;          /* why its counts are not whole; NULL: they are; borrowed */
    const char *results;          /* of a Google Benchmark, in JSON; "": there are none; borrowed */
} bench_program_pass_t;

typedef struct bench_program_passes {
    const bench_program_pass_t *items;
    size_t count;
    const char *scenario; /* of the rows */
    bool benchmark;       /* it is a Google Benchmark, whose loops are seen */
    const char *alone;    /* the one benchmark that ran, with more iterations in each pass; NULL */
    const char *doubt;    /* what another witness saw differently; NULL: nothing */
    bool leaks;           /* what is there at the end has leaked */
} bench_program_passes_t;

/* Adds the row of a benchmark that ran alone, without its set-up; or one for each benchmark of a
 * Google Benchmark, in its own order, one for each loop that the program marked, and where there is
 * none of these the row of the whole program. False: out of memory, or the results of a benchmark
 * cannot be had. */
bool bench_program_add_rows(const bench_program_passes_t *passes, bench_report_t *report,
                            bench_problem_t *problem);

/* What another tool counted of a program's first process. */
typedef struct bench_program_seen {
    const char *by;
    uint64_t calls;  /* that gave a block, or another size to one */
    bool brings_cxx; /* the tool loads the C++ library, which makes a block when it is loaded */
} bench_program_seen_t;

/* Holds a pass against that. What differs, owned by the caller; NULL: nothing, or memory is short.
 */
char *bench_program_differs(const bench_program_pass_t *pass, const bench_program_seen_t *seen);

/* What an allocator told of itself, and was held against: "jemalloc", "mallinfo2"; NULL: nothing.
 */
const char *bench_program_told_by(const bench_program_passes_t *passes);

/* The file of the allocator that the program's calls went to; "" where none was counted. */
const char *bench_program_allocator(const bench_program_passes_t *passes);

#endif
