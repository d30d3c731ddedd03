#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "report/compare.h"

enum { KEY_FAIL_ON = 256, KEY_THRESHOLD, KEY_FORMAT };

typedef struct compare_options {
    const char *runs[2];
    size_t run_count;
    unsigned gates;
    double threshold;
    bench_format_t format;
} compare_options_t;

static error_t parse(int key, char *argument, struct argp_state *state) {
    compare_options_t *options = state->input;
    switch (key) {
    case KEY_FAIL_ON:
        options->gates = opt_gates(argument, state);
        return 0;
    case KEY_THRESHOLD:
        options->threshold = opt_real(argument, 0.1, 1000, "threshold", state) / 100;
        return 0;
    case KEY_FORMAT:
        options->format = opt_format(argument, state);
        return 0;
    case ARGP_KEY_ARG:
        if (options->run_count == 2) {
            argp_error(state, "two runs are compared, not more");
        } else {
            options->runs[options->run_count++] = argument;
        }
        return 0;
    case ARGP_KEY_END:
        if (options->run_count != 2) {
            argp_error(state, "two runs are needed: BASE and NEW");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int compare(const compare_options_t *options, const bench_report_t *base,
                   const bench_report_t *next) {
    size_t count;
    bench_comparison_t *comparisons = bench_compare(base, next, options->threshold, &count);
    if (comparisons == NULL && count != 0) {
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    if (comparisons == NULL) {
        return cli_fail(EXIT_COULD_NOT, "neither run has a case");
    }
    bench_print_comparison(comparisons, count, options->format, cli_wants_color(STDOUT_FILENO),
                           stdout);
    int code = bench_gate_exit_code(comparisons, count, options->gates);
    free(comparisons);
    return cli_end_output(code);
}

int cmd_compare(int argc, char **argv) {
    static const struct argp_option option_table[] = {
        {"fail-on", KEY_FAIL_ON, "LIST", 0,
         "What exit code 1 stands for: allocs (default), time, none", 0},
        {"threshold", KEY_THRESHOLD, "PERCENT", 0,
         "Smaller effects on time are not claimed (default 1)", 0},
        {"format", KEY_FORMAT, "FORMAT", 0, "table, json, csv or markdown", 0},
        {0},
    };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "BASE NEW",
        .doc = "Compares two runs: counts exactly, times by interval over processes."};
    compare_options_t options = {
        .gates = BENCH_GATE_ALLOCS, .threshold = BENCH_EFFECT_FLOOR, .format = BENCH_FORMAT_TABLE};
    bench_report_t reports[2];
    bench_problem_t problem;
    cli_parse(&argp, argc, argv, &options);
    if (!bench_report_read(options.runs[0], &reports[0], &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    int code;
    if (bench_report_read(options.runs[1], &reports[1], &problem)) {
        code = compare(&options, &reports[0], &reports[1]);
        bench_report_deinit(&reports[1]);
    } else {
        code = cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    bench_report_deinit(&reports[0]);
    return code;
}
