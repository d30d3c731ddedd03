/*
 * compare.h - two reports side by side.
 *
 * Exact columns: any difference is a difference. Time: the interval decides, and where it does not,
 * the smallest effect that these data could have shown is given; never "same". Instructions, where
 * they are exact and counted by the same means: any difference is real, and above a floor reported.
 */
#ifndef BENCH_REPORT_COMPARE_H
#define BENCH_REPORT_COMPARE_H

#include "report/tables.h"

/* Smaller changes of exact instructions are no finding. One build gives the same number each time,
 * so this is no allowance for noise: it is one instruction in the 200 that a task takes, of which
 * any edit nearby moves the compiler's choice of registers by that much. */
#define BENCH_INSTRUCTIONS_FLOOR 0.005

/* What a gate may fail on: bits. */
typedef enum bench_gate {
    BENCH_GATE_ALLOCS = 1, /* allocations, frees or bytes per operation */
    BENCH_GATE_TIME = 2,
    BENCH_GATE_INSTRUCTIONS = 4,
} bench_gate_t;

/* The gate of that name: "allocs", "instructions", "time". 0: there is none. */
unsigned bench_gate_find(const char *name, size_t length);

/* How an exact column of a case moved. */
typedef enum bench_change {
    BENCH_CHANGE_NONE,
    BENCH_CHANGE_MORE,    /* a regression; for frees_per_op that is fewer of them: a leak */
    BENCH_CHANGE_FEWER,   /* better than committed: to be accepted */
    BENCH_CHANGE_ADDED,   /* the case is only in the new report */
    BENCH_CHANGE_REMOVED, /* the case is only in the base report */
    BENCH_CHANGE_UNKNOWN, /* counted in one of them and not in the other */
} bench_change_t;

typedef struct bench_comparison {
    const bench_row_t *base; /* borrowed from the reports; NULL where added */
    const bench_row_t *next; /* NULL where removed */
    bench_change_t
        allocs;      /* of the first column that differs: allocs_per_op, bytes_requested_per_op,
                        frees_per_op, bytes_usable_per_op, allocs_once, peak_live_bytes, sizes;
                        NONE too where a row is not exact or neither was counted */
    char column[40]; /* that column, "" where none differs */
    bench_change_t instructions; /* MORE, FEWER: beyond the floor; UNKNOWN: exact in the base report
                                    and not in the new one, or by other means; else NONE */
    double instructions_change;  /* next / base - 1; NaN where not comparable */
    double yardstick_ratio; /* the yardstick's time, next over base: above 1, the machine was slower
                               in the new run; NaN where a process has none */
    bench_interval_t ratio; /* time, next over base, at 95 %: with a yardstick the hull of that in
                               ns and that in its steps; NaN where either was not timed */
    bench_verdict_t time;   /* corrected for the number of timed cases */
    bool control_differs;   /* one of the runs differs from itself, its later half from its earlier
                               one: time is then BENCH_NOT_RESOLVED, whatever the ratio */
    double smallest_effect; /* at the corrected level; NaN where the processes are too few for it */
} bench_comparison_t;

/* The smallest changes that are findings, as fractions; of counts every one is. */
typedef struct bench_thresholds {
    double time;
    double instructions;
} bench_thresholds_t;

/* Compares case by case, in base order, added cases last. Gives an array of *count, owned by the
 * caller (free); NULL: out of memory, or no case in either report (*count == 0). `thresholds` NULL:
 * the floors. Time verdicts of one comparison are corrected together: with m timed cases
 * each interval is taken so that the family-wise level holds (Holm on the smallest level each
 * interval could be taken at). */
bench_comparison_t *bench_compare(const bench_report_t *base, const bench_report_t *next,
                                  const bench_thresholds_t *thresholds, size_t *count);

/* How a comparison is printed. */
typedef struct bench_comparison_print {
    bench_format_t format;
    bool color;                 /* in BENCH_FORMAT_TABLE */
    unsigned gates;             /* bits of bench_gate_t; what they say is printed too */
    const char *accept;         /* the command that makes the new report the base; NULL: none */
    const bench_report_t *base; /* both: what differs in their environments is printed; NULL: not */
    const bench_report_t *next;
} bench_comparison_print_t;

/* Prints the comparison. Findings come first, the graver ones before the others. The table leaves
 * cases without a finding at a sum, Markdown folds them, CSV and JSON have every case in the order
 * compared. */
void bench_print_comparison(const bench_comparison_t *comparisons, size_t count,
                            const bench_comparison_print_t *how, FILE *out);

/* The exit code of a gate over these comparisons: 1 a regression (named cases: MORE, REMOVED,
 * WORSE, and an exact case whose counts in the new report are not "verified"), 3 none of these but
 * a case whose counts or instructions are only in the base report (nothing can be said of it), 4
 * only FEWER, 0 neither. `gates`: bits of bench_gate_t, looked at in their order. */
int bench_gate_exit_code(const bench_comparison_t *comparisons, size_t count, unsigned gates);

/* Of these gates, those that do not give 0. */
unsigned bench_gate_failed(const bench_comparison_t *comparisons, size_t count, unsigned gates);

#endif
