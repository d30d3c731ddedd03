#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accept.h"
#include "cli.h"
#include "report/compare.h"
#include "run_folder.h"

enum { KEY_FAIL_ON = 256, KEY_THRESHOLD, KEY_FORMAT, KEY_BASELINE };

typedef struct compare_options {
    const char *runs[2];
    size_t run_count;
    const char *baseline; /* by name; NULL: the first run is the base */
    const char *out;
    unsigned gates;
    bench_thresholds_t thresholds;
    bench_format_t format;
} compare_options_t;

/* "time=2,instructions=1"; a bare number is time's. */
static void parse_thresholds(compare_options_t *options, char *text, struct argp_state *state) {
    static const char time[] = "time=";
    static const char instructions[] = "instructions=";
    char *item;
    while ((item = strsep(&text, ",")) != NULL) {
        double *threshold = &options->thresholds.time;
        if (strncmp(item, time, sizeof time - 1) == 0) {
            item += sizeof time - 1;
        } else if (strncmp(item, instructions, sizeof instructions - 1) == 0) {
            threshold = &options->thresholds.instructions;
            item += sizeof instructions - 1;
        } else if (strchr(item, '=') != NULL) {
            argp_error(state,
                       "--threshold takes time=PERCENT or instructions=PERCENT, not '%s'; counts "
                       "are compared exactly",
                       item);
            return;
        }
        /* Exact numbers have no noise: any difference may be a finding. */
        double least = threshold == &options->thresholds.instructions ? 0 : 0.1;
        *threshold = opt_real(item, least, 1000, "threshold", state) / 100;
    }
}

/* BASE and NEW, or NEW alone where --baseline names the base. */
static void check_runs(const compare_options_t *options, struct argp_state *state) {
    if (options->baseline == NULL && options->run_count != 2) {
        argp_error(state, "two runs are needed: BASE and NEW, or --baseline NAME and NEW");
    } else if (options->baseline != NULL && options->run_count != 1) {
        argp_error(state, "with --baseline one run is needed: NEW");
    } else if (options->baseline != NULL && !run_folder_is_name(options->baseline)) {
        argp_error(state, "--baseline takes the name of a run, not '%s'; --out chooses its folder",
                   options->baseline);
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    compare_options_t *options = state->input;
    switch (key) {
    case KEY_FAIL_ON:
        options->gates = opt_gates(
            argument, BENCH_GATE_ALLOCS | BENCH_GATE_INSTRUCTIONS | BENCH_GATE_TIME, state);
        return 0;
    case KEY_THRESHOLD:
        parse_thresholds(options, argument, state);
        return 0;
    case KEY_FORMAT:
        options->format = opt_format(argument, state);
        return 0;
    case KEY_BASELINE:
        options->baseline = argument;
        return 0;
    case 'o':
        options->out = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (options->run_count == 2) {
            argp_error(state, "two runs are compared, not more");
        } else {
            options->runs[options->run_count++] = argument;
        }
        return 0;
    case ARGP_KEY_END:
        check_runs(options, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* `runs` are both paths, base first. */
static int print(const compare_options_t *options, const char *const *runs,
                 const bench_report_t *base, const bench_report_t *next,
                 const bench_comparison_t *comparisons, size_t count) {
    int code = bench_gate_exit_code(comparisons, count, options->gates);
    unsigned failed = bench_gate_failed(comparisons, count, options->gates);
    /* What was not counted cannot be accepted, and no time needs to be. */
    const unsigned exact = BENCH_GATE_ALLOCS | BENCH_GATE_INSTRUCTIONS;
    bool acceptable = code != EXIT_COULD_NOT && (failed & exact) != 0;
    char *accept = acceptable ? accept_run_command(runs[0], runs[1]) : NULL;
    bench_comparison_print_t how = {.format = options->format,
                                    .color = cli_wants_color(STDOUT_FILENO),
                                    .gates = options->gates,
                                    .accept = accept,
                                    .base = base,
                                    .next = next};
    bench_print_comparison(comparisons, count, &how, stdout);
    code = cli_end_output(code);
    if (accept != NULL && code != EXIT_COULD_NOT) {
        accept_say(code, "the base", accept);
    }
    free(accept);
    return code;
}

static int compare(const compare_options_t *options, const char *const *runs,
                   const bench_report_t *base, const bench_report_t *next) {
    size_t count;
    bench_comparison_t *comparisons = bench_compare(base, next, &options->thresholds, &count);
    if (comparisons == NULL && count != 0) {
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    if (comparisons == NULL) {
        return cli_fail(EXIT_COULD_NOT, "neither run has a case");
    }
    int code = print(options, runs, base, next, comparisons, count);
    free(comparisons);
    return code;
}

static int read_and_compare(const compare_options_t *options, const char *const *runs) {
    bench_report_t reports[2];
    bench_problem_t problem;
    if (!bench_report_read(runs[0], &reports[0], &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    int code;
    if (bench_report_read(runs[1], &reports[1], &problem)) {
        code = compare(options, runs, &reports[0], &reports[1]);
        bench_report_deinit(&reports[1]);
    } else {
        code = cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    bench_report_deinit(&reports[0]);
    return code;
}

static int compare_with_baseline(const compare_options_t *options) {
    char base[RUN_FOLDER_MAX];
    const char *runs[2] = {base, options->runs[0]};
    int code = run_folder_path(options->out, options->baseline, NULL, base);
    if (code == EXIT_WELL && access(base, F_OK) != 0) {
        code = cli_fail(EXIT_COULD_NOT,
                        "there is no baseline %s; make it with vtbench run --name %s --out %s",
                        base, options->baseline, options->out);
    }
    return code == EXIT_WELL ? read_and_compare(options, runs) : code;
}

int cmd_compare(int argc, char **argv) {
    static const struct argp_option option_table[] = {
        {"baseline", KEY_BASELINE, "NAME", 0, "Compare with the run of that name; no BASE then", 0},
        {"out", 'o', "DIR", 0, "Folder of runs that has the baseline (default results)", 0},
        {"fail-on", KEY_FAIL_ON, "LIST", 0,
         "What exit codes 1, 3 and 4 stand for: allocs (default), instructions, time, none; "
         "looked at in this order",
         0},
        {"threshold", KEY_THRESHOLD, "COLUMN=PERCENT", 0,
         "Smaller changes of time (default 1) or instructions (0.5) are no findings", 0},
        {"format", KEY_FORMAT, "FORMAT", 0, "table, json, csv or markdown", 0},
        {0},
    };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "[BASE] NEW",
        .doc = "Compares two runs: counts and instructions exactly, times by interval over "
               "processes."};
    compare_options_t options = {.out = "results",
                                 .gates = BENCH_GATE_ALLOCS,
                                 .thresholds = {BENCH_EFFECT_FLOOR, BENCH_INSTRUCTIONS_FLOOR},
                                 .format = BENCH_FORMAT_TABLE};
    cli_parse(&argp, argc, argv, &options);
    return options.baseline != NULL ? compare_with_baseline(&options)
                                    : read_and_compare(&options, options.runs);
}
