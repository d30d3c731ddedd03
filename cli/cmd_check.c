#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "committed.h"
#include "judge/exit_code.h"
#include "means.h"
#include "render/compare.h"
#include "store/exact_file.h"
#include "store/limits_file.h"

typedef struct check_options {
    committed_t committed;
    const char *run; /* a saved run; NULL: count now */
    bench_format_t format;
    bool budgets_only;
} check_options_t;

static void take_run(void *context, char *run, struct argp_state *state) {
    check_options_t *options = context;
    if (options->run != NULL) {
        argp_error(state, "one run is checked, not more");
    }
    options->run = run;
}

static void check_combination(void *context, struct argp_state *state) {
    const check_options_t *options = context;
    committed_check(&options->committed, state);
    if (options->run != NULL && !bench_choice_is_suite(&options->committed.choice)) {
        argp_error(state, "RUN has its counts already: without --plugin and --host");
    } else if (options->budgets_only && committed_is_named(&options->committed)) {
        argp_error(state, "--budgets-only compares with nothing: without --against and --baseline");
    } else if (options->format == BENCH_FORMAT_CSV) {
        argp_error(state, "--format takes table, json, markdown or html");
    }
}

/* The suite's counts are compared with the default file, those of a plugin or a host only with one
 * that was asked for. */
static bool is_compared(const check_options_t *options) {
    const committed_t *committed = &options->committed;
    return committed_is_named(committed) ||
           (bench_choice_is_suite(&committed->choice) && !options->budgets_only);
}

/* A file that is to be compared with and is not there: nothing is counted, and nothing passes. */
static int print_missing(const check_options_t *options) {
    const char *file = options->committed.file;
    const bench_check_t nothing = {.lacks = file};
    const bench_check_print_t how = {.format = options->format, .committed = file};
    int status = bench_check_exit_code(&nothing);
    cli_note("%s is not here; make it with vtbench accept, or check the budgets alone with "
             "--budgets-only",
             file);
    return cli_end_document(bench_print_check(&nothing, &how, stdout), status);
}

/* Prints the findings, and on stderr how to accept them where that is possible. */
static int print(const check_options_t *options, const bench_check_t *found, bool compared) {
    bool acceptable = bench_check_is_acceptable(found) && bench_check_exit_code(found) != EXIT_OK;
    char *advice =
        acceptable && options->run == NULL ? committed_accept_command(&options->committed) : NULL;
    bench_check_print_t how = {.format = options->format,
                               .committed = compared ? options->committed.file : NULL,
                               .accept = advice};
    int status =
        cli_end_document(bench_print_check(found, &how, stdout), bench_check_exit_code(found));
    if (advice != NULL && status != EXIT_CANNOT_MEASURE) {
        cli_note("%s accept with: %s",
                 status == EXIT_FEWER ? "fewer than committed;"
                                      : "other than committed; if that is meant to stay,",
                 advice);
    }
    free(advice);
    return status;
}

static bool has_scenario(const bench_report_t *report, const char *scenario) {
    bool found = false;
    for (size_t i = 0; !found && i < report->row_count; i++) {
        found = strcmp(report->rows[i].key.scenario, scenario) == 0;
    }
    return found;
}

/* A saved run is whole in its own scenarios; lines of others are no finding. */
static void forget_other_scenarios(const bench_report_t *report, bench_check_t *found) {
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        const bench_finding_t *finding = &found->findings[i];
        if (finding->kind != BENCH_FINDING_REMOVED || has_scenario(report, finding->key.scenario)) {
            found->findings[kept++] = *finding;
        }
    }
    found->count = kept;
}

/* Adds what came of the limits, and how the counts differ from the committed ones. EXIT_OK, or
 * prints why not. */
static int hold(check_options_t *options, const bench_report_t *report, const bench_table_t *exact,
                bench_check_t *found) {
    committed_t *committed = &options->committed;
    const bench_choice_t *choice = &committed->choice;
    bench_problem_t problem;
    bool whole = bench_choice_is_whole(choice);
    int status = committed_hold(committed, report, exact, whole && options->run == NULL, found);
    if (status != EXIT_OK || exact == NULL) {
        return status;
    }
    bool complete = whole && bench_choice_is_suite(choice);
    if (!committed_compare(exact, report, complete, found, &problem)) {
        return cli_cannot(&problem);
    }
    if (options->run != NULL) {
        forget_other_scenarios(report, found);
    }
    return EXIT_OK;
}

static int compare(check_options_t *options, const bench_report_t *report, bench_check_t *found) {
    bench_problem_t problem;
    bench_table_t exact = {0};
    bool compared = is_compared(options);
    if (compared && !bench_read_exact(options->committed.file, &exact, &problem)) {
        return cli_cannot(&problem);
    }
    int status = hold(options, report, compared ? &exact : NULL, found);
    bench_table_deinit(&exact);
    return status == EXIT_OK ? print(options, found, compared) : status;
}

static int judge(check_options_t *options, const bench_report_t *report) {
    bench_check_t found = {0};
    bench_problem_t problem;
    int status = EXIT_OK;
    if (!bench_check_rows(&found, report, &problem)) {
        status = cli_cannot(&problem);
    } else {
        status = compare(options, report, &found);
    }
    bench_check_deinit(&found);
    return status;
}

/* A saved run. */
static int check_run(check_options_t *options) {
    bench_report_t report;
    bench_report_init(&report);
    int status = committed_read_run(&options->committed, options->run, &report);
    if (status == EXIT_OK) {
        status = judge(options, &report);
    }
    bench_report_deinit(&report);
    return status;
}

static int check(check_options_t *options) {
    bench_report_t report;
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    bench_report_init(&report);
    bench_catch_interrupts();
    int status;
    if (committed_count(&options->committed, &report, &failures, &problem)) {
        /* Where nothing could be counted there is nothing to judge. */
        int failed = cli_end_failures(&failures);
        bool judged = failed == EXIT_OK || bench_report_failures(&report) != 0;
        status = judged ? bench_exit_worse(judge(options, &report), failed) : failed;
    } else {
        status = cli_cannot(&problem);
    }
    bench_failures_deinit(&failures);
    bench_report_deinit(&report);
    return status;
}

/* What is to be compared with is read before anything is counted. EXIT_OK, or prints why not. */
static int try_committed(const check_options_t *options) {
    bench_table_t table;
    bench_problem_t problem;
    if (!is_compared(options)) {
        return EXIT_OK;
    }
    if (access(options->committed.file, F_OK) != 0) {
        return print_missing(options);
    }
    bool readable = bench_read_exact(options->committed.file, &table, &problem);
    bench_table_deinit(&table);
    return readable ? EXIT_OK : cli_cannot(&problem);
}

int cmd_check(int argc, char **argv) {
    static check_options_t options = {.committed.out = RUNS_DEFAULT, .format = BENCH_FORMAT_TABLE};
    committed_t *committed = &options.committed;
    const option_t table[] = {
        OPT_FILTER(&committed->choice),
        OPT_PROFILE(&committed->choice),
        OPT_PLUGIN(&committed->choice),
        OPT_HOST(&committed->choice),
        OPT_TIMEOUT(&committed->choice),
        COMMITTED_BASELINE(committed, "Compare with " COMMITTED_FILE
                                      " of the run of that name (default " COMMITTED_DEFAULT
                                      "; of plugins none)"),
        OPT_BASELINE_FOLDER(&committed->out),
        COMMITTED_AGAINST(committed, "Compare with that file of exact numbers instead"),
        COMMITTED_LIMITS(committed, "Hold against these limits (default " BENCH_LIMITS_FILE
                                    " beside the exact numbers)"),
        OPT_INSTRUCTIONS(&committed->instructions, "Count instructions too, for limits on them"),
        {"budgets-only", NULL, "Compare with no file of exact numbers", opt_set,
         .to = &options.budgets_only},
        OPT_FORMAT("table, json, markdown or html", &options.format),
        OPT_QUIET(&committed->quiet),
        {0},
    };
    const opt_command_t command = {
        .usage = "[RUN]",
        .doc = "Counts allocations, in seconds, or takes those of RUN: against the budgets, "
               "against committed exact numbers, and against limits.",
        .options = table,
        .context = &options,
        .take_argument = take_run,
        .check = check_combination};
    opt_parse(&command, argc, argv);
    int status = options.run != NULL ? EXIT_OK : cli_can_measure();
    if (status == EXIT_OK) {
        status = committed_find(committed);
    }
    if (status == EXIT_OK) {
        status = try_committed(&options);
    }
    if (status == EXIT_OK) {
        status = committed_read_limits(committed, is_compared(&options));
    }
    if (status == EXIT_OK && options.run == NULL) {
        status = means_find(&committed->instructions);
    }
    if (status == EXIT_OK && options.run != NULL) {
        status = check_run(&options);
        committed_deinit(committed);
        return status;
    }
    if (status == EXIT_OK) {
        status = cli_find_cases(&committed->choice, &committed->selection);
    }
    if (status == EXIT_OK) {
        status = check(&options);
    }
    committed_deinit(committed);
    return status;
}
