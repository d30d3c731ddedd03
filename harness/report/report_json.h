/*
 * report_json.h - rows as JSON values, for the writer and the reader of report.json.
 */
#ifndef BENCH_REPORT_JSON_H
#define BENCH_REPORT_JSON_H

#include <jansson.h>

#include "json_fields.h"

/* 15 significant digits survive being read into a double and written again, so that a second
 * writing gives the same bytes, and a decimal number stays the short one that it was. */
#define BENCH_REAL_DIGITS 15

/* Times that a report holds, in ns: none that rounding to 15 digits or a ratio of two would carry
 * out of a double. */
#define BENCH_TIME_MIN 1e-12
#define BENCH_TIME_MAX 1e18

/* Reads the fields of one case. On failure the row holds what was read so far: deinit it. */
bool bench_row_read(bench_place_t *place, const json_t *object, bench_row_t *row);

/* Reads `followed` of a case's counts. */
bool bench_followed_read(bench_place_t *place, const json_t *object, bench_counts_t *counts);

/* The field "latencies" of a case. NULL: out of memory, or a time that JSON cannot hold. */
json_t *bench_latencies_to_json(const bench_row_t *row);
bool bench_latencies_read(bench_place_t *place, const json_t *object, bench_row_t *row);

#endif
