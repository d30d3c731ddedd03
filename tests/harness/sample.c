/* sample.c - handmade reports. */
#include "sample.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fill_counts(bench_counts_t *counts, bench_fraction_t allocs) {
    counts->operations = 1024;
    counts->allocs_per_op = allocs;
    counts->frees_per_op = allocs;
    counts->bytes_requested_per_op = bench_fraction(40 * allocs.num, allocs.den);
    counts->bytes_usable_per_op = bench_fraction(48 * allocs.num, allocs.den);
    counts->reallocs_in_place_per_op = bench_whole(0);
    counts->allocs_once = bench_whole(2);
    counts->frees_once = bench_whole(1);
    counts->peak_live_bytes = bench_whole(4096);
    counts->verification = BENCH_VERIFIED;
    counts->witnessed = true;
    counts->witnesses = (bench_witnesses_t){{1026, 2050}, {1026, 2050}};
    if (allocs.num != 0) {
        counts->sizes = calloc(1, sizeof *counts->sizes);
        assert_non_null(counts->sizes);
        counts->sizes[0] = (bench_size_count_t){48, allocs};
        counts->size_count = 1;
    }
}

bench_row_t *sample_row(bench_report_t *report, const char *scenario, const char *contender,
                        const char *params, bench_fraction_t allocs) {
    bench_row_t *row = bench_report_add_row(report);
    assert_non_null(row);
    assert_true(bench_case_copy(&row->key, &(bench_case_key_t){scenario, contender, params}));
    row->counted = true;
    row->budget_kind = BENCH_BUDGET_ALLOCS;
    row->budget = allocs;
    fill_counts(&row->counts, allocs);
    return row;
}

void sample_times(bench_row_t *row, const double *medians, size_t count) {
    row->processes = calloc(count, sizeof *row->processes);
    assert_non_null(row->processes);
    row->process_count = count;
    for (size_t i = 0; i < count; i++) {
        double *slices = calloc(3, sizeof *slices);
        assert_non_null(slices);
        slices[0] = medians[i] * (i % 2 == 0 ? 1.25 : 0.75); /* odd and even ones are equal */
        slices[1] = medians[i] * (i % 2 == 0 ? 0.75 : 1.25);
        slices[2] = medians[i];
        row->processes[i] = (bench_process_samples_t){
            .process = (uint32_t)i, .operations = 1000, .slice_count = 3, .slices = slices};
    }
}

void sample_yardstick(bench_row_t *row, double step) {
    for (size_t i = 0; i < row->process_count; i++) {
        row->processes[i].yardstick = step;
    }
}

/* All blocks of the row have one call site and are freed within their operation, except the leaked
 * ones. */
void sample_followed(bench_row_t *row, const char *made_by, const char *stack, uint64_t leaked) {
    bench_counts_t *counts = &row->counts;
    bench_fraction_t none = {0, 1};
    counts->followed = true;
    counts->lifetimes = (bench_lifetimes_t){counts->allocs_per_op, none, none, none};
    counts->threads = calloc(1, sizeof *counts->threads);
    counts->sites = calloc(1, sizeof *counts->sites);
    assert_non_null(counts->threads);
    assert_non_null(counts->sites);
    counts->thread_count = 1;
    counts->site_count = 1;
    counts->threads[0] =
        (bench_thread_count_t){counts->allocs_per_op, counts->frees_per_op, none, 48};
    counts->sites[0] = (bench_site_t){
        strdup(made_by), strdup(stack), counts->allocs_per_op, counts->bytes_usable_per_op,
        leaked,          NULL};
}

void sample_verified(bench_row_t *row, const char *text) {
    bool good = strcmp(text, "verified") == 0;
    free(row->counts.disagreement);
    row->counts.disagreement = good ? NULL : strdup(text);
    row->counts.verification = good ? BENCH_VERIFIED : BENCH_UNVERIFIED;
}

static void add_facts(bench_report_t *report) {
    report->name = strdup("sample");
    report->created = strdup("2026-01-02T03:04:05Z");
    report->partial = true;
    report->seed = UINT64_MAX;
    assert_true(bench_report_add_fact(report, "kernel", "6.1"));
    assert_true(bench_report_add_fact(report, "cpu", "Some \"CPU\", 2 GHz | x"));
    assert_true(bench_report_add_fact(report, "compiler", "gcc 12.2.0"));
    assert_true(bench_report_add_overhead(report, "empty_operation", 0.3));
    assert_true(bench_report_add_overhead(report, "hook_pair", NAN));
}

static void add_sync_success(bench_report_t *report) {
    static const double empty[] = {0.25, 0.25, 0.5, 0.5, 0.5, 0.5};
    static const double task[] = {20, 21, 19, 20.5, 20, 22, 19.5, 20};
    static const double value_task[] = {5, 5.25, 4.5, 5, 5.125, 6, 4.875, 5};
    bench_fraction_t none = bench_fraction(0, 1);
    bench_fraction_t one = bench_fraction(1, 1);
    sample_times(sample_row(report, "sync_success", "direct", "", none), empty, 6);
    bench_row_t *row = sample_row(report, "sync_success", "task", "", one);
    sample_times(row, task, 8);
    sample_yardstick(row, 0.96875);
    sample_followed(row, "completed task", "run_task;fetch;vt_task_from_result", 0);
    sample_times(sample_row(report, "sync_success", "value_task", "", none), value_task, 8);
    sample_row(report, "sync_success", "value_task_static_error", "", none);
}

static void add_hit_ratio(bench_report_t *report) {
    static const double slow[] = {12345, 12300, 12400, 12500};
    bench_row_t *row = sample_row(report, "hit_ratio", "task", "percent=90", bench_fraction(1, 1));
    sample_times(row, slow, 4);
    sample_followed(row, "workload", "run_task;read_line", 3);
    sample_latency(row, BENCH_SERVICE, NAN, 3, 99); /* one process has none, so it is not shown */
    row = sample_row(report, "hit_ratio", "value_task", "percent=90", bench_fraction(1, 10));
    row->budget_kind = BENCH_BUDGET_MISSES;
    row->counts.synchronous_share = 0.9;
    row =
        sample_row(report, "hit_ratio", "value_task_pooled", "percent=90", bench_fraction(1, 512));
    row->budget = bench_fraction(0, 1);
    sample_verified(row, "size class 48, thread 1: hooks 3, arenas 2");
    row = sample_row(report, "hit_ratio", "value_task", "percent=50", bench_fraction(1, 2));
    row->budget_kind = BENCH_BUDGET_NONE;
}

void sample_latency(bench_row_t *row, bench_latency_kind_t kind, double load, uint64_t processes,
                    uint64_t count) {
    bench_latency_t *latency = bench_row_add_latency(row, kind, load);
    assert_non_null(latency);
    latency->processes = processes;
    for (uint64_t i = 1; i <= count; i++) {
        bench_histogram_add(&latency->histogram, 1000 * (1 + i % 8));
    }
    bench_histogram_add(&latency->histogram, 7654321);
}

static void add_buffered_read(bench_report_t *report) {
    bench_row_t *row =
        sample_row(report, "buffered_read", "task", "from=pipe;chunk=64", bench_fraction(3, 2));
    row->kernel_timed = true;
    row->counted = false;
    bench_counts_deinit(&row->counts);
    sample_latency(row, BENCH_SERVICE, NAN, 2, 1023);
    sample_latency(row, BENCH_RESPONSE, 0.8, 2, 19);
    sample_latency(row, BENCH_RESPONSE, 0.5, 2, 99);
}

/* Whole, a fraction, not exact; other rows have none. */
static void add_collections(bench_report_t *report) {
    report->rows[0].counts.collections_per_million_ops = bench_fraction(3, 2);
}

static void add_memory(bench_report_t *report) {
    report->rows[1].counts.resident_bytes_per_op = 104.5;
}

static void add_instructions(bench_report_t *report) {
    report->rows[0].instructions =
        (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(23, 1), true};
    report->rows[1].instructions =
        (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(196, 1), true};
    report->rows[2].instructions =
        (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(273, 5), true};
    report->rows[4].instructions =
        (bench_instructions_t){BENCH_BY_PERF_EVENT, bench_fraction(11113, 2), false};
}

void sample_report(bench_report_t *report) {
    bench_report_init(report);
    add_facts(report);
    add_sync_success(report);
    add_hit_ratio(report);
    add_buffered_read(report);
    add_instructions(report);
    add_collections(report);
    add_memory(report);
}

void sample_contenders(bench_report_t *report) {
    const bench_contender_t contenders[] = {
        {(char[]){"task"}, (char[]){"Task"}, (char[]){"#0072B2"}, 7, (char[]){"A task each time."},
         (char[]){""}, false},
        {(char[]){"value_task"}, (char[]){"value task, \"plain\""}, (char[]){""}, 0, (char[]){""},
         (char[]){"task"}, false},
        {(char[]){"direct"}, (char[]){"direct call"}, (char[]){""}, 0, (char[]){""},
         (char[]){"task"}, true},
    };
    for (size_t i = 0; i < sizeof contenders / sizeof contenders[0]; i++) {
        assert_true(bench_report_add_contender(report, &contenders[i]));
    }
    assert_true(bench_report_add_words(report, "sync_success", "completes synchronously"));
    assert_true(bench_report_add_words(report, "hit_ratio;percent", "% hits"));
}

void sample_floor(bench_report_t *report) {
    const bench_floor_t floor = {
        .path = (char[]){"a task"},
        .floor = (char[]){"a value task and twice a direct call"},
        .of = {"sync_success", "task", ""},
        .term_count = 2,
        .terms = {{{"sync_success", "value_task", ""}, 1}, {{"sync_success", "direct", ""}, 2}},
        .aim = 1.5,
    };
    assert_true(bench_report_add_floor(report, &floor));
}

void sample_folder_create(char *folder) {
    snprintf(folder, SAMPLE_PATH_MAX, "/tmp/report-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static DIR *open_folder(const char *folder) {
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    return entries;
}

void sample_folder_remove(const char *folder) {
    DIR *entries = open_folder(folder);
    const struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char path[SAMPLE_PATH_MAX];
        sample_path(folder, entry->d_name, path);
        if (entry->d_type == DT_DIR) {
            sample_folder_remove(path);
        } else {
            unlink(path);
        }
    }
    closedir(entries);
    assert_int_equal(rmdir(folder), 0);
}

size_t sample_folder_files(const char *folder) {
    DIR *entries = open_folder(folder);
    const struct dirent *entry;
    size_t files = 0;
    while ((entry = readdir(entries)) != NULL) {
        files += entry->d_name[0] == '.' ? 0 : 1;
    }
    closedir(entries);
    return files;
}

const char *sample_path(const char *folder, const char *name, char *path) {
    snprintf(path, SAMPLE_PATH_MAX, "%.200s/%.255s", folder, name);
    return path;
}

char *sample_read(const char *path, size_t *size) {
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        fail_msg("%s is not there", path);
    }
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, size);
    assert_non_null(out);
    for (int c = fgetc(in); c != EOF; c = fgetc(in)) {
        fputc(c, out);
    }
    fclose(in);
    fclose(out);
    return bytes;
}

void sample_write(const char *path, const char *bytes, size_t size) {
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

void assert_golden(const char *name, const char *text) {
    char path[SAMPLE_PATH_MAX];
    size_t size;
    if (getenv("BENCH_ACCEPT_GOLDENS") != NULL) { /* writes the output as the new golden file */
        FILE *file = fopen(sample_path(TEST_DATA, name, path), "w");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    char *golden = sample_read(sample_path(TEST_DATA, name, path), &size);
    if (strcmp(golden, text) != 0) {
        print_error("--- data/%s is\n%s--- but this was made:\n%s---\n", name, golden, text);
    }
    assert_string_equal(text, golden);
    free(golden);
}
