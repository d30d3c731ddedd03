#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "options.h"
#include "render/compare.h"
#include "run_folder.h"
#include "runner/run.h"
#include "store/exact_file.h"

#define EXACT_FILE       "exact.csv"
#define BASELINE_DEFAULT "reference"

typedef struct check_options {
    bench_choice_t choice;
    bench_selection_t selection;
    const char *against;       /* a file; NULL: the baseline's */
    const char *baseline;      /* NULL: the default one, if it is there */
    const char *out;           /* folder of runs */
    char path[RUN_FOLDER_MAX]; /* room for the baseline's file */
    const char *committed;     /* one of the two */
    bench_format_t format;
    bool accept;
    bool quiet;
} check_options_t;

static void check_combination(void *context, struct argp_state *state) {
    const check_options_t *options = context;
    const bench_choice_t *choice = &options->choice;
    if (options->accept && (choice->filter_count != 0 || choice->plugin_count != 0)) {
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

/* The file of committed numbers, from --against or the baseline. */
static int find_committed(check_options_t *options) {
    options->committed = options->against != NULL ? options->against : options->path;
    const char *name = options->baseline != NULL ? options->baseline : BASELINE_DEFAULT;
    return run_folder_path(options->out, name, EXACT_FILE, options->path);
}

static bool count(const check_options_t *options, bench_report_t *report,
                  bench_failures_t *failures, bench_problem_t *problem) {
    const bench_run_t run = {
        .choice = &options->choice,
        .selection = &options->selection,
        .count = true,
        .sampling = {.rounds = 1, .slice_seconds = 0.001, .seed = BENCH_SEED_DEFAULT, .cpu = -1},
        .quiet = options->quiet};
    if (!bench_selection_describe(&options->selection, report)) {
        return bench_problem(problem, "out of memory");
    }
    return bench_run(&run, report, failures, problem) &&
           (!report->partial || bench_problem(problem, "stopped early"));
}

/* Whether there is something to compare with. A file that was not asked for need not be there; a
 * plugin's cases are in none. */
static bool has_committed(const check_options_t *options) {
    if (options->against != NULL || options->baseline != NULL) {
        return true;
    }
    if (options->choice.plugin_count != 0) {
        return false;
    }
    bool there = access(options->committed, R_OK) == 0;
    if (!there) {
        cli_note("%s is not here: only the budgets are checked; name a file with --against",
                 options->committed);
    }
    return there;
}

#define ACCEPT "vtbench check --accept --against "

/* Prints the findings, and on stderr how to accept them where that is possible. */
static int print(const check_options_t *options, const bench_check_t *found, bool compared) {
    char advice[sizeof ACCEPT + RUN_FOLDER_MAX];
    bool acceptable = bench_check_is_acceptable(found);
    (void)snprintf(advice, sizeof advice, ACCEPT "%s", options->committed);
    bench_check_print_t how = {.format = options->format,
                               .committed = compared ? options->committed : NULL,
                               .accept = acceptable ? advice : NULL};
    int status =
        cli_end_document(bench_print_check(found, &how, stdout), bench_check_exit_code(found));
    if (acceptable && status != EXIT_CANNOT_MEASURE) {
        cli_note("%s accept with: %s",
                 status == EXIT_FEWER ? "fewer than committed;"
                                      : "other than committed; if that is meant to stay,",
                 advice);
    }
    return status;
}

/* Adds how the counts differ from the committed ones. */
static bool check_exact(const check_options_t *options, const bench_report_t *report,
                        bench_check_t *found, bench_problem_t *problem) {
    bool complete = options->choice.filter_count + options->choice.plugin_count == 0;
    bench_table_t committed;
    bench_table_t now;
    if (!bench_read_exact(options->committed, &committed, problem)) {
        return false;
    }
    bench_exact_table(report, &now);
    bool good = bench_table_is_whole(&now)
                    ? bench_check_exact(found, &committed, &now, complete, problem)
                    : bench_out_of_memory(problem, "the new counts");
    bench_table_deinit(&now);
    bench_table_deinit(&committed);
    return good;
}

static int compare(const check_options_t *options, const bench_report_t *report,
                   bench_check_t *found) {
    bench_problem_t problem;
    bool compared = has_committed(options);
    return !compared || check_exact(options, report, found, &problem)
               ? print(options, found, compared)
               : cli_cannot(&problem);
}

/* What breaks a budget or is not verified is not written. */
static int accept_counts(const check_options_t *options, const bench_report_t *report,
                         const bench_check_t *found) {
    bench_problem_t problem;
    int status = bench_check_exit_code(found);
    if (status == EXIT_REGRESSION || status == EXIT_CANNOT_MEASURE) {
        return print(options, found, false);
    }
    if (status == EXIT_OK && !bench_write_exact(report, options->committed, &problem)) {
        return cli_cannot(&problem);
    }
    if (status == EXIT_OK) {
        (void)printf("wrote %s\n", options->committed);
    }
    return cli_end_output(status);
}

static int judge(const check_options_t *options, const bench_report_t *report) {
    bench_check_t found = {0};
    bench_problem_t problem;
    int status = EXIT_OK;
    if (!bench_check_rows(&found, report, &problem)) {
        status = cli_cannot(&problem);
    } else if (options->accept) {
        status = accept_counts(options, report, &found);
    } else {
        status = compare(options, report, &found);
    }
    bench_check_deinit(&found);
    return status;
}

static int check(const check_options_t *options) {
    bench_report_t report;
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    bench_report_init(&report);
    bench_catch_interrupts();
    int status = EXIT_OK;
    if (count(options, &report, &failures, &problem)) {
        int failed = cli_end_failures(&failures);
        /* Where nothing could be counted there is nothing to judge. */
        status = failed == EXIT_OK || bench_report_failures(&report) != 0 ? judge(options, &report)
                                                                          : failed;
        status = failed != EXIT_OK && status != EXIT_REGRESSION ? failed : status;
    } else {
        status = cli_cannot(&problem);
    }
    bench_failures_deinit(&failures);
    bench_report_deinit(&report);
    return status;
}

int cmd_check(int argc, char **argv) {
    static check_options_t options = {.out = "results", .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        OPT_FILTER(&options.choice),
        OPT_PLUGIN(&options.choice),
        OPT_TIMEOUT(&options.choice),
        {"baseline", "NAME",
         "Compare with " EXACT_FILE " of the run of that name (default " BASELINE_DEFAULT
         ", if it is there)",
         opt_text, .to = &options.baseline},
        OPT_BASELINE_FOLDER(&options.out),
        {"against", "FILE", "Compare with that file of exact numbers instead", opt_text,
         .to = &options.against},
        {"accept", NULL, "Write that file anew instead of comparing", opt_set,
         .to = &options.accept},
        OPT_FORMAT("table, json or markdown", &options.format),
        OPT_QUIET(&options.quiet),
        {0},
    };
    static const opt_command_t command = {
        .doc = "Counts allocations, in seconds: against the budgets, and against committed exact "
               "numbers.",
        .options = table,
        .context = &options,
        .take_argument = opt_no_case,
        .check = check_combination};
    opt_parse(&command, argc, argv);
    int status = find_committed(&options);
    if (status == EXIT_OK) {
        status = cli_find_cases(&options.choice, &options.selection);
    }
    if (status == EXIT_OK) {
        status = check(&options);
    }
    bench_selection_deinit(&options.selection);
    bench_choice_deinit(&options.choice);
    return status;
}
