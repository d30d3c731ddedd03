#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "figures.h"
#include "folders.h"
#include "judge/accept.h"
#include "limit_files.h"
#include "options.h"
#include "render/compare.h"
#include "run_folder.h"
#include "shell_text.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/limits_file.h"
#include "store/report_file.h"

#define OUT_DEFAULT "results" /* folder of runs */

typedef struct compare_options {
    const char *runs[2]; /* base first */
    size_t run_count;
    const char *baseline; /* by name; NULL: the first run is the base */
    const char *out;
    const char *plot; /* folder of the figure of what changed; NULL: none */
    opt_gates_t gates;
    bench_thresholds_t thresholds;
    bool across_machines;
    const char *limits_file; /* NULL: beside the base run, if there is one */
    bench_limits_t limits;
    bench_choice_t choice; /* its filters */
    bench_format_t format;
} compare_options_t;

static void take_run(void *context, char *run, struct argp_state *state) {
    compare_options_t *options = context;
    if (options->run_count == 2) {
        argp_error(state, "two runs are compared, not more");
    }
    options->runs[options->run_count++] = run;
}

/* BASE and NEW, or NEW alone where --baseline names the base. */
static void check_runs(void *context, struct argp_state *state) {
    const compare_options_t *options = context;
    if (options->baseline == NULL && options->run_count != 2) {
        argp_error(state, "two runs are needed: BASE and NEW, or --baseline NAME and NEW");
    } else if (options->baseline != NULL && options->run_count != 1) {
        argp_error(state, "with --baseline one run is needed: NEW");
    } else if (options->baseline != NULL && !run_folder_is_name(options->baseline)) {
        argp_error(state, "--baseline takes the name of a run, not '%s'; --out chooses its folder",
                   options->baseline);
    }
}

/* How the new run's counts become the base's, as words of a shell. NULL: they may not, or memory is
 * short. Of a part of two runs nothing can be said of the whole. */
static char *accept_command(const compare_options_t *options, const bench_gated_t *gated) {
    char *text = NULL;
    size_t size;
    if (options->baseline == NULL || options->choice.filter_count != 0 ||
        !bench_is_acceptable(gated->comparisons, gated->count, gated->base, gated->new_run)) {
        return NULL;
    }
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fputs(options->runs[1][0] == '-' ? "vtbench accept ./" : "vtbench accept ", out);
    shell_put_word(out, options->runs[1]);
    (void)fputs(" --baseline=", out);
    shell_put_word(out, options->baseline);
    if (strcmp(options->out, OUT_DEFAULT) != 0) {
        (void)fputs(" --out=", out);
        shell_put_word(out, options->out);
    }
    if (fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}

static int print(const compare_options_t *options, const bench_gated_t *gated) {
    const unsigned gates = options->gates.chosen;
    bench_gate_result_t gate = bench_gate_judge(gated, gates);
    bool asked = (gate.failed & BENCH_GATE_ALLOCS) != 0 && gate.exit_code != EXIT_CANNOT_MEASURE;
    char *accept = asked ? accept_command(options, gated) : NULL;
    bench_comparison_print_t how = {.format = options->format,
                                    .color = cli_wants_color(),
                                    .gates = gates,
                                    .gate = &gate,
                                    .limits = gated->limits,
                                    .accept = accept,
                                    .base = gated->base,
                                    .new_run = gated->new_run};
    int status = cli_end_document(
        bench_print_comparison(gated->comparisons, gated->count, &how, stdout), gate.exit_code);
    if (accept != NULL && status != EXIT_CANNOT_MEASURE) {
        cli_note("%s accept the counts for check with: %s (compare keeps the base's report until "
                 "that is measured again)",
                 status == EXIT_FEWER ? "fewer than the base;"
                                      : "other than the base; if that is meant to stay,",
                 accept);
    }
    free(accept);
    return status;
}

/* ---- the figure ---- */

/* "base reference  |  new after" below the figure. */
static void name_runs(const bench_gated_t *gated, bench_figures_t *figures) {
    for (size_t i = 0; i < figures->count; i++) {
        bench_figure_t *figure = &figures->list[i];
        const char *base = gated->base->name;
        const char *new_run = gated->new_run->name;
        (void)snprintf(figure->key, sizeof figure->key, "base %.40s  |  new %.40s",
                       base != NULL ? base : "", new_run != NULL ? new_run : "");
    }
}

/* Draws what changed, from the table that is written beside it. */
static int draw(const char *folder, const bench_gated_t *gated) {
    bench_table_t table = {0};
    bench_figures_t figures = {0};
    bench_problem_t problem;
    char path[RUN_FOLDER_MAX];
    bench_comparison_changes(gated->comparisons, gated->count, &table);
    (void)snprintf(path, sizeof path, "%s/comparison.csv", folder);
    int status = bench_csv_write(&table, path, &problem) ? EXIT_OK : cli_cannot(&problem);
    if (status == EXIT_OK && !bench_figures_of_changes(bench_table_row_count(&table), &figures)) {
        status = cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    }
    name_runs(gated, &figures);
    if (status == EXIT_OK && figures.count == 0) {
        cli_note("nothing changed, so there is nothing to draw");
    }
    status = status == EXIT_OK ? figures_draw_changes(folder, &figures) : status;
    bench_figures_deinit(&figures);
    bench_table_deinit(&table);
    return status;
}

static int draw_into(const char *folder, const bench_gated_t *gated) {
    size_t first_made;
    if (!folder_make(folder, &first_made)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: cannot be made: %s; choose another --plot",
                        folder, strerror(errno));
    }
    int status = draw(folder, gated);
    folder_unmake(folder, first_made); /* only if nothing was written */
    return status;
}

/* ---- comparing ---- */

/* What limits say takes the place of the comparison. EXIT_OK, or prints why not. */
static int hold(const compare_options_t *options, bench_comparison_t *comparisons,
                bench_gated_t *gated, bench_limits_verdict_t *verdict) {
    bench_table_t exact;
    bench_problem_t problem;
    if (options->limits.file == NULL) {
        return EXIT_OK;
    }
    bench_exact_table(gated->base, &exact);
    const bench_limited_runs_t runs = {.now = gated->new_run,
                                       .committed = &exact,
                                       .base =
                                           bench_are_of_two_processors(gated) ? NULL : gated->base,
                                       .whole = options->choice.filter_count == 0,
                                       .named = options->limits_file != NULL};
    bool good =
        (bench_table_is_whole(&exact) || bench_out_of_memory(&problem, "the base's counts")) &&
        bench_limits_judge(&options->limits, &runs, verdict, &problem);
    bench_table_deinit(&exact);
    if (!good) {
        return cli_cannot(&problem);
    }
    bench_compare_limits(comparisons, gated->count, verdict);
    gated->limits = verdict;
    return EXIT_OK;
}

static int hold_and_print(const compare_options_t *options, bench_comparison_t *comparisons,
                          bench_gated_t *gated, bench_limits_verdict_t *verdict) {
    int status = hold(options, comparisons, gated, verdict);
    return status == EXIT_OK ? print(options, gated) : status;
}

static int compare(const compare_options_t *options, const bench_report_t *reports) {
    bench_limits_verdict_t verdict = {0};
    bench_gated_t gated = {
        .base = &reports[0], .new_run = &reports[1], .across_machines = options->across_machines};
    if (options->choice.filter_count != 0 && reports[0].row_count + reports[1].row_count == 0) {
        return cli_fail(EXIT_USAGE, "no case of either run matches the filter");
    }
    bench_comparison_t *comparisons =
        bench_compare(&reports[0], &reports[1], &options->thresholds, &gated.count);
    gated.comparisons = comparisons;
    int status = comparisons != NULL
                     ? hold_and_print(options, comparisons, &gated, &verdict)
                     : cli_fail(EXIT_CANNOT_MEASURE,
                                gated.count != 0 ? "out of memory" : "neither run has a case");
    if (comparisons != NULL && options->plot != NULL) {
        int drawn = draw_into(options->plot, &gated);
        status = drawn == EXIT_OK ? status : drawn;
    }
    bench_limits_verdict_deinit(&verdict);
    free(comparisons);
    return status;
}

static void narrow(const compare_options_t *options, bench_report_t *report) {
    bench_report_narrow(report, (const char *const *)options->choice.filters,
                        options->choice.filter_count);
}

/* Of one run nothing can differ: a slip in a script that must not pass unnoticed. */
static void warn_of_one_run(const char *const runs[2]) {
    struct stat base;
    struct stat new_run;
    if (stat(runs[0], &base) == 0 && stat(runs[1], &new_run) == 0 &&
        base.st_dev == new_run.st_dev && base.st_ino == new_run.st_ino) {
        cli_note("warning: both are %s: nothing can differ", runs[1]);
    }
}

static int read_and_compare(compare_options_t *options) {
    bench_report_t reports[2];
    bench_problem_t problem;
    bench_report_init(&reports[1]);
    bool read = bench_report_read(options->runs[0], &reports[0], &problem) &&
                bench_report_read(options->runs[1], &reports[1], &problem);
    if (read) {
        warn_of_one_run(options->runs);
        narrow(options, &reports[0]);
        narrow(options, &reports[1]);
    }
    int status = read ? limits_read(options->limits_file, options->runs[0], &options->limits)
                      : cli_cannot(&problem);
    if (status == EXIT_OK) {
        status = compare(options, reports);
    }
    bench_report_deinit(&reports[1]);
    bench_report_deinit(&reports[0]);
    return status;
}

/* Makes the baseline the first of two runs. EXIT_OK, or prints why not. */
static int find_baseline(compare_options_t *options) {
    static char base[RUN_FOLDER_MAX];
    options->runs[1] = options->runs[0];
    options->runs[0] = base;
    int status = run_folder_path(options->out, options->baseline, NULL, base);
    if (status == EXIT_OK && access(base, F_OK) != 0) {
        status = cli_fail(EXIT_CANNOT_MEASURE,
                          "there is no baseline %s; make it with vtbench run --name %s --out %s",
                          base, options->baseline, options->out);
    }
    return status;
}

int cmd_compare(int argc, char **argv) {
    static compare_options_t options = {
        .out = OUT_DEFAULT,
        .gates = {BENCH_GATE_ALLOCS, BENCH_GATE_ALLOCS | BENCH_GATE_INSTRUCTIONS | BENCH_GATE_TIME},
        .thresholds = {BENCH_EFFECT_FLOOR, BENCH_INSTRUCTIONS_FLOOR},
        .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        OPT_FILTER(&options.choice),
        {"baseline", "NAME", "Compare with the run of that name; no BASE then", opt_text,
         .to = &options.baseline},
        OPT_BASELINE_FOLDER(&options.out),
        {"fail-on", "LIST",
         "What exit codes 1, 3 and 4 stand for: allocs (default), instructions, time, none; "
         "looked at in this order",
         opt_gates, .to = &options.gates},
        {"across-machines", NULL,
         "Let times and instructions fail although they are of different processors", opt_set,
         .to = &options.across_machines},
        {"threshold", "COLUMN=PERCENT",
         "Smaller changes of time (default 1) or instructions (0.5) are no findings",
         opt_thresholds, .to = &options.thresholds},
        OPT_LIMITS(&options.limits_file,
                   "Hold the new run against these limits (default " BENCH_LIMITS_FILE
                   " beside the base run)"),
        OPT_FORMAT("table, json, csv, markdown or html", &options.format),
        {"plot", "DIR", "Draw what changed into that folder, as SVG and PNG, and as comparison.csv",
         opt_text, .to = &options.plot},
        {0},
    };
    static const opt_command_t command = {
        "[BASE] NEW",
        "Compares two runs: counts and instructions exactly, or by limits, times by interval over "
        "processes.",
        table,
        &options,
        take_run,
        check_runs};
    opt_parse(&command, argc, argv);
    int status = options.baseline != NULL ? find_baseline(&options) : EXIT_OK;
    status = status == EXIT_OK ? read_and_compare(&options) : status;
    bench_limits_deinit(&options.limits);
    bench_choice_deinit(&options.choice);
    return status;
}
