/* describe.c - what scenarios say of themselves, as a report has it. */
#include <string.h>

#include "catalogue.h"
#include "runner/selection.h"

bool bench_selected_describe(const bench_selected_t *selected, bench_row_t *row) {
    static const bench_budget_kind_t kinds[] = {[SCENARIO_ALLOCS] = BENCH_BUDGET_ALLOCS,
                                                [SCENARIO_AT_MOST] = BENCH_BUDGET_AT_MOST,
                                                [SCENARIO_MISSES] = BENCH_BUDGET_MISSES,
                                                [SCENARIO_NO_BUDGET] = BENCH_BUDGET_NONE};
    const scenario_case_t *definition = selected->definition;
    bool number =
        definition->budget.kind == SCENARIO_ALLOCS || definition->budget.kind == SCENARIO_AT_MOST;
    row->kernel_timed = definition->kernel_timed;
    row->budget_kind = kinds[definition->budget.kind];
    row->budget =
        number ? bench_fraction(definition->budget.num, definition->budget.den) : bench_whole(0);
    return bench_case_copy(&row->key, &selected->key);
}

static bench_case_key_t key_of(const scenario_key_t *key) {
    return (bench_case_key_t){key->scenario, key->contender, key->params};
}

const char *bench_selected_original(const bench_selected_t *selected) {
    const scenario_counterpart_t *list = selected->scenario->counterparts;
    for (; list != NULL && list->original != NULL; list++) {
        bench_case_key_t of = key_of(&list->of);
        if (bench_case_equal(&of, &selected->key)) {
            return list->original;
        }
    }
    return "";
}

/* ---- contenders ---- */

static bool has_contender(const bench_selection_t *selection, const char *name) {
    for (size_t i = 0; i < selection->case_count; i++) {
        if (strcmp(selection->cases[i].key.contender, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A copy that nobody writes to; the report copies it again. */
static char *borrow(const char *text, const char *otherwise) {
    return (char *)(uintptr_t)(text != NULL ? text : otherwise);
}

static bool add_contender(bench_report_t *report, const scenario_contender_t *from) {
    const bench_contender_t contender = {.name = borrow(from->name, ""),
                                         .label = borrow(from->label, from->name),
                                         .colour = borrow(from->colour, ""),
                                         .symbol = from->symbol,
                                         .about = borrow(from->about, ""),
                                         .compared_with = borrow(from->compared_with, "task"),
                                         .aside = from->aside};
    return bench_report_add_contender(report, &contender);
}

/* Those of a list that are in the selection. */
static bool add_contenders(const bench_selection_t *selection, const scenario_contender_t *list,
                           bench_report_t *report) {
    for (; list != NULL && list->name != NULL; list++) {
        if (has_contender(selection, list->name) && !add_contender(report, list)) {
            return false;
        }
    }
    return true;
}

/* ---- words ---- */

static bool has_scenario(const bench_selection_t *selection, const char *name) {
    size_t length = strcspn(name, ";");
    for (size_t i = 0; i < selection->case_count; i++) {
        const char *scenario = selection->cases[i].key.scenario;
        if (strlen(scenario) == length && memcmp(scenario, name, length) == 0) {
            return true;
        }
    }
    return false;
}

/* Those of a list whose scenarios are in the selection. */
static bool add_words(const bench_selection_t *selection, const scenario_words_t *list,
                      bench_report_t *report) {
    for (; list != NULL && list->name != NULL; list++) {
        if (has_scenario(selection, list->name) &&
            !bench_report_add_words(report, list->name, list->words)) {
            return false;
        }
    }
    return true;
}

/* ---- floors ---- */

static bool is_known(const bench_report_t *report, const bench_floor_t *floor) {
    for (size_t i = 0; i < report->floor_count; i++) {
        const bench_floor_t *other = &report->floors[i];
        if (bench_case_equal(&other->of, &floor->of) && strcmp(other->floor, floor->floor) == 0) {
            return true;
        }
    }
    return false;
}

/* False: one of its cases is not in the selection. */
static bool translate(const bench_selection_t *selection, const scenario_floor_t *from,
                      bench_floor_t *floor) {
    *floor = (bench_floor_t){.path = borrow(from->path, ""),
                             .floor = borrow(from->floor, ""),
                             .of = key_of(&from->of),
                             .aim = from->aim};
    bool whole = bench_selection_case(selection, &floor->of) != NULL;
    for (size_t i = 0; i < SCENARIO_FLOOR_TERMS && from->terms[i].key.scenario != NULL; i++) {
        bench_floor_term_t term = {key_of(&from->terms[i].key), from->terms[i].times};
        floor->terms[floor->term_count++] = term;
        whole = whole && bench_selection_case(selection, &term.key) != NULL;
    }
    return whole;
}

/* Those of a list whose cases are all in the selection. */
static bool add_floors(const bench_selection_t *selection, const scenario_floor_t *list,
                       bench_report_t *report) {
    for (; list != NULL && list->path != NULL; list++) {
        bench_floor_t floor;
        if (translate(selection, list, &floor) && !is_known(report, &floor) &&
            !bench_report_add_floor(report, &floor)) {
            return false;
        }
    }
    return true;
}

/* ---- a selection ---- */

static bool describe_cases(const bench_selection_t *selection, bench_report_t *report) {
    for (size_t i = 0; i < selection->case_count; i++) {
        bench_row_t *row = bench_report_add_row(report);
        if (row == NULL || !bench_selected_describe(&selection->cases[i], row)) {
            return false;
        }
    }
    return true;
}

bool bench_selection_describe(const bench_selection_t *selection, bench_report_t *report) {
    const scenario_t *last = NULL;
    bool good = describe_cases(selection, report);
    for (size_t i = 0; good && i < selection->case_count; i++) {
        const scenario_t *scenario = selection->cases[i].scenario;
        good = scenario == last || (add_contenders(selection, scenario->contenders, report) &&
                                    add_words(selection, scenario->words, report) &&
                                    add_floors(selection, scenario->floors, report));
        last = scenario;
    }
    /* The suite's hold for plugins too. A floor may be of cases whose scenarios do not have it. */
    good = good && add_contenders(selection, scenario_contenders, report) &&
           add_words(selection, scenario_words, report);
    for (size_t i = 0; good && scenario_catalogue[i] != NULL; i++) {
        good = add_floors(selection, scenario_catalogue[i]->floors, report);
    }
    return good;
}
