/* exact_columns.c - exact columns side by side. */
#include "exact_columns.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

static bench_fraction_t get_allocs(const bench_counts_t *counts) {
    return counts->allocs_per_op;
}

static bench_fraction_t get_requested(const bench_counts_t *counts) {
    return counts->bytes_requested_per_op;
}

static bench_fraction_t get_frees(const bench_counts_t *counts) {
    return counts->frees_per_op;
}

static bench_fraction_t get_usable(const bench_counts_t *counts) {
    return counts->bytes_usable_per_op;
}

static bench_fraction_t get_once(const bench_counts_t *counts) {
    return (bench_fraction_t){counts->allocs_once, 1};
}

static bench_fraction_t get_peak(const bench_counts_t *counts) {
    return (bench_fraction_t){counts->peak_live_bytes, 1};
}

static const struct exact_column {
    const char *name;
    bench_fraction_t (*get)(const bench_counts_t *counts);
    bool more_is_better; /* frees: at equal allocations, fewer of them is a leak */
} exact_columns[] = {
    {"allocs_per_op", get_allocs, false}, {"bytes_requested_per_op", get_requested, false},
    {"frees_per_op", get_frees, true},    {"bytes_usable_per_op", get_usable, false},
    {"allocs_once", get_once, false},     {"peak_live_bytes", get_peak, false},
};

#define COLUMN_COUNT (sizeof exact_columns / sizeof exact_columns[0])

/* Cross multiplication in 128 bits: the difference of two fractions is never lost to rounding. */
__extension__ typedef __int128 wide_t;

static bool is_less(bench_fraction_t a, bench_fraction_t b) {
    return (wide_t)a.num * b.den < (wide_t)b.num * a.den;
}

static bool same_sizes(const bench_counts_t *a, const bench_counts_t *b) {
    if (a->size_count != b->size_count) {
        return false;
    }
    for (size_t i = 0; i < a->size_count; i++) {
        if (a->sizes[i].size_class != b->sizes[i].size_class ||
            !bench_fraction_equal(a->sizes[i].allocs_per_op, b->sizes[i].allocs_per_op)) {
            return false;
        }
    }
    return true;
}

bench_change_t bench_exact_change(const bench_counts_t *base, const bench_counts_t *next,
                                  const char **column) {
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        bench_fraction_t before = exact_columns[i].get(base);
        bench_fraction_t after = exact_columns[i].get(next);
        if (!bench_fraction_equal(before, after)) {
            *column = exact_columns[i].name;
            return is_less(after, before) != exact_columns[i].more_is_better ? BENCH_CHANGE_FEWER
                                                                             : BENCH_CHANGE_MORE;
        }
    }
    /* Equal sums in other size classes have no better or worse; somebody has to look at it. */
    *column = same_sizes(base, next) ? NULL : "sizes";
    return *column != NULL ? BENCH_CHANGE_MORE : BENCH_CHANGE_NONE;
}

const char *bench_exact_column(size_t index, bool *more_is_better) {
    if (index >= COLUMN_COUNT) {
        return NULL;
    }
    *more_is_better = exact_columns[index].more_is_better;
    return exact_columns[index].name;
}

/* "16:1 48:1/2", as much of it as there is room for. */
static const char *sizes_text(const bench_counts_t *counts, char *text) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < counts->size_count && used + BENCH_FRACTION_MAX < BENCH_TEXT_MAX; i++) {
        char fraction[BENCH_FRACTION_MAX];
        bench_fraction_format(counts->sizes[i].allocs_per_op, fraction);
        int added = snprintf(text + used, BENCH_TEXT_MAX - used, "%s%" PRIu64 ":%s",
                             i > 0 ? " " : "", counts->sizes[i].size_class, fraction);
        used += (size_t)added;
    }
    return text;
}

const char *bench_exact_text(const bench_counts_t *counts, const char *column, char *text) {
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (strcmp(exact_columns[i].name, column) == 0) {
            return bench_fraction_format(exact_columns[i].get(counts), text);
        }
    }
    text[0] = '\0';
    return strcmp(column, "sizes") == 0 ? sizes_text(counts, text) : text;
}
