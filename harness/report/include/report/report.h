/*
 * report.h - a run: its environment, its overhead ledger, its rows; and report.json, which holds
 * them.
 *
 * report.json is the one source of truth of a run. Everything else in a run's folder (CSV files,
 * tables, plots) is derived from it and can be made again at any time.
 *
 * Files are written under a temporary name in the same folder, flushed to the disk and renamed, so
 * that a killed run leaves whole files. Reading checks format_version and every field.
 *
 * Errors: functions that can fail return false and put one line (what, where, what to do; no
 * newline) into a bench_problem_t. Nothing is printed.
 */
#ifndef BENCH_REPORT_REPORT_H
#define BENCH_REPORT_REPORT_H

#include <stdio.h>

#include "report/row.h"

/* The version of report.json that this code writes and the only one that it reads. */
#define BENCH_FORMAT_VERSION 3

/* One line that says what went wrong. */
typedef struct bench_problem {
    char text[512];
} bench_problem_t;

/* Writes the line; text longer than the buffer is cut, control characters become '?'. Always
 * returns false, so that a function can end with `return bench_problem(problem, ...)`. */
bool bench_problem(bench_problem_t *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A name and a value, both text. Used for the environment. */
typedef struct bench_fact {
    char *name;
    char *value;
} bench_fact_t;

/* What one instrument of the harness costs on this machine. */
typedef struct bench_overhead {
    char *name; /* "clock_read", "batch_loop", "empty_operation", "hook_pair", ... */
    double ns;  /* NaN: could not be measured */
} bench_overhead_t;

typedef struct bench_report {
    char *name;    /* of the run */
    char *created; /* UTC, "2026-11-23T19:00:00Z" */
    bool partial;  /* the run was stopped before its end */
    uint64_t seed;
    size_t fact_count;
    bench_fact_t *facts; /* environment: cpu, cores, kernel, compiler, flags, jemalloc, ... */
    size_t overhead_count;
    bench_overhead_t *overheads;
    size_t row_count;
    bench_row_t *rows; /* in catalogue order */
} bench_report_t;

void bench_report_init(bench_report_t *report);
void bench_report_deinit(bench_report_t *report);

/* The value of a fact, "" where it is absent. Borrowed. */
const char *bench_report_fact(const bench_report_t *report, const char *name);

/* The overhead of that name, NaN where it is absent. */
double bench_report_overhead(const bench_report_t *report, const char *name);

/* The row of the same case as `like`, or NULL. Borrowed. */
const bench_row_t *bench_report_find(const bench_report_t *report, const bench_row_t *like);

/* Appends copies of the strings; a name that is there already gets the new value. False: out of
 * memory. */
bool bench_report_add_fact(bench_report_t *report, const char *name, const char *value);
bool bench_report_add_overhead(bench_report_t *report, const char *name, double ns);

/* Appends an empty row and gives it to be filled; owned by the report, valid until the next append.
 */
bench_row_t *bench_report_add_row(bench_report_t *report);

/* Writes `folder`/report.json: one line per case, the seed as a string (a JSON number loses digits
 * above 2^53 in most readers). False too where the reader would refuse it: a time that is not above
 * 0 and below 1e18 ns. */
bool bench_report_write(const bench_report_t *report, const char *folder, bench_problem_t *problem);

/* Writes the same text to a stream. Errors of the stream itself are left to the caller. */
bool bench_report_print(const bench_report_t *report, FILE *out, bench_problem_t *problem);

/* Reads a report. `path` is a report.json or the folder of a run. On failure *report is empty. */
bool bench_report_read(const char *path, bench_report_t *report, bench_problem_t *problem);

/* Reads a report from `size` bytes; `source` names them in a problem. On failure *report is empty.
 */
bool bench_report_parse(const char *source, const char *text, size_t size, bench_report_t *report,
                        bench_problem_t *problem);

/* Serialisation of one row, as in report.json, for passing rows between processes: one line of JSON
 * without a newline, owned by the caller (free). NULL: out of memory. */
char *bench_row_to_json(const bench_row_t *row);
bool bench_row_from_json(const char *text, bench_row_t *row, bench_problem_t *problem);

#endif
