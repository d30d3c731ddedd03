/* fraction.c - exact numbers per operation. */
#include "model/fraction.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Wide enough for the products of any two numbers, and their sum. */
__extension__ typedef __int128 wide_t;

static wide_t greatest_common_divisor(wide_t a, wide_t b) {
    while (b != 0) {
        wide_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

bench_fraction_t bench_fraction(int64_t num, int64_t den) {
    int64_t divisor = (int64_t)greatest_common_divisor(num, den);
    if (den < 0) {
        divisor = -divisor;
    }
    return (bench_fraction_t){num / divisor, den / divisor};
}

bench_fraction_t bench_whole(int64_t number) {
    return (bench_fraction_t){number, 1};
}

bool bench_fraction_is_known(bench_fraction_t f) {
    return f.den != 0;
}

bool bench_fraction_equal(bench_fraction_t a, bench_fraction_t b) {
    return a.num == b.num && a.den == b.den;
}

int bench_fraction_compare(bench_fraction_t a, bench_fraction_t b) {
    wide_t left = (wide_t)a.num * b.den;
    wide_t right = (wide_t)b.num * a.den;
    return (left > right) - (left < right);
}

/* num / den in lowest terms, den > 0. */
static bench_fraction_t narrow(wide_t num, wide_t den) {
    wide_t divisor = greatest_common_divisor(num, den);
    num /= divisor;
    den /= divisor;
    if (num > INT64_MAX || num < -INT64_MAX || den > INT64_MAX) {
        return bench_whole(INT64_MAX);
    }
    return (bench_fraction_t){(int64_t)num, (int64_t)den};
}

bench_fraction_t bench_fraction_add(bench_fraction_t a, bench_fraction_t b) {
    return narrow((wide_t)a.num * b.den + (wide_t)b.num * a.den, (wide_t)a.den * b.den);
}

bench_fraction_t bench_fraction_subtract(bench_fraction_t a, bench_fraction_t b) {
    return bench_fraction_add(a, (bench_fraction_t){-b.num, b.den});
}

bench_fraction_t bench_fraction_multiply(bench_fraction_t a, bench_fraction_t b) {
    return narrow((wide_t)a.num * b.num, (wide_t)a.den * b.den);
}

double bench_fraction_value(bench_fraction_t f) {
    return f.den != 0 ? (double)f.num / (double)f.den : (double)NAN;
}

const char *bench_fraction_format(bench_fraction_t f, char text[BENCH_FRACTION_MAX]) {
    if (f.den == 0) {
        text[0] = '\0';
    } else if (f.den == 1) {
        snprintf(text, BENCH_FRACTION_MAX, "%" PRId64, f.num);
    } else {
        snprintf(text, BENCH_FRACTION_MAX, "%" PRId64 "/%" PRId64, f.num, f.den);
    }
    return text;
}

/* Reads one whole number and moves *text behind it. */
static bool take_whole(const char **text, int64_t *whole) {
    char *end;
    errno = 0;
    long long value = strtoll(*text, &end, 10);
    if (errno != 0 || end == *text || value == INT64_MIN) {
        return false;
    }
    *text = end;
    *whole = value;
    return true;
}

bool bench_fraction_parse(const char *text, bench_fraction_t *f) {
    const char *rest = text;
    int64_t num;
    int64_t den = 1;
    if (!take_whole(&rest, &num)) {
        return false;
    }
    if (*rest == '/') {
        rest++;
        if (!take_whole(&rest, &den) || den <= 0) {
            return false;
        }
    }
    /* Comparing with the one way to write it refuses spaces, signs, leading zeros, 2/4 and the
     * rest. */
    char canonical[BENCH_FRACTION_MAX];
    bench_fraction_t read = bench_fraction(num, den);
    if (strcmp(bench_fraction_format(read, canonical), text) != 0) {
        return false;
    }
    *f = read;
    return true;
}
