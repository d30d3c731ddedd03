/*
 * Writes the seeds for the fuzz target of report.json: small reports of every kind, single rows,
 * and every error that a reader should detect. Also writes the dictionary of their names and
 * values.
 *
 *   report_corpus FOLDER DICTIONARY
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row_json.h"
#include "sample.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/report_file.h"

static const char *folder;

static void put_bytes(const char *name, const char *bytes, size_t size) {
    char path[SAMPLE_PATH_MAX];
    sample_write(sample_path(folder, name, path), bytes, size);
}

static void put(const char *name, const char *text) {
    put_bytes(name, text, strlen(text));
}

static char *text_of(const bench_report_t *report) {
    char *text = NULL;
    size_t size;
    bench_problem_t problem;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_report_print(report, out, &problem));
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Writes the report, and its first row separately. */
static void put_report(const char *name, bench_report_t *report) {
    char file[64];
    char *text = text_of(report);
    snprintf(file, sizeof file, "%s.json", name);
    put(file, text);
    free(text);
    if (report->row_count != 0) {
        char *row = row_to_json(&report->rows[0]);
        assert_non_null(row);
        snprintf(file, sizeof file, "%s.row", name);
        put(file, row);
        free(row);
    }
    bench_report_deinit(report);
}

/* ---- valid ones ---- */

static void begin(bench_report_t *report) {
    bench_report_init(report);
    report->name = strdup("r");
    report->created = strdup("2026-01-02T03:04:05Z");
    report->seed = 1;
}

static void put_heads(void) {
    bench_report_t report;
    begin(&report);
    put_report("empty", &report);
    begin(&report);
    report.partial = true;
    report.seed = UINT64_MAX;
    assert_true(bench_report_add_fact(&report, "cpu", "a \"b\" \\ c | ü"));
    assert_true(bench_report_add_overhead(&report, "empty_operation", 0.25));
    assert_true(bench_report_add_overhead(&report, "hook_pair", NAN));
    put_report("head", &report);
    begin(&report);
    sample_contenders(&report);
    sample_floor(&report);
    put_report("contenders", &report);
}

static void put_rows(void) {
    static const double medians[] = {2.5, 1e6};
    bench_report_t report;
    begin(&report);
    sample_row(&report, "s", "task", "", bench_fraction(3, 2));
    put_report("counted", &report);
    begin(&report);
    bench_row_t *row = sample_row(&report, "s", "c", "percent=90", bench_fraction(1, 10));
    row->budget_kind = BENCH_BUDGET_MISSES;
    row->counts.synchronous_share = 0.9;
    sample_verified(row, "size class 48: hooks 3, arenas 2");
    put_report("misses", &report);
    begin(&report);
    row = sample_row(&report, "s", "c", "", bench_fraction(-1, 512));
    row->budget_kind = BENCH_BUDGET_NONE;
    row->counts.allocs_once = bench_whole(-INT64_MAX);
    row->counts.peak_live_bytes = bench_whole(INT64_MAX);
    row->counts.frees_per_op = (bench_fraction_t){0, 0};
    put_report("limits", &report);
    begin(&report);
    row = sample_row(&report, "s", "c", "", bench_fraction(0, 1));
    row->kernel_timed = true;
    row->counted = false;
    sample_times(row, medians, 2);
    row->processes[1].yardstick = 0.96875;
    put_report("timed", &report);
}

/* The first row of the sample whose blocks were followed. */
static void put_followed(void) {
    bench_report_t sample;
    bench_report_t report;
    size_t i = 0;
    begin(&report);
    sample_report(&sample);
    while (i < sample.row_count && !sample.rows[i].counts.followed) {
        i++;
    }
    assert_true(i < sample.row_count);
    bench_row_t *row = bench_report_add_row(&report);
    assert_non_null(row);
    *row = sample.rows[i];
    bench_row_init(&sample.rows[i]); /* the row has moved */
    bench_report_deinit(&sample);
    put_report("followed", &report);
}

static void put_latencies(void) {
    static const double medians[] = {2.5};
    bench_report_t report;
    begin(&report);
    bench_row_t *row = sample_row(&report, "s", "c", "", bench_fraction(0, 1));
    sample_times(row, medians, 1);
    sample_latency(row, BENCH_SERVICE, NAN, 1, 1000);
    sample_latency(row, BENCH_RESPONSE, 0.5, 1, 19);
    put_report("latencies", &report);
}

static void put_instructions(void) {
    bench_report_t report;
    begin(&report);
    sample_row(&report, "s", "c", "", bench_fraction(0, 1))->instructions =
        (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(273, 5), true};
    put_report("instructions", &report);
}

static void put_others(void) {
    bench_report_t report;
    char *text = NULL;
    size_t size;
    begin(&report);
    sample_row(&report, "s", "task", "", bench_fraction(3, 2));
    sample_verified(sample_row(&report, "s", "c", "", bench_fraction(0, 1)), "a, \"b\"");
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bench_table_t table;
    bench_exact_table(&report, &table);
    bench_csv_print(&table, out);
    bench_table_deinit(&table);
    fclose(out);
    put("exact.csv", text);
    free(text);
    bench_report_deinit(&report);
    put("fraction", "3/2");
    put("fraction_negative", "-1/512");
}

/* ---- damaged ones ---- */

/* The text with the first occurrence of `old` replaced. */
static void put_replaced(const char *name, const char *text, const char *old, const char *new) {
    const char *at = strstr(text, old);
    char *changed;
    assert_non_null(at);
    int size = asprintf(&changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    assert_true(size > 0);
    put_bytes(name, changed, (size_t)size);
    free(changed);
}

static void put_damaged(void) {
    static const double medians[] = {2.5};
    bench_report_t report;
    begin(&report);
    sample_times(sample_row(&report, "s", "task", "", bench_fraction(3, 2)), medians, 1);
    char *text = text_of(&report);
    char version[32];
    snprintf(version, sizeof version, "\"format_version\":%d", BENCH_FORMAT_VERSION);
    put_bytes("damaged_truncated.json", text, strlen(text) / 2);
    put_replaced("damaged_version.json", text, version, "\"format_version\":99");
    put_replaced("damaged_key.json", text, "\"counts\"", "\"cuonts\"");
    put_replaced("damaged_twice.json", text, "\"partial\"", "\"name\":\"r\",\"partial\"");
    put_replaced("damaged_fraction.json", text, "\"3/2\"", "\"6/4\"");
    put_replaced("damaged_time.json", text, "2.5", "-2.5");
    put_replaced("damaged_overflow.json", text, "2.5", "1e309");
    put_replaced("damaged_largest.json", text, "2.5", "1.7976931348623157e308");
    put_replaced("damaged_null.json", text, "[", "[null,");
    free(text);
    bench_report_deinit(&report);
}

/* ---- the dictionary ---- */

/* Each entry once, in the order of first use. */
static char *entries[256];
static size_t entry_count;

static void add_entry(const char *text) {
    for (size_t i = 0; i < entry_count; i++) {
        if (strcmp(entries[i], text) == 0) {
            return;
        }
    }
    assert_true(entry_count < sizeof entries / sizeof entries[0]);
    entries[entry_count++] = strdup(text);
}

static void collect_keys(const json_t *value) {
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member) {
        add_entry(key);
        collect_keys(member);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        collect_keys(json_array_get(value, i));
    }
}

static void put_dictionary(const char *path) {
    static const char *const others[] = {"misses", "verified", "null", "true", "false",  "1/512",
                                         "-1",     "1e-5",     "[]",   "{}",   "\\u0000"};
    bench_report_t report;
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    char *text = text_of(&report);
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    collect_keys(document);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        add_entry(others[i]);
    }
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    for (size_t i = 0; i < entry_count; i++) {
        fprintf(out, "\"%s%s\"\n", entries[i][0] == '\\' ? "\\" : "", entries[i]);
        free(entries[i]);
    }
    assert_int_equal(fclose(out), 0);
    json_decref(document);
    free(text);
    bench_report_deinit(&report);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: report_corpus FOLDER DICTIONARY\n", stderr);
        return 2;
    }
    folder = argv[1];
    put_heads();
    put_rows();
    put_followed();
    put_latencies();
    put_instructions();
    put_others();
    put_damaged();
    put_dictionary(argv[2]);
    return 0;
}
