#include <stdlib.h>
#include <unistd.h>

#include "committed.h"
#include "render/compare.h"
#include "store/exact_file.h"

typedef struct check_options {
    committed_t committed;
    bench_format_t format;
} check_options_t;

static void check_combination(void *context, struct argp_state *state) {
    const check_options_t *options = context;
    committed_check(&options->committed, state);
    if (options->format == BENCH_FORMAT_CSV) {
        argp_error(state, "--format takes table, json or markdown");
    }
}

/* Whether there is something to compare with. A file that was not asked for need not be there; a
 * plugin's cases are in none. */
static bool has_committed(const check_options_t *options) {
    const committed_t *committed = &options->committed;
    if (committed_is_named(committed)) {
        return true;
    }
    if (committed->choice.plugin_count != 0) {
        return false;
    }
    bool there = access(committed->file, R_OK) == 0;
    if (!there) {
        cli_note("%s is not here: only the budgets are checked; name a file with --against",
                 committed->file);
    }
    return there;
}

/* Prints the findings, and on stderr how to accept them where that is possible. */
static int print(const check_options_t *options, const bench_check_t *found, bool compared) {
    bool acceptable = bench_check_is_acceptable(found);
    char *advice = acceptable ? committed_accept_command(&options->committed) : NULL;
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

/* Adds how the counts differ from the committed ones. */
static bool check_exact(const check_options_t *options, const bench_report_t *report,
                        bench_check_t *found, bench_problem_t *problem) {
    const committed_t *committed = &options->committed;
    bool complete = committed->choice.filter_count + committed->choice.plugin_count == 0;
    return committed_compare(committed->file, report, complete, found, problem);
}

static int compare(const check_options_t *options, const bench_report_t *report,
                   bench_check_t *found) {
    bench_problem_t problem;
    bool compared = has_committed(options);
    return !compared || check_exact(options, report, found, &problem)
               ? print(options, found, compared)
               : cli_cannot(&problem);
}

static int judge(const check_options_t *options, const bench_report_t *report) {
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

static int check(const check_options_t *options) {
    bench_report_t report;
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    bench_report_init(&report);
    bench_catch_interrupts();
    int status = committed_count(&options->committed, &report, &failures, &problem)
                     ? cli_end_failures(&failures)
                     : cli_cannot(&problem);
    if (status == EXIT_OK) {
        status = judge(options, &report);
    }
    bench_failures_deinit(&failures);
    bench_report_deinit(&report);
    return status;
}

/* A file that was asked for and cannot be read is told of before anything is counted. */
static int try_committed(const committed_t *committed) {
    bench_table_t table;
    bench_problem_t problem;
    if (!committed_is_named(committed)) {
        return EXIT_OK;
    }
    bool readable = bench_read_exact(committed->file, &table, &problem);
    bench_table_deinit(&table);
    return readable ? EXIT_OK : cli_cannot(&problem);
}

int cmd_check(int argc, char **argv) {
    static check_options_t options = {.committed.out = RUNS_DEFAULT, .format = BENCH_FORMAT_TABLE};
    committed_t *committed = &options.committed;
    const option_t table[] = {
        OPT_FILTER(&committed->choice),
        OPT_PLUGIN(&committed->choice),
        COMMITTED_BASELINE(committed, "Compare with " COMMITTED_FILE
                                      " of the run of that name (default " COMMITTED_DEFAULT
                                      ", if it is there)"),
        OPT_BASELINE_FOLDER(&committed->out),
        COMMITTED_AGAINST(committed, "Compare with that file of exact numbers instead"),
        OPT_FORMAT("table, json or markdown", &options.format),
        OPT_QUIET(&committed->quiet),
        {0},
    };
    const opt_command_t command = {
        .doc = "Counts allocations, in seconds: against the budgets, and against committed exact "
               "numbers.",
        .options = table,
        .context = &options,
        .take_argument = opt_no_case,
        .check = check_combination};
    opt_parse(&command, argc, argv);
    int status = cli_can_measure();
    if (status == EXIT_OK) {
        status = committed_find(committed);
    }
    if (status == EXIT_OK) {
        status = try_committed(committed);
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
