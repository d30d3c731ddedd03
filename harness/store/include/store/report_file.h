/*
 * report_file.h - report.json: a run as it is kept.
 *
 * One JSON document: short fields first, then contenders, floors and cases, one line each, so that
 * two runs can be compared line by line. docs/result-format.md describes it for readers.
 *
 * Reading is strict (codec.h), and reads every version from BENCH_FORMAT_OLDEST on. A metric that
 * is newer than the file (`since` in metrics.def) is then not known.
 *
 * Problems are one line: what, where, what to do.
 */
#ifndef BENCH_STORE_REPORT_FILE_H
#define BENCH_STORE_REPORT_FILE_H

#include <stdio.h>

#include "model/report.h"
#include "store/codec.h"

#define BENCH_FORMAT_VERSION 9
#define BENCH_FORMAT_OLDEST  4

/* The first version whose cases have a `failure`. */
#define BENCH_FORMAT_WITH_FAILURE 5

/* The first version that has `words`, and whose contenders may be `aside`. */
#define BENCH_FORMAT_WITH_WORDS 6

/* The first with the numbers of both witnesses. */
#define BENCH_FORMAT_WITH_WITNESSES 7

/* 8: the first with garbage collections. 9: the first with resident memory. */

/* Times that a report holds, in ns: none that rounding to 15 digits or a ratio of two would carry
 * out of a double. */
#define BENCH_TIME_MIN 1e-12
#define BENCH_TIME_MAX 1e18

/* More bytes than an operation can have. */
#define BENCH_BYTES_MAX 1e18

/* Writes report.json to the folder, whole or not at all. False: it cannot be written, or has a
 * value that the reader would refuse. */
bool bench_report_write(const bench_report_t *report, const char *folder, bench_problem_t *problem);

/* Writes the same to `out`, whose errors are left to the caller. */
bool bench_report_print(const bench_report_t *report, FILE *out, bench_problem_t *problem);

/* Reads report.json; `path` is the file or the folder of the run. On failure the report is empty.
 */
bool bench_report_read(const char *path, bench_report_t *report, bench_problem_t *problem);

/* Reads `size` bytes of a report. `source` names them in a problem. On failure the report is empty.
 */
bool bench_report_parse(const char *source, const char *text, size_t size, bench_report_t *report,
                        bench_problem_t *problem);

/* A bench_row_t and a bench_contender_t as parts of other documents. Rows begin with
 * bench_row_init. */
bench_code_t bench_code_row;
bench_code_t bench_code_contender;

#endif
