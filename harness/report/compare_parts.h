/*
 * compare_parts.h - what the formats of a comparison share.
 */
#ifndef BENCH_COMPARE_PARTS_H
#define BENCH_COMPARE_PARTS_H

#include "report/compare.h"

/* Of the whole family of timed cases. */
#define BENCH_FAMILY_LEVEL 0.05

/* As bench_compare, but of the counts alone: no case is timed. */
bench_comparison_t *bench_compare_counts(const bench_report_t *base, const bench_report_t *next,
                                         size_t *count);

/* Tells whether the exact counts of both rows were compared. */
bool bench_comparison_counted(const bench_comparison_t *comparison);

/* Tells whether the new report has counts of an exact case on which its witnesses disagree. */
bool bench_comparison_unverified(const bench_comparison_t *comparison);

/* "better", "worse", "not resolved", "no verdict". */
const char *bench_comparison_verdict(const bench_comparison_t *comparison);

/* Tells whether there is something to show: a change, a verdict, counts that are not verified. */
bool bench_comparison_finding(const bench_comparison_t *comparison);

/* The row that names the case. */
const bench_row_t *bench_comparison_case(const bench_comparison_t *comparison);

/* "none", "more", "fewer", "added", ...: for CSV and JSON. */
const char *bench_change_name(bench_change_t change);

/* Room for a sentence with two values of an exact column, or a number of ns and its range. */
#define BENCH_PHRASE_MAX 400

/* "regression: allocs_per_op 0 -> 1", "no difference": in `phrase`, BENCH_PHRASE_MAX bytes, or a
 * constant. */
const char *bench_count_phrase(const bench_comparison_t *comparison, char *phrase);

/* Escape sequences of a terminal; "" for what needs no colour. */
const char *bench_change_color(bench_change_t change);
const char *bench_verdict_color(bench_verdict_t verdict);

/* The line that names a case, and one indented line below it: what it is about, and what is said of
 * it; nothing where `phrase` is "". */
void bench_put_case_name(FILE *out, const bench_row_t *row, bool color);
void bench_put_phrase(FILE *out, const char *label, const char *phrase, const char *color);

/* ", 3 added"; nothing where there is none. */
void bench_put_number_of(size_t number, const char *what, FILE *out);

/* A cell of a Markdown table with the bar behind it. */
void bench_put_cell(FILE *out, const char *text);

void bench_comparison_csv(const bench_comparison_t *comparisons, size_t count, FILE *out);
void bench_comparison_json(const bench_comparison_t *comparisons, size_t count,
                           const bench_comparison_print_t *how, FILE *out);
void bench_comparison_markdown(const bench_comparison_t *comparisons, size_t count,
                               const bench_comparison_print_t *how, FILE *out);

/* "5 cases compared: ...", and how small an effect on time could have been seen: one or a few
 * lines. */
void bench_comparison_put_sum(const bench_comparison_t *comparisons, size_t count, FILE *out);

/* "Environment: compiler gcc 12 -> gcc 13.", of the facts that differ; nothing where none does. */
void bench_put_environment(const bench_comparison_print_t *how, FILE *out);
void bench_put_environment_json(const bench_comparison_print_t *how, FILE *out);

/* "Gate on allocs: passes.", without a newline. */
void bench_comparison_put_gate(const bench_comparison_t *comparisons, size_t count, unsigned gates,
                               FILE *out);

/* The names of these gates in their order, joined by ", ", each in `quote`. */
void bench_gate_put_names(FILE *out, unsigned gates, const char *quote);

/* How many cases there are of each kind. */
typedef struct bench_tally {
    size_t compared; /* in both reports */
    size_t changed; /* of these, with other exact counts, other instructions or a verdict on time */
    size_t unresolved;   /* of these, timed in both without a verdict */
    size_t untimed;      /* of these, not timed in both */
    size_t added;        /* only in the new report */
    size_t removed;      /* only in the base report */
    size_t unknown;      /* counted in one report only */
    size_t unverified;   /* with counts in the new report that are not verified */
    size_t uncomparable; /* with exact instructions in the base report only, or by other means */
    size_t too_few;      /* of the unresolved: too few processes to show anything */
    double
        least_effect; /* smallest and largest effect that the other unresolved could have shown; */
    double most_effect;     /* NaN where there is none */
    size_t yardsticks;      /* of the timed, with a yardstick in both runs */
    double yardstick_ratio; /* geometric mean over these; NaN where there is none */
} bench_tally_t;

bench_tally_t bench_comparison_tally(const bench_comparison_t *comparisons, size_t count);

#endif
