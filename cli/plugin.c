#include "plugin.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const scenario_t *const *plugin_scenarios(void *plugin, const char *path) {
    const scenario_t *const *list = dlsym(plugin, SCENARIO_PLUGIN_SYMBOL);
    if (list == NULL) {
        cli_fail(EXIT_COULD_NOT,
                 "plugin %s: it does not export " SCENARIO_PLUGIN_SYMBOL
                 "; end its source with SCENARIO_PLUGIN(&your_scenario)",
                 path);
        return NULL;
    }
    for (size_t i = 0; list[i] != NULL; i++) {
        if (!plugin_scenario_is_valid(path, list[i])) {
            return NULL;
        }
    }
    return list;
}

const scenario_t *const *plugin_load(const char *path) {
    char here[4096];
    int file = plugin_file_open(path);
    if (file < 0) {
        return NULL;
    }
    close(file);
    (void)snprintf(here, sizeof here, "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
    void *plugin = dlopen(here, RTLD_NOW | RTLD_LOCAL);
    if (plugin == NULL) {
        cli_fail(EXIT_COULD_NOT, "plugin: %s", dlerror());
        return NULL;
    }
    return plugin_scenarios(plugin, path);
}

/* Names go into CSV files, plots and command lines as they are. */
static bool is_name(const char *text, const char *others) {
    for (; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && strchr(others, *text) == NULL) {
            return false;
        }
    }
    return true;
}

/* The first field that is not as scenario.h has it; NULL: all are. */
static const char *wrong_field(const scenario_case_t *definition) {
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
    if (definition->budget.den == 0) {
        return "budget: its denominator is 0";
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

bool plugin_scenario_is_valid(const char *path, const scenario_t *scenario) {
    if (scenario->name == NULL || scenario->name[0] == '\0' || !is_name(scenario->name, "_") ||
        scenario->question == NULL || (scenario->cases == NULL && scenario->case_count != 0)) {
        cli_fail(EXIT_COULD_NOT,
                 "plugin %s: a scenario needs a name of letters, digits and _, a "
                 "question, and cases",
                 path);
        return false;
    }
    for (size_t i = 0; i < scenario->case_count; i++) {
        const char *wrong = wrong_field(&scenario->cases[i]);
        if (wrong == NULL && is_repeated(scenario, i)) {
            wrong = "contender and params: an earlier case has the same";
        }
        if (wrong != NULL) {
            cli_fail(EXIT_COULD_NOT, "plugin %s: scenario %s, case %zu: %s", path, scenario->name,
                     i, wrong);
            return false;
        }
    }
    return true;
}
