/* cmd_show.c - `show`: any part of a saved run again. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "options.h"
#include "render/report.h"
#include "store/report_file.h"

typedef struct show_options {
    bench_choice_t choice; /* its filters */
    const char *run;
    bench_sort_t sort;
    const char *contender; /* whose times are the measure; NULL: of what each case names */
    bench_format_t format;
} show_options_t;

static void take_run(void *context, char *run, struct argp_state *state) {
    show_options_t *options = context;
    if (options->run != NULL) {
        argp_error(state, "one run is shown; '%s' is a second one", run);
    }
    options->run = run;
}

static void check_run(void *context, struct argp_state *state) {
    const show_options_t *options = context;
    if (options->run == NULL) {
        argp_error(state, "the folder of a run is needed, or its report.json");
    }
}

static void take_sort(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_sort_parse(text, option->to)) {
        opt_refuse(state, "--sort takes ns, allocs or ratio, not '%s'", text);
    }
}

/* Slips of the command line that only the run can tell. EXIT_OK, or prints which. */
static int check(const show_options_t *options, const bench_report_t *report) {
    const bench_choice_t *choice = &options->choice;
    size_t matches = 0;
    size_t contenders = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_case_key_t *key = &report->rows[i].key;
        matches +=
            bench_case_match_any(key, (const char *const *)choice->filters, choice->filter_count)
                ? 1
                : 0;
        contenders +=
            options->contender == NULL || strcmp(key->contender, options->contender) == 0 ? 1 : 0;
    }
    if (matches == 0 && choice->filter_count != 0) {
        return cli_fail(EXIT_USAGE, "no case of %s matches the filter", options->run);
    }
    return contenders != 0 || options->contender == NULL
               ? EXIT_OK
               : cli_fail(EXIT_USAGE, "%s has no contender %s; --format csv names them all",
                          options->run, options->contender);
}

static int print(const show_options_t *options, const bench_report_t *report) {
    const bench_report_print_t how = {.format = options->format,
                                      .color = cli_wants_color(),
                                      .width = cli_width(),
                                      .filters = (const char *const *)options->choice.filters,
                                      .filter_count = options->choice.filter_count};
    bool list = options->sort != BENCH_SORT_NONE || options->contender != NULL;
    bench_sort_t sort = options->sort != BENCH_SORT_NONE ? options->sort : BENCH_SORT_RATIO;
    return cli_end_document(list ? bench_print_list(report, &how, sort, options->contender, stdout)
                                 : bench_print_report(report, &how, stdout),
                            EXIT_OK);
}

static int read_and_show(const show_options_t *options) {
    bench_report_t report;
    bench_problem_t problem;
    int status = bench_report_read(options->run, &report, &problem) ? check(options, &report)
                                                                    : cli_cannot(&problem);
    status = status == EXIT_OK ? print(options, &report) : status;
    bench_report_deinit(&report);
    return status;
}

int cmd_show(int argc, char **argv) {
    static show_options_t options = {.format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        OPT_FILTER(&options.choice),
        {"sort", "BY", "One list of cases by ns, allocs or ratio, the smallest first", take_sort,
         .letter = 's', .to = &options.sort},
        {"relative-to", "CONTENDER",
         "One list of cases, their times over those of that contender; by ratio, unless --sort "
         "says otherwise",
         opt_text, .to = &options.contender},
        OPT_FORMAT_OF_RUN(&options.format),
        {0},
    };
    static const opt_command_t command = {
        "RUN",
        "Prints a saved run again, or a part of it: nothing is measured. RUN is the folder of a "
        "run, or its report.json. Verdicts are those of the whole run, whatever is shown of it.",
        table,
        &options,
        take_run,
        check_run};
    opt_parse(&command, argc, argv);
    int status = read_and_show(&options);
    bench_choice_deinit(&options.choice);
    return status;
}
