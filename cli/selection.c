#include "selection.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "plugin.h"

bool selection_option(selection_t *selection, int key, char *argument, struct argp_state *state) {
    if (key == 'f') {
        if (selection->filter_count == SELECTION_MAX) {
            argp_error(state, "--filter can be given %d times", SELECTION_MAX);
        }
        selection->filters[selection->filter_count++] = argument;
        return true;
    }
    if (key == 'P') {
        if (selection->plugin_count == SELECTION_MAX) {
            argp_error(state, "--plugin can be given %d times", SELECTION_MAX);
        }
        selection->plugins[selection->plugin_count++] = argument;
        return true;
    }
    return false;
}

const char *selection_name(const selected_case_t *selected, char name[SELECTION_NAME_MAX]) {
    const char *params = selected->definition->params;
    (void)snprintf(name, SELECTION_NAME_MAX, "%s/%s%s%s", selected->scenario->name,
                   selected->definition->contender, params[0] == '\0' ? "" : ";", params);
    return name;
}

static bool matches(const selection_t *selection, const selected_case_t *selected) {
    char name[SELECTION_NAME_MAX];
    selection_name(selected, name);
    for (size_t i = 0; i < selection->filter_count; i++) {
        if (strcmp(selection->filters[i], selected->scenario->name) == 0 ||
            fnmatch(selection->filters[i], name, 0) == 0) {
            return true;
        }
    }
    return selection->filter_count == 0;
}

static bool add(selection_t *selection, const selected_case_t *selected) {
    selected_case_t *cases =
        realloc(selection->cases, (selection->case_count + 1) * sizeof *selection->cases);
    if (cases == NULL) {
        return false;
    }
    cases[selection->case_count++] = *selected;
    selection->cases = cases;
    return true;
}

static bool same_group(const selected_case_t *a, const selected_case_t *b) {
    return a->scenario == b->scenario && strcmp(a->definition->params, b->definition->params) == 0;
}

static bool add_scenario(selection_t *selection, const scenario_t *scenario) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        selected_case_t selected = {scenario, &scenario->cases[i]};
        if (matches(selection, &selected) && !add(selection, &selected)) {
            return false;
        }
    }
    return true;
}

static int add_list(selection_t *selection, const scenario_t *const *list) {
    for (; *list != NULL; list++) {
        if (!add_scenario(selection, *list)) {
            return cli_fail(EXIT_COULD_NOT, "out of memory");
        }
    }
    return EXIT_WELL;
}

static int add_plugin(selection_t *selection, const char *path) {
    const scenario_t *const *list = selection->copies ? plugin_load_copy(path) : plugin_load(path);
    return list == NULL ? EXIT_COULD_NOT : add_list(selection, list);
}

int selection_find(selection_t *selection) {
    int code = EXIT_WELL;
    for (size_t i = 0; i < selection->plugin_count && code == EXIT_WELL; i++) {
        code = add_plugin(selection, selection->plugins[i]);
    }
    if (selection->plugin_count == 0) {
        code = add_list(selection, scenario_catalogue);
    }
    return code;
}

int selection_load(selection_t *selection) {
    int code = selection_find(selection);
    if (code == EXIT_WELL && selection->case_count == 0) {
        code = cli_fail(EXIT_USAGE, "no case matches the filter; `vtbench list` names them all");
    }
    return code;
}

void selection_free(selection_t *selection) {
    free(selection->cases);
    selection->cases = NULL;
    selection->case_count = 0;
}

size_t selection_group_end(const selection_t *selection, size_t first) {
    size_t end = first + 1;
    while (end < selection->case_count &&
           same_group(&selection->cases[first], &selection->cases[end])) {
        end++;
    }
    return end;
}

const selected_case_t *selection_case(const selection_t *selection, const selected_case_t *like) {
    for (size_t i = 0; i < selection->case_count; i++) {
        const selected_case_t *candidate = &selection->cases[i];
        if (strcmp(candidate->scenario->name, like->scenario->name) == 0 &&
            strcmp(candidate->definition->contender, like->definition->contender) == 0 &&
            strcmp(candidate->definition->params, like->definition->params) == 0) {
            return candidate;
        }
    }
    return NULL;
}

bool selection_describe(const selected_case_t *selected, bench_row_t *row) {
    const scenario_case_t *definition = selected->definition;
    row->scenario = strdup(selected->scenario->name);
    row->contender = strdup(definition->contender);
    row->params = strdup(definition->params);
    row->exact = !definition->kernel_timed;
    if (definition->budget.kind == SCENARIO_MISSES) {
        row->budget_kind = BENCH_BUDGET_MISSES;
        row->budget = (bench_fraction_t){0, 1};
    } else {
        row->budget_kind = BENCH_BUDGET_ALLOCS;
        row->budget = bench_fraction(definition->budget.num, definition->budget.den);
    }
    return row->scenario != NULL && row->contender != NULL && row->params != NULL;
}
