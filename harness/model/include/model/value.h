/*
 * value.h - a value of any metric, typed: what stands in one cell of a table.
 *
 * A value that was not measured is not known, and is never 0.
 *
 * Plain values; nothing is allocated; texts are borrowed.
 */
#ifndef BENCH_MODEL_VALUE_H
#define BENCH_MODEL_VALUE_H

#include "model/fraction.h"

typedef enum bench_type {
    BENCH_TYPE_TEXT,
    BENCH_TYPE_FRACTION, /* exact */
    BENCH_TYPE_INTEGER,  /* exact; a fraction over 1 */
    BENCH_TYPE_NUMBER,   /* ns in files, and other real numbers */
    BENCH_TYPE_SHARE,    /* a part of one */
    BENCH_TYPE_RATIO,    /* of two times */
    BENCH_TYPE_TIME,     /* ns; people see another unit where that is shorter */
} bench_type_t;

/* Colour and weight in documents; no program sees them. */
typedef enum bench_mark {
    BENCH_MARK_NONE,
    BENCH_MARK_GOOD,
    BENCH_MARK_BAD,
    BENCH_MARK_OWN, /* words of the suite itself, in which `accents` mark code; no text of others */
} bench_mark_t;

typedef struct bench_value {
    bench_type_t type;
    bench_mark_t mark;
    union {
        const char *text;          /* TEXT; NULL: not known */
        bench_fraction_t fraction; /* FRACTION, INTEGER */
        double number;             /* the others; NaN: not known */
    };
    double low, high; /* of an interval around `number`, for people; NaN: none */
} bench_value_t;

bench_value_t bench_text_value(const char *text);
bench_value_t bench_fraction_as_value(bench_fraction_t fraction);
bench_value_t bench_whole_value(int64_t number);
bench_value_t bench_number_value(double number);
bench_value_t bench_share_value(double share);
bench_value_t bench_ratio_value(double ratio);
bench_value_t bench_time_value(double ns);

/* A value of that type that is not known. */
bench_value_t bench_unknown_value(bench_type_t type);

bool bench_value_is_known(const bench_value_t *value);

/* Tells whether the type is a number; else it is text. */
bool bench_type_is_number(bench_type_t type);

/* Tells whether the type is an exact number. */
bool bench_type_is_exact(bench_type_t type);

/* The text of a value as programs read it: a fraction in full, a real number with up to 10 digits,
 * "" where it is not known. `room` holds BENCH_VALUE_MAX bytes and may be what is returned. */
#define BENCH_VALUE_MAX 48
const char *bench_value_format(const bench_value_t *value, char room[BENCH_VALUE_MAX]);

/* Reads that text as a value of the type; a text value borrows it. False: it is none. */
bool bench_value_parse(bench_type_t type, const char *text, bench_value_t *value);

#endif
