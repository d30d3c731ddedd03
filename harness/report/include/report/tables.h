/*
 * tables.h - what is derived from a report: the CSV files, tables for people, report.md.
 */
#ifndef BENCH_REPORT_TABLES_H
#define BENCH_REPORT_TABLES_H

#include <stdio.h>

#include "report/times.h"

typedef enum bench_format {
    BENCH_FORMAT_TABLE, /* aligned columns for a terminal */
    BENCH_FORMAT_JSON,
    BENCH_FORMAT_CSV,
    BENCH_FORMAT_MARKDOWN, /* ready to paste into a pull request */
} bench_format_t;

/* "table", "json", "csv", "markdown"; false for another name. */
bool bench_format_parse(const char *name, bench_format_t *format);

/* Prints the rows of a run to `out`: counts, bytes, time with interval, ratio to task,
 * verification. `color`: ANSI colours in BENCH_FORMAT_TABLE. */
void bench_print_report(const bench_report_t *report, bench_format_t format, bool color, FILE *out);

/* Writes allocations.csv, latency.csv, percentiles.csv, instructions.csv, sizes.csv, slices.csv,
 * processes.csv, environment.csv, floors.csv, ledger.csv, lifetimes.csv, threads.csv, sites.folded
 * and report.md into the folder, each whole or not at all. report.md links to the figures that are
 * in `folder`/plots. */
bool bench_write_tables(const bench_report_t *report, const char *folder, bench_problem_t *problem);

/* Writes only the rows with `exact` set, in the columns of allocations.csv, to `path`: what is
 * committed and compared byte for byte. */
bool bench_write_exact(const bench_report_t *report, const char *path, bench_problem_t *problem);
void bench_print_exact(const bench_report_t *report, FILE *out);

#endif
