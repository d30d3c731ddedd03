/* row_read.c - one case of report.json, from JSON to a row. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "row_instructions.h"

static bool read_budget(bench_place_t *place, const json_t *object, bench_row_t *row) {
    const json_t *budget = json_object_get(object, "budget");
    if (json_is_null(budget)) {
        return true;
    }
    static const char *const fields[] = {"allocs_per_op", NULL};
    size_t mark = bench_place_enter(place, "budget");
    if (!bench_fields_exactly(place, budget, fields)) {
        return false;
    }
    const char *text = json_string_value(json_object_get(budget, "allocs_per_op"));
    if (text != NULL && strcmp(text, "misses") == 0) {
        row->budget_kind = BENCH_BUDGET_MISSES;
    } else if (bench_field_fraction(place, budget, "allocs_per_op", &row->budget)) {
        row->budget_kind = BENCH_BUDGET_ALLOCS;
    } else {
        return false;
    }
    bench_place_leave(place, mark);
    return true;
}

static bool read_size(bench_place_t *place, const json_t *item, bench_counts_t *counts) {
    static const char *const fields[] = {"size_class", "allocs_per_op", NULL};
    bench_size_count_t *size = &counts->sizes[counts->size_count];
    if (!bench_fields_exactly(place, item, fields) ||
        !bench_field_unsigned(place, item, "size_class", 1, &size->size_class) ||
        !bench_field_fraction(place, item, "allocs_per_op", &size->allocs_per_op)) {
        return false;
    }
    if (counts->size_count > 0 && size->size_class <= size[-1].size_class) {
        return bench_place_wrong(place, "size_class", "must be larger than the one before");
    }
    counts->size_count++;
    return true;
}

static bool read_sizes(bench_place_t *place, const json_t *object, bench_counts_t *counts) {
    const json_t *array;
    if (!bench_field_array(place, object, "sizes", &array)) {
        return false;
    }
    size_t count = json_array_size(array);
    counts->sizes = calloc(count + 1, sizeof *counts->sizes);
    if (counts->sizes == NULL) {
        return bench_place_wrong(place, "sizes", "does not fit into memory");
    }
    for (size_t i = 0; i < count; i++) {
        size_t mark = bench_place_enter_item(place, "sizes", i);
        if (!read_size(place, json_array_get(array, i), counts)) {
            return false;
        }
        bench_place_leave(place, mark);
    }
    return true;
}

static bool read_count_fields(bench_place_t *place, const json_t *object, bench_counts_t *counts) {
    static const char *const fields[] = {"operations",
                                         "allocs_per_op",
                                         "frees_per_op",
                                         "bytes_requested_per_op",
                                         "bytes_usable_per_op",
                                         "allocs_once",
                                         "peak_live_bytes",
                                         "sizes",
                                         "followed",
                                         "verified",
                                         NULL};
    return bench_fields_exactly(place, object, fields) &&
           bench_field_unsigned(place, object, "operations", 1, &counts->operations) &&
           bench_field_fraction(place, object, "allocs_per_op", &counts->allocs_per_op) &&
           bench_field_fraction(place, object, "frees_per_op", &counts->frees_per_op) &&
           bench_field_fraction(place, object, "bytes_requested_per_op",
                                &counts->bytes_requested_per_op) &&
           bench_field_fraction(place, object, "bytes_usable_per_op",
                                &counts->bytes_usable_per_op) &&
           bench_field_integer(place, object, "allocs_once", INT64_MIN, &counts->allocs_once) &&
           bench_field_integer(place, object, "peak_live_bytes", INT64_MIN,
                               &counts->peak_live_bytes) &&
           read_sizes(place, object, counts) && bench_followed_read(place, object, counts) &&
           bench_field_name(place, object, "verified", &counts->verified);
}

static bool read_counts(bench_place_t *place, const json_t *object, bench_row_t *row) {
    const json_t *counts = json_object_get(object, "counts");
    if (json_is_null(counts)) {
        return true;
    }
    size_t mark = bench_place_enter(place, "counts");
    if (!read_count_fields(place, counts, &row->counts)) {
        return false;
    }
    bench_place_leave(place, mark);
    row->counted = true;
    return true;
}

static bool read_share(bench_place_t *place, const json_t *object, bench_row_t *row) {
    const json_t *share = json_object_get(object, "synchronous_share");
    if (json_is_null(share)) {
        return true;
    }
    double value = json_number_value(share);
    if (!json_is_number(share) || value < 0.0 || value > 1.0) {
        return bench_place_wrong(place, "synchronous_share",
                                 "must be null or a number from 0 to 1");
    }
    row->synchronous_share = value;
    return true;
}

static bool is_time(const json_t *value) {
    double ns = json_number_value(value);
    return json_is_number(value) && ns >= BENCH_TIME_MIN && ns <= BENCH_TIME_MAX;
}

static bool read_slices(bench_place_t *place, const json_t *array,
                        bench_process_samples_t *samples) {
    size_t count = json_array_size(array);
    if (count == 0) {
        return bench_place_wrong(place, "slices", "must not be empty");
    }
    samples->slices = calloc(count, sizeof *samples->slices);
    if (samples->slices == NULL) {
        return bench_place_wrong(place, "slices", "does not fit into memory");
    }
    samples->slice_count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *slice = json_array_get(array, i);
        if (!is_time(slice)) {
            bench_place_enter_item(place, "slices", i);
            return bench_place_wrong(place, "", "must be a time above 0 and below 1e18 ns");
        }
        samples->slices[i] = json_number_value(slice);
    }
    return true;
}

static bool read_yardstick(bench_place_t *place, const json_t *object,
                           bench_process_samples_t *samples) {
    const json_t *value = json_object_get(object, "yardstick");
    if (!json_is_null(value) && !is_time(value)) {
        return bench_place_wrong(place, "yardstick",
                                 "must be null or a time above 0 and below 1e18 ns");
    }
    samples->yardstick = json_number_value(value); /* of null: 0 */
    return true;
}

static bool read_process(bench_place_t *place, const json_t *item, bench_row_t *row) {
    static const char *const fields[] = {"process", "operations", "yardstick", "slices", NULL};
    bench_process_samples_t *samples = &row->processes[row->process_count++];
    const json_t *slices;
    uint64_t process;
    if (!bench_fields_exactly(place, item, fields) ||
        !bench_field_unsigned(place, item, "process", 0, &process) ||
        !bench_field_unsigned(place, item, "operations", 1, &samples->operations) ||
        !read_yardstick(place, item, samples) ||
        !bench_field_array(place, item, "slices", &slices)) {
        return false;
    }
    if (process > UINT32_MAX) {
        return bench_place_wrong(place, "process", "is too large");
    }
    samples->process = (uint32_t)process;
    if (row->process_count > 1 && samples->process <= samples[-1].process) {
        return bench_place_wrong(place, "process", "must be larger than the one before");
    }
    return read_slices(place, slices, samples);
}

static bool read_samples(bench_place_t *place, const json_t *object, bench_row_t *row) {
    const json_t *array;
    if (!bench_field_array(place, object, "samples", &array)) {
        return false;
    }
    size_t count = json_array_size(array);
    row->processes = calloc(count + 1, sizeof *row->processes);
    if (row->processes == NULL) {
        return bench_place_wrong(place, "samples", "does not fit into memory");
    }
    for (size_t i = 0; i < count; i++) {
        size_t mark = bench_place_enter_item(place, "samples", i);
        if (!read_process(place, json_array_get(array, i), row)) {
            return false;
        }
        bench_place_leave(place, mark);
    }
    return true;
}

bool bench_row_read(bench_place_t *place, const json_t *object, bench_row_t *row) {
    static const char *const fields[] = {
        "scenario",          "contender",    "params",  "exact",     "budget", "counts",
        "synchronous_share", "instructions", "samples", "latencies", NULL};
    return bench_fields_exactly(place, object, fields) &&
           bench_field_name(place, object, "scenario", &row->scenario) &&
           bench_field_name(place, object, "contender", &row->contender) &&
           bench_field_text(place, object, "params", &row->params) &&
           bench_field_flag(place, object, "exact", &row->exact) &&
           read_budget(place, object, row) && read_counts(place, object, row) &&
           read_share(place, object, row) &&
           bench_instructions_read(place, object, &row->instructions) &&
           read_samples(place, object, row) && bench_latencies_read(place, object, row);
}

bool bench_row_from_json(const char *text, bench_row_t *row, bench_problem_t *problem) {
    json_error_t error;
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL) {
        return bench_problem(problem, "row: not JSON at column %d: %s; measure the case again",
                             error.column, error.text);
    }
    bench_place_t place = {.source = "row", .problem = problem};
    bench_row_t read;
    bench_row_init(&read);
    bool good = bench_row_read(&place, object, &read);
    json_decref(object);
    if (good) {
        *row = read;
    } else {
        bench_row_deinit(&read);
    }
    return good;
}
