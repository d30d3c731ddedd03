/*
 * compare_parts.h - what the parts of a comparison's document share.
 */
#ifndef BENCH_COMPARE_PARTS_H
#define BENCH_COMPARE_PARTS_H

#include "render/compare.h"

typedef struct bench__view {
    bench_doc_t doc;
    const bench_comparison_t *pairs;
    size_t count;
    const bench_comparison_print_t *how;
    const bench_gate_result_t *gate;
    bench_comparison_tally_t tally;
    bench_table_t *environment; /* what differs in it */
} bench__view_t;

/* What is to be said of a case, as notes: of its counts, its instructions, its verification, its
 * time. */
void bench__note_case(bench__view_t *view, const bench_comparison_t *pair);

/* The time of a row, ns; NaN where there is no row, or it was not timed. */
double bench__time_of(const bench_row_t *row);

/* The value of the column that differs, kept; NULL where nothing was counted. */
const char *bench__count_of(bench_doc_t *doc, const bench_row_t *row, const char *column);

/* Tells whether a limit decides about that column of the case. */
bool bench__is_limited(const bench__view_t *view, const bench_comparison_t *pair,
                       const char *column);

/* The numbers of a case that are over their limits, or moved within them, as notes. */
void bench__note_limits(bench__view_t *view, const bench_comparison_t *pair);

/* Of a case whose counts differ, all columns that do and have no limit, and the call sites: a note
 * for each, like `counts`, which says what the change is. */
void bench__note_columns(bench__view_t *view, const bench_note_t *counts,
                         const bench_comparison_t *pair);
void bench__note_sites(bench_doc_t *doc, const bench_note_t *counts,
                       const bench_comparison_t *pair);

/* The same as tables for programs. */
void bench__add_columns(bench__view_t *view);
void bench__add_sites(bench__view_t *view);

/* Which two runs are compared, where they are known; for people and for programs. */
void bench__say_runs(bench__view_t *view);
void bench__add_runs(bench__view_t *view);

#endif
