/*
 * compare.h - two runs, two builds and the findings of a check as documents. False: out of memory.
 */
#ifndef BENCH_RENDER_COMPARE_H
#define BENCH_RENDER_COMPARE_H

#include "judge/check.h"
#include "judge/compare.h"
#include "judge/gate.h"
#include "render/document.h"

/* How a comparison is shown. */
typedef struct bench_comparison_print {
    bench_format_t format;
    bool color;     /* in BENCH_FORMAT_TABLE */
    bool builds;    /* two builds are compared, not two runs; the last three are unused */
    unsigned gates; /* bits of bench_gate_t: what was asked for */
    const bench_gate_result_t *gate;      /* what they say; NULL: nothing was asked for */
    const bench_limits_verdict_t *limits; /* as in the comparisons; NULL: there are none */
    const char *accept;                   /* how the new run becomes the base; NULL: not */
    const bench_report_t *base; /* both: what differs in their environments is shown; NULL: not */
    const bench_report_t *new_run;
} bench_comparison_print_t;

/* Shows a comparison. A terminal has the cases with a finding, of builds all of them; a page has
 * the findings, the most serious first, and every case folded away; programs have every case in the
 * order compared. */
bool bench_print_comparison(const bench_comparison_t *comparisons, size_t count,
                            const bench_comparison_print_t *how, FILE *out);

/* Fills an empty table with what changed, metric by metric: a line for each number of a case that
 * is another, and for each time with a verdict. Of the exact numbers allocations, usable bytes and
 * instructions; the others only of a case in which none of these changed. Columns: scenario,
 * contender, params, metric, base, new, verdict (better, worse, other). */
void bench_comparison_changes(const bench_comparison_t *comparisons, size_t count,
                              bench_table_t *table);

typedef struct bench_check_print {
    bench_format_t format;
    const char *committed; /* the committed file; NULL: there was none */
    const char *accept;    /* how the findings are accepted; NULL: not */
} bench_check_print_t;

/* Shows the findings of a check, or that there are none. */
bool bench_print_check(const bench_check_t *check, const bench_check_print_t *how, FILE *out);

#endif
