/* counting_elsewhere.c - counts of what runs in another runtime, by the same rules as our own. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "measure/measure.h"

#define PASSES 3

/* One pass: N operations, then 2N. */
typedef struct pass {
    bench_counted_t single, twice;
} pass_t;

/* A sum of the two windows, per operation: the slope between them. */
static bench_fraction_t slope(bench_fraction_t single, bench_fraction_t twice,
                              uint64_t operations) {
    return bench_fraction_is_known(single) && bench_fraction_is_known(twice)
               ? bench_fraction(twice.num - single.num, (int64_t)operations)
               : (bench_fraction_t){0};
}

/* c(N) - slope * N. */
static bench_fraction_t intercept(bench_fraction_t single, bench_fraction_t twice) {
    return bench_fraction_is_known(single) && bench_fraction_is_known(twice)
               ? bench_whole(2 * single.num - twice.num)
               : (bench_fraction_t){0};
}

/* ---- verification ---- */

static bool same(bench_fraction_t a, bench_fraction_t b) {
    return bench_fraction_is_known(a) == bench_fraction_is_known(b) &&
           (!bench_fraction_is_known(a) || bench_fraction_equal(a, b));
}

/* True: the numbers are those; else the text says which differ. */
static bool agree(const char *what, bench_fraction_t a, bench_fraction_t b, char *text,
                  size_t size) {
    char before[BENCH_FRACTION_MAX];
    char after[BENCH_FRACTION_MAX];
    if (!same(a, b)) {
        (void)snprintf(text, size, "%s %s, then %s", what, bench_fraction_format(a, before),
                       bench_fraction_format(b, after));
    }
    return same(a, b);
}

static bool witnesses_agree(const bench_counted_t *counted, char *text, size_t size) {
    return agree("bytes by the two witnesses:", counted->bytes, counted->bytes_again, text, size);
}

static bool windows_agree(const bench_counted_t *first, const bench_counted_t *other, char *text,
                          size_t size) {
    return agree("bytes", first->bytes, other->bytes, text, size) &&
           agree("objects", first->objects, other->objects, text, size);
}

/* What differs first; "" where all agree. */
static void verify(const pass_t *passes, char *text, size_t size) {
    text[0] = '\0';
    for (size_t i = 0; i < PASSES; i++) {
        int used = snprintf(text, size, "pass %zu differs: ", i + 1);
        size_t start = i > 0 && used > 0 ? (size_t)used : 0;
        if (!witnesses_agree(&passes[i].single, text, size) ||
            !witnesses_agree(&passes[i].twice, text, size) ||
            !windows_agree(&passes[0].single, &passes[i].single, text + start, size - start) ||
            !windows_agree(&passes[0].twice, &passes[i].twice, text + start, size - start)) {
            return;
        }
    }
    text[0] = '\0';
}

static bool fill_verification(const pass_t *passes, bench_counts_t *counts) {
    char text[256];
    verify(passes, text, sizeof text);
    counts->verification = text[0] == '\0' ? BENCH_VERIFIED : BENCH_UNVERIFIED;
    counts->disagreement = text[0] == '\0' ? NULL : strdup(text);
    return text[0] == '\0' || counts->disagreement != NULL;
}

/* ---- a subject ---- */

/* Sums of two windows of such sizes stay fractions. */
static bool is_large(bench_fraction_t number) {
    return bench_fraction_is_known(number) && (number.num < 0 || number.num > INT64_MAX / 4);
}

static bool run_window(const bench_elsewhere_t *subject, uint64_t operations,
                       bench_counted_t *counted, bench_problem_t *problem) {
    subject->count(subject->state, operations, counted);
    if (is_large(counted->bytes) || is_large(counted->bytes_again) || is_large(counted->objects) ||
        is_large(counted->collections)) {
        return bench_problem(problem, "%s: its host counted what no %llu operations can need",
                             subject->name, (unsigned long long)operations);
    }
    return true;
}

static uint64_t whole_periods(uint64_t operations, uint64_t period) {
    return (operations + period - 1) / period * period;
}

/* Where operations are slow, fewer of them show a collection too, as they are not slow for nothing.
 */
static uint64_t operations_to_collect(uint64_t ns, uint64_t over, uint64_t period) {
    uint64_t fit = ns == 0 ? BENCH_COLLECTIONS_OVER : BENCH_COLLECTIONS_NS * over / ns;
    return whole_periods(fit < BENCH_COLLECTIONS_OVER ? fit : BENCH_COLLECTIONS_OVER, period);
}

/* A window of its own: in those of the passes there may be none. Of operations that allocate and
 * led to none, all that is known is that there were too few. */
static bool count_collections(const bench_elsewhere_t *subject, uint64_t operations,
                              bench_counts_t *counts, bench_problem_t *problem) {
    bench_counted_t counted;
    if (!run_window(subject, operations, &counted, problem)) {
        return false;
    }
    if (counted.collections.num != 0 || counted.bytes.num == 0) {
        counts->collections_per_million_ops =
            bench_fraction(counted.collections.num * 1000000, (int64_t)operations);
    }
    return true;
}

bool bench_count_elsewhere(const bench_elsewhere_t *subject, uint64_t min_operations,
                           bench_counts_t *counts, bench_problem_t *problem) {
    pass_t passes[PASSES];
    bench_counts_t filled;
    uint64_t period = subject->period == 0 ? 1 : subject->period;
    uint64_t operations = whole_periods(min_operations, period);
    uint64_t fastest = UINT64_MAX;
    for (size_t i = 0; i < PASSES; i++) {
        uint64_t start = bench__clock_ns();
        if (!run_window(subject, operations, &passes[i].single, problem) ||
            !run_window(subject, 2 * operations, &passes[i].twice, problem)) {
            return false;
        }
        uint64_t ns = bench__clock_ns() - start;
        fastest = ns < fastest ? ns : fastest;
    }
    const bench_counted_t *single = &passes[0].single;
    const bench_counted_t *twice = &passes[0].twice;
    bench_counts_init(&filled);
    filled.operations = operations;
    filled.bytes_requested_per_op = slope(single->bytes, twice->bytes, operations);
    filled.bytes_usable_per_op = filled.bytes_requested_per_op; /* it has no size classes */
    filled.allocs_per_op = slope(single->objects, twice->objects, operations);
    filled.allocs_once = intercept(single->objects, twice->objects);
    if (bench_fraction_is_known(single->collections) &&
        !count_collections(subject, operations_to_collect(fastest, 3 * operations, period), &filled,
                           problem)) {
        return false;
    }
    if (!fill_verification(passes, &filled)) {
        return bench_out_of_memory(problem, subject->name);
    }
    *counts = filled;
    return true;
}
