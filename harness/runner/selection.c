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

static void free_texts(char **texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(texts[i]);
    }
    free(texts);
}

bool bench_names_add(bench_names_t *names, const char *name) {
    return add_text(&names->items, &names->count, name);
}

bool bench_names_add_all(bench_names_t *names, const bench_names_t *others) {
    bool good = true;
    for (size_t i = 0; good && i < others->count; i++) {
        good = bench_names_add(names, others->items[i]);
    }
    return good;
}

void bench_names_deinit(bench_names_t *names) {
    if (names != NULL) {
        free_texts(names->items, names->count);
        *names = (bench_names_t){0};
    }
}

bool bench_choice_add_filter(bench_choice_t *choice, const char *filter) {
    return add_text(&choice->filters, &choice->filter_count, filter);
}

bool bench_choice_add_plugin(bench_choice_t *choice, const char *path) {
    return add_text(&choice->plugins, &choice->plugin_count, path);
}

void bench_choice_deinit(bench_choice_t *choice) {
    if (choice != NULL) {
        free_texts(choice->filters, choice->filter_count);
        free_texts(choice->plugins, choice->plugin_count);
        bench_names_deinit(&choice->left_out);
        *choice = (bench_choice_t){0};
    }
}

bool bench_choice_try(const bench_choice_t *choice, bench_problem_t *problem) {
    double seconds = choice->timeout > 0 ? choice->timeout : BENCH_LOADING_SECONDS;
    for (size_t i = 0; i < choice->plugin_count; i++) {
        if (!bench__plugin_try(choice->plugins[i], seconds, problem)) {
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
    return bench_case_match_any(key, (const char *const *)choice->filters, choice->filter_count);
}

static bool leaves_out(const bench_choice_t *choice, const bench_case_key_t *key) {
    char name[BENCH_CASE_NAME_MAX];
    bool found = false;
    (void)bench_case_format(key, name);
    for (size_t i = 0; !found && i < choice->left_out.count; i++) {
        found = strcmp(choice->left_out.items[i], name) == 0;
    }
    return found;
}

/* What is found, while it is found. */
typedef struct search {
    const bench_choice_t *choice;
    bench_selection_t *selection;
    size_t plugin;
    size_t number; /* of the next case that matches */
} search_t;

static const char *place_of(const bench_choice_t *choice, size_t plugin) {
    return choice->plugin_count > 0 ? choice->plugins[plugin] : "the suite";
}

/* A name stands for one case: its rows, files and filters know no other. */
static bool refuse_repeated(const search_t *search, const bench_selected_t *first,
                            bench_problem_t *problem) {
    char name[BENCH_CASE_NAME_MAX];
    const char *place = place_of(search->choice, first->plugin);
    bench_case_format(&first->key, name);
    if (first->plugin == search->plugin) {
        return bench_problem(problem, "%s: the case %s is in it twice; give each a name of its own",
                             place, name);
    }
    return bench_problem(problem,
                         "the case %s is in both %s and %s; give each a name of its own, or one "
                         "plugin alone",
                         name, place, place_of(search->choice, search->plugin));
}

static bool add_case(search_t *search, const bench_selected_t *selected, bench_problem_t *problem) {
    bench_selection_t *selection = search->selection;
    const bench_selected_t *same = bench_selection_case(selection, &selected->key);
    if (same != NULL) {
        return refuse_repeated(search, same, problem);
    }
    bench_selected_t *cases =
        reallocarray(selection->cases, selection->case_count + 1, sizeof *cases);
    if (cases == NULL) {
        return bench_out_of_memory(problem, selected->scenario->name);
    }
    cases[selection->case_count++] = *selected;
    selection->cases = cases;
    return true;
}

static bool add_scenario(search_t *search, const scenario_t *scenario, bench_problem_t *problem) {
    bool good = true;
    for (size_t i = 0; good && i < scenario->case_count; i++) {
        const scenario_case_t *definition = &scenario->cases[i];
        bench_selected_t selected = {
            .scenario = scenario,
            .definition = definition,
            .key = {scenario->name, definition->contender, definition->params},
            .plugin = search->plugin,
            .number = search->number};
        if (matches(search->choice, &selected.key)) {
            search->number++;
            good =
                leaves_out(search->choice, &selected.key) || add_case(search, &selected, problem);
        }
    }
    return good;
}

static bool add_list(search_t *search, const scenario_t *const *list, bench_problem_t *problem) {
    bool good = true;
    for (; good && *list != NULL; list++) {
        good = add_scenario(search, *list, problem);
    }
    return good;
}

bool bench_selection_find(const bench_choice_t *choice, bench_selection_t *selection,
                          bench_problem_t *problem) {
    search_t search = {.choice = choice, .selection = selection};
    bool good = true;
    *selection = (bench_selection_t){0};
    selection->plugins = calloc(choice->plugin_count + 1, sizeof *selection->plugins);
    if (selection->plugins == NULL) {
        return bench_out_of_memory(problem, "plugins");
    }
    for (; search.plugin < choice->plugin_count && good; search.plugin++) {
        const scenario_t *const *list =
            bench__plugin_load(choice->plugins[search.plugin], choice->copies,
                               &selection->plugins[search.plugin], problem);
        good = list != NULL && add_list(&search, list, problem);
    }
    if (choice->plugin_count == 0) {
        good = add_list(&search, scenario_catalogue, problem);
    }
    if (!good) {
        bench_selection_deinit(selection);
    }
    return good;
}

void bench_selection_deinit(bench_selection_t *selection) {
    if (selection != NULL) {
        free(selection->cases);
        free(selection->plugins);
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
