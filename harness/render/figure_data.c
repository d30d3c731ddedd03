#include "figure_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/percentiles.h"
#include "judge/times.h"

bool bench__row_has_numbers(const bench_row_t *row) {
    return row->counted || row->process_count > 0;
}

static bool is_of(const bench_report_t *report, size_t index, const char *scenario) {
    return strcmp(report->rows[index].key.scenario, scenario) == 0;
}

/* ---- parameters: "key=value" joined by ';' ---- */

/* Gives the next piece and its length, and moves on behind it. NULL: there is none. */
static const char *next_piece(const char **rest, size_t *length) {
    const char *piece = *rest;
    *length = strcspn(piece, ";");
    *rest = piece + *length + (piece[*length] != '\0');
    return *length > 0 ? piece : NULL;
}

static bool has_key(const char *piece, const char *key) {
    size_t length = strlen(key);
    return strncmp(piece, key, length) == 0 && piece[length] == '=';
}

/* The number that the key has in the parameters; NaN: none. */
static double value_of(const char *params, const char *key) {
    size_t length;
    const char *piece;
    while ((piece = next_piece(&params, &length)) != NULL) {
        if (has_key(piece, key)) {
            const char *value = piece + strlen(key) + 1;
            size_t digits = strspn(value, "0123456789.");
            return digits > 0 && (value[digits] == ';' || value[digits] == '\0') ? atof(value)
                                                                                 : (double)NAN;
        }
    }
    return NAN;
}

/* Tells whether two settings differ in nothing but the key. */
static bool same_but(const char *a, const char *b, const char *key) {
    const char *left;
    const char *right;
    size_t left_length;
    size_t right_length;
    do {
        left = next_piece(&a, &left_length);
        left = left != NULL && has_key(left, key) ? next_piece(&a, &left_length) : left;
        right = next_piece(&b, &right_length);
        right = right != NULL && has_key(right, key) ? next_piece(&b, &right_length) : right;
        if (left == NULL || right == NULL) {
            return left == right;
        }
    } while (left_length == right_length && memcmp(left, right, left_length) == 0);
    return false;
}

static bool same_value(const char *a, const char *b, const char *key) {
    return value_of(a, key) == value_of(b, key);
}

/* How many settings of a scenario are not the same as an earlier one. */
static size_t count_settings(const bench_report_t *report, const char *scenario, const char *key,
                             bool (*same)(const char *a, const char *b, const char *key)) {
    size_t count = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        bool is_new = is_of(report, i, scenario);
        for (size_t j = 0; is_new && j < i; j++) {
            is_new = !is_of(report, j, scenario) ||
                     !same(report->rows[i].key.params, report->rows[j].key.params, key);
        }
        count += is_new;
    }
    return count;
}

/* Fills in what a key is. False: it is not a number in every case of the scenario. */
static bool describe(const bench_report_t *report, const char *scenario,
                     bench__parameter_t *parameter) {
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < report->row_count; i++) {
        if (is_of(report, i, scenario)) {
            double value = value_of(report->rows[i].key.params, parameter->key);
            if (isnan(value)) {
                return false;
            }
            low = fmin(low, value);
            high = fmax(high, value);
        }
    }
    parameter->values = count_settings(report, scenario, parameter->key, same_value);
    parameter->settings = count_settings(report, scenario, parameter->key, same_but);
    parameter->is_share = parameter->settings == 1 && low == 0 && high == 100;
    return true;
}

/* The settings of the first case name all keys: one that it does not have is not in every case. */
bool bench__number_parameter(const bench_report_t *report, const char *scenario,
                             bench__parameter_t *parameter) {
    size_t first = 0;
    size_t length;
    const char *piece;
    *parameter = (bench__parameter_t){.values = 1};
    while (first < report->row_count && !is_of(report, first, scenario)) {
        first++;
    }
    const char *rest = first < report->row_count ? report->rows[first].key.params : "";
    while ((piece = next_piece(&rest, &length)) != NULL) {
        bench__parameter_t found = {.values = 0};
        size_t key = strcspn(piece, "=");
        if (key < length && key < sizeof found.key) {
            memcpy(found.key, piece, key);
            if (describe(report, scenario, &found) && found.values > parameter->values) {
                *parameter = found;
            }
        }
    }
    return parameter->values > 1;
}

/* ---- latencies ---- */

static bool shows(const bench_row_t *row, const bench_latency_t *latency) {
    return latency->kind == BENCH_SERVICE ? bench_shown_latency(row, BENCH_SERVICE, NAN) == latency
                                          : bench_latency_is_whole(row, latency);
}

/* Tells whether an earlier case of the group has a latency of the same panel. */
static bool has_panel(const bench_report_t *report, size_t index, const bench_latency_t *latency) {
    for (size_t i = 0; i < index; i++) {
        const bench_row_t *row = &report->rows[i];
        for (size_t j = 0; j < row->latency_count; j++) {
            const bench_latency_t *other = &row->latencies[j];
            if (bench_case_same_group(&row->key, &report->rows[index].key) &&
                other->kind == latency->kind && shows(row, other) &&
                (other->kind == BENCH_SERVICE || other->load == latency->load)) {
                return true;
            }
        }
    }
    return false;
}

size_t bench__latency_panels(const bench_report_t *report, const char *scenario) {
    size_t count = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        for (size_t j = 0; is_of(report, i, scenario) && j < row->latency_count; j++) {
            count += shows(row, &row->latencies[j]) && !has_panel(report, i, &row->latencies[j]);
        }
    }
    return count;
}

/* ---- the whole run ---- */

size_t bench__ratios(const bench_report_t *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        const bench_row_t *other = bench_report_compared_with(report, row);
        count +=
            other != NULL && other != row && row->process_count > 0 && other->process_count > 0;
    }
    return count;
}

size_t bench__spreads(const bench_report_t *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        count += report->rows[i].process_count > 1;
    }
    return count;
}

size_t bench__floors(const bench_report_t *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->floor_count; i++) {
        bench_interval_t ratio;
        count += bench_floor_ratio(report, &report->floors[i], &ratio);
    }
    return count;
}
