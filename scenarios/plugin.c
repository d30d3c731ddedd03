/* A scenario as a plugin: what `vtbench --plugin FILE.so` looks for. Built once for each scenario.
 */
#include "catalogue.h"

SCENARIO_PLUGIN(&SCENARIO)
