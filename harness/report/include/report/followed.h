/*
 * followed.h - what became of each block: the path ledger, lifetimes, threads and call sites, as
 * files and for people.
 */
#ifndef BENCH_REPORT_FOLLOWED_H
#define BENCH_REPORT_FOLLOWED_H

#include <stdio.h>

#include "report/report.h"

/* One kind of block in a row: all the sites that made it. */
typedef struct bench_part {
    const char *made_by; /* borrowed from the row */
    bench_fraction_t allocs_per_op;
    bench_fraction_t bytes_per_op;
} bench_part_t;

#define BENCH_PARTS_MAX 16

/* The parts of a row that was followed, in the order of its sites; those above BENCH_PARTS_MAX are
 * in the last one. Gives how many. */
size_t bench_row_parts(const bench_row_t *row, bench_part_t parts[BENCH_PARTS_MAX]);

/* Tells whether the parts add up to allocs_per_op; true too where the row was not followed. */
bool bench_row_adds_up(const bench_row_t *row);

/* Blocks still there after the case was torn down. */
uint64_t bench_row_leaked(const bench_row_t *row);

/* "3 blocks made in a;b;c", of a row that leaked; its first site that did. */
void bench_put_leak(FILE *out, const bench_row_t *row);

/* For people, of a group's row: "1 box of a suspended method". False: nothing is to be said. */
bool bench_put_parts(FILE *out, const bench_row_t *row);

/* ledger.csv, lifetimes.csv, threads.csv, sites.folded. */
void bench_print_ledger_csv(const bench_report_t *report, FILE *out);
void bench_print_lifetimes_csv(const bench_report_t *report, FILE *out);
void bench_print_threads_csv(const bench_report_t *report, FILE *out);
void bench_print_folded(const bench_report_t *report, FILE *out);

#endif
