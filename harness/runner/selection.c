/* selection.c - which cases an invocation is about: what was asked for, and what came of it. */
#include "runner/selection.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "plugin.h"

/* ---- what was asked for ---- */

static bool add_text(char ***texts, size_t *count, const char *text) {
    char **grown = reallocarray(*texts, *count + 1, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    *texts = grown;
    char *copy = strdup(text);
    if (copy != NULL) {
        grown[(*count)++] = copy;
    }
    return copy != NULL;
}

bool bench_choice_add_filter(bench_choice_t *choice, const char *filter) {
    return add_text(&choice->filters, &choice->filter_count, filter);
}

bool bench_choice_add_plugin(bench_choice_t *choice, const char *path) {
    return add_text(&choice->plugins, &choice->plugin_count, path);
}

static void free_texts(char **texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
    }
    free(texts);
}

void bench_choice_deinit(bench_choice_t *choice) {
    if (choice != NULL) {
        free_texts(choice->filters, choice->filter_count);
        free_texts(choice->plugins, choice->plugin_count);
        *choice = (bench_choice_t){0};
    }
}

bool bench_choice_try(const bench_choice_t *choice, bench_problem_t *problem) {
    for (size_t i = 0; i < choice->plugin_count; i++) {
        if (!bench__plugin_try(choice->plugins[i], problem)) {
            return false;
        }
    }
    return true;
}

bench_choice_t bench_choice_of_copy(const bench_choice_t *choice, size_t plugin) {
    bench_choice_t one = *choice;
    one.plugins += plugin;
    one.plugin_count = 1;
    one.copies = true;
    return one;
}

/* ---- the cases ---- */

static bool matches(const bench_choice_t *choice, const bench_case_key_t *key) {
    for (size_t i = 0; i < choice->filter_count; i++) {
        if (bench_case_match(key, choice->filters[i])) {
            return true;
        }
    }
    return choice->filter_count == 0;
}

static bool add_case(bench_selection_t *selection, const bench_selected_t *selected) {
    bench_selected_t *cases =
        reallocarray(selection->cases, selection->case_count + 1, sizeof *cases);
    if (cases == NULL) {
        return false;
    }
    cases[selection->case_count++] = *selected;
    selection->cases = cases;
    return true;
}

static bool add_scenario(bench_selection_t *selection, const bench_choice_t *choice,
                         const scenario_t *scenario) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        const scenario_case_t *definition = &scenario->cases[i];
        bench_selected_t selected = {
            scenario, definition, {scenario->name, definition->contender, definition->params}};
        if (matches(choice, &selected.key) && !add_case(selection, &selected)) {
            return false;
        }
    }
    return true;
}

static bool add_list(bench_selection_t *selection, const bench_choice_t *choice,
                     const scenario_t *const *list, bench_problem_t *problem) {
    for (; *list != NULL; list++) {
        if (!add_scenario(selection, choice, *list)) {
            return bench_out_of_memory(problem, (*list)->name);
        }
    }
    return true;
}

bool bench_selection_find(const bench_choice_t *choice, bench_selection_t *selection,
                          bench_problem_t *problem) {
    bool good = true;
    *selection = (bench_selection_t){0};
    for (size_t i = 0; i < choice->plugin_count && good; i++) {
        const scenario_t *const *list =
            bench__plugin_load(choice->plugins[i], choice->copies, problem);
        good = list != NULL && add_list(selection, choice, list, problem);
    }
    if (choice->plugin_count == 0) {
        good = add_list(selection, choice, scenario_catalogue, problem);
    }
    if (!good) {
        bench_selection_deinit(selection);
    }
    return good;
}

void bench_selection_deinit(bench_selection_t *selection) {
    if (selection != NULL) {
        free(selection->cases);
        *selection = (bench_selection_t){0};
    }
}

size_t bench_selection_group_end(const bench_selection_t *selection, size_t first) {
    const bench_case_key_t *key = &selection->cases[first].key;
    size_t end = first + 1;
    while (end < selection->case_count && bench_case_same_group(key, &selection->cases[end].key)) {
        end++;
    }
    return end;
}

const bench_selected_t *bench_selection_case(const bench_selection_t *selection,
                                             const bench_case_key_t *key) {
    for (size_t i = 0; i < selection->case_count; i++) {
        if (bench_case_equal(&selection->cases[i].key, key)) {
            return &selection->cases[i];
        }
    }
    return NULL;
}
