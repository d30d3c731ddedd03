/* cmd_history.c - `history`: a metric over many runs, and runs in the formats of other tools. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "dated_runs.h"
#include "options.h"
#include "render/export.h"
#include "render/history.h"
#include "run_folder.h"

#define RUNS_MAX 1000

typedef struct history_options {
    bench_choice_t choice; /* its filters */
    const char *store;
    const bench_metric_t *metric;
    bench_format_t format;
    bench_export_t export_as; /* in place of that */
    size_t run_count;
    const char *runs[RUNS_MAX];
    char *found[RUNS_MAX]; /* of these what was found in the store */
} history_options_t;

/* ---- options ---- */

static void take_run(void *context, char *run, struct argp_state *state) {
    history_options_t *options = context;
    if (options->run_count == RUNS_MAX) {
        argp_error(state, "at most %d runs are taken", RUNS_MAX);
    }
    options->runs[options->run_count++] = run;
}

static void take_metric(const option_t *option, char *text, struct argp_state *state) {
    const bench_metric_t **metric = option->to;
    *metric = bench_metric_find(text);
    if (*metric == NULL || !bench_type_is_number((*metric)->type)) {
        opt_refuse(state,
                   "--metric takes a number, such as allocs_per_op or ns_per_op, not '%s'; "
                   "`vtbench list --metrics` names them",
                   text);
    }
}

static void take_format(const option_t *option, char *text, struct argp_state *state) {
    history_options_t *options = option->to;
    bool known = bench_format_parse(text, &options->format) && options->format != BENCH_FORMAT_LONG;
    if (!known && !bench_export_parse(text, &options->export_as)) {
        opt_refuse(state,
                   "--format takes table, json, csv, markdown or html; or google-benchmark, go or "
                   "bencher; not '%s'",
                   text);
    }
}

static void check_options(void *context, struct argp_state *state) {
    const history_options_t *options = context;
    if (options->run_count != 0 && options->store != NULL) {
        argp_error(state, "runs and --store exclude each other");
    }
}

/* ---- the runs ---- */

static bool is_run(const char *folder) {
    char path[RUN_FOLDER_MAX];
    int length = snprintf(path, sizeof path, "%s/report.json", folder);
    return length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0;
}

/* Takes every run of the store. */
static int find_runs(history_options_t *options) {
    const char *store = options->store != NULL ? options->store : "results";
    DIR *folder = opendir(store);
    const struct dirent *entry;
    if (folder == NULL) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s; name runs, or a folder of runs with --store",
                        store, strerror(errno));
    }
    while (options->run_count < RUNS_MAX && (entry = readdir(folder)) != NULL) {
        char *path = NULL;
        if (entry->d_name[0] == '.' || asprintf(&path, "%s/%s", store, entry->d_name) < 0) {
            continue;
        }
        if (is_run(path)) {
            options->found[options->run_count] = path;
            options->runs[options->run_count++] = path;
        } else {
            free(path);
        }
    }
    closedir(folder);
    return options->run_count > 0
               ? EXIT_OK
               : cli_fail(EXIT_CANNOT_MEASURE, "%s has no run; vtbench run makes one", store);
}

static void complain(const bench_problem_t *problem) {
    (void)cli_cannot(problem);
}

/* ---- showing them ---- */

static int export_runs(const history_options_t *options, const dated_runs_t *runs) {
    if (runs->count > 1 && !bench_export_takes_several(options->export_as)) {
        return cli_fail(EXIT_USAGE, "that format holds one run, and these are %zu; name one",
                        runs->count);
    }
    return cli_end_document(bench_export(options->export_as, runs->reports, runs->count,
                                         (const char *const *)options->choice.filters,
                                         options->choice.filter_count, stdout),
                            EXIT_OK);
}

static int show(const history_options_t *options, const dated_runs_t *runs) {
    const bench_history_t history = {.runs = runs->reports,
                                     .count = runs->count,
                                     .metric = (bench_metric_id_t)(options->metric - bench_metrics),
                                     .filters = (const char *const *)options->choice.filters,
                                     .filter_count = options->choice.filter_count};
    return cli_end_document(
        bench_print_history(&history, options->format, cli_wants_color(), cli_width(), stdout),
        EXIT_OK);
}

/* Of a filter that selects nothing, nothing can be said to have changed or not. */
static bool selects_any(const history_options_t *options, const dated_runs_t *runs) {
    const bench_choice_t *choice = &options->choice;
    bool any = choice->filter_count == 0;
    for (size_t i = 0; !any && i < runs->count; i++) {
        for (size_t j = 0; !any && j < runs->reports[i].row_count; j++) {
            any = bench_case_match_any(&runs->reports[i].rows[j].key,
                                       (const char *const *)choice->filters, choice->filter_count);
        }
    }
    return any;
}

static int read_and_show(const history_options_t *options) {
    dated_runs_t runs;
    size_t unreadable = dated_runs_read(&runs, options->runs, options->run_count, complain);
    int status = unreadable == 0 ? EXIT_OK : EXIT_CANNOT_MEASURE;
    if (unreadable == SIZE_MAX) {
        return cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    }
    if (runs.count > 0 && !selects_any(options, &runs)) {
        status = cli_fail(EXIT_USAGE, "no case of these runs matches the filter");
    } else if (runs.count > 0) {
        int shown = options->export_as != BENCH_EXPORT_NONE ? export_runs(options, &runs)
                                                            : show(options, &runs);
        status = shown != EXIT_OK ? shown : status;
    }
    dated_runs_deinit(&runs);
    return status;
}

int cmd_history(int argc, char **argv) {
    static history_options_t options = {.metric = &bench_metrics[BENCH_METRIC_allocs_per_op],
                                        .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        OPT_FILTER(&options.choice),
        {"store", "DIR", "Folder of runs, if none are named (default results)", opt_text,
         .letter = 's', .to = &options.store},
        {"metric", "NAME", "Which number (default allocs_per_op; `vtbench list --metrics`)",
         take_metric, .letter = 'm', .to = &options.metric},
        {"format", "FORMAT",
         "table, json, csv, markdown or html; or for other tools google-benchmark or bencher (of "
         "one run), or go (for benchstat)",
         take_format, .to = &options},
        {0},
    };
    static const opt_command_t command = {
        "[RUN...]",
        "Shows a metric of each case over runs, by their dates, and in which run an exact one "
        "changed first. RUN is the folder of a run. In the formats of other tools it writes all "
        "that these have room for, whatever the metric.",
        table,
        &options,
        take_run,
        check_options};
    opt_parse(&command, argc, argv);
    int status = options.run_count == 0 ? find_runs(&options) : EXIT_OK;
    status = status == EXIT_OK ? read_and_show(&options) : status;
    for (size_t i = 0; i < options.run_count; i++) {
        free(options.found[i]);
    }
    bench_choice_deinit(&options.choice);
    return status;
}
