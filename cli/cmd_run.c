#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "cli.h"
#include "launch.h"
#include "measure/instructions.h"
#include "run_folder.h"
#include "warnings.h"

/* Processes for intervals that resolve something, and slices long enough to outweigh the clock. */
#define PROCESSES_QUICK   14
#define PROCESSES_DEFAULT 21
#define ROUNDS_QUICK      5
#define ROUNDS_DEFAULT    15
#define SLICE_DEFAULT     0.001

/* Single operations of a case in a process: enough of short ones for the 99.9th percentile over all
 * processes, and about as long as the slices take. */
#define SINGLES_QUICK          1000
#define SINGLES_DEFAULT        2000
#define SINGLE_SECONDS_QUICK   0.005
#define SINGLE_SECONDS_DEFAULT 0.020

typedef struct run_options {
    selection_t selection;
    const char *out;
    const char *name;
    sampling_t sampling;
    unsigned singles;
    double single_seconds;
    open_loop_t loop;
    bool quick, force, quiet, count_only, time_only, instructions;
    bench_instructions_by_t by; /* instructions; by nobody: the best that there is */
    bench_format_t format;
} run_options_t;

enum {
    KEY_COUNT_ONLY = 256,
    KEY_TIME_ONLY,
    KEY_INSTRUCTIONS,
    KEY_FORMAT,
    KEY_QUICK,
    KEY_OPEN_LOOP
};

static void check_combination(const run_options_t *options, struct argp_state *state) {
    if (options->count_only && options->time_only) {
        argp_error(state, "--count-only and --time-only exclude each other");
    } else if (options->count_only && options->loop.count > 0) {
        argp_error(state, "--count-only and --open-loop exclude each other");
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    run_options_t *options = state->input;
    if (selection_option(&options->selection, key, argument, state) ||
        sampling_option(&options->sampling, key, argument, state)) {
        return 0;
    }
    switch (key) {
    case KEY_QUICK:
        options->quick = true;
        return 0;
    case KEY_OPEN_LOOP:
        open_loop_parse(&options->loop, argument, state);
        return 0;
    case KEY_COUNT_ONLY:
        options->count_only = true;
        return 0;
    case KEY_TIME_ONLY:
        options->time_only = true;
        return 0;
    case KEY_INSTRUCTIONS:
        options->instructions = true;
        if (argument != NULL && !bench_instructions_by_parse(argument, &options->by)) {
            argp_error(state, "--instructions takes perf_event or callgrind, or nothing");
        }
        return 0;
    case 'o':
        options->out = argument;
        return 0;
    case 'n':
        options->name = argument;
        return 0;
    case KEY_FORMAT:
        options->format = opt_format(argument, state);
        return 0;
    case 'F':
        options->force = true;
        return 0;
    case 'q':
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "unexpected '%s'; a case is chosen with --filter", argument);
        return 0;
    case ARGP_KEY_END:
        check_combination(options, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    {"quick", KEY_QUICK, NULL, 0, "Fewer and shorter samples: the whole catalogue in a minute", 0},
    SELECTION_OPTIONS,
    SAMPLING_OPTIONS("21; quick 14; at least 6 for intervals", "case", "15; quick 5", "0.001"),
    {"open-loop", KEY_OPEN_LOOP, "LOAD,...", 0,
     "Response times too: operations due on a schedule, at these per cent of a case's own rate", 0},
    {"count-only", KEY_COUNT_ONLY, NULL, 0, "Allocations, no times", 0},
    {"time-only", KEY_TIME_ONLY, NULL, 0, "Times, no allocations", 0},
    {"instructions", KEY_INSTRUCTIONS, "BY", OPTION_ARG_OPTIONAL,
     "Instructions as well, by perf_event or callgrind (default: perf_event where there is one)",
     0},
    {"out", 'o', "DIR", 0, "Folder of runs (default results)", 0},
    {"name", 'n', "NAME", 0, "Name of the run (default date and time)", 0},
    {"force", 'F', NULL, 0, "Overwrite a run of that name", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "Of the table: table, json, csv, markdown", 0},
    {"quiet", 'q', NULL, 0, "No progress on stderr", 0},
    {0},
};

/* What was not asked for comes from the profile. */
static void apply_profile(run_options_t *options) {
    sampling_t *sampling = &options->sampling;
    if (sampling->processes == 0) {
        sampling->processes = options->quick ? PROCESSES_QUICK : PROCESSES_DEFAULT;
    }
    if (sampling->rounds == 0) {
        sampling->rounds = options->quick ? ROUNDS_QUICK : ROUNDS_DEFAULT;
    }
    options->singles = options->quick ? SINGLES_QUICK : SINGLES_DEFAULT;
    options->single_seconds = options->quick ? SINGLE_SECONDS_QUICK : SINGLE_SECONDS_DEFAULT;
}

static bool describe_run(const run_options_t *options, const char *name, bench_report_t *report) {
    char created[32];
    char plan[160];
    char loads[OPEN_LOOP_TEXT_MAX];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    (void)strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", &utc);
    (void)snprintf(
        plan, sizeof plan, "%u processes, %u slices of %g ms, up to %u single operations in %g ms",
        options->sampling.processes, options->sampling.rounds,
        options->sampling.slice_seconds * 1e3, options->singles, options->single_seconds * 1e3);
    open_loop_text(&options->loop, loads);
    report->name = strdup(name);
    report->created = strdup(created);
    report->seed = options->sampling.seed;
    return report->name != NULL && report->created != NULL && bench_add_environment(report) &&
           bench_report_add_fact(report, "libuv", uv_version_string()) &&
           bench_report_add_fact(report, "suite", VT_VERSION) &&
           bench_report_add_fact(report, "witness", bench_witness()) &&
           bench_report_add_fact(report, "timing_plan", options->count_only ? "none" : plan) &&
           (loads[0] == '\0' || bench_report_add_fact(report, "open_loop_loads", loads)) &&
           bench_report_add_fact(report, "instructions",
                                 options->instructions ? bench_instructions_by_name(options->by)
                                                       : "not counted") &&
           bench_add_overheads(report) && launch_prepare(&options->selection, report);
}

/* Counts in one process and instructions in another, then times in as many as were asked for. */
static int measure(const run_options_t *options, bench_report_t *report, failures_t *failures) {
    progress_t progress;
    char phase[64];
    unsigned processes = options->count_only ? 0 : options->sampling.processes;
    size_t passes = processes + (options->time_only ? 0u : 1u) + (options->instructions ? 1u : 0u);
    launch_plan_t plan = {.selection = &options->selection,
                          .sampling = &options->sampling,
                          .singles = options->singles,
                          .single_seconds = options->single_seconds,
                          .loop = &options->loop};
    int code = EXIT_WELL;
    progress_start(&progress, passes * options->selection.case_count, options->quiet);
    if (!options->time_only) {
        plan.count = true;
        progress_phase(&progress, "counting");
        code = launch(&plan, report, &progress, failures);
        plan.count = false;
    }
    if (options->instructions && code == EXIT_WELL && !launch_was_interrupted()) {
        plan.instructions = options->by;
        progress_phase(&progress, "counting instructions");
        code = launch(&plan, report, &progress, failures);
        plan.instructions = BENCH_BY_NONE;
    }
    for (unsigned i = 0; i < processes && code == EXIT_WELL && !launch_was_interrupted(); i++) {
        (void)snprintf(phase, sizeof phase, "timing in process %u of %u", i + 1, processes);
        progress_phase(&progress, phase);
        plan.process = i;
        code = launch(&plan, report, &progress, failures);
    }
    progress_end(&progress);
    report->partial = launch_was_interrupted();
    return code;
}

/* Cases that are judged against another one of their group. */
static size_t compared_cases(const bench_report_t *report) {
    size_t compared = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        compared += strcmp(row->contender, "task") != 0 &&
                    !isnan(bench_row_ratio_to_task(report, row).estimate);
    }
    return compared;
}

static int measure_with_warnings(const run_options_t *options, bench_report_t *report,
                                 failures_t *failures) {
    warnings_t warnings;
    if (options->count_only) {
        return measure(options, report, failures);
    }
    warnings_before(&warnings);
    int code = measure(options, report, failures);
    if (code == EXIT_WELL && !report->partial &&
        !warnings_after(&warnings, options->sampling.processes, compared_cases(report), report)) {
        code = cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    return code;
}

/* Who counts is known before anything is measured. */
static int choose_means(run_options_t *options) {
    bench_problem_t problem;
    if (!options->instructions) {
        return EXIT_WELL;
    }
    if (options->by == BENCH_BY_NONE) {
        options->by = bench_instructions_means(&problem);
    } else if (!bench_can_count_instructions(options->by, &problem)) {
        options->by = BENCH_BY_NONE;
    }
    return options->by != BENCH_BY_NONE
               ? EXIT_WELL
               : cli_fail(EXIT_COULD_NOT, "instructions cannot be counted: %s", problem.text);
}

static bool has_instructions(const bench_report_t *report) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].instructions.by != BENCH_BY_NONE) {
            return true;
        }
    }
    return false;
}

/* What was measured is looked at once more: budgets and witnesses are the suite's own test. */
static int judge(const run_options_t *options, const bench_report_t *report,
                 const failures_t *failures) {
    int code = EXIT_WELL;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (!bench_row_within_budget(row)) {
            code = cli_fail(EXIT_REGRESSION, "%s/%s%s%s breaks its allocation budget",
                            row->scenario, row->contender, row->params[0] ? ";" : "", row->params);
        }
    }
    if (failures->count != 0) {
        return failures_end(failures);
    }
    if (report->partial) {
        return cli_fail(EXIT_COULD_NOT, "stopped early: the run is marked partial");
    }
    if (options->instructions && !has_instructions(report)) {
        return cli_fail(EXIT_COULD_NOT, "no case has a number of instructions: their passes are "
                                        "more than a tenth apart, or their threads spin");
    }
    return code;
}

static int run(run_options_t *options) {
    run_folder_t folder;
    bench_report_t report;
    failures_t failures = {0};
    int code = run_folder_open(&folder, options->out, options->name, options->force);
    if (code != EXIT_WELL) {
        return code;
    }
    bench_report_init(&report);
    launch_catch_interrupts();
    code = describe_run(options, folder.name, &report)
               ? measure_with_warnings(options, &report, &failures)
               : cli_fail(EXIT_COULD_NOT, "the environment could not be described: out of memory");
    if (code == EXIT_WELL) {
        code = run_folder_write(&folder, &report);
    }
    if (code == EXIT_WELL) {
        open_loop_tell_skipped(&options->loop, &options->selection, &report);
        bench_print_report(&report, options->format, cli_wants_color(STDOUT_FILENO), stdout);
        code = cli_end_output(judge(options, &report, &failures));
        (void)fprintf(stderr, "vtbench: the run is in %s\n", folder.path);
    } else {
        run_folder_abandon(&folder);
    }
    failures_deinit(&failures);
    bench_report_deinit(&report);
    return code;
}

int cmd_run(int argc, char **argv) {
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .doc = "Measures the suite and writes a run's folder: report.json, CSV files, report.md."};
    static run_options_t options = {.sampling = {.slice_seconds = SLICE_DEFAULT,
                                                 .seed = SAMPLING_SEED_DEFAULT,
                                                 .cpu = -1,
                                                 .processes_min = 1,
                                                 .rounds_min = 1},
                                    .out = "results",
                                    .format = BENCH_FORMAT_TABLE};
    cli_parse(&argp, argc, argv, &options);
    apply_profile(&options);
    int code = selection_load(&options.selection);
    if (code == EXIT_WELL) {
        code = open_loop_check(&options.loop, &options.selection);
    }
    if (code == EXIT_WELL) {
        code = choose_means(&options);
    }
    if (code == EXIT_WELL) {
        code = run(&options);
    }
    selection_free(&options.selection);
    return code;
}
