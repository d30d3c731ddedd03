/* report_json.c - report.json, from a report to the file: one line per case. */
#include "report_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "row_instructions.h"
#include "write_file.h"

#define DUMP_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(BENCH_REAL_DIGITS))

/* An object under construction. jansson takes every value, also where it fails; one flag is kept.
 */
typedef struct builder {
    json_t *object;
    bool good;
} builder_t;

static builder_t builder_start(void) {
    return (builder_t){json_object(), true};
}

static void put(builder_t *builder, const char *key, json_t *value) {
    if (json_object_set_new(builder->object, key, value) != 0) {
        builder->good = false;
    }
}

static void put_text(builder_t *builder, const char *key, const char *text) {
    put(builder, key, json_string(text != NULL ? text : ""));
}

static void put_fraction(builder_t *builder, const char *key, bench_fraction_t fraction) {
    char text[BENCH_FRACTION_MAX];
    put_text(builder, key, bench_fraction_format(fraction, text));
}

static json_t *builder_end(builder_t *builder) {
    if (builder->good) {
        return builder->object;
    }
    json_decref(builder->object);
    return NULL;
}

/* Appends to an array; on failure releases the array and gives NULL, so that the failure is passed
 * on. */
static json_t *append(json_t *array, json_t *value) {
    if (json_array_append_new(array, value) == 0) {
        return array;
    }
    json_decref(array);
    return NULL;
}

static json_t *json_of_budget(const bench_row_t *row) {
    builder_t builder = builder_start();
    switch (row->budget_kind) {
    case BENCH_BUDGET_NONE:
        json_decref(builder.object);
        return json_null();
    case BENCH_BUDGET_ALLOCS:
        put_fraction(&builder, "allocs_per_op", row->budget);
        break;
    case BENCH_BUDGET_MISSES:
        put_text(&builder, "allocs_per_op", "misses");
        break;
    }
    return builder_end(&builder);
}

static json_t *json_of_sizes(const bench_counts_t *counts) {
    json_t *array = json_array();
    for (size_t i = 0; i < counts->size_count; i++) {
        builder_t size = builder_start();
        put(&size, "size_class", json_integer((json_int_t)counts->sizes[i].size_class));
        put_fraction(&size, "allocs_per_op", counts->sizes[i].allocs_per_op);
        array = append(array, builder_end(&size));
    }
    return array;
}

static json_t *json_of_lifetimes(const bench_lifetimes_t *lifetimes) {
    builder_t builder = builder_start();
    put_fraction(&builder, "same_op", lifetimes->same_op);
    put_fraction(&builder, "next_op", lifetimes->next_op);
    put_fraction(&builder, "later", lifetimes->later);
    put_fraction(&builder, "kept", lifetimes->kept);
    return builder_end(&builder);
}

static json_t *json_of_threads(const bench_counts_t *counts) {
    json_t *array = json_array();
    for (size_t i = 0; i < counts->thread_count; i++) {
        const bench_thread_count_t *thread = &counts->threads[i];
        builder_t builder = builder_start();
        put_fraction(&builder, "allocs_per_op", thread->allocs_per_op);
        put_fraction(&builder, "frees_per_op", thread->frees_per_op);
        put_fraction(&builder, "remote_frees_per_op", thread->remote_frees_per_op);
        put(&builder, "peak_live_bytes", json_integer(thread->peak_live_bytes));
        array = append(array, builder_end(&builder));
    }
    return array;
}

static json_t *json_of_sites(const bench_counts_t *counts) {
    json_t *array = json_array();
    for (size_t i = 0; i < counts->site_count; i++) {
        const bench_site_t *site = &counts->sites[i];
        builder_t builder = builder_start();
        put_text(&builder, "made_by", site->made_by);
        put_text(&builder, "stack", site->stack);
        put_fraction(&builder, "allocs_per_op", site->allocs_per_op);
        put_fraction(&builder, "bytes_per_op", site->bytes_per_op);
        put(&builder, "leaked", json_integer((json_int_t)site->leaked));
        array = append(array, builder_end(&builder));
    }
    return array;
}

static json_t *json_of_followed(const bench_counts_t *counts) {
    if (!counts->followed) {
        return json_null();
    }
    builder_t builder = builder_start();
    put(&builder, "lifetimes", json_of_lifetimes(&counts->lifetimes));
    put(&builder, "threads", json_of_threads(counts));
    put(&builder, "sites", json_of_sites(counts));
    return builder_end(&builder);
}

static json_t *json_of_counts(const bench_row_t *row) {
    if (!row->counted) {
        return json_null();
    }
    const bench_counts_t *counts = &row->counts;
    builder_t builder = builder_start();
    put(&builder, "operations", json_integer((json_int_t)counts->operations));
    put_fraction(&builder, "allocs_per_op", counts->allocs_per_op);
    put_fraction(&builder, "frees_per_op", counts->frees_per_op);
    put_fraction(&builder, "bytes_requested_per_op", counts->bytes_requested_per_op);
    put_fraction(&builder, "bytes_usable_per_op", counts->bytes_usable_per_op);
    put(&builder, "allocs_once", json_integer(counts->allocs_once));
    put(&builder, "peak_live_bytes", json_integer(counts->peak_live_bytes));
    put(&builder, "sizes", json_of_sizes(counts));
    put(&builder, "followed", json_of_followed(counts));
    put_text(&builder, "verified", counts->verified);
    return builder_end(&builder);
}

/* A time that the reader would refuse is not written in the first place. */
static json_t *json_of_time(double ns) {
    return ns >= BENCH_TIME_MIN && ns <= BENCH_TIME_MAX ? json_real(ns) : NULL;
}

static json_t *json_of_process(const bench_process_samples_t *samples) {
    json_t *slices = json_array();
    for (size_t i = 0; i < samples->slice_count; i++) {
        slices = append(slices, json_of_time(samples->slices[i]));
    }
    builder_t builder = builder_start();
    put(&builder, "process", json_integer((json_int_t)samples->process));
    put(&builder, "operations", json_integer((json_int_t)samples->operations));
    put(&builder, "yardstick",
        samples->yardstick == 0 ? json_null() : json_of_time(samples->yardstick));
    put(&builder, "slices", slices);
    return builder_end(&builder);
}

static json_t *json_of_samples(const bench_row_t *row) {
    json_t *array = json_array();
    for (size_t i = 0; i < row->process_count; i++) {
        array = append(array, json_of_process(&row->processes[i]));
    }
    return array;
}

static json_t *json_of_number(double number) {
    return isnan(number) ? json_null() : json_real(number);
}

static json_t *json_of_row(const bench_row_t *row) {
    builder_t builder = builder_start();
    put_text(&builder, "scenario", row->scenario);
    put_text(&builder, "contender", row->contender);
    put_text(&builder, "params", row->params);
    put(&builder, "exact", json_boolean(row->exact));
    put(&builder, "budget", json_of_budget(row));
    put(&builder, "counts", json_of_counts(row));
    put(&builder, "synchronous_share", json_of_number(row->synchronous_share));
    put(&builder, "instructions", bench_instructions_to_json(&row->instructions));
    put(&builder, "samples", json_of_samples(row));
    put(&builder, "latencies", bench_latencies_to_json(row));
    return builder_end(&builder);
}

/* The text of a value, which is released. NULL: the value or its text could not be made. */
static char *dump(json_t *value) {
    char *text = value != NULL ? json_dumps(value, DUMP_FLAGS) : NULL;
    json_decref(value);
    return text;
}

char *bench_row_to_json(const bench_row_t *row) {
    return dump(json_of_row(row));
}

static json_t *json_of_environment(const bench_report_t *report) {
    builder_t builder = builder_start();
    for (size_t i = 0; i < report->fact_count; i++) {
        put_text(&builder, report->facts[i].name, report->facts[i].value);
    }
    return builder_end(&builder);
}

static json_t *json_of_overheads(const bench_report_t *report) {
    builder_t builder = builder_start();
    for (size_t i = 0; i < report->overhead_count; i++) {
        put(&builder, report->overheads[i].name, json_of_number(report->overheads[i].ns));
    }
    return builder_end(&builder);
}

static bool cannot_be_said(bench_problem_t *problem, const char *what) {
    return bench_problem(
        problem,
        "report.json: %s cannot be written: a time is not above 0 and below 1e18 ns, a text is not "
        "UTF-8, or memory is short; measure it again",
        what);
}

/* Writes one field of the document; takes the value. */
static bool write_field(FILE *out, const char *key, json_t *value, bench_problem_t *problem) {
    char *text = dump(value);
    if (text == NULL) {
        return cannot_be_said(problem, key);
    }
    fprintf(out, "\"%s\":%s,\n", key, text);
    free(text);
    return true;
}

static bool write_head(FILE *out, const bench_report_t *report, bench_problem_t *problem) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, report->seed);
    fprintf(out, "{\"format_version\":%d,\n", BENCH_FORMAT_VERSION);
    return write_field(out, "name", json_string(report->name != NULL ? report->name : ""),
                       problem) &&
           write_field(out, "created", json_string(report->created != NULL ? report->created : ""),
                       problem) &&
           write_field(out, "partial", json_boolean(report->partial), problem) &&
           write_field(out, "seed", json_string(seed), problem) &&
           write_field(out, "environment", json_of_environment(report), problem) &&
           write_field(out, "overhead", json_of_overheads(report), problem);
}

static bool write_case(FILE *out, const bench_row_t *row, bench_problem_t *problem) {
    char *text = bench_row_to_json(row);
    if (text == NULL) {
        char name[200];
        snprintf(name, sizeof name, "case %s/%s", row->scenario != NULL ? row->scenario : "",
                 row->contender != NULL ? row->contender : "");
        return cannot_be_said(problem, name);
    }
    fputs(text, out);
    free(text);
    return true;
}

static bool write_report(FILE *out, const void *content, bench_problem_t *problem) {
    const bench_report_t *report = content;
    if (!write_head(out, report, problem)) {
        return false;
    }
    fputs("\"cases\":[", out);
    for (size_t i = 0; i < report->row_count; i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        if (!write_case(out, &report->rows[i], problem)) {
            return false;
        }
    }
    fputs("\n]}\n", out);
    return true;
}

bool bench_report_print(const bench_report_t *report, FILE *out, bench_problem_t *problem) {
    return write_report(out, report, problem);
}

bool bench_report_write(const bench_report_t *report, const char *folder,
                        bench_problem_t *problem) {
    return bench_write_file_in(folder, "report.json", write_report, report, problem);
}
