/* selection.c - which cases an invocation is about: what was asked for, and what came of it. */
#include "runner/selection.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "host_introduction.h"
#include "hosted.h"
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

bool bench_choice_add_profile(bench_choice_t *choice, const char *profile) {
    return bench_names_add(&choice->profiles, profile);
}

bool bench_choice_add_plugin(bench_choice_t *choice, const char *path) {
    return add_text(&choice->plugins, &choice->plugin_count, path);
}

bool bench_choice_add_host(bench_choice_t *choice, const char *path) {
    bench_host_t *hosts = reallocarray(choice->hosts, choice->host_count + 1, sizeof *hosts);
    char *copy = strdup(path);
    if (hosts != NULL) {
        choice->hosts = hosts;
    }
    if (hosts == NULL || copy == NULL) {
        free(copy);
        return false;
    }
    hosts[choice->host_count++] = (bench_host_t){.path = copy};
    return true;
}

bool bench_choice_is_suite(const bench_choice_t *choice) {
    return choice->plugin_count == 0 && choice->host_count == 0;
}

bool bench_choice_is_whole(const bench_choice_t *choice) {
    return choice->filter_count == 0 && choice->profiles.count == 0;
}

void bench_choice_deinit(bench_choice_t *choice) {
    if (choice != NULL) {
        for (size_t i = 0; i < choice->host_count; i++) {
            bench_host_deinit(&choice->hosts[i]);
        }
        free(choice->hosts);
        free_texts(choice->filters, choice->filter_count);
        free_texts(choice->plugins, choice->plugin_count);
        bench_names_deinit(&choice->profiles);
        bench_names_deinit(&choice->left_out);
        *choice = (bench_choice_t){0};
    }
}

bool bench_choice_try(bench_choice_t *choice, bench_problem_t *problem) {
    double seconds = choice->timeout > 0 ? choice->timeout : BENCH_LOADING_SECONDS;
    for (size_t i = 0; i < choice->plugin_count; i++) {
        if (!bench__plugin_try(choice->plugins[i], seconds, problem)) {
            return false;
        }
    }
    for (size_t i = 0; i < choice->host_count; i++) {
        if (!bench__host_introduce(&choice->hosts[i], seconds, problem)) {
            return false;
        }
    }
    return true;
}

bench_choice_t bench_choice_of_copy(const bench_choice_t *choice, size_t plugin) {
    bench_choice_t one = *choice;
    one.plugins += plugin;
    one.plugin_count = 1;
    one.host_count = 0;
    one.with_suite = false;
    one.copies = true;
    return one;
}

/* ---- the cases ---- */

const char *bench_profile_name(size_t index) {
    return scenario_profiles[index].name;
}

static bool has_name(const bench_names_t *names, const char *name) {
    bool found = false;
    for (size_t i = 0; !found && i < names->count; i++) {
        found = strcmp(names->items[i], name) == 0;
    }
    return found;
}

static bool is_of_profiles(const bench_names_t *profiles, const char *scenario) {
    const char *profile = scenario_profile_of(scenario);
    return profiles->count == 0 || (profile != NULL && has_name(profiles, profile));
}

static bool matches(const bench_choice_t *choice, const bench_case_key_t *key) {
    return is_of_profiles(&choice->profiles, key->scenario) &&
           bench_case_match_any(key, (const char *const *)choice->filters, choice->filter_count);
}

static bool leaves_out(const bench_choice_t *choice, const bench_case_key_t *key) {
    char name[BENCH_CASE_NAME_MAX];
    (void)bench_case_format(key, name);
    return has_name(&choice->left_out, name);
}

static bool is_of_choice(const bench_case_key_t *key, const void *choice) {
    return matches(choice, key);
}

void bench_choice_narrow(const bench_choice_t *choice, bench_report_t *report) {
    bench_report_keep(report, is_of_choice, choice);
}

/* Where the cases that are added come from. */
typedef struct search {
    const bench_choice_t *choice;
    bench_selection_t *selection;
    size_t plugin;
    const char *place;
} search_t;

/* A name stands for one case: its rows, files and filters know no other. */
static bool refuse_repeated(const search_t *search, const bench_selected_t *first,
                            bench_problem_t *problem) {
    char name[BENCH_CASE_NAME_MAX];
    bench_case_format(&first->key, name);
    if (first->place == search->place) {
        return bench_problem(problem, "%s: the case %s is in it twice; give each a name of its own",
                             search->place, name);
    }
    return bench_problem(problem,
                         "the case %s is in both %s and %s; give each a name of its own, or "
                         "choose one of the two",
                         name, first->place, search->place);
}

/* Behind the last case of its group; else of its scenario; else of all. */
static size_t place_for(const bench_selection_t *selection, const bench_case_key_t *key) {
    size_t behind_scenario = selection->case_count;
    bool found = false;
    for (size_t i = selection->case_count; i > 0; i--) {
        const bench_case_key_t *other = &selection->cases[i - 1].key;
        if (bench_case_same_group(key, other)) {
            return i;
        }
        if (!found && strcmp(key->scenario, other->scenario) == 0) {
            found = true;
            behind_scenario = i;
        }
    }
    return behind_scenario;
}

static bool insert(bench_selection_t *selection, const bench_selected_t *selected,
                   bench_problem_t *problem) {
    bench_selected_t *cases =
        reallocarray(selection->cases, selection->case_count + 1, sizeof *cases);
    if (cases == NULL) {
        return bench_out_of_memory(problem, selected->scenario->name);
    }
    selection->cases = cases;
    size_t place = place_for(selection, &selected->key);
    memmove(cases + place + 1, cases + place, (selection->case_count - place) * sizeof *cases);
    cases[place] = *selected;
    selection->case_count++;
    return true;
}

static bool add_case(const search_t *search, const scenario_t *scenario,
                     const scenario_case_t *definition, bench_problem_t *problem) {
    const bench_selected_t selected = {
        .scenario = scenario,
        .definition = definition,
        .key = {scenario->name, definition->contender, definition->params},
        .plugin = search->plugin,
        .profile = scenario_profile_of(scenario->name),
        .place = search->place};
    if (!matches(search->choice, &selected.key)) {
        return true;
    }
    const bench_selected_t *same = bench_selection_case(search->selection, &selected.key);
    return same != NULL ? refuse_repeated(search, same, problem)
                        : insert(search->selection, &selected, problem);
}

static bool add_list(const search_t *search, const scenario_t *const *list,
                     bench_problem_t *problem) {
    bool good = true;
    for (; good && *list != NULL; list++) {
        for (size_t i = 0; good && i < (*list)->case_count; i++) {
            good = add_case(search, *list, &(*list)->cases[i], problem);
        }
    }
    return good;
}

static bool add_suite(search_t *search, bench_problem_t *problem) {
    search->plugin = BENCH_NO_PLUGIN;
    search->place = "the suite";
    return add_list(search, scenario_catalogue, problem);
}

static bool add_plugins(search_t *search, bench_problem_t *problem) {
    const bench_choice_t *choice = search->choice;
    bench_selection_t *selection = search->selection;
    bool good = true;
    selection->plugins = calloc(choice->plugin_count + 1, sizeof *selection->plugins);
    if (selection->plugins == NULL) {
        return bench_out_of_memory(problem, "plugins");
    }
    for (size_t i = 0; i < choice->plugin_count && good; i++) {
        search->plugin = i;
        search->place = choice->plugins[i];
        const scenario_t *const *list =
            bench__plugin_load(choice->plugins[i], choice->copies, &selection->plugins[i], problem);
        good = list != NULL && add_list(search, list, problem);
    }
    return good;
}

static bool add_hosts(search_t *search, bench_problem_t *problem) {
    const bench_choice_t *choice = search->choice;
    bench_selection_t *selection = search->selection;
    bool good = true;
    selection->hosts = calloc(choice->host_count + 1, sizeof(struct bench__hosted *));
    if (selection->hosts == NULL) {
        return bench_out_of_memory(problem, "hosts");
    }
    search->plugin = BENCH_NO_PLUGIN;
    for (size_t i = 0; i < choice->host_count && good; i++) {
        search->place = choice->hosts[i].path;
        bench__hosted_t *hosted = bench__hosted_create(&choice->hosts[i], problem);
        selection->hosts[selection->host_count++] = hosted;
        good = hosted != NULL;
        for (size_t j = 0; good && j < bench__hosted_case_count(hosted); j++) {
            good = add_case(search, bench__hosted_scenario(hosted, j),
                            bench__hosted_case(hosted, j), problem);
        }
    }
    return good;
}

/* Numbers all, and removes those that are left out. */
static void number_cases(const bench_choice_t *choice, bench_selection_t *selection) {
    size_t kept = 0;
    for (size_t i = 0; i < selection->case_count; i++) {
        bench_selected_t *selected = &selection->cases[i];
        selected->number = i;
        if (!leaves_out(choice, &selected->key)) {
            selection->cases[kept++] = *selected;
        }
    }
    selection->case_count = kept;
}

bool bench_selection_find(const bench_choice_t *choice, bench_selection_t *selection,
                          bench_problem_t *problem) {
    search_t search = {.choice = choice, .selection = selection};
    *selection = (bench_selection_t){0};
    bool suite = choice->plugin_count == 0 || choice->with_suite;
    bool good = (!suite || add_suite(&search, problem)) && add_plugins(&search, problem) &&
                add_hosts(&search, problem);
    number_cases(choice, selection);
    if (!good) {
        bench_selection_deinit(selection);
    }
    return good;
}

void bench_selection_deinit(bench_selection_t *selection) {
    if (selection != NULL) {
        for (size_t i = 0; i < selection->host_count; i++) {
            bench__hosted_destroy(selection->hosts[i]);
        }
        free(selection->hosts);
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

bool bench_selected_is_long(const bench_selected_t *selected) {
    const scenario_case_t *definition = selected->definition;
    uint64_t slice = definition->batch != 0 ? definition->batch : definition->period;
    return slice >= BENCH_LONG_SLICE;
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
