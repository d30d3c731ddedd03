/* cmd_accept.c - `accept`: counts become the committed ones, for exactly the cases that were
 * counted; or limits are written beside them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accept_limits.h"
#include "committed.h"
#include "render/compare.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/exact_merge.h"
#include "store/limits_file.h"

typedef struct accept_options {
    committed_t committed;
    const char *run; /* a saved run; NULL: count now */
    accept_limits_t limits;
    bool dry_run;
    bench_format_t format;
} accept_options_t;

static void take_run(void *context, char *run, struct argp_state *state) {
    accept_options_t *options = context;
    if (options->run != NULL) {
        argp_error(state, "one run is accepted, not more");
    }
    options->run = run;
}

static void check_combination(void *context, struct argp_state *state) {
    const accept_options_t *options = context;
    committed_check(&options->committed, state);
    bool suite = bench_choice_is_suite(&options->committed.choice);
    if (options->run != NULL && !suite) {
        argp_error(state, "RUN has its counts already: without --plugin and --host");
    } else if (!suite && !committed_is_named(&options->committed)) {
        argp_error(state, "counts of a plugin or host go to a file of their own: name it with "
                          "--baseline");
    } else if (options->format == BENCH_FORMAT_CSV) {
        argp_error(state, "--format takes table, json, markdown or html");
    } else if (options->run != NULL && options->limits.at_most != NULL) {
        argp_error(state, "--limit writes limits and takes no counts: without RUN");
    }
    accept_limits_check(&options->limits, &options->committed.choice, state);
}

/* ---- the new counts ---- */

static int count_now(accept_options_t *options, bench_report_t *report) {
    committed_t *committed = &options->committed;
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    int status = cli_can_measure();
    if (status == EXIT_OK) {
        status = cli_find_cases(&committed->choice, &committed->selection);
    }
    if (status == EXIT_OK) {
        bench_catch_interrupts();
        status = committed_count(committed, report, &failures, &problem)
                     ? cli_end_failures(&failures)
                     : cli_cannot(&problem);
    }
    bench_failures_deinit(&failures);
    return status;
}

/* Each case that is to be accepted has counts. */
static int check_counted(const accept_options_t *options, const bench_report_t *report) {
    char name[BENCH_CASE_NAME_MAX];
    size_t missing = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (!row->counted || row->failure != NULL) {
            missing++;
            cli_note("%s was not counted%s%s", bench_case_format(&row->key, name),
                     row->failure != NULL ? ": " : "", row->failure != NULL ? row->failure : "");
        }
    }
    return missing == 0 ? EXIT_OK
                        : cli_fail(EXIT_CANNOT_MEASURE, "%s has nothing to accept for %zu of them",
                                   options->run != NULL ? options->run : "the count", missing);
}

/* ---- the catalogue: the order of the lines, and whether all of them are there ---- */

/* Every case that there is to choose from. */
typedef struct catalogue {
    bench_selection_t selection;
    bench_case_key_t *keys;
} catalogue_t;

static void catalogue_deinit(catalogue_t *catalogue) {
    free(catalogue->keys);
    bench_selection_deinit(&catalogue->selection);
}

static bool catalogue_init(catalogue_t *catalogue, const bench_choice_t *choice,
                           bench_problem_t *problem) {
    bench_choice_t all = *choice;
    all.filters = NULL;
    all.filter_count = 0;
    all.profiles = (bench_names_t){0};
    *catalogue = (catalogue_t){0};
    if (!bench_selection_find(&all, &catalogue->selection, problem)) {
        return false;
    }
    const bench_selection_t *selection = &catalogue->selection;
    catalogue->keys = calloc(selection->case_count + 1, sizeof catalogue->keys[0]);
    for (size_t i = 0; catalogue->keys != NULL && i < selection->case_count; i++) {
        catalogue->keys[i] = selection->cases[i].key;
    }
    return catalogue->keys != NULL || bench_out_of_memory(problem, "the names of the cases");
}

/* Tells whether the suite's whole catalogue was counted: lines of other cases are then those of
 * cases that are gone. What other plugins and hosts there are is not known. */
static bool is_complete(const catalogue_t *catalogue, const bench_choice_t *choice,
                        const bench_report_t *report) {
    bool complete = bench_choice_is_whole(choice) && bench_choice_is_suite(choice);
    for (size_t i = 0; complete && i < catalogue->selection.case_count; i++) {
        complete = bench_report_find(report, &catalogue->keys[i]) != NULL;
    }
    return complete;
}

/* The suite's own baseline takes no cases of a plugin or host. */
static int check_known(const accept_options_t *options, const catalogue_t *catalogue,
                       const bench_report_t *report) {
    char name[BENCH_CASE_NAME_MAX];
    for (size_t i = 0; !committed_is_named(&options->committed) && i < report->row_count; i++) {
        const bench_case_key_t *key = &report->rows[i].key;
        if (bench_selection_case(&catalogue->selection, key) == NULL) {
            return cli_fail(EXIT_USAGE,
                            "%s is no case of the suite; name a baseline for it with --baseline",
                            bench_case_format(key, name));
        }
    }
    return EXIT_OK;
}

/* ---- accepting ---- */

/* Reads the committed numbers; a file that is not there yet is one without lines. */
static bool read_committed(const char *file, bench_table_t *committed, bench_problem_t *problem) {
    if (access(file, F_OK) == 0 || errno != ENOENT) {
        return bench_read_exact(file, committed, problem);
    }
    const bench_report_t none = {0};
    bench_exact_table(&none, committed);
    return bench_table_is_whole(committed) || bench_out_of_memory(problem, file);
}

static int merge_and_write(const accept_options_t *options, const bench_table_t *old,
                           const bench_table_t *now, const catalogue_t *catalogue, bool complete) {
    const bench_case_order_t order = {catalogue->keys, catalogue->selection.case_count};
    bench_table_t merged;
    bench_problem_t problem;
    if (!bench_exact_merge(old, now, &order, complete, &merged, &problem)) {
        return cli_cannot(&problem);
    }
    int status = committed_write(&options->committed, options->committed.file, &merged);
    if (status == EXIT_OK) {
        cli_note("%s has the counts of %zu cases now, %zu of them from this one",
                 options->committed.file, bench_table_row_count(&merged),
                 bench_table_row_count(now));
    }
    bench_table_deinit(&merged);
    return status;
}

/* The document of `check`, before anything is written. */
static int show(const accept_options_t *options, const bench_check_t *found) {
    const bench_check_print_t how = {.format = options->format,
                                     .committed = options->committed.file};
    return cli_end_document(bench_print_check(found, &how, stdout), EXIT_OK);
}

static int accept_findings(const accept_options_t *options, const bench_check_t *found,
                           const bench_table_t *old, const bench_table_t *now,
                           const catalogue_t *catalogue, bool complete) {
    int status = show(options, found);
    if (status != EXIT_OK) {
        return status;
    }
    if (found->count != 0 && !bench_check_is_acceptable(found)) {
        return cli_fail(bench_check_exit_code(found),
                        "nothing is accepted: what breaks a budget, leaks, is not verified or is "
                        "over a limit is a fault of the cases above; mend them, choose others with "
                        "--filter, or raise the limit with --limit");
    }
    if (found->count == 0 && access(options->committed.file, F_OK) == 0) {
        cli_note("nothing to accept: %s has these counts", options->committed.file);
        return EXIT_OK;
    }
    if (options->dry_run) {
        cli_note("nothing is written: this is a dry run");
        return EXIT_OK;
    }
    return merge_and_write(options, old, now, catalogue, complete);
}

/* As `check` does. EXIT_OK, or prints why not. */
static int compare(accept_options_t *options, const bench_report_t *report,
                   const bench_table_t *old, bool complete, bench_check_t *found) {
    bench_problem_t problem;
    if (!bench_check_rows(found, report, &problem)) {
        return cli_cannot(&problem);
    }
    int status = committed_hold(&options->committed, report, old, false, found);
    if (status != EXIT_OK) {
        return status;
    }
    return committed_compare(old, report, complete, found, &problem) ? EXIT_OK
                                                                     : cli_cannot(&problem);
}

static int compare_and_accept(accept_options_t *options, const bench_report_t *report,
                              const bench_table_t *old, const catalogue_t *catalogue) {
    bench_problem_t problem;
    bench_check_t found = {0};
    bench_table_t now;
    bool complete = is_complete(catalogue, &options->committed.choice, report);
    int status = compare(options, report, old, complete, &found);
    bench_exact_table(report, &now);
    if (status == EXIT_OK && !bench_table_is_whole(&now)) {
        bench_out_of_memory(&problem, "the counts");
        status = cli_cannot(&problem);
    }
    if (status == EXIT_OK) {
        status = accept_findings(options, &found, old, &now, catalogue, complete);
    }
    bench_table_deinit(&now);
    bench_check_deinit(&found);
    return status;
}

/* The committed file is read before anything is counted. */
static int accept_counts(accept_options_t *options) {
    bench_problem_t problem;
    bench_report_t report;
    bench_table_t old;
    catalogue_t catalogue = {0};
    if (!read_committed(options->committed.file, &old, &problem)) {
        return cli_cannot(&problem);
    }
    bench_report_init(&report);
    int status = committed_read_limits(&options->committed, true);
    if (status == EXIT_OK) {
        status = options->run != NULL
                     ? committed_read_run(&options->committed, options->run, &report)
                     : count_now(options, &report);
    }
    if (status == EXIT_OK) {
        status = check_counted(options, &report);
    }
    if (status == EXIT_OK && !catalogue_init(&catalogue, &options->committed.choice, &problem)) {
        status = cli_cannot(&problem);
    }
    if (status == EXIT_OK) {
        status = check_known(options, &catalogue, &report);
    }
    if (status == EXIT_OK) {
        status = compare_and_accept(options, &report, &old, &catalogue);
    }
    catalogue_deinit(&catalogue);
    bench_report_deinit(&report);
    bench_table_deinit(&old);
    return status;
}

int cmd_accept(int argc, char **argv) {
    static accept_options_t options = {.committed.out = RUNS_DEFAULT, .format = BENCH_FORMAT_TABLE};
    committed_t *committed = &options.committed;
    const option_t table[] = {
        OPT_FILTER(&committed->choice),
        OPT_PROFILE(&committed->choice),
        OPT_PLUGIN(&committed->choice),
        OPT_HOST(&committed->choice),
        COMMITTED_BASELINE(committed,
                           "Write " COMMITTED_FILE " of the run of that name, or of a new folder "
                           "(default " COMMITTED_DEFAULT ")"),
        OPT_BASELINE_FOLDER(&committed->out),
        COMMITTED_AGAINST(committed, "Write that file instead"),
        {"limit", "AT-MOST",
         "Take no counts; let the cases of --filter have at most that much of an exact metric "
         "(64, 1/2, or relative to what is committed: +3, +5%; none: no limit)",
         opt_text, .to = &options.limits.at_most},
        {"metric", "GLOB", "Of the limit: whose name matches (default *)", opt_text,
         .to = &options.limits.metric},
        {"toolchain", "NAME", "Of the limit: only for such a compiler (gcc, clang 14)", opt_text,
         .to = &options.limits.toolchain},
        COMMITTED_LIMITS(committed, "Of the limit: write that file (default " BENCH_LIMITS_FILE
                                    " beside the exact numbers)"),
        {"dry-run", NULL, "Show the difference and write nothing", opt_set, .to = &options.dry_run},
        OPT_FORMAT("table, json, markdown or html", &options.format),
        OPT_QUIET(&committed->quiet),
        {0},
    };
    const opt_command_t command = {
        "[RUN]",
        "Takes counts as the committed ones, for exactly the cases that were counted: those of "
        "RUN, or of a new count. Lines of other cases stay; without --filter and --plugin, lines "
        "of cases that are gone are removed. What breaks its budget, leaks, is not verified or is "
        "over a limit is refused. With --limit, writes limits instead.",
        table,
        &options,
        take_run,
        check_combination};
    opt_parse(&command, argc, argv);
    int status = committed_find(committed);
    if (status == EXIT_OK) {
        status = options.limits.at_most != NULL
                     ? accept_limits(&options.limits, committed, options.dry_run, options.format)
                     : accept_counts(&options);
    }
    committed_deinit(committed);
    return status;
}
