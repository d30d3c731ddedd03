/* statement_numbers.c - the rules that look at a parameter which is a number. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "statements_parts.h"

/* Where lines cross is what nobody sees in a table, if they do not run beside each other. */
#define CROSSING_WEIGHT 3.0
#define ONSET_WEIGHT    1.0

/* ---- a series: groups that differ in one number ---- */

typedef struct point {
    double number;
    bench_setting_t setting;
    const bench_row_t *group; /* its first row */
    bench_match_t match;      /* of the two contenders that are looked at */
} point_t;

typedef struct series {
    point_t *points;
    size_t count;
} series_t;

static int by_number(const void *left, const void *right) {
    double a = ((const point_t *)left)->number;
    double b = ((const point_t *)right)->number;
    return (a > b) - (a < b);
}

static bool has_group(const series_t *series, const bench_row_t *row) {
    bool known = false;
    for (size_t i = 0; !known && i < series->count; i++) {
        known = bench_case_same_group(&series->points[i].group->key, &row->key);
    }
    return known;
}

/* The groups with the settings of `first` but for one, by that one. Without any where another row
 * begins them, the setting is no number everywhere, or it has one value. */
static series_t find_series(bench__found_t *found, const bench_row_t *first,
                            const bench_setting_t *setting) {
    const bench_report_t *report = found->report;
    series_t series = {calloc(report->row_count, sizeof *series.points), 0};
    found->failed |= series.points == NULL;
    bool good = series.points != NULL;
    for (size_t i = 0; good && i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (strcmp(row->key.scenario, first->key.scenario) != 0 ||
            !bench_settings_differ_in(first->key.params, row->key.params, setting) ||
            has_group(&series, row)) {
            continue;
        }
        point_t *point = &series.points[series.count++];
        point->group = row;
        good = (series.count > 1 || row == first) &&
               bench_setting_find(row->key.params, setting->key, setting->key_length,
                                  &point->setting) &&
               bench_setting_number(&point->setting, &point->number);
    }
    series.count = good && series.count > 1 ? series.count : 0;
    if (series.count != 0) {
        qsort(series.points, series.count, sizeof *series.points, by_number);
    }
    return series;
}

/* ---- two contenders over a series ---- */

static const bench_row_t *answer_of(const bench_report_t *report, const bench_row_t *group,
                                    const char *contender) {
    bench_case_key_t key = group->key;
    key.contender = contender;
    const bench_row_t *row = bench_report_find(report, &key);
    return row != NULL && !bench_is_aside(report, row) ? row : NULL;
}

static void match_all(const bench__found_t *found, series_t *series, const char *contender,
                      const char *other) {
    for (size_t i = 0; i < series->count; i++) {
        point_t *point = &series->points[i];
        point->match.row = answer_of(found->report, point->group, contender);
        point->match.other = answer_of(found->report, point->group, other);
        point->match.pair = bench_pair(found->pairs, point->match.row, point->match.other);
    }
}

typedef void look_t(bench__found_t *found, series_t *series);

/* Each two contenders of the series' first group, both ways round. */
static void look_at_pairs(bench__found_t *found, series_t *series, look_t *look) {
    const bench_report_t *report = found->report;
    const bench_row_t *group = series->points[0].group;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_case_key_t *a = &report->rows[i].key;
        bool of_group = bench_case_same_group(a, &group->key);
        for (size_t j = 0; of_group && j < report->row_count; j++) {
            const bench_case_key_t *b = &report->rows[j].key;
            if (i != j && bench_case_same_group(b, &group->key)) {
                match_all(found, series, a->contender, b->contender);
                look(found, series);
            }
        }
    }
}

static void look_at_series(bench__found_t *found, look_t *look) {
    for (size_t i = 0; i < found->report->row_count; i++) {
        const char *params = found->report->rows[i].key.params;
        bench_setting_t setting;
        while (bench_setting_next(&params, &setting)) {
            series_t series = find_series(found, &found->report->rows[i], &setting);
            if (series.count != 0) {
                look_at_pairs(found, &series, look);
            }
            free(series.points);
        }
    }
}

/* ---- crossing ---- */

/* By how much the row is slower there, ns. */
static double slower_by(const point_t *point) {
    return bench_row_time(point->match.row).estimate - bench_row_time(point->match.other).estimate;
}

/* Where the lines through the times cross between two points, as a figure shows it; NaN: nowhere,
 * several times, or not all times are known. */
static double find_crossing(const series_t *series, size_t from, size_t to) {
    double crossing = NAN;
    size_t passes = 0;
    for (size_t i = from; i < to; i++) {
        const point_t *point = &series->points[i];
        if (point[0].match.row == NULL || point[0].match.other == NULL ||
            point[1].match.row == NULL || point[1].match.other == NULL) {
            return NAN;
        }
        double here = slower_by(&point[0]);
        double there = slower_by(&point[1]);
        if ((here > 0) != (there > 0)) {
            crossing =
                point[0].number + (point[1].number - point[0].number) * here / (here - there);
            passes++;
        }
    }
    return passes == 1 ? crossing : (double)NAN;
}

/* Slower for sure up to one point, faster for sure from another one on, and never the other way
 * round. */
static void look_for_crossing(bench__found_t *found, series_t *series) {
    size_t last_slower = SIZE_MAX;
    size_t first_faster = SIZE_MAX;
    double slower = 0;
    double faster = 0;
    for (size_t i = 0; i < series->count; i++) {
        const bench_pair_t *pair = &series->points[i].match.pair;
        if (pair->verdict == BENCH_WORSE) {
            if (first_faster != SIZE_MAX) {
                return;
            }
            last_slower = i;
            slower = fmax(slower, log(pair->ratio.estimate));
        } else if (pair->verdict == BENCH_BETTER) {
            first_faster = first_faster == SIZE_MAX ? i : first_faster;
            faster = fmax(faster, -log(pair->ratio.estimate));
        }
    }
    if (last_slower == SIZE_MAX || first_faster == SIZE_MAX) {
        return;
    }
    const point_t *low = &series->points[last_slower];
    const point_t *high = &series->points[first_faster];
    bench__found_add(
        found, &(bench_statement_t){.rule = BENCH_RULE_crossing,
                                    .at = low->match,
                                    .to = high->match,
                                    .low = low->setting,
                                    .high = high->setting,
                                    .crossing = find_crossing(series, last_slower, first_faster),
                                    .weight = CROSSING_WEIGHT * fmin(slower, faster)});
}

void bench__rule_crossing(bench__found_t *found) {
    look_at_series(found, look_for_crossing);
}

/* ---- onset ---- */

static bool is_open(const bench_pair_t *pair) {
    return !isnan(pair->ratio.low) && pair->verdict == BENCH_NOT_RESOLVED && !pair->control_differs;
}

/* `at` is the end at which nothing is resolved. */
static void look_for_onset(bench__found_t *found, series_t *series) {
    const point_t *first = &series->points[0];
    const point_t *last = &series->points[series->count - 1];
    bool begins = is_open(&first->match.pair) && last->match.pair.verdict == BENCH_BETTER;
    bool ends = first->match.pair.verdict == BENCH_BETTER && is_open(&last->match.pair);
    if ((!begins && !ends) || bench__compare_blocks(first->match.row, first->match.other) >= 0 ||
        bench__compare_blocks(last->match.row, last->match.other) >= 0) {
        return;
    }
    const point_t *at = begins ? first : last;
    const point_t *to = begins ? last : first;
    bench__found_add(
        found, &(bench_statement_t){.rule = BENCH_RULE_onset,
                                    .at = at->match,
                                    .to = to->match,
                                    .low = at->setting,
                                    .high = to->setting,
                                    .weight = ONSET_WEIGHT - log(to->match.pair.ratio.estimate)});
}

void bench__rule_onset(bench__found_t *found) {
    look_at_series(found, look_for_onset);
}
