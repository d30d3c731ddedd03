/* latency_json.c - the latencies of a case in report.json: written and read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_json.h"

/* ---- writing ---- */

/* [[index, count], ...] of the buckets that are not empty. NULL: out of memory. */
static json_t *json_of_buckets(const bench_histogram_t *histogram) {
    json_t *array = json_array();
    for (size_t i = bench_histogram_next(histogram, 0); i < BENCH_HISTOGRAM_BUCKETS;
         i = bench_histogram_next(histogram, i + 1)) {
        json_t *bucket = json_pack("[I,I]", (json_int_t)i, (json_int_t)histogram->buckets[i]);
        if (json_array_append_new(array, bucket) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* A time or a number that the reader would refuse is not written in the first place. */
static json_t *json_of_latency(const bench_latency_t *latency) {
    const bench_histogram_t *histogram = &latency->histogram;
    if (histogram->count == 0 || histogram->count > INT64_MAX || histogram->max > INT64_MAX ||
        latency->processes == 0) {
        return NULL;
    }
    return json_pack("{s:s, s:o, s:I, s:I, s:o}", "kind", bench_latency_kind_name(latency->kind),
                     "load",
                     latency->kind == BENCH_SERVICE ? json_null() : json_real(latency->load),
                     "processes", (json_int_t)latency->processes, "max", (json_int_t)histogram->max,
                     "buckets", json_of_buckets(histogram));
}

json_t *bench_latencies_to_json(const bench_row_t *row) {
    json_t *array = json_array();
    for (size_t i = 0; i < row->latency_count; i++) {
        if (json_array_append_new(array, json_of_latency(&row->latencies[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* ---- reading ---- */

static bool read_kind(bench_place_t *place, const json_t *item, bench_latency_kind_t *kind) {
    const char *text = json_string_value(json_object_get(item, "kind"));
    for (bench_latency_kind_t i = BENCH_SERVICE; i <= BENCH_RESPONSE && text != NULL; i++) {
        if (strcmp(text, bench_latency_kind_name(i)) == 0) {
            *kind = i;
            return true;
        }
    }
    return bench_place_wrong(place, "kind", "must be \"service\" or \"response\"");
}

/* Tells whether a number is still the same once it was written. */
static bool survives_writing(double number) {
    char text[32];
    (void)snprintf(text, sizeof text, "%.*g", BENCH_REAL_DIGITS, number);
    return strtod(text, NULL) == number;
}

static bool read_load(bench_place_t *place, const json_t *item, bench_latency_kind_t kind,
                      double *load) {
    const json_t *value = json_object_get(item, "load");
    *load = json_number_value(value);
    if (kind == BENCH_SERVICE) {
        return json_is_null(value) ||
               bench_place_wrong(place, "load", "must be null for a service time");
    }
    return (*load > 0 && *load < 1 && survives_writing(*load)) ||
           bench_place_wrong(place, "load",
                             "must be a number between 0 and 1, of 15 digits at most");
}

static bool read_bucket(bench_place_t *place, const json_t *pair, size_t first,
                        bench_histogram_t *histogram) {
    json_int_t index = json_integer_value(json_array_get(pair, 0));
    json_int_t count = json_integer_value(json_array_get(pair, 1));
    if (json_array_size(pair) != 2 || !json_is_integer(json_array_get(pair, 0)) || count < 1 ||
        (uint64_t)count > INT64_MAX - histogram->count) {
        return bench_place_wrong(place, "", "must be an index and a count of at least 1");
    }
    if (index < 0 || (uint64_t)index < first || (uint64_t)index >= BENCH_HISTOGRAM_BUCKETS) {
        return bench_place_wrong(place, "", "must have an index above the one before");
    }
    histogram->buckets[index] = (uint64_t)count;
    histogram->count += (uint64_t)count;
    return true;
}

/* Ascending, and the last one holds the maximum. */
static bool read_buckets(bench_place_t *place, const json_t *item, bench_histogram_t *histogram) {
    const json_t *array;
    size_t next = 0;
    if (!bench_field_unsigned(place, item, "max", 0, &histogram->max) ||
        !bench_field_array(place, item, "buckets", &array)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *pair = json_array_get(array, i);
        size_t mark = bench_place_enter_item(place, "buckets", i);
        if (!read_bucket(place, pair, next, histogram)) {
            return false;
        }
        next = (size_t)json_integer_value(json_array_get(pair, 0)) + 1;
        bench_place_leave(place, mark);
    }
    return next == bench_histogram_index(histogram->max) + 1 ||
           bench_place_wrong(place, "max", "must be in the last of the buckets");
}

static bool read_latency(bench_place_t *place, const json_t *item, bench_row_t *row) {
    static const char *const fields[] = {"kind", "load", "processes", "max", "buckets", NULL};
    bench_latency_kind_t kind = BENCH_SERVICE;
    double load = NAN;
    if (!bench_fields_exactly(place, item, fields) || !read_kind(place, item, &kind) ||
        !read_load(place, item, kind, &load)) {
        return false;
    }
    if (bench_row_latency(row, kind, load) != NULL) {
        return bench_place_wrong(place, "", "is of a kind and load that was there before");
    }
    bench_latency_t *latency = bench_row_add_latency(row, kind, load);
    if (latency == NULL) {
        return bench_place_wrong(place, "", "does not fit into memory");
    }
    return bench_field_unsigned(place, item, "processes", 1, &latency->processes) &&
           read_buckets(place, item, &latency->histogram);
}

bool bench_latencies_read(bench_place_t *place, const json_t *object, bench_row_t *row) {
    const json_t *array;
    if (!bench_field_array(place, object, "latencies", &array)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        size_t mark = bench_place_enter_item(place, "latencies", i);
        if (!read_latency(place, json_array_get(array, i), row)) {
            return false;
        }
        bench_place_leave(place, mark);
    }
    return true;
}
