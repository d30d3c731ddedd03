/*
 * ab.h - two builds that were timed side by side: what may be said of them.
 *
 * Each process times three things in turn, slice by slice: the old build, the old build once more
 * from a copy of its own (the control), and the new build. What a process does to all of them
 * (placement, frequency, a busy neighbour) cancels in the ratios of one process, and the control
 * shows what does not cancel: between two copies of one file there is nothing to be found. Where it
 * finds something, nothing is claimed of that case.
 *
 * The unit is the process: one median of each subject per process goes in. The estimate is the
 * median of the ratios, the interval is that of the sign test.
 */
#ifndef BENCH_REPORT_AB_H
#define BENCH_REPORT_AB_H

#include "report/compare.h"

/* With fewer processes one odd one decides too much. */
#define BENCH_AB_PROCESSES_MIN 10

/* One case as measured: ns per operation, one value for each process, paired by process. */
typedef struct bench_ab_medians {
    const double *old;
    const double *again; /* of the second copy of the old build */
    const double *next;
    size_t processes; /* 0: not timed */
} bench_ab_medians_t;

/* What is said of the time of one case. */
typedef struct bench_ab_time {
    size_t processes;         /* 0: not timed; all below is then NaN or false */
    bench_interval_t ratio;   /* new over old, at 95 % */
    bench_interval_t control; /* old again over old */
    double floor;             /* smaller effects are not claimed */
    bool control_differs;     /* no verdict for this reason */
    bench_verdict_t verdict;
    double smallest_effect; /* that these data could have resolved; NaN where the processes are too
                               few for the number of cases, and where the control differs */
} bench_ab_time_t;

/* Judges `count` cases together. Better or worse only where
 *   - the sign test rejects at 5 %, with Holm's correction over all timed cases,
 *   - the interval of the ratio excludes 1,
 *   - the effect is at least 1 %, `threshold` and the effect that the case's control shows,
 *   - the control shows no difference: its interval does not exclude 1, or its effect is below 1 %
 *     and `threshold`.
 * False: out of memory. */
bool bench_ab_judge(const bench_ab_medians_t *medians, size_t count, double threshold,
                    bench_ab_time_t *times);

/* The fewest processes with which one case of `cases` can get a verdict at all, where all of them
 * point the same way. */
size_t bench_ab_processes_needed(size_t cases);

/* Two builds, case by case: counts and times. */
typedef struct bench_ab {
    size_t count;
    bench_comparison_t *comparisons; /* counts, and the verdicts: for bench_gate_exit_code */
    bench_ab_time_t *times;          /* of the same cases */
} bench_ab_t;

/* Compares the rows of both builds, in the order of the old one, added cases last. `again` has the
 * control's times in rows of the old build's cases. Rows are paired by case and process; a process
 * that not all three have is left out. Reports must outlive *ab. False: out of memory, and *ab is
 * empty. */
bool bench_ab_init(bench_ab_t *ab, const bench_report_t *old, const bench_report_t *again,
                   const bench_report_t *next, double threshold);
void bench_ab_deinit(bench_ab_t *ab);

/* Prints every case and a summary. */
void bench_print_ab(const bench_ab_t *ab, bench_format_t format, bool color, FILE *out);

#endif
