/*
 * make_runs.c - runs whose figures are hard to draw, made from a real one and by hand.
 * Usage: make_runs REFERENCE OUT: writes OUT/NAME/report.json for each.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../harness/sample.h"
#include "store/report_file.h"

#define CONTENDERS 25
#define PROCESSES  12

static void save(const char *out, const char *name, bench_report_t *report) {
    char folder[4096];
    bench_problem_t problem;
    (void)snprintf(folder, sizeof folder, "%s/%s", out, name);
    (void)mkdir(folder, 0777);
    if (!bench_report_write(report, folder, &problem)) {
        (void)fprintf(stderr, "make_runs: %s\n", problem.text);
        exit(1);
    }
    bench_report_deinit(report);
}

/* ---- parts of a real run ---- */

static void read_run(const char *path, bench_report_t *report) {
    bench_problem_t problem;
    if (!bench_report_read(path, report, &problem)) {
        (void)fprintf(stderr, "make_runs: %s\n", problem.text);
        exit(1);
    }
}

static void save_part(const char *reference, const char *out, const char *name,
                      const char *filter) {
    bench_report_t report;
    read_run(reference, &report);
    bench_report_narrow(&report, &filter, 1);
    save(out, name, &report);
}

static void forget_times(bench_row_t *row) {
    for (size_t i = 0; i < row->process_count; i++) {
        free(row->processes[i].slices);
    }
    free(row->processes);
    row->processes = NULL;
    row->process_count = 0;
    free(row->latencies);
    row->latencies = NULL;
    row->latency_count = 0;
}

static void forget_counts(bench_row_t *row) {
    bench_counts_deinit(&row->counts);
    row->counted = false;
}

static void save_without(const char *reference, const char *out, const char *name,
                         void (*forget)(bench_row_t *row)) {
    const char *const filter = "[fsr]*";
    bench_report_t report;
    read_run(reference, &report);
    bench_report_narrow(&report, &filter, 1);
    for (size_t i = 0; i < report.row_count; i++) {
        forget(&report.rows[i]);
    }
    save(out, name, &report);
}

/* Every third case is slower, every fourth makes another block, and one makes the first. */
static void save_changed(const char *reference, const char *out) {
    bench_report_t report;
    read_run(reference, &report);
    for (size_t i = 0; i < report.row_count; i++) {
        bench_row_t *row = &report.rows[i];
        for (size_t j = 0; i % 3 == 0 && j < row->process_count; j++) {
            for (size_t k = 0; k < row->processes[j].slice_count; k++) {
                row->processes[j].slices[k] *= i % 2 == 0 ? 7 : 0.1;
            }
        }
        if (i % 4 == 0 && row->counted) {
            row->counts.allocs_per_op =
                bench_fraction_add(row->counts.allocs_per_op, bench_fraction(1, 1 + (int64_t)i));
            row->counts.bytes_usable_per_op = bench_whole(i % 8 == 0 ? 0 : 1000000000);
        }
    }
    save(out, "changed", &report);
}

/* ---- a run of everything that is too long, too large or too many ---- */

static const char *contender(size_t index) {
    static char name[64];
    (void)snprintf(name, sizeof name, "contender_%zu_with_a_name_that_goes_on_and_on", index);
    return name;
}

static void describe_contenders(bench_report_t *report) {
    static const char *const labels[] = {
        "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM",
        "{/:Bold a label} that_looks^like @enhanced ~text & <b>markup</b>",
        "ein längerer Name mit Umlauten, ein zweites Wort, und noch eines dahinter",
        "名前がとても長い競技者の名前がとても長い競技者",
        "a short one",
    };
    for (size_t i = 0; i < CONTENDERS; i++) {
        char label[200];
        char name[64];
        (void)snprintf(name, sizeof name, "%s", contender(i));
        (void)snprintf(label, sizeof label, "%s", labels[i % 5]);
        bench_contender_t it = {.name = name,
                                .label = label,
                                .colour = (char[]){""},
                                .about = (char[]){""},
                                .compared_with = (char[]){""}};
        (void)snprintf(label + strlen(label), 8, " %zu", i);
        char first[64];
        (void)snprintf(first, sizeof first, "%s", contender(0));
        it.compared_with = first;
        if (i != 3 && !bench_report_add_contender(report, &it)) {
            exit(1);
        }
    }
}

/* From 0 to 10^9. */
static int64_t count_of(size_t index) {
    return index % 11 == 0 ? 0 : (int64_t)pow(10, (double)(index % 11) - 1);
}

/* The same for times, which are above 0; one process is far from the others. */
static void add_times(bench_row_t *row, double ns) {
    double medians[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        medians[i] = ns * (i == 5 ? 1000 : 1 + 0.02 * (double)i);
    }
    sample_times(row, medians, PROCESSES);
}

static bench_row_t *add_case(bench_report_t *report, const char *scenario, const char *params,
                             size_t index, double ns) {
    int64_t allocs = count_of(index + strlen(params));
    bench_row_t *row = sample_row(report, scenario, contender(index % CONTENDERS), params,
                                  bench_fraction(allocs, 1 + (int64_t)index));
    add_times(row, ns);
    return row;
}

static void add_many_paths(bench_report_t *report) {
    for (size_t setting = 0; setting < 4; setting++) {
        for (size_t i = 0; i < CONTENDERS; i++) {
            char params[200];
            (void)snprintf(params, sizeof params,
                           "where=a_place_with_a_long_name_%zu;how=in_a_way_that_is_even_longer",
                           setting);
            bench_row_t *row =
                add_case(report, "paths_of_a_scenario_whose_name_is_longer_than_one_would_like",
                         params, i, setting == 3 ? 5 + (double)i : pow(10, (double)(i % 10)));
            sample_latency(row, BENCH_SERVICE, NAN, PROCESSES, 10 + 1000 * i);
            sample_latency(row, BENCH_RESPONSE, 0.5, PROCESSES, 20000);
            sample_latency(row, BENCH_RESPONSE, 0.8, PROCESSES, 300);
        }
    }
}

static void add_many_lines(bench_report_t *report) {
    static const char *const sizes[] = {"1", "1000", "5000000", "1000000000"};
    for (size_t setting = 0; setting < 16; setting++) {
        for (size_t i = 0; i < CONTENDERS; i++) {
            char params[200];
            (void)snprintf(params, sizeof params, "size=%s;order=%s_%zu", sizes[setting % 4],
                           "an_order_that_has_a_name_as_well", setting / 4);
            add_case(report, "lines", params, i,
                     1 + (double)((i * 7 + setting * 13) % 100) * pow(10, (double)(setting % 4)));
        }
    }
}

static void add_many_crossings(bench_report_t *report) {
    for (size_t percent = 0; percent <= 100; percent += 10) {
        for (size_t i = 0; i < CONTENDERS; i++) {
            char params[32];
            (void)snprintf(params, sizeof params, "percent=%zu", percent);
            add_case(report, "shares", params, i,
                     20 + (double)((i * 37 + percent * percent * (i + 3)) % 60));
        }
    }
}

static void add_long_floors(bench_report_t *report) {
    for (size_t i = 0; i < 35; i++) {
        const bench_case_key_t key = report->rows[i].key;
        const bench_floor_t floor = {
            .path = (char[]){"a path, which takes many words to be told of, and then some more"},
            .floor = (char[]){"what it cannot do without, said at length, with a comma"},
            .of = key,
            .term_count = 1,
            .terms = {{report->rows[0].key, 1 + (double)i}},
            .aim = 1.5};
        if (!bench_report_add_floor(report, &floor)) {
            exit(1);
        }
    }
}

static void save_many(const char *out) {
    bench_report_t report;
    bench_report_init(&report);
    report.name = strdup("a_run_that_has_a_very_long_name_because_somebody_thought_that_it_"
                         "should_say_all_that_there_is_to_say_of_it");
    report.created = strdup("2026-01-02T03:04:05Z");
    if (!bench_report_add_fact(&report, "cpu", "A processor, with a comma (and brackets)")) {
        exit(1);
    }
    describe_contenders(&report);
    add_many_paths(&report);
    add_many_lines(&report);
    add_many_crossings(&report);
    add_long_floors(&report);
    save(out, "many", &report);
}

/* One scenario of a plugin, which describes nothing, and of which nothing takes any block. */
static void save_plugin(const char *out) {
    bench_report_t report;
    bench_report_init(&report);
    report.name = strdup("plugin");
    report.created = strdup("2026-01-02T03:04:05Z");
    add_times(sample_row(&report, "mine", "fast", "", bench_whole(0)), 1e-3);
    add_times(sample_row(&report, "mine", "slow", "", bench_whole(0)), 1e9);
    save(out, "plugin", &report);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        (void)fprintf(stderr, "usage: make_runs REFERENCE OUT\n");
        return 2;
    }
    save_part(argv[1], argv[2], "whole", "*");
    save_part(argv[1], argv[2], "filtered", "[bh]*value_task*");
    save_part(argv[1], argv[2], "one", "sync_success/task");
    save_part(argv[1], argv[2], "one_share", "hit_ratio/*;percent=50");
    save_without(argv[1], argv[2], "counts_alone", forget_times);
    save_without(argv[1], argv[2], "times_alone", forget_counts);
    save_changed(argv[1], argv[2]);
    save_many(argv[2]);
    save_plugin(argv[2]);
    return 0;
}
