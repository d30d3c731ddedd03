/* plugin.h - scenarios from shared objects, looked at before they are used. */
#ifndef CLI_PLUGIN_H
#define CLI_PLUGIN_H

#include "cli.h"
#include "scenario.h"

/* Loads a plugin; it stays loaded until the process ends. NULL: says why not. */
const scenario_t *const *plugin_load(const char *path);

/* The same from a copy of the file, so that one file can be loaded several times, each with its own
 * code, data and symbols. NULL too where a case's functions are not in the copy but in a library
 * that all copies would share. */
const scenario_t *const *plugin_load_copy(const char *path);

/* Opens a plugin's file for reading. -1: says why not; also where it is cut off, which the loader
 * would not notice. */
int plugin_file_open(const char *path);

/* The scenarios that a loaded plugin exports. NULL: says what is wrong with them. */
const scenario_t *const *plugin_scenarios(void *plugin, const char *path);

/* Whether a scenario keeps to scenario.h; says what does not, with scenario, case and field. */
bool plugin_scenario_is_valid(const char *path, const scenario_t *scenario);

#endif
