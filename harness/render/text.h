/*
 * text.h - numbers as people read them.
 *
 * Each writes to `text`, which holds BENCH_TEXT_MAX bytes, and returns it. What is not known
 * becomes "".
 */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include "judge/statistics.h"
#include "model/row.h"

#define BENCH_TEXT_MAX 96

/* Places on a terminal: one for each character. */
size_t bench_text_places(const char *text);

/* 3 significant digits, never 1e+04. */
const char *bench_text_digits(double value, char text[BENCH_TEXT_MAX]);

/* ---- times, in ns; people get the unit in which there are 1 to 3 digits before the point ---- */

/* A shorter time cannot be measured, and is that of nothing: one round of a loop takes a cycle, and
 * no processor makes ten in a nanosecond. */
#define BENCH_TIME_LEAST 0.1

/* "1.90 ns", "35.1 µs", "2.00 s"; "< 0.1 ns" below BENCH_TIME_LEAST. */
const char *bench_text_time(double ns, char text[BENCH_TEXT_MAX]);

/* "35.1 µs [34.0, 36.2]", all in the unit of the estimate; without an interval that is not known.
 */
const char *bench_text_time_range(bench_interval_t time, char text[BENCH_TEXT_MAX]);

/* "9.50 -> 12.1 µs": in one unit, the larger one, unless they are a thousandfold apart. "" where
 * either is not known. */
const char *bench_text_time_change(double before, double after, char text[BENCH_TEXT_MAX]);

/* Tells whether a time is below what can be measured: it is shorter than BENCH_TIME_LEAST, or
 * cannot be told from `empty`, the time of an operation that does nothing (NaN: not known). What is
 * then said of it is "< 0.310 ns", the least time that would have been measured. */
bool bench_time_is_empty(bench_interval_t time, double empty);
const char *bench_text_below(bench_interval_t time, double empty, char text[BENCH_TEXT_MAX]);

/* ---- parts and changes: from tenfold on a factor says more than a percentage ---- */

/* 0.0123 as "1.2 %", 12.3 as "12.3 times". */
const char *bench_text_percent(double share, char text[BENCH_TEXT_MAX]);

/* How much more one thing is than another: 0.05 as "5.0 %", 24 as "a factor of 25.0". */
const char *bench_text_effect(double effect, char text[BENCH_TEXT_MAX]);

/* New over base: 1.5 as "+50.0 %", 0.5 as "-50.0 %", 25 as "25.0 times". */
const char *bench_text_change(double ratio, char text[BENCH_TEXT_MAX]);

/* ---- others ---- */

/* "[1.20, 1.31]" */
const char *bench_text_range(bench_interval_t interval, char text[BENCH_TEXT_MAX]);

/* Bytes: a whole number in full, else the mean, since 96.8 says more than 484/5. */
const char *bench_text_bytes(bench_fraction_t bytes, char text[BENCH_TEXT_MAX]);

/* "57", "54.6", or "~5557" where not exact. */
const char *bench_text_instructions(const bench_instructions_t *instructions,
                                    char text[BENCH_TEXT_MAX]);

/* The text of a cell for people, `none` where it is not known: 3 digits of a real number, with its
 * interval; a time with its unit; a share in per cent; a fraction in full, or of more than `places`
 * places as a real number. In `room`, BENCH__CELL_MAX bytes. */
#define BENCH__CELL_MAX 160
const char *bench__cell_text(const bench_value_t *value, size_t places, const char *none,
                             char room[BENCH__CELL_MAX]);

#endif
