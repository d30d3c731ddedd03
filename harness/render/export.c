#include "render/export.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/times.h"

bool bench_export_parse(const char *name, bench_export_t *format) {
    static const char *const names[] = {[BENCH_EXPORT_GOOGLE_BENCHMARK] = "google-benchmark",
                                        [BENCH_EXPORT_GO] = "go",
                                        [BENCH_EXPORT_BENCHER] = "bencher"};
    for (bench_export_t i = BENCH_EXPORT_GOOGLE_BENCHMARK; i <= BENCH_EXPORT_BENCHER; i++) {
        if (strcmp(names[i], name) == 0) {
            *format = i;
            return true;
        }
    }
    return false;
}

bool bench_export_takes_several(bench_export_t format) {
    return format == BENCH_EXPORT_GO;
}

/* ---- what a row has ---- */

typedef struct part {
    const bench_report_t *run;
    const char *const *filters;
    size_t filter_count;
    FILE *out;
} part_t;

static bool is_exported(const part_t *part, const bench_row_t *row) {
    return (row->process_count != 0 || row->counted) &&
           bench_case_match_any(&row->key, part->filters, part->filter_count);
}

static double allocs_of(const bench_row_t *row) {
    return bench_fraction_value(bench_row_allocs(row));
}

/* Of all slices of a process. */
static uint64_t operations_of(const bench_process_samples_t *process) {
    return process->operations * process->slice_count;
}

static double bytes_of(const bench_row_t *row) {
    return row->counted ? bench_fraction_value(row->counts.bytes_requested_per_op) : (double)NAN;
}

/* The medians of its processes, the caller's (free); NULL: out of memory. */
static double *medians_of(const bench_row_t *row) {
    double *medians = calloc(row->process_count + 1, sizeof *medians);
    if (medians != NULL) {
        bench_row_medians(row, medians);
    }
    return medians;
}

/* ---- JSON ---- */

static bool put(json_t *object, const char *name, json_t *value) {
    return json_object_set_new(object, name, value) == 0;
}

/* A number that is not known is left out. */
static bool put_number(json_t *object, const char *name, double number) {
    return !isfinite(number) || put(object, name, json_real(number));
}

/* Prints and releases it. */
static bool end_json(json_t *object, bool good, FILE *out) {
    good = good && json_dumpf(object, out, JSON_INDENT(1) | JSON_REAL_PRECISION(10)) == 0;
    (void)fputc('\n', out);
    json_decref(object);
    return good;
}

/* ---- Google Benchmark ---- */

static json_t *timed(const bench_row_t *row, const char *run_type, double ns,
                     const char *name_end) {
    char name[BENCH_CASE_NAME_MAX];
    json_t *entry = json_object();
    bench_case_format(&row->key, name);
    bool good = put(entry, "name", json_sprintf("%s%s", name, name_end)) &&
                put(entry, "run_name", json_string(name)) &&
                put(entry, "run_type", json_string(run_type)) &&
                put(entry, "repetitions", json_integer((json_int_t)row->process_count)) &&
                put(entry, "threads", json_integer(1)) && put_number(entry, "real_time", ns) &&
                put_number(entry, "cpu_time", ns) && put(entry, "time_unit", json_string("ns")) &&
                put_number(entry, "allocs_per_iter", allocs_of(row)) &&
                put_number(entry, "bytes_per_iter", bytes_of(row));
    if (!good) {
        json_decref(entry);
    }
    return good ? entry : NULL;
}

static bool add_process(json_t *list, const bench_row_t *row, size_t index, double ns) {
    const bench_process_samples_t *process = &row->processes[index];
    json_t *entry = timed(row, "iteration", ns, "");
    return entry != NULL && put(entry, "repetition_index", json_integer((json_int_t)index)) &&
           put(entry, "iterations", json_integer((json_int_t)operations_of(process))) &&
           json_array_append_new(list, entry) == 0;
}

static bool add_median(json_t *list, const bench_row_t *row) {
    json_t *entry = timed(row, "aggregate", bench_row_time(row).estimate, "_median");
    return entry != NULL && put(entry, "aggregate_name", json_string("median")) &&
           put(entry, "aggregate_unit", json_string("time")) &&
           put(entry, "iterations", json_integer((json_int_t)row->process_count)) &&
           json_array_append_new(list, entry) == 0;
}

static bool add_row(json_t *list, const bench_row_t *row) {
    double *medians = medians_of(row);
    bool good = medians != NULL;
    for (size_t i = 0; good && i < row->process_count; i++) {
        good = add_process(list, row, i, medians[i]);
    }
    free(medians);
    return good && (row->process_count == 0 || add_median(list, row));
}

static bool export_google_benchmark(const part_t *part) {
    const bench_report_t *run = part->run;
    json_t *root = json_object();
    json_t *context = json_object();
    json_t *list = json_array();
    bool good = put(context, "date", json_string(run->created)) &&
                put(context, "executable", json_string("vtbench")) &&
                put(context, "library_build_type", json_string("release")) &&
                put(context, "cpu", json_string(bench_report_fact(run, "cpu"))) &&
                put(context, "commit", json_string(bench_report_fact(run, "git_revision")));
    for (size_t i = 0; good && i < run->row_count; i++) {
        good = !is_exported(part, &run->rows[i]) || add_row(list, &run->rows[i]);
    }
    good = put(root, "context", context) && good;
    good = put(root, "benchmarks", list) && good;
    return end_json(root, good, part->out);
}

/* ---- Bencher ---- */

static bool add_measure(json_t *entry, const char *name, bench_interval_t value) {
    if (!isfinite(value.estimate)) {
        return true;
    }
    json_t *measure = json_object();
    return put_number(measure, "value", value.estimate) &&
           put_number(measure, "lower_value", value.low) &&
           put_number(measure, "upper_value", value.high) && put(entry, name, measure);
}

static bench_interval_t exactly(double number) {
    return (bench_interval_t){.estimate = number, .low = NAN, .high = NAN};
}

static bool export_bencher(const part_t *part) {
    json_t *root = json_object();
    bool good = root != NULL;
    for (size_t i = 0; good && i < part->run->row_count; i++) {
        const bench_row_t *row = &part->run->rows[i];
        char name[BENCH_CASE_NAME_MAX];
        if (!is_exported(part, row)) {
            continue;
        }
        json_t *entry = json_object();
        good = add_measure(entry, "latency", bench_row_time(row)) &&
               add_measure(entry, "allocations", exactly(allocs_of(row))) &&
               add_measure(entry, "bytes", exactly(bytes_of(row))) &&
               add_measure(entry, "instructions",
                           exactly(bench_fraction_value(row->instructions.per_op))) &&
               put(root, bench_case_format(&row->key, name), entry);
    }
    return end_json(root, good, part->out);
}

/* ---- Go ---- */

/* "BenchmarkHit_ratio/contender=task/percent=90": settings are its sub-names, and a name has no
 * blanks. */
static void put_go_name(FILE *out, const bench_case_key_t *key) {
    (void)fprintf(out, "Benchmark%c%s/contender=%s", toupper((unsigned char)key->scenario[0]),
                  key->scenario + 1, key->contender);
    for (const char *at = key->params[0] != '\0' ? key->params : NULL; at != NULL;) {
        size_t length = strcspn(at, ";");
        (void)fprintf(out, "/%.*s", (int)length, at);
        at = at[length] == ';' ? at + length + 1 : NULL;
    }
}

static void put_go_counts(FILE *out, const bench_row_t *row) {
    if (row->counted) {
        (void)fprintf(out, " %.10g B/op", bytes_of(row));
        if (isfinite(allocs_of(row))) {
            (void)fprintf(out, " %.10g allocs/op", allocs_of(row));
        }
    }
    (void)fputc('\n', out);
}

static bool put_go_row(FILE *out, const bench_row_t *row) {
    double *medians = medians_of(row);
    for (size_t i = 0; medians != NULL && i < row->process_count; i++) {
        const bench_process_samples_t *process = &row->processes[i];
        put_go_name(out, &row->key);
        (void)fprintf(out, " %llu %.10g ns/op", (unsigned long long)operations_of(process),
                      medians[i]);
        put_go_counts(out, row);
    }
    if (row->process_count == 0) {
        put_go_name(out, &row->key);
        (void)fprintf(out, " %llu", (unsigned long long)row->counts.operations);
        put_go_counts(out, row);
    }
    free(medians);
    return medians != NULL;
}

static bool export_go(const part_t *part) {
    const bench_report_t *run = part->run;
    bool good = true;
    (void)fprintf(part->out, "pkg: vtbench\ncpu: %s\ncommit: %s\ndate: %s\n",
                  bench_report_fact(run, "cpu"), bench_report_fact(run, "git_revision"),
                  run->created);
    for (size_t i = 0; good && i < run->row_count; i++) {
        good = !is_exported(part, &run->rows[i]) || put_go_row(part->out, &run->rows[i]);
    }
    return good;
}

bool bench_export(bench_export_t format, const bench_report_t *runs, size_t count,
                  const char *const *filters, size_t filter_count, FILE *out) {
    static bool (*const exports[])(const part_t *) = {[BENCH_EXPORT_GOOGLE_BENCHMARK] =
                                                          export_google_benchmark,
                                                      [BENCH_EXPORT_GO] = export_go,
                                                      [BENCH_EXPORT_BENCHER] = export_bencher};
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        const part_t part = {&runs[i], filters, filter_count, out};
        good = exports[format](&part);
    }
    return good;
}
