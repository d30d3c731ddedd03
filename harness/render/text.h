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

/* 3 significant digits, never 1e+04. */
const char *bench_text_digits(double value, char text[BENCH_TEXT_MAX]);

/* 0.0123 as "1.2 %". */
const char *bench_text_percent(double share, char text[BENCH_TEXT_MAX]);

/* "[1.20, 1.31]" */
const char *bench_text_range(bench_interval_t interval, char text[BENCH_TEXT_MAX]);

/* Bytes: a whole number in full, else the mean, since 96.8 says more than 484/5. */
const char *bench_text_bytes(bench_fraction_t bytes, char text[BENCH_TEXT_MAX]);

/* Tells whether a time cannot be told from `empty`, the time of an operation that does nothing
 * (NaN: not known), and what is then said of it: "< 0.310". */
bool bench_time_is_empty(bench_interval_t time, double empty);
const char *bench_text_below(bench_interval_t time, char text[BENCH_TEXT_MAX]);

/* "57", "54.6", or "~5557" where not exact. */
const char *bench_text_instructions(const bench_instructions_t *instructions,
                                    char text[BENCH_TEXT_MAX]);

/* The text of a cell for people, `none` where it is not known: 3 digits of a real number, with its
 * interval; a share in per cent; a fraction in full, or of more than `places` places as a real
 * number. In `room`, BENCH__CELL_MAX bytes. */
#define BENCH__CELL_MAX 160
const char *bench__cell_text(const bench_value_t *value, size_t places, const char *none,
                             char room[BENCH__CELL_MAX]);

#endif
