#include "catalogue.h"

const scenario_t *const scenario_catalogue[] = {
#define SCENARIO_ENTRY(name) &scenario_##name,
    SCENARIO_CATALOGUE(SCENARIO_ENTRY)
#undef SCENARIO_ENTRY
        NULL,
};
