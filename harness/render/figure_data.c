#include "figure_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/percentiles.h"
#include "judge/times.h"
#include "model/setting.h"

bool bench__row_has_numbers(const bench_row_t *row) {
    return row->counted || row->process_count > 0;
}

static bool is_of(const bench_report_t *report, size_t index, const char *scenario) {
    return strcmp(report->rows[index].key.scenario, scenario) == 0;
}

/* ---- parameters ---- */

/* The number that the key has in the params; NaN: none. */
static double number_of(const char *params, const bench_setting_t *key) {
    bench_setting_t found;
    double number;
    bool any = bench_setting_find(params, key->key, key->key_length, &found) &&
               bench_setting_number(&found, &number);
    return any ? number : (double)NAN;
}

static bool same_number(const char *a, const char *b, const bench_setting_t *key) {
    return number_of(a, key) == number_of(b, key);
}

/* How many of a scenario's params are not the same as earlier ones. */
static size_t count_distinct(const bench_report_t *report, const char *scenario,
                             const bench_setting_t *key,
                             bool (*same)(const char *, const char *, const bench_setting_t *)) {
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
static bool describe(const bench_report_t *report, const char *scenario, const bench_setting_t *key,
                     bench__parameter_t *parameter) {
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < report->row_count; i++) {
        if (is_of(report, i, scenario)) {
            double number = number_of(report->rows[i].key.params, key);
            if (isnan(number)) {
                return false;
            }
            low = fmin(low, number);
            high = fmax(high, number);
        }
    }
    *parameter = (bench__parameter_t){
        .values = count_distinct(report, scenario, key, same_number),
        .settings = count_distinct(report, scenario, key, bench_settings_differ_in)};
    (void)snprintf(parameter->key, sizeof parameter->key, "%.*s", (int)key->key_length, key->key);
    parameter->is_share = parameter->settings == 1 && low == 0 && high == 100;
    return true;
}

/* The params of the first case name all keys: one that it does not have is not in every case. */
bool bench__number_parameter(const bench_report_t *report, const char *scenario,
                             bench__parameter_t *parameter) {
    size_t first = 0;
    bench_setting_t key;
    *parameter = (bench__parameter_t){.values = 1};
    while (first < report->row_count && !is_of(report, first, scenario)) {
        first++;
    }
    const char *params = first < report->row_count ? report->rows[first].key.params : "";
    while (bench_setting_next(&params, &key)) {
        bench__parameter_t found;
        if (key.key_length > 0 && key.key_length < BENCH__KEY_MAX &&
            describe(report, scenario, &key, &found) && found.values > parameter->values) {
            *parameter = found;
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
