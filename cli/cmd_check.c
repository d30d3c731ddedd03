#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "exact_file.h"
#include "launch.h"
#include "report/followed.h"

#define COMMITTED_DEFAULT "results/reference/exact.csv"

enum { KEY_AGAINST = 256, KEY_ACCEPT };

typedef struct check_options {
    selection_t selection;
    const char *committed;
    bool named; /* --against was given */
    bool accept;
    bool quiet;
} check_options_t;

static error_t parse(int key, char *argument, struct argp_state *state) {
    check_options_t *options = state->input;
    if (selection_option(&options->selection, key, argument, state)) {
        return 0;
    }
    switch (key) {
    case KEY_AGAINST:
        options->committed = argument;
        options->named = true;
        return 0;
    case KEY_ACCEPT:
        options->accept = true;
        return 0;
    case 'q':
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "unexpected '%s'; a case is chosen with --filter", argument);
        return 0;
    case ARGP_KEY_END:
        if (options->accept &&
            (options->selection.filter_count != 0 || options->selection.plugin_count != 0)) {
            argp_error(state, "--accept takes all cases: without --filter and --plugin");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int count(const check_options_t *options, bench_report_t *report) {
    progress_t progress;
    size_t failures = 0;
    launch_plan_t plan = {.selection = &options->selection,
                          .count = true,
                          .seed = 1,
                          .rounds = 1,
                          .slice_seconds = 0.001,
                          .cpu = -1};
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
    if (code == EXIT_WELL && failures != 0) {
        code = cli_fail(EXIT_COULD_NOT, "%zu cases could not be counted", failures);
    }
    return code;
}

/* Budgets, and whether both witnesses agree. */
static int check_rows(const bench_report_t *report) {
    int code = EXIT_WELL;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        char allocs[BENCH_FRACTION_MAX];
        char budget[BENCH_FRACTION_MAX];
        const char *separator = row->params[0] == '\0' ? "" : ";";
        if (!bench_row_within_budget(row)) {
            (void)printf("%s/%s%s%s: %s allocations per operation, budget %s\n", row->scenario,
                         row->contender, separator, row->params,
                         bench_fraction_format(row->counts.allocs_per_op, allocs),
                         row->budget_kind == BENCH_BUDGET_MISSES
                             ? "one for each miss"
                             : bench_fraction_format(row->budget, budget));
            code = EXIT_REGRESSION;
        }
        if (bench_row_leaked(row) != 0) {
            (void)printf("%s/%s%s%s: leaked ", row->scenario, row->contender, separator,
                         row->params);
            bench_put_leak(stdout, row);
            (void)putchar('\n');
            code = EXIT_REGRESSION;
        }
        if (strcmp(row->counts.verified, "verified") != 0) {
            (void)printf("%s/%s%s%s: %s\n", row->scenario, row->contender, separator, row->params,
                         row->counts.verified);
            code = EXIT_REGRESSION;
        }
    }
    return code;
}

/* Through a file, so that what is compared is what would be committed, byte for byte. */
static int compare_exact(const check_options_t *options, const bench_report_t *report) {
    char fresh[] = "/tmp/vtbench-exact-XXXXXX";
    bench_problem_t problem;
    int descriptor = mkstemp(fresh);
    if (descriptor < 0) {
        return cli_fail(EXIT_COULD_NOT, "%s: %s", fresh, strerror(errno));
    }
    close(descriptor);
    int code = EXIT_COULD_NOT;
    if (bench_write_exact(report, fresh, &problem)) {
        bool complete = options->selection.filter_count + options->selection.plugin_count == 0;
        code = exact_file_compare(options->committed, fresh, complete);
    } else {
        cli_fail(code, "%s", problem.text);
    }
    (void)unlink(fresh);
    if (code == EXIT_FEWER) {
        cli_fail(code, "fewer than committed; accept with: vtbench check --accept --against %s",
                 options->committed);
    }
    return code;
}

static int accept_counts(const check_options_t *options, const bench_report_t *report) {
    bench_problem_t problem;
    if (!bench_write_exact(report, options->committed, &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    (void)printf("wrote %s\n", options->committed);
    return EXIT_WELL;
}

static int check(const check_options_t *options) {
    bench_report_t report;
    bench_report_init(&report);
    launch_catch_interrupts();
    int code = count(options, &report);
    if (code == EXIT_WELL) {
        code = check_rows(&report);
    }
    /* Without --against a file that is not there is not asked for; a plugin's cases are in none. */
    bool has_file = options->named ||
                    (options->selection.plugin_count == 0 && access(options->committed, R_OK) == 0);
    if (!has_file && !options->accept && options->selection.plugin_count == 0) {
        cli_fail(0, "%s is not here: only the budgets are checked; name a file with --against",
                 options->committed);
    }
    if (code == EXIT_WELL && options->accept) {
        code = accept_counts(options, &report);
    } else if (code == EXIT_WELL && has_file) {
        code = compare_exact(options, &report);
    }
    if (code == EXIT_WELL) {
        (void)printf("%zu cases: all within budget, verified%s%s\n", report.row_count,
                     has_file && !options->accept ? ", as in " : "",
                     has_file && !options->accept ? options->committed : "");
    }
    bench_report_deinit(&report);
    return cli_end_output(code);
}

int cmd_check(int argc, char **argv) {
    static const struct argp_option option_table[] = {
        SELECTION_OPTIONS,
        {"against", KEY_AGAINST, "FILE", 0,
         "Committed exact numbers (default " COMMITTED_DEFAULT ", if it is there)", 0},
        {"accept", KEY_ACCEPT, NULL, 0, "Write that file anew instead of comparing", 0},
        {"quiet", 'q', NULL, 0, "No progress on stderr", 0},
        {0},
    };
    static const struct argp argp = {.options = option_table,
                                     .parser = parse,
                                     .doc = "Counts allocations, in seconds: against the budgets, "
                                            "and against committed exact numbers."};
    static check_options_t options = {.committed = COMMITTED_DEFAULT};
    cli_parse(&argp, argc, argv, &options);
    int code = selection_load(&options.selection);
    if (code == EXIT_WELL) {
        code = check(&options);
    }
    selection_free(&options.selection);
    return code;
}
