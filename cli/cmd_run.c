#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "cli.h"
#include "judge/exit_code.h"
#include "judge/families.h"
#include "judge/times.h"
#include "means.h"
#include "options.h"
#include "peers.h"
#include "render/report.h"
#include "run_folder.h"
#include "runner/run.h"
#include "shell_text.h"
#include "warnings.h"

/* How much is measured where nothing else is asked for. */
typedef struct effort {
    uint32_t processes; /* for intervals that resolve something */
    unsigned outliers;  /* processes that may point the other way */
    uint32_t rounds;
    double slice_seconds; /* long enough to outweigh the clock */
    /* Single operations of a case in a process: enough of short ones for the 99.9th percentile over
     * all processes, and about as long as the slices take. */
    uint64_t single_operations;
    double single_seconds;
    bool saves; /* calibrations, and processes of cases with long slices */
} effort_t;

static const effort_t thorough = {21, 2, 15, 0.001, 2000, 0.020, false};
static const effort_t quick = {14, 1, 5, 0.00012, 1000, 0.001, true};

typedef struct run_options {
    bench_choice_t choice;
    bench_selection_t selection;
    bench_run_t run;
    const char *out;
    const char *name;
    const char *peers; /* a folder; NULL: none */
    bool quick, force, count_only, time_only;
    opt_instructions_t instructions;
    bench_format_t format;
} run_options_t;

static void check_combination(void *context, struct argp_state *state) {
    const run_options_t *options = context;
    if (options->count_only && options->time_only) {
        argp_error(state, "--count-only and --time-only exclude each other");
    } else if (options->count_only && options->run.loop.count > 0) {
        argp_error(state, "--count-only and --open-loop exclude each other");
    }
}

static void take_loads(const option_t *option, char *text, struct argp_state *state) {
    bench_problem_t problem;
    if (!bench_open_loop_parse(option->to, text, &problem)) {
        opt_refuse(state, "%s", problem.text);
    }
}

static void take_peers(const option_t *option, char *text, struct argp_state *state) {
    run_options_t *options = option->to;
    (void)state;
    options->peers = text != NULL ? text : PEERS_DEFAULT;
}

static const effort_t *effort_of(const run_options_t *options) {
    return options->quick ? &quick : &thorough;
}

/* What was not asked for comes from the effort. */
static void apply_effort(run_options_t *options) {
    const effort_t *effort = effort_of(options);
    bench_run_t *run = &options->run;
    bench_sampling_t *sampling = &run->sampling;
    if (sampling->rounds == 0) {
        sampling->rounds = effort->rounds;
    }
    if (sampling->slice_seconds == 0) {
        sampling->slice_seconds = effort->slice_seconds;
    }
    sampling->calibrate_once = effort->saves;
    run->single_operations = effort->single_operations;
    run->single_seconds = effort->single_seconds;
    run->count = !options->time_only;
    run->resident = true;
    run->time = !options->count_only;
    run->choice = &options->choice;
    run->selection = &options->selection;
}

/* Pairs of contenders of one group, which are judged together (judge/pairs.h); of all cases, or of
 * those with long slices alone, with whomever. */
static size_t pairs_of(const bench_selection_t *selection, bool only_long) {
    size_t pairs = 0;
    for (size_t first = 0, end; first < selection->case_count; first = end) {
        size_t of_long = 0;
        end = bench_selection_group_end(selection, first);
        for (size_t i = first; i < end; i++) {
            of_long += bench_selected_is_long(&selection->cases[i]) ? 1 : 0;
        }
        size_t others = only_long ? end - first - of_long : 0;
        pairs += (end - first) * (end - first - 1) / 2;
        pairs -= others > 0 ? others * (others - 1) / 2 : 0;
    }
    return pairs;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* Enough for all that are judged together, even if some processes point the other way; and as few
 * as can be for cases with long slices, of which none may. These are judged apart, each of the two
 * at half of the level, as if there were twice as many (judge/families.h). What has nothing beside
 * it needs an interval alone. */
static void choose_processes(run_options_t *options) {
    const effort_t *effort = effort_of(options);
    bench_sampling_t *sampling = &options->run.sampling;
    size_t of_long = effort->saves ? pairs_of(&options->selection, true) : 0;
    size_t judged = larger(options->selection.case_count, pairs_of(&options->selection, false));
    uint32_t suffice = bench_processes_needed(of_long > 0 ? 2 * judged : judged, effort->outliers);
    uint32_t few = bench_processes_needed(2 * of_long, 0);
    if (sampling->processes == 0) {
        sampling->processes = suffice > effort->processes ? suffice : effort->processes;
    }
    if (of_long > 0 && bench_are_few(few, sampling->processes)) {
        sampling->few = few;
        sampling->few_alone = bench_processes_needed(1, 0);
    }
}

/* ---- what the report says of the run ---- */

static bool describe_plan(const bench_run_t *run, bench_report_t *report) {
    char plan[200];
    char few[96] = "";
    char loads[BENCH_OPEN_LOOP_TEXT_MAX];
    if (run->sampling.few != 0) {
        (void)snprintf(few, sizeof few,
                       " (%u where slices are long, %u where they are a group's only ones)",
                       run->sampling.few, run->sampling.few_alone);
    }
    (void)snprintf(plan, sizeof plan,
                   "%u processes%s, %u slices of %g ms, up to %u single operations in %g ms",
                   run->sampling.processes, few, run->sampling.rounds,
                   run->sampling.slice_seconds * 1e3, (unsigned)run->single_operations,
                   run->single_seconds * 1e3);
    bench_open_loop_format(&run->loop, loads);
    const char *by = run->instructions == BENCH_BY_NONE
                         ? "not counted"
                         : bench_instructions_by_name(run->instructions);
    return bench_report_add_fact(report, "timing_plan", run->time ? plan : "none") &&
           (loads[0] == '\0' || bench_report_add_fact(report, "open_loop_loads", loads)) &&
           bench_report_add_fact(report, "instructions", by);
}

/* What a host said of itself: fact host_NAME is its runtime and its settings. */
static bool describe_host(const bench_host_t *host, bench_report_t *report) {
    char *name = NULL;
    char *text = NULL;
    size_t size;
    bool named = asprintf(&name, "host_%s", host->name) >= 0;
    FILE *out = named ? open_memstream(&text, &size) : NULL;
    if (out != NULL) {
        (void)fputs(host->runtime, out);
        for (size_t i = 0; i < host->setting_count; i++) {
            (void)fprintf(out, "; %s: %s", host->settings[i].name, host->settings[i].value);
        }
    }
    bool good = out != NULL && fclose(out) == 0 && bench_report_add_fact(report, name, text);
    free(text);
    if (named) {
        free(name);
    }
    return good;
}

static bool describe_hosts(const bench_choice_t *choice, bench_report_t *report) {
    bool good = true;
    for (size_t i = 0; good && i < choice->host_count; i++) {
        good = describe_host(&choice->hosts[i], report);
    }
    return good;
}

/* The program, in which the suite is, or the plugins, by the names plugin, plugin_2, ... */
static bool describe_measured(const bench_choice_t *choice, bench_report_t *report,
                              bench_problem_t *problem) {
    char program[4096] = "/proc/self/exe";
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? (size_t)length : strlen(program)] = '\0';
    bool suite = choice->plugin_count == 0 || choice->with_suite;
    bool good = !suite || bench_add_provenance(report, "program", program, problem);
    for (size_t i = 0; good && i < choice->plugin_count; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, i == 0 ? "plugin" : "plugin_%zu", i + 1);
        good = bench_add_provenance(report, name, choice->plugins[i], problem);
    }
    return good;
}

static bool describe_pin(int cpu, bench_report_t *report) {
    char text[32] = "none";
    if (cpu >= 0) {
        (void)snprintf(text, sizeof text, "CPU %d", cpu);
    }
    return bench_report_add_fact(report, "pin", text);
}

static bool describe_run(const bench_run_t *run, const char *name, bench_report_t *report,
                         bench_problem_t *problem) {
    report->seed = run->sampling.seed;
    bench_problem(problem, "the environment could not be described: out of memory");
    return cli_name_report(report, name) && bench_add_environment(report) &&
           bench_report_add_fact(report, "libuv", uv_version_string()) &&
           bench_report_add_fact(report, "suite", VT_VERSION) &&
           bench_report_add_fact(report, "witness", bench_witness()) &&
           describe_pin(run->sampling.cpu, report) &&
           describe_measured(run->choice, report, problem) && describe_hosts(run->choice, report) &&
           describe_plan(run, report) && opt_add_fact(report) && bench_add_overheads(report) &&
           bench_selection_describe(run->selection, report);
}

/* ---- measuring ---- */

/* Cases whose time is compared with that of another one of their group. */
static size_t compared_cases(const bench_report_t *report) {
    size_t compared = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        compared += bench_row_is_compared(report, &report->rows[i]);
    }
    return compared;
}

static bool measure(const bench_run_t *run, bench_report_t *report, bench_failures_t *failures,
                    bench_problem_t *problem) {
    warnings_t warnings;
    if (!run->time) {
        return bench_run(run, report, failures, problem);
    }
    warnings_before(&warnings);
    return bench_run(run, report, failures, problem) &&
           (report->partial ||
            warnings_after(&warnings, run->sampling.processes, compared_cases(report), report) ||
            bench_problem(problem, "out of memory"));
}

/* ---- the verdict ---- */

static bool has_instructions(const bench_report_t *report) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].instructions.by != BENCH_BY_NONE) {
            return true;
        }
    }
    return false;
}

/* Of a run that was asked to count instructions. */
static int judge_instructions(const bench_run_t *run, const bench_report_t *report) {
    return run->instructions == BENCH_BY_NONE || has_instructions(report)
               ? EXIT_OK
               : cli_fail(
                     EXIT_CANNOT_MEASURE,
                     "no case has a number of instructions: their passes are more than a tenth "
                     "apart, or their threads spin");
}

static int judge_end(const bench_report_t *report) {
    return report->partial
               ? cli_fail(EXIT_CANNOT_MEASURE, "stopped early: the run is marked partial")
               : EXIT_OK;
}

/* What was measured is looked at once more: budgets and witnesses are the suite's own test. */
static int judge(const bench_run_t *run, const bench_report_t *report,
                 const bench_failures_t *failures) {
    int status = cli_judge_rows(report);
    status = bench_exit_worse(status, cli_end_failures(failures));
    status = bench_exit_worse(status, judge_end(report));
    return bench_exit_worse(status, judge_instructions(run, report));
}

/* ---- the command ---- */

static int save_and_print(const run_options_t *options, run_folder_t *folder,
                          const bench_report_t *report, const bench_failures_t *failures) {
    int status = run_folder_save(folder, report);
    if (status != EXIT_OK) {
        return status;
    }
    bench_open_loop_tell_skipped(&options->run.loop, &options->selection, report, cli_print_line,
                                 NULL);
    char *word = shell_path(folder->path);
    const bench_report_print_t how = {.format = options->format,
                                      .color = cli_wants_color(),
                                      .width = cli_width(),
                                      .run = folder->path,
                                      .word = word};
    bool printed = word != NULL && bench_print_report(report, &how, stdout);
    free(word);
    status = cli_end_document(printed, judge(&options->run, report, failures));
    cli_note("the run is in %s", folder->path);
    return status;
}

static int measure_into(const run_options_t *options, run_folder_t *folder) {
    const bench_run_t *run = &options->run;
    bench_report_t report;
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    int status;
    bench_report_init(&report);
    if (describe_run(run, folder->name, &report, &problem) &&
        measure(run, &report, &failures, &problem)) {
        status = save_and_print(options, folder, &report, &failures);
    } else {
        status = cli_cannot(&problem);
        run_folder_abandon(folder);
    }
    bench_failures_deinit(&failures);
    bench_report_deinit(&report);
    return status;
}

static int run(run_options_t *options) {
    bench_problem_t problem;
    run_folder_t folder;
    int status = cli_can_measure();
    if (status == EXIT_OK && options->peers != NULL) {
        status = peers_add(options->peers, &options->choice);
    }
    if (status == EXIT_OK) {
        status = cli_find_cases(&options->choice, &options->selection);
    }
    choose_processes(options);
    if (status == EXIT_OK &&
        !bench_open_loop_check(&options->run.loop, &options->selection, &problem)) {
        status = cli_fail(EXIT_USAGE, "%s", problem.text);
    }
    if (status == EXIT_OK) {
        status = means_find(&options->instructions);
        options->run.instructions = options->instructions.by;
    }
    bench_catch_interrupts(); /* from here on there is a folder that would be left behind */
    if (status == EXIT_OK) {
        status = run_folder_open(&folder, options->out, options->name, options->force);
    }
    return status == EXIT_OK ? measure_into(options, &folder) : status;
}

int cmd_run(int argc, char **argv) {
    static run_options_t options = {.run.sampling = {.seed = BENCH_SEED_DEFAULT, .cpu = -1},
                                    .out = "results",
                                    .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        {"quick", NULL, "Fewer and shorter samples: the whole catalogue in less than a minute",
         opt_set, .to = &options.quick},
        OPT_FILTER(&options.choice),
        OPT_PROFILE(&options.choice),
        OPT_PLUGIN(&options.choice),
        OPT_HOST(&options.choice),
        {"peers", "DIR",
         "The peers that scripts/peers built too: other languages and runtimes (default "
         "build/peers)",
         take_peers, .to = &options, .may_be_without = true},
        OPT_TIMEOUT(&options.choice),
        OPT_PROCESSES("21; quick 14; more for many cases; at least 6 for intervals", 1,
                      &options.run.sampling.processes),
        OPT_REPETITIONS("case", "15; quick 5", 1, &options.run.sampling.rounds),
        OPT_MIN_TIME("0.001; quick 0.00012", &options.run.sampling.slice_seconds),
        OPT_SEED(&options.run.sampling.seed),
        OPT_PIN(&options.run.sampling.cpu),
        {"open-loop", "LOAD,...",
         "Response times too: operations due on a schedule, at these per cent of a case's own rate",
         take_loads, .to = &options.run.loop},
        {"count-only", NULL, "Allocations, no times", opt_set, .to = &options.count_only},
        {"time-only", NULL, "Times, no allocations", opt_set, .to = &options.time_only},
        OPT_INSTRUCTIONS(&options.instructions, "Instructions as well"),
        {"out", "DIR", "Folder of runs (default results)", opt_text, .letter = 'o',
         .to = &options.out},
        {"name", "NAME", "Name of the run (default date and time)", opt_text, .letter = 'n',
         .to = &options.name},
        {"force", NULL,
         "Replace a run of that name, once the new one is whole; other files of its folder stay",
         opt_set, .letter = 'F', .to = &options.force},
        OPT_FORMAT_OF_RUN(&options.format),
        OPT_QUIET(&options.run.quiet),
        {0},
    };
    static const opt_command_t command = {
        .doc = "Measures the suite and writes a run's folder: report.json, CSV files, report.md.",
        .options = table,
        .context = &options,
        .take_argument = opt_no_case,
        .check = check_combination};
    opt_parse(&command, argc, argv);
    apply_effort(&options);
    int status = run(&options);
    bench_selection_deinit(&options.selection);
    bench_choice_deinit(&options.choice);
    return status;
}
