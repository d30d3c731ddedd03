#include "samples.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Wide enough for the products of any two numbers. */
__extension__ typedef __int128 wide_t;

static const struct {
    const char *name;
    size_t sum;   /* in preload_sums_t */
    size_t field; /* in bench_counts_t */
} METRICS[] = {
#define SUM(name) \
    { #name, offsetof(preload_sums_t, name), offsetof(bench_counts_t, name##_per_op) }
    SUM(allocs), SUM(frees), SUM(bytes_requested), SUM(bytes_usable), SUM(reallocs_in_place),
#undef SUM
};

#define METRIC_COUNT (sizeof METRICS / sizeof METRICS[0])

bool bench__samples_add(bench__samples_t *samples, const bench__sample_t *sample) {
    bench__sample_t *items = reallocarray(samples->items, samples->count + 1, sizeof *items);
    if (items != NULL) {
        samples->items = items;
        items[samples->count++] = *sample;
    }
    return items != NULL;
}

void bench__samples_deinit(bench__samples_t *samples) {
    free(samples->items);
    *samples = (bench__samples_t){0};
}

/* ---- the line ---- */

bench__line_t bench__samples_line(const bench__samples_t *samples) {
    bench__line_t line = {samples->items, samples->items};
    for (size_t i = 1; i < samples->count; i++) {
        const bench__sample_t *sample = &samples->items[i];
        if (sample->operations > line.high->operations) {
            line.low = line.high;
            line.high = sample;
        } else if (sample->operations < line.high->operations &&
                   (line.low->operations == line.high->operations ||
                    sample->operations > line.low->operations)) {
            line.low = sample;
        }
    }
    return line;
}

static bool is_flat(const bench__line_t *line) {
    return line->low->operations == line->high->operations;
}

bench_fraction_t bench__line_slope(const bench__line_t *line, uint64_t low, uint64_t high) {
    if (is_flat(line)) {
        return bench_fraction((int64_t)high, (int64_t)line->high->operations);
    }
    return bench_fraction((int64_t)(high - low),
                          (int64_t)(line->high->operations - line->low->operations));
}

static uint64_t sum_of(const bench__sample_t *sample, size_t metric) {
    return *(const uint64_t *)((const char *)sample->sums + METRICS[metric].sum);
}

static bench_fraction_t slope_of(const bench__line_t *line, size_t metric) {
    return bench__line_slope(line, sum_of(line->low, metric), sum_of(line->high, metric));
}

/* What is left at no operation, where that is a whole number; a flat line does not tell. */
static bench_fraction_t intercept(const bench__line_t *line, uint64_t low, uint64_t high) {
    if (is_flat(line)) {
        return (bench_fraction_t){0};
    }
    bench_fraction_t slope = bench__line_slope(line, low, high);
    bench_fraction_t grown = bench_fraction(slope.num, slope.den);
    wide_t of_operations = (wide_t)grown.num * line->low->operations;
    wide_t rest = (wide_t)low * grown.den - of_operations;
    return rest % grown.den == 0 ? bench_whole((int64_t)(rest / grown.den)) : (bench_fraction_t){0};
}

/* ---- what does not lie on it ---- */

/* Whether a sample has what the line has at its operations: exactly. */
static bool is_on_line(const bench__line_t *line, const bench__sample_t *sample, size_t metric) {
    wide_t low = sum_of(line->low, metric);
    wide_t high = sum_of(line->high, metric);
    wide_t across = (wide_t)line->high->operations - (wide_t)line->low->operations;
    wide_t along = (wide_t)sample->operations - (wide_t)line->low->operations;
    wide_t is = sum_of(sample, metric);
    return is_flat(line) ? is == high : (is - low) * across == (high - low) * along;
}

static void say_off_line(const bench__line_t *line, const bench__sample_t *sample, size_t metric,
                         char *text, size_t size) {
    if (is_flat(line) || sample->operations == line->low->operations ||
        sample->operations == line->high->operations) {
        const bench__sample_t *other =
            sample->operations == line->low->operations ? line->low : line->high;
        (void)snprintf(text, size, "%s in %" PRIu64 " operations: %" PRIu64 ", then %" PRIu64,
                       METRICS[metric].name, sample->operations, sum_of(other, metric),
                       sum_of(sample, metric));
        return;
    }
    (void)snprintf(text, size,
                   "%s do not grow evenly: %" PRIu64 " in %" PRIu64 " operations, %" PRIu64
                   " in %" PRIu64 ", %" PRIu64 " in %" PRIu64,
                   METRICS[metric].name, sum_of(sample, metric), sample->operations,
                   sum_of(line->low, metric), line->low->operations, sum_of(line->high, metric),
                   line->high->operations);
}

/* Two samples are always on a line. What is made once is a whole number of times made, so a line
 * that says otherwise is none. */
static bool is_even(const bench__line_t *line, size_t metric) {
    bench_fraction_t once = intercept(line, sum_of(line->low, metric), sum_of(line->high, metric));
    return is_flat(line) || bench_fraction_is_known(once);
}

static void say_uneven(const bench__line_t *line, size_t metric, char *text, size_t size) {
    (void)snprintf(text, size,
                   "%s do not grow evenly: %" PRIu64 " in %" PRIu64 " operations, %" PRIu64
                   " in %" PRIu64,
                   METRICS[metric].name, sum_of(line->low, metric), line->low->operations,
                   sum_of(line->high, metric), line->high->operations);
}

static void verify(const bench__samples_t *samples, const bench__line_t *line, char *text,
                   size_t size) {
    text[0] = '\0';
    for (size_t metric = 0; metric < METRIC_COUNT && text[0] == '\0'; metric++) {
        for (size_t i = 0; i < samples->count && text[0] == '\0'; i++) {
            if (!is_on_line(line, &samples->items[i], metric)) {
                say_off_line(line, &samples->items[i], metric, text, size);
            }
        }
        if (text[0] == '\0' && !is_even(line, metric)) {
            say_uneven(line, metric, text, size);
        }
    }
}

/* ---- the numbers ---- */

/* Threads whose frees race with others' allocations may pile up more than is needed: the least of
 * the samples of the fewest operations. */
static int64_t least_peak(const bench__samples_t *samples, const bench__line_t *line) {
    int64_t least = line->low->sums->peak_live_bytes;
    for (size_t i = 0; i < samples->count; i++) {
        const bench__sample_t *sample = &samples->items[i];
        if (sample->operations == line->low->operations && sample->sums->peak_live_bytes < least) {
            least = sample->sums->peak_live_bytes;
        }
    }
    return least;
}

static bool fill_sizes(const bench__line_t *line, bench_counts_t *counts) {
    counts->sizes = calloc(PRELOAD_CLASSES_MAX, sizeof *counts->sizes);
    for (unsigned i = 0; counts->sizes != NULL && i < PRELOAD_CLASSES_MAX; i++) {
        uint64_t low = line->low->sums->classes[i];
        uint64_t high = line->high->sums->classes[i];
        bench_fraction_t slope = bench__line_slope(line, low, high);
        if (slope.num != 0) {
            counts->sizes[counts->size_count++] =
                (bench_size_count_t){preload_class_size(i), slope};
        }
    }
    return counts->sizes != NULL;
}

bool bench__samples_fill(const bench__samples_t *samples, bench_counts_t *counts,
                         char *disagreement, size_t size) {
    bench__line_t line = bench__samples_line(samples);
    counts->operations = line.low->operations;
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        *(bench_fraction_t *)((char *)counts + METRICS[i].field) = slope_of(&line, i);
    }
    if (!line.low->set_up) {
        counts->allocs_once = intercept(&line, line.low->sums->allocs, line.high->sums->allocs);
        counts->frees_once = intercept(&line, line.low->sums->frees, line.high->sums->frees);
        counts->peak_live_bytes = bench_whole(least_peak(samples, &line));
    }
    verify(samples, &line, disagreement, size);
    return fill_sizes(&line, counts);
}
