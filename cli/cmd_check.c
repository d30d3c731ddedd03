#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "accept.h"
#include "cli.h"
#include "launch.h"
#include "report/check.h"
#include "run_folder.h"

#define EXACT_FILE       "exact.csv"
#define BASELINE_DEFAULT "reference"

enum { KEY_AGAINST = 256, KEY_ACCEPT, KEY_BASELINE, KEY_FORMAT };

typedef struct check_options {
    selection_t selection;
    const char *against;       /* a file; NULL: the baseline's */
    const char *baseline;      /* NULL: the default one, if it is there */
    const char *out;           /* folder of runs */
    char path[RUN_FOLDER_MAX]; /* room for the baseline's file */
    const char *committed;     /* one of the two */
    bench_format_t format;
    bool accept;
    bool quiet;
} check_options_t;

static void check_combination(const check_options_t *options, struct argp_state *state) {
    const selection_t *selection = &options->selection;
    if (options->accept && (selection->filter_count != 0 || selection->plugin_count != 0)) {
        argp_error(state, "--accept takes all cases: without --filter and --plugin");
    } else if (options->against != NULL && options->baseline != NULL) {
        argp_error(state, "--against and --baseline exclude each other");
    } else if (options->baseline != NULL && !run_folder_is_name(options->baseline)) {
        argp_error(state, "--baseline takes the name of a run, not '%s'; --against takes a file",
                   options->baseline);
    } else if (options->format == BENCH_FORMAT_CSV) {
        argp_error(state, "--format takes table, json or markdown");
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    check_options_t *options = state->input;
    if (selection_option(&options->selection, key, argument, state)) {
        return 0;
    }
    switch (key) {
    case KEY_AGAINST:
        options->against = argument;
        return 0;
    case KEY_BASELINE:
        options->baseline = argument;
        return 0;
    case 'o':
        options->out = argument;
        return 0;
    case KEY_ACCEPT:
        options->accept = true;
        return 0;
    case KEY_FORMAT:
        options->format = opt_format(argument, state);
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

/* The file of committed numbers, from --against or the baseline. */
static int find_committed(check_options_t *options) {
    options->committed = options->against != NULL ? options->against : options->path;
    const char *name = options->baseline != NULL ? options->baseline : BASELINE_DEFAULT;
    return run_folder_path(options->out, name, EXACT_FILE, options->path);
}

static int count(const check_options_t *options, bench_report_t *report) {
    progress_t progress;
    failures_t failures = {0};
    static const sampling_t nothing = {
        .rounds = 1, .slice_seconds = 0.001, .seed = SAMPLING_SEED_DEFAULT, .cpu = -1};
    launch_plan_t plan = {.selection = &options->selection, .count = true, .sampling = &nothing};
    if (!launch_prepare(&options->selection, report)) {
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    progress_start(&progress, options->selection.case_count, options->quiet);
    progress_phase(&progress, "counting");
    int code = launch(&plan, report, &progress, &failures);
    progress_end(&progress);
    if (code == EXIT_WELL && launch_was_interrupted()) {
        code = cli_fail(EXIT_COULD_NOT, "stopped early");
    }
    if (code == EXIT_WELL) {
        code = failures_end(&failures);
    }
    failures_deinit(&failures);
    return code;
}

/* Whether there is something to compare with. A file that was not asked for need not be there; a
 * plugin's cases are in none. */
static bool has_committed(const check_options_t *options) {
    if (options->against != NULL || options->baseline != NULL) {
        return true;
    }
    if (options->selection.plugin_count != 0) {
        return false;
    }
    bool there = access(options->committed, R_OK) == 0;
    if (!there) {
        cli_fail(0, "%s is not here: only the budgets are checked; name a file with --against",
                 options->committed);
    }
    return there;
}

/* Prints the findings, and on stderr how to accept them where that is possible. */
static int print(const check_options_t *options, const bench_check_t *found, bool compared) {
    bool acceptable = bench_check_is_acceptable(found);
    char *accept = acceptable ? accept_counts_command(options->committed) : NULL;
    bench_check_print_t how = {.format = options->format,
                               .committed = compared ? options->committed : NULL,
                               .accept = accept};
    bench_print_check(found, &how, stdout);
    int code = cli_end_output(bench_check_exit_code(found));
    if (accept != NULL && code != EXIT_COULD_NOT) {
        accept_say(code, "committed", accept);
    }
    free(accept);
    return code;
}

static int compare(const check_options_t *options, const bench_report_t *report) {
    bench_check_t found;
    bench_problem_t problem;
    bool complete = options->selection.filter_count + options->selection.plugin_count == 0;
    bool compared = has_committed(options);
    bench_check_init(&found);
    bool good =
        bench_check_rows(&found, report, &problem) &&
        (!compared || bench_check_exact(&found, report, options->committed, complete, &problem));
    int code =
        good ? print(options, &found, compared) : cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    bench_check_deinit(&found);
    return code;
}

/* What breaks a budget or is not verified is not written. */
static int accept_counts(const check_options_t *options, const bench_report_t *report) {
    bench_check_t found;
    bench_problem_t problem;
    bench_check_init(&found);
    int code = bench_check_rows(&found, report, &problem)
                   ? bench_check_exit_code(&found)
                   : cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    if (code == EXIT_REGRESSION) {
        code = print(options, &found, false);
    }
    if (code == EXIT_WELL && !bench_write_exact(report, options->committed, &problem)) {
        code = cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    if (code == EXIT_WELL) {
        (void)printf("wrote %s\n", options->committed);
        code = cli_end_output(code);
    }
    bench_check_deinit(&found);
    return code;
}

static int check(const check_options_t *options) {
    bench_report_t report;
    bench_report_init(&report);
    launch_catch_interrupts();
    int code = count(options, &report);
    if (code == EXIT_WELL) {
        code = options->accept ? accept_counts(options, &report) : compare(options, &report);
    }
    bench_report_deinit(&report);
    return code;
}

int cmd_check(int argc, char **argv) {
    static const struct argp_option option_table[] = {
        SELECTION_OPTIONS,
        {"baseline", KEY_BASELINE, "NAME", 0,
         "Compare with " EXACT_FILE " of the run of that name (default " BASELINE_DEFAULT
         ", if it is there)",
         0},
        {"out", 'o', "DIR", 0, "Folder of runs that has the baseline (default results)", 0},
        {"against", KEY_AGAINST, "FILE", 0, "Compare with that file of exact numbers instead", 0},
        {"accept", KEY_ACCEPT, NULL, 0, "Write that file anew instead of comparing", 0},
        {"format", KEY_FORMAT, "FORMAT", 0, "table, json or markdown", 0},
        {"quiet", 'q', NULL, 0, "No progress on stderr", 0},
        {0},
    };
    static const struct argp argp = {.options = option_table,
                                     .parser = parse,
                                     .doc = "Counts allocations, in seconds: against the budgets, "
                                            "and against committed exact numbers."};
    static check_options_t options = {.out = "results", .format = BENCH_FORMAT_TABLE};
    cli_parse(&argp, argc, argv, &options);
    int code = find_committed(&options);
    if (code == EXIT_WELL) {
        code = selection_load(&options.selection);
    }
    if (code == EXIT_WELL) {
        code = check(&options);
    }
    selection_free(&options.selection);
    return code;
}
