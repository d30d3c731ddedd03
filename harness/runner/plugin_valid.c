/* plugin_valid.c - whether a scenario keeps to scenario.h. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "model/plain_text.h"
#include "plugin.h"

/* Names go into CSV files, plots and command lines as they are. */
static bool is_name(const char *text, const char *others) {
    for (; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && strchr(others, *text) == NULL) {
            return false;
        }
    }
    return true;
}

/* Other texts go into documents, where a character that is not plain cannot stand. Optional ones
 * may be NULL. */
static bool is_text(const char *text) {
    return text == NULL || bench_text_is_plain(text);
}

/* ---- cases ---- */

const char *bench__case_wrong_field(const scenario_case_t *definition) {
    if (definition->contender == NULL || definition->contender[0] == '\0' ||
        !is_name(definition->contender, "_")) {
        return "contender: letters, digits and _ are needed";
    }
    if (definition->params == NULL || !is_name(definition->params, "_=;.-")) {
        return "params: key=value joined by ';' is needed, or \"\"";
    }
    if (definition->setup == NULL || definition->run == NULL || definition->teardown == NULL) {
        return "setup, run and teardown: all three are needed";
    }
    if (definition->period == 0 || definition->count_operations == 0) {
        return "period and count_operations: at least 1 is needed";
    }
    if (definition->budget.den == 0 || definition->budget.kind > SCENARIO_AT_MOST) {
        return "budget: a kind of scenario.h and a denominator above 0 are needed";
    }
    return NULL;
}

static bool is_repeated(const scenario_t *scenario, size_t index) {
    const scenario_case_t *last = &scenario->cases[index];
    for (size_t i = 0; i < index; i++) {
        if (strcmp(scenario->cases[i].contender, last->contender) == 0 &&
            strcmp(scenario->cases[i].params, last->params) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- the optional lists ---- */

/* Colours go into style sheets and plots as they are. */
static bool is_colour(const char *text) {
    return text == NULL || text[0] == '\0' ||
           (text[0] == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6);
}

static const char *wrong_contender(const scenario_contender_t *list) {
    for (; list != NULL && list->name != NULL; list++) {
        if (list->name[0] == '\0' || !is_name(list->name, "_") ||
            (list->compared_with != NULL && !is_name(list->compared_with, "_"))) {
            return "contenders: letters, digits and _ are needed in their names";
        }
        if (!is_colour(list->colour)) {
            return "contenders: a colour is #RRGGBB";
        }
        if (!is_text(list->label) || !is_text(list->about)) {
            return "contenders: label and about: plain text in UTF-8 is needed";
        }
    }
    return NULL;
}

static const char *wrong_maker(const scenario_maker_t *list) {
    for (; list != NULL && list->function != NULL; list++) {
        if (list->made_by == NULL || list->made_by[0] == '\0' || list->rule > SCENARIO_DIRECT) {
            return "makers: each needs function, made_by and a rule";
        }
        if (!is_text(list->made_by)) {
            return "makers: made_by: plain text in UTF-8 is needed";
        }
    }
    return NULL;
}

static const char *wrong_words(const scenario_words_t *list) {
    for (; list != NULL && list->name != NULL; list++) {
        if (!is_name(list->name, "_=;.-") || list->words == NULL || !is_text(list->words)) {
            return "words: each needs a scenario, or one with a setting, and plain text in UTF-8";
        }
    }
    return NULL;
}

static bool is_key(const scenario_key_t *key) {
    return key->scenario != NULL && key->contender != NULL && key->params != NULL;
}

static bool terms_are_valid(const scenario_floor_t *floor) {
    size_t count = 0;
    while (count < SCENARIO_FLOOR_TERMS && floor->terms[count].key.scenario != NULL) {
        const scenario_term_t *term = &floor->terms[count++];
        if (!is_key(&term->key) || !isfinite(term->times) || term->times <= 0) {
            return false;
        }
    }
    return count > 0;
}

static const char *wrong_floor(const scenario_floor_t *list) {
    for (; list != NULL && list->path != NULL; list++) {
        if (list->floor == NULL || !is_key(&list->of) || !terms_are_valid(list) ||
            !isfinite(list->aim) || list->aim <= 0) {
            return "floors: each needs path, floor, a case, at least one term, and an aim above 0";
        }
        if (!is_text(list->path) || !is_text(list->floor)) {
            return "floors: path and floor: plain text in UTF-8 is needed";
        }
    }
    return NULL;
}

/* A counterpart may be of a case that another scenario has: a suite's scenarios share one list. */
static const char *wrong_counterpart(const scenario_counterpart_t *list) {
    for (; list != NULL && list->original != NULL; list++) {
        if (list->original[0] == '\0' || !is_text(list->original) || !is_key(&list->of)) {
            return "counterparts: each needs the original's name in plain text, and a case";
        }
    }
    return NULL;
}

/* What is wrong in the lists; NULL: nothing is. */
static const char *wrong_list(const scenario_t *scenario) {
    const char *wrong = wrong_contender(scenario->contenders);
    wrong = wrong != NULL ? wrong : wrong_maker(scenario->makers);
    wrong = wrong != NULL ? wrong : wrong_words(scenario->words);
    wrong = wrong != NULL ? wrong : wrong_floor(scenario->floors);
    return wrong != NULL ? wrong : wrong_counterpart(scenario->counterparts);
}

/* ---- the scenario ---- */

static bool head_is_valid(const scenario_t *scenario) {
    return scenario->name != NULL && scenario->name[0] != '\0' && is_name(scenario->name, "_") &&
           scenario->question != NULL && is_text(scenario->question) &&
           (scenario->cases != NULL || scenario->case_count == 0);
}

bool bench__scenario_is_valid(const scenario_t *scenario, const char *what, const char *path,
                              bench_problem_t *problem) {
    if (!head_is_valid(scenario)) {
        return bench_problem(problem,
                             "%s %s: a scenario needs a name of letters, digits and _, a "
                             "question in plain text, and cases",
                             what, path);
    }
    for (size_t i = 0; i < scenario->case_count; i++) {
        const char *wrong = bench__case_wrong_field(&scenario->cases[i]);
        if (wrong == NULL && is_repeated(scenario, i)) {
            wrong = "contender and params: an earlier case has the same";
        }
        if (wrong != NULL) {
            const char *contender = scenario->cases[i].contender;
            bool named = contender != NULL && contender[0] != '\0' && is_name(contender, "_");
            return bench_problem(problem, "%s %s: scenario %s, case %zu: %s%s%s%s", what, path,
                                 scenario->name, i, wrong, named ? " (contender " : "",
                                 named ? contender : "", named ? ")" : "");
        }
    }
    const char *wrong = wrong_list(scenario);
    return wrong == NULL ||
           bench_problem(problem, "%s %s: scenario %s, %s", what, path, scenario->name, wrong);
}
