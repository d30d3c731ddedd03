/*
 * compare.h - two reports side by side.
 *
 * Exact columns: any difference is a difference. Time: the interval decides, and where it does not,
 * the smallest effect that these data could have shown is given; never "same". Instructions, where
 * they are exact and counted by the same means: any difference is real, and above a floor reported.
 */
#ifndef BENCH_JUDGE_COMPARE_H
#define BENCH_JUDGE_COMPARE_H

#include "judge/change.h"
#include "judge/limits.h"
#include "judge/times.h"
#include "model/table.h"

/* Smaller changes of exact instructions are no finding. One build gives the same number each time,
 * so this is no allowance for noise: it is one instruction in the 200 that a task takes, of which
 * any edit nearby moves the compiler's choice of registers by that much. */
#define BENCH_INSTRUCTIONS_FLOOR 0.005

/* With fewer processes one odd one decides too much in a comparison of builds. */
#define BENCH_AB_PROCESSES_MIN 10

typedef struct bench_comparison {
    const bench_row_t *base;     /* borrowed from the reports; NULL where added */
    const bench_row_t *new_row;  /* NULL where removed */
    const bench_row_t *again;    /* of builds: the second copy of the base; NULL: none */
    const char *column;          /* the first that differs, "" where none does */
    bench_change_t allocs;       /* of that column, as bench_counts_change has it; NONE too where a
                                    row is not exact or neither was counted */
    bench_change_t instructions; /* MORE, FEWER: beyond the floor; UNKNOWN: exact in the base report
                                    and not in the new one, or by other means; else NONE */
    double instructions_change;  /* new / base - 1; NaN where not comparable */
    double yardstick_ratio; /* the yardstick's time, new over base: above 1, the machine was slower
                               in the new run; NaN where a process has none */
    size_t processes;       /* that timed it: of both runs the fewer; of builds those that timed all
                               three */
    bench_interval_t ratio; /* time, new over base, at 95 %: with a yardstick the smallest interval
                               that contains both that in ns and that in its steps; NaN where either
                               was not timed */
    bench_interval_t control; /* of builds: again over base */
    double floor;             /* smaller effects on time are not claimed */
    double smallest_effect;   /* at the corrected level; NaN where the processes are too few for it,
                                 and where the control of builds differs */
    bench_verdict_t time;     /* corrected for the number of timed cases */
    bool control_differs;     /* of builds: time is then BENCH_NOT_RESOLVED, whatever the ratio */
    unsigned over;            /* bits of BENCH_LIMITS_: a number of that pass is over its limit */
    bool moved;               /* a number is another one, within its limit */
} bench_comparison_t;

/* The smallest changes that are findings, as fractions; of counts every one is. */
typedef struct bench_thresholds {
    double time;
    double instructions;
} bench_thresholds_t;

/* Compares case by case, in base order, added cases last. Gives an array of *count, owned by the
 * caller (free); NULL: out of memory, or no case in either report (*count == 0). `thresholds` NULL:
 * the floors.
 *
 * Better or worse only where
 *   - the rank-sum test over the processes' medians rejects at 5 %, all timed cases being judged
 *     together (joint.h), for the least and the most that the case may feel of the machine's speed
 *     (felt.h), and both point the same way,
 *   - the fast and the slow processes moved along (bench_moved_together),
 *   - the effect is at least the threshold, what a run that drifted differs from itself by (its
 *     later half from its earlier one), and BENCH_SHARED_SPREADS times what in either run is common
 *     to the case's group (bench_row_shared_spread): a process that met a slow kernel or memory
 *     tells that whole runs may differ by it too. ADR 34 has how the factor was found. */
#define BENCH_SHARED_SPREADS 2.5
bench_comparison_t *bench_compare(const bench_report_t *base, const bench_report_t *new_run,
                                  const bench_thresholds_t *thresholds, size_t *count);

/* Takes what limits say in place of the comparison: a number that was judged by its limit is no
 * change of `allocs` or `instructions`, but one of `over` or `moved`. */
void bench_compare_limits(bench_comparison_t *comparisons, size_t count,
                          const bench_limits_verdict_t *verdict);

/* Compares two builds that were timed side by side, in the order and with the ownership of
 * bench_compare.
 *
 * Each process times three things in turn, slice by slice: the base build, the base build once more
 * from a copy of its own (`again`, the control), and the new build. What a process does to all of
 * them (placement, frequency, a busy neighbour) cancels in the ratios of one process, and the
 * control shows what does not cancel: between two copies of one file there is nothing to be found.
 * Rows are paired by case and process; a process that not all three have is left out.
 *
 * Better or worse only where
 *   - the sign test rejects at 5 %, with Holm's correction over all timed cases,
 *   - the interval of the ratio excludes 1,
 *   - the effect is at least 1 %, `threshold` and the effect that the case's control shows,
 *   - the control shows no difference: its interval does not exclude 1, or its effect is below 1 %
 *     and `threshold`. */
bench_comparison_t *bench_compare_builds(const bench_report_t *base, const bench_report_t *again,
                                         const bench_report_t *new_build, double threshold,
                                         size_t *count);

/* The fewest processes with which one case of `cases` of two builds can get a verdict at all, where
 * all of them point the same way. */
size_t bench_ab_processes_needed(size_t cases);

/* "better", "worse", "not resolved", "no verdict"; "" where not timed. */
const char *bench_comparison_verdict(const bench_comparison_t *comparison);

/* The row that names the case: the new one, or the base one where it was removed. */
const bench_row_t *bench_comparison_row(const bench_comparison_t *comparison);

/* Tells whether the exact counts of both rows were compared. */
bool bench_comparison_counted(const bench_comparison_t *comparison);

/* Gives how many exact columns of the case differ, and which: those of the counts, where both were
 * compared, then "instructions_per_op", where both are comparable, and whatever the threshold. */
size_t bench_comparison_columns(const bench_comparison_t *comparison,
                                bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX]);

/* Tells whether the new run has counts of the case that are not verified. */
bool bench_comparison_unverified(const bench_comparison_t *comparison);

/* Tells whether there is something to show: a change, a verdict, counts that are not verified, a
 * limit that was exceeded or used. */
bool bench_comparison_is_finding(const bench_comparison_t *comparison);

/* How many cases there are of each kind. */
typedef struct bench_comparison_tally {
    size_t compared; /* in both runs */
    size_t changed; /* of these, with other exact counts, other instructions or a verdict on time */
    size_t timed;   /* of these, timed in both */
    size_t unresolved;   /* of the timed, neither better nor worse */
    size_t untimed;      /* of the compared, not timed in both */
    size_t added;        /* only in the new run */
    size_t removed;      /* only in the base run */
    size_t unknown;      /* counted in one run only */
    size_t over;         /* over a limit */
    size_t unverified;   /* with counts in the new run that are not verified */
    size_t uncomparable; /* with exact instructions in the base run only, or by other means */
    size_t too_few;      /* of the unresolved: too few processes to show anything */
    size_t no_verdict;   /* of the timed: the control differs */
    size_t processes;    /* of the case that has most of them */
    double half_effect;  /* what could have been seen in half of the timed cases that had processes
                            enough; NaN where there is none */
    size_t yardsticks;   /* of the timed, with a yardstick in both runs */
    double yardstick_ratio; /* geometric mean over these; NaN where there is none */
} bench_comparison_tally_t;

bench_comparison_tally_t bench_comparison_tally(const bench_comparison_t *comparisons,
                                                size_t count);

/* Fills a table of three texts with what two runs were made with, where that differs: a fact that
 * numbers depend on, beside the code, its value in the base run and in the new one. A fact that
 * only one of them tells is none. */
void bench_environment_changes(const bench_report_t *base, const bench_report_t *new_run,
                               bench_table_t *table);

#endif
