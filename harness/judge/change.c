/* change.c - two exact values of a metric side by side. */
#include "judge/change.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *bench_change_name(bench_change_t change) {
    static const char *const names[] = {
        [BENCH_CHANGE_NONE] = "none",       [BENCH_CHANGE_MORE] = "more",
        [BENCH_CHANGE_FEWER] = "fewer",     [BENCH_CHANGE_ADDED] = "added",
        [BENCH_CHANGE_REMOVED] = "removed", [BENCH_CHANGE_UNKNOWN] = "unknown",
        [BENCH_CHANGE_OTHER] = "other",
    };
    return names[change];
}

static bench_change_t direction(int order, bench_better_t better) {
    if (order == 0) {
        return BENCH_CHANGE_NONE;
    }
    if (better == BENCH_NEITHER) {
        return BENCH_CHANGE_OTHER;
    }
    return (order < 0) == (better == BENCH_FEWER) ? BENCH_CHANGE_FEWER : BENCH_CHANGE_MORE;
}

bench_change_t bench_metric_change(const bench_metric_t *metric, const bench_value_t *before,
                                   const bench_value_t *after) {
    bool known = bench_value_is_known(before);
    if (!known || !bench_value_is_known(after)) {
        return known == bench_value_is_known(after) ? BENCH_CHANGE_NONE : BENCH_CHANGE_UNKNOWN;
    }
    if (bench_type_is_exact(metric->type)) {
        return direction(bench_fraction_compare(after->fraction, before->fraction), metric->better);
    }
    bool same = metric->type == BENCH_TYPE_TEXT ? strcmp(before->text, after->text) == 0
                                                : after->number == before->number;
    return same ? BENCH_CHANGE_NONE : BENCH_CHANGE_OTHER;
}

static bool same_sizes(const bench_counts_t *a, const bench_counts_t *b) {
    bool same = a->size_count == b->size_count;
    for (size_t i = 0; same && i < a->size_count; i++) {
        same = a->sizes[i].size_class == b->sizes[i].size_class &&
               bench_fraction_equal(a->sizes[i].allocs_per_op, b->sizes[i].allocs_per_op);
    }
    return same;
}

bench_column_change_t bench_column_change(const char *column, bench_change_t change,
                                          bench_fraction_t before, bench_fraction_t after) {
    double base = bench_fraction_value(before);
    return (bench_column_change_t){.column = column,
                                   .change = change,
                                   .difference = bench_fraction_subtract(after, before),
                                   .relative = base != 0 ? bench_fraction_value(after) / base
                                                         : (double)NAN};
}

size_t bench_counts_changes(const bench_row_t *before, const bench_row_t *after,
                            bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX]) {
    const bench_metric_t *metric;
    size_t count = 0;
    for (unsigned order = 1; (metric = bench_metric_in_order(order)) != NULL; order++) {
        bench_value_t old_value = bench_row_count(before, metric);
        bench_value_t new_value = bench_row_count(after, metric);
        bench_change_t change = bench_metric_change(metric, &old_value, &new_value);
        if (change != BENCH_CHANGE_NONE && change != BENCH_CHANGE_UNKNOWN) {
            changes[count++] =
                bench_column_change(metric->name, change, old_value.fraction, new_value.fraction);
        }
    }
    if (!same_sizes(&before->counts, &after->counts)) {
        changes[count++] = (bench_column_change_t){
            .column = "sizes", .change = BENCH_CHANGE_MORE, .relative = NAN};
    }
    return count;
}

bench_change_t bench_counts_change(const bench_row_t *before, const bench_row_t *after,
                                   const char **column) {
    bench_column_change_t changes[BENCH_COLUMN_CHANGES_MAX];
    bool any = bench_counts_changes(before, after, changes) != 0;
    *column = any ? changes[0].column : NULL;
    return any ? changes[0].change : BENCH_CHANGE_NONE;
}

/* "16:1 48:1/2", as much of it as there is room for. */
static const char *sizes_text(const bench_counts_t *counts, char text[BENCH_CHANGE_TEXT_MAX]) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < counts->size_count && used + BENCH_FRACTION_MAX < BENCH_CHANGE_TEXT_MAX;
         i++) {
        char fraction[BENCH_FRACTION_MAX];
        bench_fraction_format(counts->sizes[i].allocs_per_op, fraction);
        int added = snprintf(text + used, BENCH_CHANGE_TEXT_MAX - used, "%s%" PRIu64 ":%s",
                             i > 0 ? " " : "", counts->sizes[i].size_class, fraction);
        used += (size_t)added;
    }
    return text;
}

const char *bench_count_text(const bench_row_t *row, const char *column,
                             char text[BENCH_CHANGE_TEXT_MAX]) {
    const bench_metric_t *metric = bench_metric_find(column);
    text[0] = '\0';
    if (row == NULL || !row->counted) {
        return text;
    }
    if (metric == NULL) {
        return strcmp(column, "sizes") == 0 ? sizes_text(&row->counts, text) : text;
    }
    bench_value_t value = bench_row_count(row, metric);
    return bench_value_format(&value, text);
}
