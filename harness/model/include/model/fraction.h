/*
 * fraction.h - exact numbers per operation.
 *
 * A count over N operations is rarely a whole number per operation: 1 block in 512 operations is
 * 1/512. Such a number stays a fraction from the counter to every file, so that two of them are
 * equal or not, and nothing is lost to rounding. A fraction with den == 0 (as in zeroed memory) is
 * one that is not known.
 *
 * Plain values; nothing is allocated; any thread.
 */
#ifndef BENCH_MODEL_FRACTION_H
#define BENCH_MODEL_FRACTION_H

#include <stdbool.h>
#include <stdint.h>

/* num / den in lowest terms, den > 0; or not known, den == 0. */
typedef struct bench_fraction {
    int64_t num;
    int64_t den;
} bench_fraction_t;

/* Gives num / den in lowest terms with den > 0; den must not be 0, neither may be INT64_MIN. */
bench_fraction_t bench_fraction(int64_t num, int64_t den);
bench_fraction_t bench_whole(int64_t number);

bool bench_fraction_is_known(bench_fraction_t f);
bool bench_fraction_equal(bench_fraction_t a, bench_fraction_t b);

/* Below 0, 0, above 0 as a is less than, equal to, greater than b: exactly. Both must be known. */
int bench_fraction_compare(bench_fraction_t a, bench_fraction_t b);

/* The exact sum; one that no fraction holds is the largest number. Both must be known. */
bench_fraction_t bench_fraction_add(bench_fraction_t a, bench_fraction_t b);

/* a less b, in the same way. */
bench_fraction_t bench_fraction_subtract(bench_fraction_t a, bench_fraction_t b);

/* a times b, in the same way. */
bench_fraction_t bench_fraction_multiply(bench_fraction_t a, bench_fraction_t b);

/* NaN where it is not known. */
double bench_fraction_value(bench_fraction_t f);

/* Writes "3", "3/2", "-1/512", "" where it is not known, to text; text must hold BENCH_FRACTION_MAX
 * bytes. */
#define BENCH_FRACTION_MAX 48
const char *bench_fraction_format(bench_fraction_t f, char text[BENCH_FRACTION_MAX]);

/* Reads what bench_fraction_format writes of a known one. False for anything else; *f is then
 * untouched. */
bool bench_fraction_parse(const char *text, bench_fraction_t *f);

#endif
