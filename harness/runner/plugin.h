/* plugin.h - scenarios from shared objects, looked at before they are used. */
#ifndef BENCH_RUNNER_PLUGIN_H
#define BENCH_RUNNER_PLUGIN_H

#include <stdbool.h>

#include "model/problem.h"
#include "scenario.h"

/* Loads a plugin; it stays loaded until the process ends. *handle is the loader's. `copied`: from a
 * copy of the file, so that one file can be loaded several times, each with its own code, data and
 * symbols; refused then where a case's functions are not in the copy but in a library that all
 * copies would share. NULL: the problem names the path. */
const scenario_t *const *bench__plugin_load(const char *path, bool copied, void **handle,
                                            bench_problem_t *problem);

/* Loads a plugin in a process of its own, which then ends. False only where the loader did not come
 * back: it ended that process, or took longer than so many seconds. */
bool bench__plugin_try(const char *path, double seconds, bench_problem_t *problem);

/* Tells whether a scenario keeps to scenario.h. False: the problem names what it came from (a
 * "plugin", or a "host"), its path, scenario, case and field. */
bool bench__scenario_is_valid(const scenario_t *scenario, const char *what, const char *path,
                              bench_problem_t *problem);

/* The first field of a case that is not as scenario.h has it, and what is needed; NULL: all are. */
const char *bench__case_wrong_field(const scenario_case_t *definition);

#endif
