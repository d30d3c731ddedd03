#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "options.h"
#include "render/metrics.h"

/* A budget in words: "1/2", "<= 2", "misses"; kept by the document. */
static const char *budget_text(bench_doc_t *doc, const scenario_case_t *definition) {
    char text[BENCH_FRACTION_MAX];
    const scenario_budget_t *budget = &definition->budget;
    if (budget->kind == SCENARIO_NO_BUDGET) {
        return "";
    }
    return budget->kind == SCENARIO_MISSES
               ? "misses"
               : bench_doc_keep(
                     doc, "%s%s", budget->kind == SCENARIO_AT_MOST ? "<= " : "",
                     bench_fraction_format(bench_fraction(budget->num, budget->den), text));
}

static const char *counts_text(const scenario_case_t *definition) {
    return definition->kernel_timed ? "kernel-timed" : "exact";
}

static void add_data(bench_doc_t *doc, const bench_selection_t *selection) {
    bench_table_t *table =
        bench_doc_data(doc, "cases", "scenario|contender|params|budget|counts|original|profile");
    for (size_t i = 0; i < selection->case_count; i++) {
        const bench_selected_t *selected = &selection->cases[i];
        bench_table_add_case(table, &selected->key);
        bench_table_add_rest(table, budget_text(doc, selected->definition),
                             counts_text(selected->definition), bench_selected_original(selected),
                             selected->profile != NULL ? selected->profile : "");
    }
}

/* A plugin or a host may add cases to a scenario of the suite. */
static bool is_of(const bench_selected_t *selected, const scenario_t *scenario) {
    return strcmp(selected->key.scenario, scenario->name) == 0;
}

/* The cases of one scenario, from `first` on; gives where they end. */
static size_t add_scenario(bench_doc_t *doc, const bench_selection_t *selection, size_t first) {
    const scenario_t *scenario = selection->cases[first].scenario;
    size_t i = first;
    bench_doc_title(doc, BENCH_EVERYBODY, 2, BENCH_PLAIN, "%s: %s", scenario->name,
                    scenario->question);
    bench_table_t *table =
        bench_doc_table(doc, BENCH_EVERYBODY, "contender:t24|params:t24|allocs/op:t10|counts");
    for (; i < selection->case_count && is_of(&selection->cases[i], scenario); i++) {
        const bench_selected_t *selected = &selection->cases[i];
        bench_table_add_rest(table, selected->key.contender, selected->key.params,
                             budget_text(doc, selected->definition),
                             counts_text(selected->definition));
    }
    bench_doc_gap(doc);
    return i;
}

static bool print_list(const bench_selection_t *selection, bench_format_t format) {
    bench_doc_t doc = {0};
    add_data(&doc, selection);
    for (size_t i = 0; i < selection->case_count;) {
        i = add_scenario(&doc, selection, i);
    }
    bench_doc_paragraph(&doc, BENCH_EVERYBODY, 0);
    bench_doc_say(&doc, "%zu cases", selection->case_count);
    return bench_doc_end(&doc, format, cli_wants_color(), stdout);
}

int cmd_list(int argc, char **argv) {
    static bench_choice_t choice;
    static bench_format_t format = BENCH_FORMAT_TABLE;
    static bool metrics;
    static const option_t table[] = {
        OPT_FILTER(&choice),
        OPT_PROFILE(&choice),
        OPT_PLUGIN(&choice),
        OPT_HOST(&choice),
        {"metrics", NULL, "The metrics of a case instead: what each number is", opt_set,
         .to = &metrics},
        OPT_FORMAT("table, json, csv, markdown or html", &format),
        {0},
    };
    static const opt_command_t command = {
        .doc = "Lists the cases with their parameters and budgets, or the metrics.",
        .options = table};
    bench_selection_t selection = {0};
    opt_parse(&command, argc, argv);
    int status = metrics ? EXIT_OK : cli_find_cases(&choice, &selection);
    if (status == EXIT_OK) {
        status = cli_end_document(metrics ? bench_print_metrics(format, cli_wants_color(), stdout)
                                          : print_list(&selection, format),
                                  EXIT_OK);
    }
    bench_selection_deinit(&selection);
    bench_choice_deinit(&choice);
    return status;
}
