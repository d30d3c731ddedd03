/* fraction.c - exact numbers per operation. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/row.h"

static int64_t greatest_common_divisor(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

bench_fraction_t bench_fraction(int64_t num, int64_t den) {
    int64_t divisor = greatest_common_divisor(num, den);
    if (den < 0) {
        divisor = -divisor;
    }
    return (bench_fraction_t){num / divisor, den / divisor};
}

bool bench_fraction_equal(bench_fraction_t a, bench_fraction_t b) {
    return a.num == b.num && a.den == b.den;
}

double bench_fraction_value(bench_fraction_t f) {
    return (double)f.num / (double)f.den;
}

const char *bench_fraction_format(bench_fraction_t f, char text[BENCH_FRACTION_MAX]) {
    if (f.den == 1) {
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
