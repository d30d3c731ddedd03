#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "launch.h"

enum { KEY_FORMAT = 256 };

typedef struct list_options {
    selection_t selection;
    bench_format_t format;
} list_options_t;

static error_t parse(int key, char *argument, struct argp_state *state) {
    list_options_t *options = state->input;
    if (selection_option(&options->selection, key, argument, state)) {
        return 0;
    }
    if (key == KEY_FORMAT) {
        options->format = opt_format(argument, state);
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

/* A budget in words: "1/2", "misses". */
static const char *budget_text(const scenario_case_t *definition, char text[BENCH_FRACTION_MAX]) {
    if (definition->budget.kind == SCENARIO_MISSES) {
        return "misses";
    }
    return bench_fraction_format(bench_fraction(definition->budget.num, definition->budget.den),
                                 text);
}

static const char *counts_text(const scenario_case_t *definition) {
    return definition->kernel_timed ? "kernel-timed" : "exact";
}

static void print_table(const selection_t *selection) {
    const scenario_t *scenario = NULL;
    char budget[BENCH_FRACTION_MAX];
    for (size_t i = 0; i < selection->case_count; i++) {
        const selected_case_t *selected = &selection->cases[i];
        if (selected->scenario != scenario) {
            scenario = selected->scenario;
            (void)printf("%s%s: %s\n", i == 0 ? "" : "\n", scenario->name, scenario->question);
            (void)printf("  %-24s %-24s %-10s %s\n", "contender", "params", "allocs/op", "counts");
        }
        (void)printf("  %-24s %-24s %-10s %s\n", selected->definition->contender,
                     selected->definition->params, budget_text(selected->definition, budget),
                     counts_text(selected->definition));
    }
    (void)printf("\n%zu cases\n", selection->case_count);
}

/* Names, parameters and budgets need no quoting: identifiers, numbers and `key=value;...`. */
static void print_rows(const selection_t *selection, const char *head, const char *row,
                       const char *between, const char *tail) {
    char budget[BENCH_FRACTION_MAX];
    (void)fputs(head, stdout);
    for (size_t i = 0; i < selection->case_count; i++) {
        const selected_case_t *selected = &selection->cases[i];
        const char *cells[] = {
            selected->scenario->name, selected->definition->contender, selected->definition->params,
            budget_text(selected->definition, budget), counts_text(selected->definition)};
        size_t cell = 0;
        for (const char *c = row; *c != '\0'; c++) {
            if (*c == '%') {
                (void)fputs(cells[cell++], stdout);
            } else {
                (void)putchar(*c);
            }
        }
        (void)fputs(i + 1 < selection->case_count ? between : tail, stdout);
    }
}

static void print_list(const list_options_t *options) {
    switch (options->format) {
    case BENCH_FORMAT_TABLE:
        print_table(&options->selection);
        break;
    case BENCH_FORMAT_JSON:
        print_rows(&options->selection, "[\n",
                   "  {\"scenario\": \"%\", \"contender\": \"%\", \"params\": \"%\", "
                   "\"budget\": \"%\", \"counts\": \"%\"}",
                   ",\n", "\n]\n");
        break;
    case BENCH_FORMAT_CSV:
        print_rows(&options->selection, "scenario,contender,params,budget,counts\n", "%,%,%,%,%",
                   "\n", "\n");
        break;
    case BENCH_FORMAT_MARKDOWN:
        print_rows(
            &options->selection,
            "| scenario | contender | params | allocs/op | counts |\n|---|---|---|---|---|\n",
            "| % | % | % | % | % |", "\n", "\n");
        break;
    }
}

int cmd_list(int argc, char **argv) {
    static const struct argp_option option_table[] = {
        SELECTION_OPTIONS,
        {"format", KEY_FORMAT, "FORMAT", 0, "table, json, csv or markdown", 0},
        {0},
    };
    static const struct argp argp = {.options = option_table,
                                     .parser = parse,
                                     .doc = "Lists the cases with their parameters and budgets."};
    static list_options_t options = {.format = BENCH_FORMAT_TABLE};
    cli_parse(&argp, argc, argv, &options);
    int code = selection_load(&options.selection);
    if (code == EXIT_WELL) {
        print_list(&options);
        code = cli_end_output(code);
    }
    selection_free(&options.selection);
    return code;
}
