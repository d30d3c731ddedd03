/* plugin.h - scenarios from shared objects, looked at before they are used. */
#ifndef CLI_PLUGIN_H
#define CLI_PLUGIN_H

#include "cli.h"
#include "scenario.h"

/* Loads a plugin; it stays loaded until the process ends. NULL: says why not. */
const scenario_t *const *plugin_load(const char *path);

/* Whether a scenario keeps to scenario.h; says what does not, with scenario, case and field. */
bool plugin_scenario_is_valid(const char *path, const scenario_t *scenario);

#endif
