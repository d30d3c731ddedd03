/*
 * text.h - numbers and strings as text, for CSV, JSON, Markdown and terminals.
 */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/row.h"
#include "report/statistics.h"

/* Room for any text below. */
#define BENCH_TEXT_MAX 96

/* Each writes to `text`, which holds BENCH_TEXT_MAX bytes, and returns it. A NaN becomes "". */
const char *bench_text_number(double value, char *text);  /* up to 10 digits, for machines */
const char *bench_text_digits(double value, char *text);  /* 3 significant digits, never 1e+04 */
const char *bench_text_percent(double share, char *text); /* 0.0123 as "1.2 %" */
const char *bench_text_range(bench_interval_t interval, char *text); /* "[1.20, 1.31]" */

/* Bytes for people: a whole number in full, else the mean, since 96.8 says more than 484/5. */
const char *bench_text_bytes(bench_fraction_t bytes, char *text);

/* A time for people: "7.21", "< 0.310" where it cannot be told from `empty`, the time of an
 * operation that does nothing (NaN: not known). */
const char *bench_text_time(bench_interval_t time, double empty, char *text);
bool bench_time_is_empty(bench_interval_t time, double empty);

/* Writes one CSV field, quoted as RFC 4180 asks where it has to be. */
void bench_put_csv(FILE *out, const char *text);

/* Writes a JSON string with its quotes. */
void bench_put_json(FILE *out, const char *text);

/* Writes the text of a Markdown table's cell. */
void bench_put_markdown(FILE *out, const char *text);

#endif
