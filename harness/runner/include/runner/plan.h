/*
 * plan.h - what one measuring process is to do.
 *
 * A process either counts allocations, or counts instructions, or times; never two of them, as each
 * disturbs the others.
 */
#ifndef BENCH_RUNNER_PLAN_H
#define BENCH_RUNNER_PLAN_H

#include "measure/instructions.h"
#include "measure/measure.h"
#include "runner/open_loop.h"

typedef enum bench_mode {
    BENCH_MODE_COUNT,
    BENCH_MODE_INSTRUCTIONS,
    BENCH_MODE_TIME,
    BENCH_MODE_AB, /* times two builds of a plugin side by side (ab.h) */
} bench_mode_t;

/* What a process of BENCH_MODE_AB times; in other modes there is one subject, 0. */
typedef enum bench_ab_subject {
    BENCH_AB_OLD,
    BENCH_AB_AGAIN, /* the control: OLD once more, loaded from a copy of its own */
    BENCH_AB_NEW,
} bench_ab_subject_t;

#define BENCH_AB_SUBJECTS 3

#define BENCH_SEED_DEFAULT 1

/* How much is timed, and how. */
typedef struct bench_sampling {
    uint32_t processes;   /* to time in */
    uint32_t rounds;      /* slices of each case in a process */
    double slice_seconds; /* length of a slice */
    uint64_t seed;        /* of every random choice */
    int cpu;              /* that the processes are pinned to; -1: not pinned */
    bool calibrate_once;  /* what an operation took in the processes so far saves calibrations */
    /* Processes in which cases with long slices are timed, and those of them that are the only ones
     * of their group; 0: in all. */
    uint32_t few, few_alone;
} bench_sampling_t;

typedef struct bench_plan {
    bench_mode_t mode;
    bench_choice_t choice;        /* of BENCH_MODE_AB the first plugin is OLD and the second NEW */
    bool resident;                /* of BENCH_MODE_COUNT: resident memory too (scenario.h) */
    bench_instructions_by_t by;   /* of BENCH_MODE_INSTRUCTIONS */
    char *folder;                 /* for callgrind's files; NULL: none */
    const bench_names_t *resting; /* cases that this process leaves out; NULL: none. Borrowed */
    uint32_t process;             /* number of this one of those that time; 0: it counts */
    uint32_t box;                 /* descriptor of the memory that outlives it; 0: none */
    bench_sampling_t sampling;
    /* Of BENCH_MODE_TIME: the slices of each case, by its number, as a process before this one
     * found them out. Each process calibrates for itself all the same, but once and not twice, or
     * (calibrate_once) makes its slices longer or shorter by chance: were they alike, so would be
     * what depends on their length, for instance how often a thread is found asleep, and two runs
     * would differ in it. Owned. */
    bench_slices_t *slices;
    size_t slice_count;
    uint64_t single_operations; /* of each case, timed one by one, at most; 0: none */
    double single_seconds;      /* and for so long at most */
    bench_open_loop_t loop;
} bench_plan_t;

#endif
